"""The DynamoDB tables: their rows, the one connection they share, and how they are created."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from app.errors import StorageUnavailable
from app.settings import Settings

# An answer to Slack is due within three seconds, and after a read that fails the work is still to be handed over.
# PynamoDB's own defaults would wait for half a minute.
CONNECT_TIMEOUT = 0.5
READ_TIMEOUT = 0.7
RETRIES = 1

# The form in which this release writes rows, in their attribute `schema`. docs/upgrading.md has the rules.
SCHEMA = 2

_Row = TypeVar("_Row", bound="Row")

Key = tuple[type["Row"], str, str]


class Row(Model):
    """What all rows share: a table named after the prefix, and an end of life that is checked on reading."""

    suffix: ClassVar[str]
    schema = NumberAttribute(null=True, default_for_new=SCHEMA)
    expires_at = TTLAttribute(null=True)

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Give the row that was read, whatever release wrote it."""
        return super().from_raw_data(in_todays_form(data))

    def deserialize(self, attribute_values: dict[str, dict[str, Any]]) -> None:
        """Take over what a write found and left."""
        super().deserialize(in_todays_form(attribute_values))

    def update(self, actions: list[Action], condition: Condition | None = None, **options: Any) -> Any:
        """Write some attributes, and the form that they have."""
        return super().update([*actions, Row.schema.set(SCHEMA)], condition, **options)

    def is_live(self, now: datetime) -> bool:
        """Whether the row has not expired: DynamoDB itself deletes only within days."""
        return self.expires_at is None or self.expires_at > now


def in_todays_form(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Give a stored row as this release would have written it: the place for all that a later form changes.

    A write touches only some attributes, so a row may be of several forms at once: look at what is there and what is
    missing, never at the number alone. Rows without a number are from before there was one.
    """
    return {"schema": {"N": "1"}, **stored}


class ByMember(GlobalSecondaryIndex["DayRow"]):
    """A person's reports, newest last."""

    class Meta:
        index_name = "by_member"
        projection = KeysOnlyProjection()

    member = UnicodeAttribute(hash_key=True)
    report_id = UnicodeAttribute(range_key=True)


class DayRow(Row):
    """A row of one occurrence: itself (range `YYYYMMDD`) or one member's report (range `YYYYMMDD_USER`)."""

    class Meta:
        table_name = "reports"
        billing_mode = "PAY_PER_REQUEST"

    suffix = "reports"
    report_id = UnicodeAttribute(hash_key=True)
    report_user_id = UnicodeAttribute(range_key=True)
    by_member = ByMember()

    name = UnicodeAttribute(null=True)
    channel = UnicodeAttribute(null=True)
    questions = JSONAttribute(null=True)
    zone = UnicodeAttribute(null=True)
    report_at = UTCDateTimeAttribute(null=True)
    # In one text: a list of a thousand would be taken apart for each of a thousand clicks.
    roster = JSONAttribute(null=True)
    opened_at = UTCDateTimeAttribute(null=True)
    asked_at = UTCDateTimeAttribute(null=True)
    closed_at = UTCDateTimeAttribute(null=True)
    heading_claimed_at = UTCDateTimeAttribute(null=True)
    heading_ts = UnicodeAttribute(null=True)
    permalink = UnicodeAttribute(null=True)
    reported_at = UTCDateTimeAttribute(null=True)
    settled_at = UTCDateTimeAttribute(null=True)
    owners_told = UnicodeSetAttribute(null=True)
    posting = UnicodeAttribute(null=True)
    layout = UnicodeAttribute(null=True)
    names_missing = BooleanAttribute(null=True)
    charts = BooleanAttribute(null=True)
    language = UnicodeAttribute(null=True)
    groups = JSONAttribute(null=True)
    asked_through = UTCDateTimeAttribute(null=True)
    reminded_through = UTCDateTimeAttribute(null=True)
    closed_through = UTCDateTimeAttribute(null=True)
    missed_at = UTCDateTimeAttribute(null=True)

    member = UnicodeAttribute(null=True)
    user_id = UnicodeAttribute(null=True)
    user_name = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    icon_url = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    answers: MapAttribute[str, Any] = MapAttribute(null=True)
    changed_at = UTCDateTimeAttribute(null=True)
    skip_changed_at = UTCDateTimeAttribute(null=True)
    claimed_at = UTCDateTimeAttribute(null=True)
    dm_channel = UnicodeAttribute(null=True)
    menu_ts = UnicodeAttribute(null=True)
    post_claimed_at = UTCDateTimeAttribute(null=True)
    posted: ListAttribute[Any] = ListAttribute(null=True)
    posted_version = UTCDateTimeAttribute(null=True)
    closes_at = UTCDateTimeAttribute(null=True)
    is_optional = BooleanAttribute(null=True)
    why = UnicodeAttribute(null=True)
    until = UnicodeAttribute(null=True)
    words = UnicodeAttribute(null=True)
    reminded_for = UTCDateTimeAttribute(null=True)
    reminded_at = UTCDateTimeAttribute(null=True)
    reminders = NumberAttribute(null=True)
    stale_ts = UnicodeAttribute(null=True)

    problem = UnicodeAttribute(null=True)


class Due(GlobalSecondaryIndex["StandupRow"]):
    """Standups by the next moment at which anything is due; those without one are not in it."""

    class Meta:
        index_name = "due"
        projection = AllProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class StandupRow(Row):
    """A configured standup; or, under a reserved id, the lease of the workspace's sender."""

    class Meta:
        table_name = "standups"
        billing_mode = "PAY_PER_REQUEST"

    suffix = "standups"
    team_id = UnicodeAttribute(hash_key=True)
    standup_id = UnicodeAttribute(range_key=True)
    due = Due()

    due_shard = UnicodeAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    config = JSONAttribute(null=True)
    version = NumberAttribute(null=True)
    changes = JSONAttribute(null=True)
    deleted_at = UTCDateTimeAttribute(null=True)
    wanted = JSONAttribute(null=True)
    people = JSONAttribute(null=True)
    zones = JSONAttribute(null=True)
    calendar = JSONAttribute(null=True)
    introduced_by = UnicodeAttribute(null=True)
    introduction_claimed_at = UTCDateTimeAttribute(null=True)
    introduction_channel = UnicodeAttribute(null=True)
    introduction_ts = UnicodeAttribute(null=True)
    lease_owner = UnicodeAttribute(null=True)
    lease_job = UnicodeAttribute(null=True)
    lease_until = UTCDateTimeAttribute(null=True)


class MemberRow(Row):
    """What is remembered of one person of a workspace."""

    class Meta:
        table_name = "members"
        billing_mode = "PAY_PER_REQUEST"

    suffix = "members"
    team_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)

    user_name = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    icon_url = UnicodeAttribute(null=True)
    zone = UnicodeAttribute(null=True)
    is_person = BooleanAttribute(null=True)
    is_guest = BooleanAttribute(null=True)
    is_admin = BooleanAttribute(null=True)
    status_text = UnicodeAttribute(null=True)
    refreshed_at = UTCDateTimeAttribute(null=True)
    dm_channel = UnicodeAttribute(null=True)
    last_answers = JSONAttribute(null=True)
    away = JSONAttribute(null=True)
    away_changed_at = UTCDateTimeAttribute(null=True)
    reminders = NumberAttribute(null=True)
    left = JSONAttribute(null=True)
    country = UnicodeAttribute(null=True)
    seen = JSONAttribute(null=True)


