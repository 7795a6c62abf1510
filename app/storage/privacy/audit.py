"""The audit trail in the `standups` table, under reserved ids, oldest first."""

from datetime import datetime, timedelta
from uuid import uuid4

from msgspec import Struct

from app.domain.limits import is_moment, read_text
from app.domain.privacy.audit import Deed, Entry
from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.tables import AuditRow
from app.storage.rows.unreadable import readable, readable_one, require

PREFIX = ".audit."
# How many entries are read while a person waits.
LATELY = 200
OF_DATA = frozenset({Deed.EXPORTED, Deed.IMPORTED, Deed.ERASED, Deed.DECLINED_ERASURE})


class Audit(Struct, frozen=True):
    """The stored entries, kept for `days_kept`; 0 is for good. May raise StorageUnavailable."""

    days_kept: int

    def note(self, entry: Entry, once: str = "") -> None:
        """Store an entry; with a name in `once`, a repetition replaces the entry from before."""
        row = self.row(entry, once)
        with dynamodb_errors():
            row.save()

    def row(self, entry: Entry, once: str = "") -> AuditRow:
        """Return the row of an entry, to be stored together with what it records."""
        row = AuditRow(entry.team_id, f"{PREFIX}{entry.at:%Y%m%dT%H%M%S.%f}.{once or uuid4().hex[:12]}")
        row.audit = {
            "at": entry.at.isoformat(),
            "by": entry.by,
            "deed": entry.deed.value,
            "standup_id": entry.standup_id,
            "details": dict(entry.details),
        }
        row.expires_at = entry.at + timedelta(days=self.days_kept) if self.days_kept else None
        return row

    def entries(self, team_id: str, now: datetime, standup_id: str | None = None, most: int = 100) -> list[Entry]:
        """Return the latest entries, newest first; only those of one standup if it is named."""
        found: list[Entry] = []
        with dynamodb_errors():
            begins = AuditRow.standup_id.startswith(PREFIX)
            for row in AuditRow.query(team_id, begins, scan_index_forward=False, consistent_read=True):
                entry = readable_one(row, _entry) if row.is_live(now) else None
                if entry and standup_id in (None, entry.standup_id):
                    found.append(entry)
                if len(found) == most:
                    break
        return found

    def of_data(self, team_id: str, standup_id: str, now: datetime) -> list[Entry]:
        """Return the latest entries about a standup's data, with erasures; one request, because a person waits."""
        begins = AuditRow.standup_id.startswith(PREFIX)
        with dynamodb_errors():
            rows = list(AuditRow.query(team_id, begins, scan_index_forward=False, limit=LATELY))
        found = readable((row for row in rows if row.is_live(now)), _entry)
        return [
            entry
            for entry in found
            if entry.deed in OF_DATA and entry.standup_id in ("", standup_id) and "own reports" not in entry.details
        ]


def _entry(row: AuditRow) -> Entry:
    return require(row, _read_entry)


def _read_entry(row: AuditRow) -> Entry:
    record = row.audit
    at = datetime.fromisoformat(record["at"])
    if not is_moment(at):
        raise ValueError(record["at"])
    by, standup_id = read_text(record["by"]), read_text(record["standup_id"])
    return Entry(row.team_id, at, by, Deed(record["deed"]), standup_id, dict(record["details"]))
