"""The one connection that all tables share: how it is made and used, and what its errors mean."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import uniform
from time import sleep
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from app.errors import StorageUnavailable
from app.settings import Settings
from app.storage.rows.gate import GATE, REFUSED
from app.storage.rows.row import Row
from app.storage.rows.tables import TABLES, MembersTable, ReportsTable

# An answer to Slack is due within three seconds, and after a read that fails the work is still to be handed over.
# PynamoDB's own defaults would wait for half a minute.
CONNECT_TIMEOUT = 0.5
READ_TIMEOUT = 0.7
RETRIES = 1
# What of a batch was not done is asked for again, at most so often, after up to twice as long each time (in seconds): a
# person waits for three, and botocore's retries do not count this as a failure.
BATCH_ATTEMPTS = 5
ATTEMPTS = 5
FIRST_PAUSE = 0.05
UNPROCESSED = {"BatchGetItem": "UnprocessedKeys", "BatchWriteItem": "UnprocessedItems"}
THROTTLED = "ProvisionedThroughputExceededException"
# While an admin waits for a command.
PATIENT = 30.0

Key = tuple[type[Row], str, str]
_Row = TypeVar("_Row", bound=Row)


class Guarded(Connection):
    """PynamoDB's connection, through the gate that keeps those out who were erased."""

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        """Send a request as the gate lets it; what is passed over is answered as if it were done."""
        asked = GATE.passed(super().dispatch, operation_name, operation_kwargs)
        if asked is None:
            return {"Attributes": dict(operation_kwargs.get("Key", {})), "UnprocessedItems": {}}
        if rest := UNPROCESSED.get(operation_name):
            return self._whole_batch(operation_name, asked, rest)
        return dict(super().dispatch(operation_name, asked))

    def _whole_batch(self, operation: str, asked: dict[str, Any], rest: str) -> dict[str, Any]:
        """Do all of a batch of which DynamoDB may do a part at a time.

        AWS wants what is left to be asked for by the caller, after a wait that grows; PynamoDB would ask at once, for
        ever. Raises ClientError, as for a request that was throttled.
        """
        whole: dict[str, Any] = {}
        for attempt in range(BATCH_ATTEMPTS):
            if attempt:
                sleep(uniform(0, FIRST_PAUSE * 2 ** (attempt - 1)))  # noqa: S311 not to come back all at once
            reply = dict(super().dispatch(operation, asked))
            for name, found in (whole.get("Responses") or {}).items():
                reply.setdefault("Responses", {})[name] = [*found, *reply["Responses"].get(name, [])]
            whole = reply
            if not whole.get(rest):
                return whole
            asked = {**asked, "RequestItems": whole[rest]}
        raise ClientError({"Error": {"Code": THROTTLED, "Message": "not all was processed"}}, operation)