TABLES: tuple[type[Row], ...] = (DayRow, StandupRow, MemberRow)


def connect(settings: Settings) -> Session:
    """Give all tables their names and one shared connection; returns its AWS session for other clients.

    PynamoDB would open a connection, a TLS context and a botocore session for each model, at 60 ms and more apiece.
    """
    shared = Connection(
        region=settings.region,
        connect_timeout_seconds=CONNECT_TIMEOUT,
        read_timeout_seconds=READ_TIMEOUT,
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
        list(MemberRow.batch_get([(".", ".")]))


def read_together(*keys: Key) -> list[Any]:
    """Read rows of several tables in one request, as last written; None stands for a row that is not there."""
    wanted: dict[str, Any] = {}
    for row, hash_key, range_key in keys:
        table = wanted.setdefault(row.Meta.table_name, {"Keys": [], "ConsistentRead": True})
        table["Keys"].append(_named(row, hash_key, range_key))
    connection = DayRow._get_connection().connection  # noqa: SLF001 PynamoDB itself reads one table at a time
    try:
        reply = connection.dispatch("BatchGetItem", {"RequestItems": wanted, "ReturnConsumedCapacity": "NONE"})
    except (BotoCoreError, ClientError) as error:
        raise StorageUnavailable(f"{type(error).__name__}: no answer") from error
    if reply.get("UnprocessedKeys"):
        raise StorageUnavailable("BatchGetItem: not all keys were processed")
    found = []
    for row, hash_key, range_key in keys:
        name = _named(row, hash_key, range_key)
        items = (item for item in reply["Responses"].get(row.Meta.table_name, []) if name.items() <= item.items())
        found.append(next((row.from_raw_data(item) for item in items), None))
    return found


def _named(row: type[Row], hash_key: str, range_key: str) -> dict[str, Any]:
    names = row._hash_keyname, row._range_keyname  # noqa: SLF001 or say them once more
    return {str(name): {"S": key} for name, key in zip(names, (hash_key, range_key), strict=True)}


def create_missing_tables(settings: Settings) -> list[str]:
    """Create the tables that are missing at the configured endpoint; returns the names of those created."""
    connect(settings)
    created = []
    with dynamodb_errors():
        for row in TABLES:
            if not row.exists():
                row.create_table(wait=True)
                created.append(row.Meta.table_name)
    return created


class ConditionFailed(StorageUnavailable):
    """The row is not, or no longer, as the write demanded. Never leaves this package."""


@contextmanager
def dynamodb_errors() -> Iterator[None]:
    """Translate PynamoDB's errors to ours."""
    try:
        yield
    except PynamoDBException as error:
        # PynamoDB's own cause_response_code falls over causes that are no answers, such as a closed connection.
        reply = getattr(error.cause, "response", None) or {}
        code = reply.get("Error", {}).get("Code")
        if code == "ConditionalCheckFailedException":
            raise ConditionFailed from error
        raise StorageUnavailable(f"{type(error).__name__}: {code or 'no answer'}") from error


def live(row: _Row | None, now: datetime) -> _Row | None:
    """Give the row unless it has expired."""
    return row if row is not None and row.is_live(now) else None
