"""The changes of standups: a row for each in the `standups` table, under reserved ids.

A row is written in one transaction with its standup (`saving.py`) and kept as long as the audit trail.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from msgspec import Struct

from app.domain.limits import is_moment
from app.domain.setup.changes import Change, change_from, key_of, plain_change
from app.records import replace
from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.tables import ChangeRow
from app.storage.rows.unreadable import readable, require

CHANGE = ".change."


class Changes(Struct, frozen=True):
    """The stored changes, kept for `days_kept`; 0 is for good. May raise StorageUnavailable."""

    days_kept: int

    def latest(self, team_id: str, standup_id: str, now: datetime, most: int, before: str = "") -> list[Change]:
        """Return the newest changes of a standup, or those `before` a key, newest first; one request.

        Changes that an earlier release stored in the standup's own row are not among them.
        """
        rows = self._rows(team_id, standup_id, now, most, before)
        return list(readable(rows, partial(require, read=partial(_change, _prefix(standup_id)))))[:most]

    def _rows(self, team_id: str, standup_id: str, now: datetime, most: int, before: str) -> list[ChangeRow]:
        prefix = _prefix(standup_id)
        # "/" is the character right after the dot that the prefix ends with, so this covers exactly the prefix.
        last = f"{prefix}{before}" if before else f"{prefix.removesuffix('.')}/"
        wanted = ChangeRow.standup_id.between(prefix, last)
        with dynamodb_errors():
            # One more than wanted, because the row at the key itself is among them.
            rows = ChangeRow.query(team_id, wanted, scan_index_forward=False, consistent_read=True, limit=most + 1)
            found = list(islice(rows, most + 1))
        return [row for row in found if row.change and row.is_live(now) and row.standup_id != f"{prefix}{before}"]

    def row(self, team_id: str, standup_id: str, change: Change) -> ChangeRow:
        """Return the row of a change, to be stored together with its standup."""
        row = ChangeRow(team_id, f"{_prefix(standup_id)}{change.key}")
        row.change = plain_change(change)
        row.expires_at = change.at + timedelta(days=self.days_kept) if self.days_kept else None
        return row


def _change(prefix: str, row: ChangeRow) -> Change:
    change = change_from(row.change, row.standup_id.removeprefix(prefix))
    if not is_moment(change.at):
        raise ValueError(change.at)
    return change


def _prefix(standup_id: str) -> str:
    return f"{CHANGE}{standup_id}."


def numbered(change: Change, number: int) -> Change:
    """Return a change with its key among those of its standup."""
    return replace(change, key=key_of(change.at, number))


def changes_in_row(stored: Sequence[Mapping[str, Any]], version: int) -> tuple[Change, ...]:
    """Return the changes that an earlier release stored in the standup's row, newest last.

    The last one led to `version` of the standup. Raises the errors of reading values of a wrong shape.
    """
    first = max(0, version - len(stored)) + 1
    found = tuple(numbered(change_from(values, ""), number) for number, values in enumerate(stored, first))
    if not all(is_moment(change.at) for change in found):
        raise ValueError(stored)
    return found


def paused_by(old: Sequence[Change], known: str) -> str:
    """Return who has paused the standup: whoever changed it last, except for changes of its owners alone."""
    others = [change.by for change in old if change.fields.keys() != {"owners"}]
    return others[-1] if others else known
