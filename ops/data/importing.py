"""Brings the rows of an export back, one by one, but for those that this installation knows better."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path

from app.domain.scheduling.job import JobKind
from app.records import replace
from app.storage.privacy.raw_rows import RawRows
from app.storage.privacy.suppressed import Suppressed
from app.storage.rows.gate import ERASED, GATE, Erased
from app.storage.scheduling.jobs import prefix_of
from app.storage.setup.concerns import Concerns, is_noted_anew
from ops.data import deeds, export_files
from ops.data.erasing import without_erased
from ops.data.selection import Item
from ops.data.trail import Trail, team_of

THERE, ERASED_SINCE = "there already", "erased since"
JOBS = tuple(map(prefix_of, JobKind))


@dataclass
class Import:
    """One import of a file that was written at `as_of`.

    `trail` counts what becomes of the rows, `wishers` are those whose wish to be erased is left out.
    """

    trail: Trail
    replace: bool
    as_of: str
    wishers: set[str] = field(default_factory=set)
    _rows: RawRows = field(default_factory=RawRows)
    _erased: dict[str, Erased] = field(default_factory=dict)

    def bring(self, table: str, exported: Item) -> None:
        """Bring a row back, or leave it out, and count it."""
        team = team_of(exported)
        self.trail.begin(exported)
        if team not in self._erased:
            known = Suppressed().known(team)
            self._erased[team] = replace(known, digests=known.digests | known.lifted_since(self.as_of))
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


def in_order(file: Path) -> Iterator[tuple[str, Item]]:
    """Give the rows of a file, the standups behind their days, and the jobs behind the standups that they are about.

    A tick that comes between two rows takes a standup whose day is not there yet for one that has missed it.
    """
    for rank in Rank:
        yield from (row for row in export_files.rows_of(file) if _rank(*row) is rank)


class Rank(Enum):
    """Which rows are brought before which."""

    OTHERS = auto()
    STANDUPS = auto()
    JOBS = auto()


def _rank(table: str, item: Item) -> Rank:
    own = str(item["standup_id"]) if table == "standups" else "."
    if own.startswith(JOBS):
        return Rank.JOBS
    return Rank.OTHERS if own.startswith(".") else Rank.STANDUPS


def take_over_erased(file: Path, as_of: str) -> int:
    """Leave out whom the file says to have been erased, before any of its rows comes back.

    None is ever forgotten, but for who takes part again since the file was written. Returns how many are kept there
    under the key of another installation.
    """
    given = [(team_of(item), item) for table, item in export_files.rows_of(file) if is_of_erased(table, item)]
    return sum(Suppressed().take_over(team, GATE.erased_in(item), as_of) for team, item in given)
