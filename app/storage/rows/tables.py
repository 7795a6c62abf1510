"""The DynamoDB tables and each kind of row in them, with its columns.

The keys of a row decide its kind. PynamoDB's discriminators would use a column, but rows of other releases have none,
and a query with a discriminator leaves such rows out. Columns that belong together are classes of their own here, named
after the record that they are read as (`app/domain`); the row in the table stays flat.

DynamoDB allows 400 kB a row. None of ours grows beyond half of that, whatever is typed and however many people use it:
what grows has rows of its own (`tests/storage/rows/test_sizes.py` has the largest of each kind).
"""

from typing import Any, Self, cast

from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from app.storage.rows.json_text import JSONText
from app.storage.rows.older_words import ConfigText, QuestionsText
from app.storage.rows.row import Row


class ByMember(GlobalSecondaryIndex["ReportsTable"]):
    """The index of a person's reports, newest last."""

    class Meta:
        index_name = "by_member"
        projection = KeysOnlyProjection()

    member = UnicodeAttribute(hash_key=True)
    report_id = UnicodeAttribute(range_key=True)


class ReportsTable(Row):
    """The keys of the rows that belong to a day of a standup."""

    class Meta:
        table_name = "reports"
        billing_mode = "PAY_PER_REQUEST"

    suffix = "reports"
    report_id = UnicodeAttribute(hash_key=True)
    report_user_id = UnicodeAttribute(range_key=True)
    by_member = ByMember()

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """Return a row as the kind that its key says."""
        if cls is not ReportsTable:
            return super().from_raw_data(data)
        kind = ReportRow if "_" in data["report_user_id"]["S"] else OccurrenceRow
        return cast("Self", kind.from_raw_data(data))


class _PlanColumns:
    zone = UnicodeAttribute(null=True)
    report_at = UTCDateTimeAttribute(null=True)
    home = UnicodeAttribute(null=True)
    retention_days = NumberAttribute(null=True)
    rule = JSONText(null=True)


class _LookColumns:
    posting = UnicodeAttribute(null=True)
    layout = UnicodeAttribute(null=True)
    names_missing = BooleanAttribute(null=True)
    charts = BooleanAttribute(null=True)
    language = UnicodeAttribute(null=True)


class _ProgressColumns:
    opened_at = UTCDateTimeAttribute(null=True)
    asked_at = UTCDateTimeAttribute(null=True)
    closed_at = UTCDateTimeAttribute(null=True)
    reported_at = UTCDateTimeAttribute(null=True)
    settled_at = UTCDateTimeAttribute(null=True)
    asked_through = UTCDateTimeAttribute(null=True)
    reminded_through = UTCDateTimeAttribute(null=True)
    closed_through = UTCDateTimeAttribute(null=True)
    missed_at = UTCDateTimeAttribute(null=True)


class _HeaderColumns:
    heading_claimed_at = UTCDateTimeAttribute(null=True)
    heading_ts = UnicodeAttribute(null=True)
    shown_as = UnicodeAttribute(null=True)
    heading_renewed_at = UTCDateTimeAttribute(null=True)
    digest_at = UTCDateTimeAttribute(null=True)
    digest_pages = NumberAttribute(null=True)
    permalink = UnicodeAttribute(null=True)
    charted_at = UTCDateTimeAttribute(null=True)


class _TroubleColumns:
    problem = UnicodeAttribute(null=True)
    menus_say = UnicodeAttribute(null=True)
    owners_told = UnicodeSetAttribute(null=True)
    owners_claimed = UnicodeSetAttribute(null=True)
    owners_claimed_at = UTCDateTimeAttribute(null=True)


class OccurrenceRow(_PlanColumns, _LookColumns, _ProgressColumns, _HeaderColumns, _TroubleColumns, ReportsTable):
    """An occurrence: range `YYYYMMDD`."""

    name = UnicodeAttribute(null=True)
    channel = UnicodeAttribute(null=True)
    questions = QuestionsText(null=True)
    # One text, because a DynamoDB list of a thousand would be parsed for each of a thousand clicks.
    roster = JSONText(null=True)
    groups = JSONText(null=True)


class _PersonColumns:
    user_name = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    icon_url = UnicodeAttribute(null=True)


class _MenuColumns:
    claimed_at = UTCDateTimeAttribute(null=True)
    dm_channel = UnicodeAttribute(null=True)
    menu_ts = UnicodeAttribute(null=True)
    stale_ts = UnicodeAttribute(null=True)
    menu_shows = UnicodeAttribute(null=True)
    menu_problem = UnicodeAttribute(null=True)
    reminded_for = UTCDateTimeAttribute(null=True)
    reminded_at = UTCDateTimeAttribute(null=True)
    reminders = NumberAttribute(null=True)


