"""Claims of what is sent once about a day: messages to its owners, copies for observers, the chart."""

from datetime import datetime

from msgspec import Struct
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.domain.day.occurrence import COPY, Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.privacy.retention import kept_until
from app.storage.rows.claims import Claims
from app.storage.rows.connection import dynamodb_errors, read_one, saved, updated
from app.storage.rows.days import copies_key, range_key
from app.storage.rows.tables import CopyRow, OccurrenceRow, ReportRow

_OWNERS = Claims(OccurrenceRow.owners_told, OccurrenceRow.owners_claimed, OccurrenceRow.owners_claimed_at)


class Tellings(Struct, frozen=True):
    """Claims in the `reports` table; `most_days` is the longest retention, 0 leaves it to the standups.

    Owners are few, so their claims are on the occurrence's row; each copy has a row of its own. Every method may raise
    StorageUnavailable.
    """

    most_days: int = 0

    def claim_telling(
        self, report_id: ReportId, cause: str, owner: str, now: datetime, unconfirmed: datetime | None = None
    ) -> bool:
        """Claim the one message to an owner about a cause, or take over the claim of the moment `unconfirmed`.

        True for the one caller that may send it.
        """
        entry = f"{cause}.{owner}"
        return self._write(report_id, _OWNERS.claim(entry, now), _OWNERS.free(entry, unconfirmed))

    def telling_claimed_at(self, report_id: ReportId, cause: str, owner: str) -> datetime | None:
        """Return when that message was claimed, if it is unconfirmed."""
        row = read_one(OccurrenceRow, str(report_id), range_key(report_id))
        return _OWNERS.claimed_at(row, f"{cause}.{owner}")

    def mark_telling(self, report_id: ReportId, cause: str, owner: str) -> None:
        """Store that the owner has the message."""
        self._write(report_id, _OWNERS.mark(f"{cause}.{owner}"))

    def give_back_telling(self, report_id: ReportId, cause: str, owner: str) -> None:
        """Take the claim back: the message was not sent."""
        self._write(report_id, _OWNERS.give_back(f"{cause}.{owner}"))

    @staticmethod
    def _write(report_id: ReportId, actions: list[Action], condition: Condition | None = None) -> bool:
        """Write on the occurrence's row, if there is one."""
        there = OccurrenceRow.report_user_id.exists()
        both = there if condition is None else there & condition
        return updated(OccurrenceRow(str(report_id), range_key(report_id)), actions, both)

    def claim_copy(self, occurrence: Occurrence, reader: str) -> bool:
        """Claim a person's copy of a report: True for the one caller that may send it."""
        row = CopyRow(copies_key(occurrence.report_id), reader, user_id=reader)
        row.expires_at = kept_until(occurrence.day, occurrence.plan.retention_days, self.most_days)
        return saved(row, CopyRow.report_user_id.does_not_exist())

    def give_back_copy(self, occurrence: Occurrence, reader: str) -> None:
        """Take the claim back: the copy was not sent."""
        with dynamodb_errors():
            CopyRow(copies_key(occurrence.report_id), reader).delete()

    def copied_to(self, report_id: ReportId) -> set[str]:
        """Return the ids of the people who have, or may have, a copy of a day's report."""
        with dynamodb_errors():
            rows = CopyRow.query(copies_key(report_id), attributes_to_get=["report_user_id"], consistent_read=True)
            return {row.report_user_id for row in rows} | self.copied_before(report_id)

    def copied_before(self, report_id: ReportId) -> set[str]:
        """Return the ids of the people whose copies an earlier release claimed on the occurrence's row."""
        row = read_one(OccurrenceRow, str(report_id), range_key(report_id))
        entries = row.owners_told or () if row else ()
        return {entry.removeprefix(f"{COPY}.") for entry in entries if entry.startswith(f"{COPY}.")}

    def note_menu(self, report: Report, shows: str) -> None:
        """Store the fingerprint of what a person's menu shows, unless their report has changed meanwhile."""
        row = ReportRow(str(report.report_id), range_key(report.report_id, report.user_id))
        condition = ReportRow.state == report.state.value
        for attribute, known in (
            (ReportRow.changed_at, report.received.answers_at),
            (ReportRow.skip_changed_at, report.received.skip_at),
            (ReportRow.posted_version, report.post.version),
        ):
            condition &= attribute == known if known else attribute.does_not_exist()
        updated(row, [ReportRow.menu_shows.set(shows)], condition)

    def claim_chart(self, report_id: ReportId, now: datetime) -> bool:
        """Claim the chart of an occurrence: True for the one caller that may share it."""
        return self._write(report_id, [OccurrenceRow.charted_at.set(now)], OccurrenceRow.charted_at.does_not_exist())
