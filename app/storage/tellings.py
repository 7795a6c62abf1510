"""What is sent once about a day: what its owners are told, copies for those who only read, the picture of its moods."""

from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from app.domain.occurrence import COPY, Occurrence, ReportId
from app.domain.report import Report
from app.domain.retention import kept_until
from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.days import copies_key, range_key
from app.storage.tables import DayRow


class Tellings(Struct, frozen=True):
    """Claims in the `reports` table; `most_days` is how long any row is kept at most, 0 leaves that to the standups.

    Owners are few, and claimed on the occurrence's row; of those who only read each has a row. Every method may raise
    StorageUnavailable.
    """

    most_days: int = 0

    def claim_telling(self, report_id: ReportId, cause: str, owner: str) -> bool:
        """Claim the one message to an owner about a cause: True for the one caller that may send it."""
        entry = f"{cause}.{owner}"
        row = DayRow(str(report_id), range_key(report_id))
        condition = DayRow.report_user_id.exists() & ~DayRow.owners_told.contains(entry)
        try:
            with dynamodb_errors():
                row.update(actions=[DayRow.owners_told.add({entry})], condition=condition)
        except ConditionFailed:
            return False
        return True

    def give_back_telling(self, report_id: ReportId, cause: str, owner: str) -> None:
        """Take the claim back: the message was not sent."""
        row = DayRow(str(report_id), range_key(report_id))
        with suppress(ConditionFailed), dynamodb_errors():
            row.update([DayRow.owners_told.delete({f"{cause}.{owner}"})], DayRow.report_user_id.exists())

    def claim_copy(self, occurrence: Occurrence, reader: str) -> bool:
        """Claim somebody's copy of a report: True for the one caller that may send it."""
        row = DayRow(copies_key(occurrence.report_id), reader, user_id=reader)
        row.expires_at = kept_until(occurrence.day, occurrence.retention_days, self.most_days)
        try:
            with dynamodb_errors():
                row.save(condition=DayRow.report_user_id.does_not_exist())
        except ConditionFailed:
            return False
        return True

    def give_back_copy(self, occurrence: Occurrence, reader: str) -> None:
        """Take the claim back: the copy was not sent."""
        with dynamodb_errors():
            DayRow(copies_key(occurrence.report_id), reader).delete()

    def copied_to(self, report_id: ReportId) -> set[str]:
        """Give those who have, or may have, a copy of a day's report."""
        with dynamodb_errors():
            rows = DayRow.query(copies_key(report_id), attributes_to_get=["report_user_id"], consistent_read=True)
            return {row.report_user_id for row in rows} | self.copied_before(report_id)

    def copied_before(self, report_id: ReportId) -> set[str]:
        """Give those whose copies an earlier version claimed on the occurrence's row."""
        key = (str(report_id), range_key(report_id))
        with dynamodb_errors():
            row = next(iter(DayRow.batch_get([key], consistent_read=True)), None)
        told = row.owners_told or () if row else ()
        return {entry.removeprefix(f"{COPY}.") for entry in told if entry.startswith(f"{COPY}.")}

    def note_menu(self, report: Report, shows: str) -> None:
        """Note the fingerprint of what somebody's menu has come to show, unless their report has changed meanwhile."""
        row = DayRow(str(report.report_id), range_key(report.report_id, report.user_id))
        condition = DayRow.state == report.state.value
        for name in ("changed_at", "skip_changed_at", "posted_version"):
            known = getattr(report, name)
            condition &= getattr(DayRow, name) == known if known else getattr(DayRow, name).does_not_exist()
        with suppress(ConditionFailed), dynamodb_errors():
            row.update([DayRow.menu_shows.set(shows)], condition)

    def claim_chart(self, report_id: ReportId, now: datetime) -> bool:
        """Claim the one picture of an occurrence: True for the one caller that may share it."""
        row = DayRow(str(report_id), range_key(report_id))
        condition = DayRow.report_user_id.exists() & DayRow.charted_at.does_not_exist()
        try:
            with dynamodb_errors():
                row.update(actions=[DayRow.charted_at.set(now)], condition=condition)
        except ConditionFailed:
            return False
        return True