class _ReceivedColumns:
    changed_at = UTCDateTimeAttribute(null=True)
    sent_again_at = UTCDateTimeAttribute(null=True)
    skip_changed_at = UTCDateTimeAttribute(null=True)


class _PostColumns:
    post_claimed_at = UTCDateTimeAttribute(null=True)
    posted_version = UTCDateTimeAttribute(null=True)
    posted: ListAttribute[Any] = ListAttribute(null=True)


class _TermsAndAbsenceColumns:
    closes_at = UTCDateTimeAttribute(null=True)
    is_optional = BooleanAttribute(null=True)
    why = UnicodeAttribute(null=True)
    until = UnicodeAttribute(null=True)
    words = UnicodeAttribute(null=True)


class _BlockedColumns:
    named = UnicodeAttribute(null=True)
    nothing_in = JSONText(null=True)
    ticked = JSONText(null=True)
    blocked_since = UTCDateTimeAttribute(null=True)
    reworded_at = UTCDateTimeAttribute(null=True)
    resolved_by = UnicodeAttribute(null=True)
    resolved_for = UnicodeAttribute(null=True)
    resolution_at = UTCDateTimeAttribute(null=True)


class _HelpColumns:
    helpers = UnicodeSetAttribute(null=True)
    helpers_told = UnicodeSetAttribute(null=True)
    helpers_told_at = UTCDateTimeAttribute(null=True)
    help_said_at = JSONText(null=True)
    help_claimed_at = UTCDateTimeAttribute(null=True)
    help_ts = UnicodeAttribute(null=True)


class ReportRow(
    _PersonColumns,
    _MenuColumns,
    _ReceivedColumns,
    _PostColumns,
    _TermsAndAbsenceColumns,
    _BlockedColumns,
    _HelpColumns,
    ReportsTable,
):
    """One member's report: range `YYYYMMDD_USER`."""

    member = UnicodeAttribute(null=True)
    user_id = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    # All in words, as releases before codes read and write them; a code in `codes` takes precedence.
    answers: MapAttribute[str, Any] = MapAttribute(null=True)
    codes = JSONText(null=True)
    problem = UnicodeAttribute(null=True)


class PageRow(ReportsTable):
    """A page of a digest: hash `REPORT.pages`, range its number. `pieces` is one text of ids and numbers."""

    pieces = JSONText(null=True)
    revision = NumberAttribute(null=True)
    post_claimed_at = UTCDateTimeAttribute(null=True)
    ts = UnicodeAttribute(null=True)


class CopyRow(ReportsTable):
    """A person's copy of a report: hash `REPORT.copies`, range the person."""

    user_id = UnicodeAttribute(null=True)


class ByDue(GlobalSecondaryIndex["StandupsTable"]):
    """The index of rows by the next moment at which anything is due; rows without one are not in it."""

    class Meta:
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class Due(GlobalSecondaryIndex["StandupsTable"]):
    """The same index with whole rows, for earlier releases; the next release deletes it (docs/upgrading.md)."""

    class Meta:
        index_name = "due"
        projection = AllProjection()

    due_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class StandupsTable(Row):
    """The keys of a workspace's rows; the range key of a row that is no standup begins with a dot."""

    class Meta:
        table_name = "standups"
        billing_mode = "PAY_PER_REQUEST"

    suffix = "standups"
    team_id = UnicodeAttribute(hash_key=True)
    standup_id = UnicodeAttribute(range_key=True)
    by_due = ByDue()
    due = Due()
    due_shard = UnicodeAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)


class _HistoryColumns:
    set_up_at = UTCDateTimeAttribute(null=True)
    changed_at = UTCDateTimeAttribute(null=True)
    deleted_at = UTCDateTimeAttribute(null=True)
    paused_by = UnicodeAttribute(null=True)
    # Written only by earlier releases, which stored a standup's changes in its row.
    changes = JSONText(null=True)


class _IntroductionColumns:
    introduced_by = UnicodeAttribute(null=True)
    introduction_claimed_at = UTCDateTimeAttribute(null=True)
    introduction_channel = UnicodeAttribute(null=True)
    introduced_version = NumberAttribute(null=True)
    introduction_ts = UnicodeAttribute(null=True)
    introduced_before = JSONText(null=True)


class StandupRow(_HistoryColumns, _IntroductionColumns, StandupsTable):
    """A configured standup."""

    config = ConfigText(null=True)
    version = NumberAttribute(null=True)
    responsible_since = UTCDateTimeAttribute(null=True)
    open_days = UnicodeSetAttribute(null=True)
    wanted = JSONText(null=True)
    wakes = NumberAttribute(null=True)
    people = JSONText(null=True)
    zones = JSONText(null=True)
    calendar = JSONText(null=True)
    since = JSONText(null=True)
    takeover = JSONText(null=True)


