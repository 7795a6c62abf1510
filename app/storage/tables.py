"""The DynamoDB tables: what their rows hold, and how rows of other releases are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self, TypeVar

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from app.storage.json_text import JSONText
from app.storage.older_words import ConfigText, QuestionsText

# The form in which this release writes rows, in their attribute `schema`. docs/upgrading.md has the rules.
SCHEMA = 3

# What reading a row raises that something else has written.
SENSELESS = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)

_Row = TypeVar("_Row", bound="Row")


class Row(Model):
    """What all rows share: a table named after the prefix, and an end of life that is checked on reading.

    What makes no sense in a row is left out, and named in `flaws`: no row keeps others from being read.
    """

    suffix: ClassVar[str]
    flaws: frozenset[str] = frozenset()
    schema = NumberAttribute(null=True, default_for_new=SCHEMA)
    expires_at = TTLAttribute(null=True)

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Give the row that was read, whatever release wrote it."""
        stored = in_todays_form(data)
        try:
            return super().from_raw_data(stored)
        except SENSELESS:
            sound, flaws = cls._sound(stored)
            row = super().from_raw_data(sound)
            row.flaws = flaws
            return row

    def deserialize(self, attribute_values: dict[str, dict[str, Any]]) -> None:
        """Take over what a write found and left."""
        stored = in_todays_form(attribute_values)
        try:
            super().deserialize(stored)
        except SENSELESS:
            sound, self.flaws = self._sound(stored)
            super().deserialize(sound)

    @classmethod
    def _sound(cls, stored: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
        """Tell what can be read from what cannot."""
        flaws = set()
        for name, attribute in cls.get_attributes().items():
            value = stored.get(attribute.attr_name)
            try:
                if value and "NULL" not in value:
                    attribute.deserialize(attribute.get_value(value))
            except SENSELESS:
                flaws.add(name)
        return {name: value for name, value in stored.items() if name not in flaws}, frozenset(flaws)

    @property
    def key(self) -> str:
        """Name the row, as in logs."""
        hash_key, range_key = (getattr(self, str(name)) for name in (self._hash_keyname, self._range_keyname))
        return f"{self.suffix} {hash_key} {range_key}"

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
    home = UnicodeAttribute(null=True)
    questions = QuestionsText(null=True)
    zone = UnicodeAttribute(null=True)
    report_at = UTCDateTimeAttribute(null=True)
    # In one text: a list of a thousand would be taken apart for each of a thousand clicks.
    roster = JSONText(null=True)
    opened_at = UTCDateTimeAttribute(null=True)
    asked_at = UTCDateTimeAttribute(null=True)
    closed_at = UTCDateTimeAttribute(null=True)
    heading_claimed_at = UTCDateTimeAttribute(null=True)
    heading_ts = UnicodeAttribute(null=True)
    digest_at = UTCDateTimeAttribute(null=True)
    digest_pages = NumberAttribute(null=True)
    heading_renewed_at = UTCDateTimeAttribute(null=True)
    permalink = UnicodeAttribute(null=True)
    reported_at = UTCDateTimeAttribute(null=True)
    settled_at = UTCDateTimeAttribute(null=True)
    owners_told = UnicodeSetAttribute(null=True)
    owners_claimed = UnicodeSetAttribute(null=True)
    owners_claimed_at = UTCDateTimeAttribute(null=True)
    posting = UnicodeAttribute(null=True)
    layout = UnicodeAttribute(null=True)
    shown_as = UnicodeAttribute(null=True)
    names_missing = BooleanAttribute(null=True)
    charts = BooleanAttribute(null=True)
    charted_at = UTCDateTimeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    groups = JSONText(null=True)
    rule = JSONText(null=True)
    asked_through = UTCDateTimeAttribute(null=True)
    reminded_through = UTCDateTimeAttribute(null=True)
    closed_through = UTCDateTimeAttribute(null=True)
    missed_at = UTCDateTimeAttribute(null=True)
    menus_say = UnicodeAttribute(null=True)
    retention_days = NumberAttribute(null=True)

    member = UnicodeAttribute(null=True)
    user_id = UnicodeAttribute(null=True)
    user_name = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    icon_url = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    # All in words, as releases before codes read and write them; what `codes` says of an answer comes first.
    answers: MapAttribute[str, Any] = MapAttribute(null=True)
    codes = JSONText(null=True)
    nothing_in = JSONText(null=True)
    changed_at = UTCDateTimeAttribute(null=True)
    sent_again_at = UTCDateTimeAttribute(null=True)
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
    named = UnicodeAttribute(null=True)
    helpers = UnicodeSetAttribute(null=True)
    helpers_told = UnicodeSetAttribute(null=True)
    helpers_told_at = UTCDateTimeAttribute(null=True)
    help_said_at = JSONText(null=True)
    help_claimed_at = UTCDateTimeAttribute(null=True)
    help_ts = UnicodeAttribute(null=True)
    resolved_by = UnicodeAttribute(null=True)
    resolved_for = UnicodeAttribute(null=True)
    resolution_at = UTCDateTimeAttribute(null=True)
    blocked_since = UTCDateTimeAttribute(null=True)
    reworded_at = UTCDateTimeAttribute(null=True)
    ticked = JSONText(null=True)
    menu_shows = UnicodeAttribute(null=True)

    # A part of a digest: ids and numbers, in one text like the roster.
    pieces = JSONText(null=True)
    revision = NumberAttribute(null=True)
    ts = UnicodeAttribute(null=True)

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
    responsible_since = UTCDateTimeAttribute(null=True)
    open_days = UnicodeSetAttribute(null=True)
    config = ConfigText(null=True)
    version = NumberAttribute(null=True)
    # Of earlier versions, which kept the changes of a standup in its own row.
    changes = JSONText(null=True)
    change = JSONText(null=True)
    set_up_at = UTCDateTimeAttribute(null=True)
    changed_at = UTCDateTimeAttribute(null=True)
    paused_by = UnicodeAttribute(null=True)
    deleted_at = UTCDateTimeAttribute(null=True)
    wanted = JSONText(null=True)
    people = JSONText(null=True)
    zones = JSONText(null=True)
    calendar = JSONText(null=True)
    since = JSONText(null=True)
    takeover = JSONText(null=True)
    chore = JSONText(null=True)
    concerned = UnicodeSetAttribute(null=True)
    audit = JSONText(null=True)
    erased = UnicodeSetAttribute(null=True)
    erased_key = JSONText(null=True)
    asked = JSONText(null=True)
    told_to = UnicodeSetAttribute(null=True)
    telling = UnicodeSetAttribute(null=True)
    telling_at = UTCDateTimeAttribute(null=True)
    declined_by = UnicodeSetAttribute(null=True)
    introduced_by = UnicodeAttribute(null=True)
    introduction_claimed_at = UTCDateTimeAttribute(null=True)
    introduction_channel = UnicodeAttribute(null=True)
    introduction_ts = UnicodeAttribute(null=True)
    introduced_before = JSONText(null=True)
    reserved_id = UnicodeAttribute(null=True)
    reserved_at = UTCDateTimeAttribute(null=True)
    joined = JSONText(null=True)
    joined_at = UTCDateTimeAttribute(null=True)
    lease_owner = UnicodeAttribute(null=True)
    lease_job = UnicodeAttribute(null=True)
    lease_until = UTCDateTimeAttribute(null=True)
    installed_at = UTCDateTimeAttribute(null=True)
    uninstalled_at = UTCDateTimeAttribute(null=True)
    uninstalled_token = UnicodeAttribute(null=True)


class MemberRow(Row):
    """What is remembered of one person of a workspace; or, under a reserved id, what they wrote last in a standup."""

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
    locale = UnicodeAttribute(null=True)
    refreshed_at = UTCDateTimeAttribute(null=True)
    ranked_at = UTCDateTimeAttribute(null=True)
    dm_channel = UnicodeAttribute(null=True)
    # Of releases before, which kept what a person wrote last in every standup with their profile.
    last_answers = JSONText(null=True)
    last = JSONText(null=True)
    last_day = UnicodeAttribute(null=True)
    has_answered = BooleanAttribute(null=True)
    away = JSONText(null=True)
    away_changed_at = UTCDateTimeAttribute(null=True)
    reminders = NumberAttribute(null=True)
    left = JSONText(null=True)
    country = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    seen = JSONText(null=True)
    blockers = UnicodeSetAttribute(null=True)
    skips = UnicodeSetAttribute(null=True)
    menus = JSONText(null=True)


TABLES: tuple[type[Row], ...] = (DayRow, StandupRow, MemberRow)


def live(row: _Row | None, now: datetime) -> _Row | None:
    """Give the row unless it has expired."""
    return row if row is not None and row.is_live(now) else None
