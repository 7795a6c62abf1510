"""Past days: which ones of a standup exist, and until when their rows are kept."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from app.domain.day.occurrence import ReportId
from app.domain.limits import DAYS_AT_ONCE, LONGEST_RETENTION
from app.domain.privacy.retention import kept_until
from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.days import copies_key, pages_key, range_key
from app.storage.rows.tables import OccurrenceRow, ReportsTable


class OldDays(Struct, frozen=True):
    """Rows of the `reports` table, whatever their content; `most_days` is the longest retention, 0 is no limit."""

    most_days: int = 0

    def existing(self, team_id: str, standup_id: str, days: Iterable[date], now: datetime) -> list[ReportId]:
        """Return the ids of the stored occurrences on these days, at most ninety, in one request."""
        ids = [ReportId(team_id, standup_id, day) for day in days]
        with dynamodb_errors():
            rows = OccurrenceRow.batch_get([(str(one), range_key(one)) for one in ids], attributes_to_get=_KEYS)
            return sorted((ReportId.parse(row.report_id) for row in rows if row.is_live(now)), key=str, reverse=True)

    def are_any(self, team_id: str, standup_id: str, now: datetime) -> bool:
        """Whether any day of a standup is stored; it takes about forty requests if there is none."""
        latest = now.date() + timedelta(days=1)
        starts = range(0, LONGEST_RETENTION + DAYS_AT_ONCE, DAYS_AT_ONCE)
        pages = ([latest - timedelta(days=start + back) for back in range(DAYS_AT_ONCE)] for start in starts)
        return any(self.existing(team_id, standup_id, days, now) for days in pages)

    def keep(self, report_id: ReportId, retention_days: int, now: datetime) -> int:
        """Set a standup's new retention on all rows of a day, and return how many were written.

        Expired rows are not brought back.
        """
        until = kept_until(report_id.day, retention_days, self.most_days)
        written = 0
        with dynamodb_errors():
            for row in ReportsTable.query(str(report_id), attributes_to_get=_KEYS, consistent_read=True):
                is_day = row.report_user_id == range_key(report_id)
                if row.is_live(now) and (row.expires_at != until or is_day):
                    self._write(row, until, retention_days if is_day else None)
                    written += 1
            for key in (pages_key(report_id), copies_key(report_id)):
                for row in ReportsTable.query(key, attributes_to_get=_KEYS, consistent_read=True):
                    self._write(row, until, None)
                    written += 1
        return written

    def _write(self, row: ReportsTable, until: datetime | None, retention_days: int | None) -> None:
        end = ReportsTable.expires_at.set(until) if until else ReportsTable.expires_at.remove()
        copied = [] if retention_days is None else [OccurrenceRow.retention_days.set(retention_days)]
        row.update(actions=[end, *copied], condition=ReportsTable.report_user_id.exists())


_KEYS = ["report_id", "report_user_id", "expires_at"]