def send_raw(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Send a request in DynamoDB's own words over the connection that all tables share."""
    connection = ReportsTable._get_connection().connection  # noqa: SLF001 PynamoDB hides it
    try:
        return dict(connection.dispatch(operation, asked))
    except (BotoCoreError, ClientError) as error:
        raise StorageUnavailable(f"{type(error).__name__}: no answer") from error


def connect(settings: Settings, read_timeout: float = READ_TIMEOUT) -> Session:
    """Return all tables their names and one shared connection; returns its AWS session for other clients.

    `read_timeout` is in seconds; it may be long where nobody at Slack waits.

    PynamoDB would open a connection, a TLS context and a botocore session for each model, at 60 ms and more apiece.
    """
    GATE.use(lambda: settings.suppression_secrets)
    shared = Guarded(
        region=settings.region,
        connect_timeout_seconds=CONNECT_TIMEOUT,
        read_timeout_seconds=read_timeout,
        max_retry_attempts=RETRIES,
    )
    for row in TABLES:
        row.Meta.table_name = f"{settings.table_prefix}-{row.suffix}"
        row.Meta.region = settings.region
        row._connection = None  # noqa: SLF001 PynamoDB has no other way to share one
        table = row._get_connection()  # noqa: SLF001
        shared.add_meta_table(table.get_meta_table())
        table.connection = shared
    _ = shared.client  # made here: in another thread PynamoDB would first make another session for it
    return shared.session


def warm_up() -> None:
    """Read nothing, once: opens the connection, and has the client made ready, before anybody waits for it."""
    with dynamodb_errors():
        list(MembersTable.batch_get([(".", ".")]))


def read_together(*keys: Key) -> list[Any]:
    """Read rows of several tables in one request, as last written; None stands for a row that is not there."""
    wanted: dict[str, Any] = {}
    for row, hash_key, range_key in keys:
        table = wanted.setdefault(row.Meta.table_name, {"Keys": [], "ConsistentRead": True})
        table["Keys"].append(_named(row, hash_key, range_key))
    connection = ReportsTable._get_connection().connection  # noqa: SLF001 PynamoDB itself reads one table at a time
    try:
        reply = connection.dispatch("BatchGetItem", {"RequestItems": wanted, "ReturnConsumedCapacity": "NONE"})
    except (BotoCoreError, ClientError) as error:
        raise StorageUnavailable(f"{type(error).__name__}: no answer") from error
    found = []
    for row, hash_key, range_key in keys:
        name = _named(row, hash_key, range_key)
        items = (item for item in reply["Responses"].get(row.Meta.table_name, []) if name.items() <= item.items())
        found.append(next((row.from_raw_data(item) for item in items), None))
    return found


def read_one(kind: type[_Row], hash_key: str, range_key: str) -> _Row | None:
    """Read a row, as last written; None if it is not there."""
    with dynamodb_errors():
        return next(iter(kind.batch_get([(hash_key, range_key)], consistent_read=True)), None)


def _named(row: type[Row], hash_key: str, range_key: str) -> dict[str, Any]:
    names = row._hash_keyname, row._range_keyname  # noqa: SLF001 or say them once more
    return {str(name): {"S": key} for name, key in zip(names, (hash_key, range_key), strict=True)}


def create_missing_tables(settings: Settings) -> list[str]:
    """Create the tables that are missing at the configured endpoint; returns the names of those created."""
    connect(settings, PATIENT)
    created = []
    with dynamodb_errors():
        for row in TABLES:
            if not row.exists():
                row.create_table(wait=True)
                created.append(row.Meta.table_name)
    return created


class ConditionFailed(StorageUnavailable):
    """The row is not, or no longer, as the write demanded. Never leaves this package."""


class NotForErased(ConditionFailed):
    """The write is about somebody who was erased: trying again will not help."""


@contextmanager
def dynamodb_errors() -> Iterator[None]:
    """Translate PynamoDB's errors to ours."""
    try:
        yield
    except PynamoDBException as error:
        # PynamoDB's own cause_response_code falls over causes that are no answers, such as a closed connection.
        reply = getattr(error.cause, "response", None) or {}
        code = reply.get("Error", {}).get("Code")
        if reply.get("Error", {}).get("Message") == REFUSED:
            raise NotForErased from error
        if code == "ConditionalCheckFailedException" or _is_refused(error):
            raise ConditionFailed from error
        raise StorageUnavailable(f"{type(error).__name__}: {code or 'no answer'}") from error


def _is_refused(error: PynamoDBException) -> bool:
    """Whether a write of several rows failed by the condition of one of them."""
    reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else []
    return any(reason is not None and reason.code == "ConditionalCheckFailed" for reason in reasons)


def updated(row: Row, actions: Sequence[Action], condition: Condition | None = None) -> bool:
    """Write some columns of a row; False if the condition does not hold."""
    return _is_done(partial(row.update, list(actions), condition))


def saved(row: Row, condition: Condition) -> bool:
    """Write a whole row; False if the condition does not hold."""
    return _is_done(partial(row.save, condition=condition))


def deleted(row: Row, condition: Condition) -> bool:
    """Take a row away; False if the condition does not hold."""
    return _is_done(partial(row.delete, condition=condition))


def _is_done(write: Callable[[], object]) -> bool:
    try:
        with dynamodb_errors():
            write()
    except ConditionFailed:
        return False
    return True


def until_it_holds(attempt: Callable[[], bool], what: str) -> bool:
    """Read and write on condition, anew for as long as somebody else is faster, and give what the attempt gives.

    False where it is about who was erased. Raises StorageUnavailable if `what` never stands still.
    """
    for _ in range(ATTEMPTS):
        try:
            with dynamodb_errors():
                return attempt()
        except NotForErased:
            return False
        except ConditionFailed:
            continue
    raise StorageUnavailable(f"{what} was changed by others all the time")


@contextmanager
def written_together() -> Iterator[TransactWrite]:
    """Write several rows, of which either all are stored or none; raises ConditionFailed or StorageUnavailable."""
    connection = ReportsTable._get_connection().connection  # noqa: SLF001 PynamoDB would make another one
    with dynamodb_errors(), TransactWrite(connection=connection) as write:
        yield write