class DraftRow(StandupsTable):
    """The draft of a standup that a person is editing: range `.draft.USER.ID`."""

    config = ConfigText(null=True)


class ChangeRow(StandupsTable):
    """A change of a standup: range `.change.STANDUP.TIME.NUMBER`."""

    change = JSONText(null=True)


class AuditRow(StandupsTable):
    """An entry of the audit trail: range `.audit.TIME.NAME`."""

    audit = JSONText(null=True)


class JobRow(StandupsTable):
    """A job: range `.chore.KIND.ABOUT`, with the word of earlier releases."""

    chore = JSONText(null=True)


class ConcernRow(StandupsTable):
    """The standups that concern a person or a channel: range `.of.USER`, `.in.CHANNEL`, `.unreadable`, `.concerns`."""

    concerned = UnicodeSetAttribute(null=True)


class JoiningRow(StandupsTable):
    """A person who joined or left a standup: range `.joined.STANDUP.USER`."""

    joined = JSONText(null=True)
    joined_at = UTCDateTimeAttribute(null=True)


class ReservationRow(StandupsTable):
    """A decision that is made once: range `.invited.EVENT`, `.new.CHANNEL` (a standup's id), `.shown.USER`."""

    reserved_id = UnicodeAttribute(null=True)
    reserved_at = UTCDateTimeAttribute(null=True)


class ErasureRequestRow(StandupsTable):
    """A request to be erased: range `.asked.USER`."""

    asked = JSONText(null=True)
    told_to = UnicodeSetAttribute(null=True)
    telling = UnicodeSetAttribute(null=True)
    telling_at = UTCDateTimeAttribute(null=True)
    declined_by = UnicodeSetAttribute(null=True)


class ErasedRow(StandupsTable):
    """The digests of erased people, of those who take part again, and their key: range `.erased`."""

    erased = UnicodeSetAttribute(null=True)
    lifted = UnicodeSetAttribute(null=True)
    erased_key = JSONText(null=True)


class SenderRow(StandupsTable):
    """The lease of the workspace's sender, and whether the app is installed there: range `.sender`."""

    lease_owner = UnicodeAttribute(null=True)
    lease_job = UnicodeAttribute(null=True)
    lease_until = UTCDateTimeAttribute(null=True)
    crowded_at = UTCDateTimeAttribute(null=True)
    installed_at = UTCDateTimeAttribute(null=True)
    uninstalled_at = UTCDateTimeAttribute(null=True)
    uninstalled_token = UnicodeAttribute(null=True)


class MembersTable(Row):
    """The keys of the rows that belong to a person of a workspace."""

    class Meta:
        table_name = "members"
        billing_mode = "PAY_PER_REQUEST"

    suffix = "members"
    team_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)


class _ProfileColumns:
    zone = UnicodeAttribute(null=True)
    status_text = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)
    refreshed_at = UTCDateTimeAttribute(null=True)


class _AccountColumns:
    is_person = BooleanAttribute(null=True)
    is_guest = BooleanAttribute(null=True)
    is_admin = BooleanAttribute(null=True)
    ranked_at = UTCDateTimeAttribute(null=True)


class _RememberedColumns:
    # Written only by earlier releases, which stored a person's last answers in their profile.
    last_answers = JSONText(null=True)
    # Written when these are taken out. Since then, whoever has a row of last answers has answered.
    has_answered = BooleanAttribute(null=True)
    seen = JSONText(null=True)
    blockers = UnicodeSetAttribute(null=True)
    menus = JSONText(null=True)


class _PreferenceColumns:
    away = JSONText(null=True)
    away_changed_at = UTCDateTimeAttribute(null=True)
    reminders = NumberAttribute(null=True)
    country = UnicodeAttribute(null=True)
    language = UnicodeAttribute(null=True)
    left = JSONText(null=True)
    skips = UnicodeSetAttribute(null=True)


class MemberRow(_PersonColumns, _ProfileColumns, _AccountColumns, _RememberedColumns, _PreferenceColumns, MembersTable):
    """What is stored about one person: range `USER`."""

    # Written only by earlier releases; today's menu is in the report's row with its own.
    dm_channel = UnicodeAttribute(null=True)


class LastWordsRow(MembersTable):
    """A person's last answers in a standup, and their own blockers there: range `.last.STANDUP.USER`."""

    last = JSONText(null=True)
    last_day = UnicodeAttribute(null=True)
    blockers = UnicodeSetAttribute(null=True)


TABLES: tuple[type[Row], ...] = (ReportsTable, StandupsTable, MembersTable)


def index_names(table: type[Row]) -> list[str]:
    """Return the names of a table's indexes."""
    return [index["index_name"] for index in table._get_schema()["global_secondary_indexes"]]  # noqa: SLF001 PynamoDB hides it
