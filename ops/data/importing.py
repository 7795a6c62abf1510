"""Brings the rows of an export back, one by one, but for those that this installation knows better."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.storage.privacy.raw_rows import RawRows
from app.storage.privacy.suppressed import Suppressed
from app.storage.rows.gate import ERASED, GATE, Erased
from app.storage.setup.concerns import Concerns, is_noted_anew
from ops.data import deeds, export_files
from ops.data.erasing import without_erased
from ops.data.selection import Item
from ops.data.trail import Trail, team_of

THERE, ERASED_SINCE = "there already", "erased since"


@dataclass
class Import:
    """One import; `trail` counts what becomes of the rows, `wishers` are those whose wish to be erased is left out."""

    trail: Trail
    replace: bool
    wishers: set[str] = field(default_factory=set)
    _rows: RawRows = field(default_factory=RawRows)
    _erased: dict[str, Erased] = field(default_factory=dict)

    def bring(self, table: str, exported: Item) -> None:
        """Bring a row back, or leave it out, and count it."""
        team = team_of(exported)
        self.trail.begin(exported)
        if team not in self._erased:
            self._erased[team] = Suppressed().known(team)
        if is_of_erased(table, exported) or (table == "standups" and is_noted_anew(exported)):
            return
        if deeds.would_delete(table, exported):
            self.wishers |= {deeds.wisher(exported)} - {""}
            return
        item = without_erased(table, exported, team, self._erased[team])
        self.trail.counts.update([ERASED_SINCE if item is None else self._stored(table, item, team)])

    def _stored(self, table: str, item: Item, team: str) -> str:
        """Store a row; returns what it counts as."""
        if deeds.says_uninstalled(table, item):
            is_new = deeds.uninstall_anew(self._rows, team, item, datetime.now(UTC))
        elif self.replace and not deeds.is_of_sender(table, item):
            self._rows.put(table, item)
            is_new = True
        else:
            is_new = self._rows.put_new(table, item)
        return table if is_new else THERE

    def note_concerns_anew(self) -> None:
        """Have the ticks note whom the standups concern, of the workspaces that a run before has brought back, too."""
        for team in self._erased:
            Concerns().begin_anew(team)


def is_of_erased(table: str, item: Item) -> bool:
    """Whether a row is the list of who was erased."""
    return table == "standups" and item["standup_id"] == ERASED


def take_over_erased(file: Path) -> int:
    """Leave out whom the file says to have been erased, before any of its rows comes back; none is ever forgotten.

    Returns how many are kept there under the key of another installation.
    """
    given = [(team_of(item), item) for table, item in export_files.rows_of(file) if is_of_erased(table, item)]
    return sum(Suppressed().take_over(team, GATE.erased_in(item)) for team, item in given)
