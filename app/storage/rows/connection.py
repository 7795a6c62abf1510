"""The one connection that all tables share: how it is made and used, and what its errors mean.

PynamoDB alone would open a connection for each model. The gate for erased people is in this connection (`gate.py`).
What DynamoDB leaves unprocessed in a batch, refuses while a transaction holds the row, or does not write because others
were faster, is requested again after a growing wait, for at most a second.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import uniform
from time import sleep
from typing import Any, TypeVar

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException, TransactWriteError, VerboseClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from app.errors import StorageUnavailable
from app.settings import Settings
from app.storage.rows.answers import Answers
from app.storage.rows.gate import GATE, REFUSED
from app.storage.rows.row import Row
from app.storage.rows.tables import TABLES, MembersTable, ReportsTable

# Seconds. Slack needs its answer within three, and after a failed read the work must still be handed over. PynamoDB's
# own defaults would wait for half a minute.
CONNECT_TIMEOUT = 0.5
READ_TIMEOUT = 0.7
RETRIES = 1
# How often the rest of a batch is requested, or a row that others change is written, after waits (in seconds) that
# double each time: people wait for three seconds at most, and botocore does not retry this by itself.
ATTEMPTS = 5
FIRST_PAUSE = 0.05
UNPROCESSED = {"BatchGetItem": "UnprocessedKeys", "BatchWriteItem": "UnprocessedItems"}
THROTTLED = "ProvisionedThroughputExceededException"
# The read timeout, in seconds, of an admin's command.
PATIENT = 30.0

Key = tuple[type[Row], str, str]
_Row = TypeVar("_Row", bound=Row)


class Guarded(Connection):
    """PynamoDB's connection with the gate that keeps out erased people."""

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        """Send a request as far as the gate allows it; a request that is left out is answered as if it were done."""
        request = GATE.passed(super().dispatch, operation_name, operation_kwargs)
        if request is None:
            return {"Attributes": dict(operation_kwargs.get("Key", {})), "UnprocessedItems": {}}
        if rest := UNPROCESSED.get(operation_name):
            return self._whole_batch(operation_name, request, rest)
        return self._sent(operation_name, request)

    def _sent(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request, and again after a growing wait while a transaction holds one of its rows.

        Such a request did nothing; botocore does not repeat it.
        """
        attempt = 0
        while True:
            _let_others_go(attempt)
            attempt += 1
            try:
                return dict(super().dispatch(operation, request))
            except VerboseClientError as error:
                if attempt == ATTEMPTS or not _is_held(error):
                    raise

    def _whole_batch(self, operation: str, request: dict[str, Any], rest: str) -> dict[str, Any]:
        """Send a batch until all of it is processed; DynamoDB may do a part at a time.

        AWS wants callers to request the rest after a growing wait; PynamoDB would request it at once, for ever. Raises
        ClientError, as for a throttled request.
        """
        whole: dict[str, Any] = {}
        for attempt in range(ATTEMPTS):
            _let_others_go(attempt)
            reply = self._sent(operation, request)
            for name, found in (whole.get("Responses") or {}).items():
                reply.setdefault("Responses", {})[name] = [*found, *reply["Responses"].get(name, [])]
            whole = reply
            if not whole.get(rest):
                return whole
            request = {**request, "RequestItems": whole[rest]}
        raise ClientError({"Error": {"Code": THROTTLED, "Message": "not all was processed"}}, operation)


def _is_held(error: VerboseClientError) -> bool:
    """Whether a request failed for nothing but a transaction under way."""
    reasons = {reason.code for reason in error.cancellation_reasons if reason is not None}
    return error.response["Error"]["Code"] == "TransactionConflictException" or reasons == {"TransactionConflict"}


def _let_others_go(attempt: int) -> None:
    """Wait before an attempt that is not the first one: longer each time, and each caller for another time."""
    if attempt:
        sleep(uniform(0, FIRST_PAUSE * 2 ** (attempt - 1)))  # noqa: S311 spreads callers out, no secret


def send_raw(operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """Send a low-level DynamoDB request over the shared connection; raises StorageUnavailable."""
    connection = ReportsTable._get_connection().connection  # noqa: SLF001 PynamoDB hides it
    try:
        return dict(connection.dispatch(operation, request))
    except (BotoCoreError, ClientError) as error:
        raise StorageUnavailable(f"{type(error).__name__}: no answer") from error


def connect(settings: Settings, read_timeout: float = READ_TIMEOUT) -> Session:
    """Give all tables their names and one shared connection; return its AWS session for other clients.

    `read_timeout` is in seconds; it may be long where nobody in Slack waits.

    PynamoDB would open a connection, a TLS context and a botocore session for each model, 60 ms and more apiece.
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
    shared.session.set_default_client_config(
        Config(
            # Made once, or botocore would put it together for each request from a dozen parts, at 0.1 ms.
            user_agent=shared.session.user_agent(),
            # Looked for in each request otherwise, at 0.1 ms: accounts' own addresses, and what to compress.
            account_id_endpoint_mode="disabled",
            disable_request_compression=True,
        )
    )
    shared.session.register_component("response_parser_factory", Answers())
    _ = shared.client  # made here, because in another thread PynamoDB would make another session for it
    return shared.session


def warm_up() -> None:
    """Read a row that does not exist, so that connection and client are ready before anybody waits for them."""
    with dynamodb_errors():
        list(MembersTable.batch_get([(".", ".")]))


def read_together(*keys: Key) -> list[Any]:
    """Return rows of several tables in one request, as last written; None for a row that does not exist."""
    wanted: dict[str, Any] = {}
    for row, hash_key, range_key in keys:
        table = wanted.setdefault(row.Meta.table_name, {"Keys": [], "ConsistentRead": True})
        table["Keys"].append(_named(row, hash_key, range_key))
    connection = ReportsTable._get_connection().connection  # noqa: SLF001 PynamoDB reads one table at a time
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
    """Return a row, as last written; None if it does not exist."""
    with dynamodb_errors():
        return next(iter(kind.batch_get([(hash_key, range_key)], consistent_read=True)), None)


def _named(row: type[Row], hash_key: str, range_key: str) -> dict[str, Any]:
    names = row._hash_keyname, row._range_keyname  # noqa: SLF001 or say them once more
    return {str(name): {"S": key} for name, key in zip(names, (hash_key, range_key), strict=True)}


def create_missing_tables(settings: Settings) -> list[str]:
    """Create the tables and indexes that are missing at the configured endpoint; return their names."""
    connect(settings, PATIENT)
    created = []
    with dynamodb_errors():
        for row in TABLES:
            if not row.exists():
                row.create_table(wait=True)
                created.append(row.Meta.table_name)
            created += _create_missing_indexes(row)
    return created


def _create_missing_indexes(row: type[Row]) -> list[str]:
    """Create the indexes that an earlier release's table has not got; DynamoDB fills them with the rows that it has."""
    schema, name = row._get_schema(), row.Meta.table_name  # noqa: SLF001 PynamoDB makes indexes with a table alone
    client: Any = row._get_connection().connection.client  # noqa: SLF001
    there = client.describe_table(TableName=name)["Table"].get("GlobalSecondaryIndexes", [])
    known = {index["IndexName"] for index in there}
    missing = [index for index in schema["global_secondary_indexes"] if index["index_name"] not in known]
    for index in missing:
        new = {
            "IndexName": index["index_name"],
            "KeySchema": index["key_schema"],
            "Projection": index["projection"],
        }
        attributes = schema["attribute_definitions"]
        client.update_table(
            TableName=name, AttributeDefinitions=attributes, GlobalSecondaryIndexUpdates=[{"Create": new}]
        )
    return [f"{name}/{index['index_name']}" for index in missing]


class ConditionFailed(StorageUnavailable):
    """The condition of a write does not hold. Never leaves this package."""


class NotForErased(ConditionFailed):
    """The write is about an erased person: trying again does not help."""


@contextmanager
def dynamodb_errors() -> Iterator[None]:
    """Translate PynamoDB's errors to ours."""
    try:
        yield
    except PynamoDBException as error:
        # PynamoDB's own cause_response_code fails for causes without a response, such as a closed connection.
        reply = getattr(error.cause, "response", None) or {}
        code = reply.get("Error", {}).get("Code")
        if reply.get("Error", {}).get("Message") == REFUSED:
            raise NotForErased from error
        if code == "ConditionalCheckFailedException" or _is_refused(error):
            raise ConditionFailed from error
        raise StorageUnavailable(f"{type(error).__name__}: {code or 'no answer'}") from error


def _is_refused(error: PynamoDBException) -> bool:
    """Whether a transaction failed because of the condition of one of its rows."""
    reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else []
    return any(reason is not None and reason.code == "ConditionalCheckFailed" for reason in reasons)


def updated(row: Row, actions: Sequence[Action], condition: Condition | None = None) -> bool:
    """Write some columns of a row; False if the condition does not hold."""
    return _is_done(partial(row.update, list(actions), condition))


def saved(row: Row, condition: Condition) -> bool:
    """Write a whole row; False if the condition does not hold."""
    return _is_done(partial(row.save, condition=condition))


def deleted(row: Row, condition: Condition) -> bool:
    """Delete a row; False if the condition does not hold."""
    return _is_done(partial(row.delete, condition=condition))


def _is_done(write: Callable[[], object]) -> bool:
    try:
        with dynamodb_errors():
            write()
    except ConditionFailed:
        return False
    return True


def until_it_holds(attempt: Callable[[], bool], what: str) -> bool:
    """Repeat a read and a conditional write while other runs are faster, and return what the attempt returns.

    It waits in between, or of many at once most would lose each time.
    False if it is about an erased person. Raises StorageUnavailable if other runs are faster each time; `what` names
    the row in the message.
    """
    for number in range(ATTEMPTS):
        _let_others_go(number)
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
    """Open a transaction: either all rows are stored or none; raises ConditionFailed or StorageUnavailable."""
    connection = ReportsTable._get_connection().connection  # noqa: SLF001 PynamoDB would make another one
    with dynamodb_errors(), TransactWrite(connection=connection) as write:
        yield write
