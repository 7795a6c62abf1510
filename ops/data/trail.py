"""Records in the audit trail who takes data out or brings it in: that they begin, before the first row, then how many.

So one that is cut off, with all that was out by then, is recorded, too.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from app.domain.privacy.audit import Deed, Entry
from app.storage.privacy.audit import Audit
from ops.data.selection import Item

# What an entry says until the end has come.
NOT_WHOLE = {"whole": "no"}


@dataclass
class Trail:
    """One deed, in the trail of every workspace that has a part in it; `counts` are what it says in the end."""

    audit: Audit
    by: str
    deed: Deed
    standup_id: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    _teams: set[str] = field(default_factory=set)
    _at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _name: str = field(default_factory=lambda: uuid4().hex[:12])

    def begin(self, item: Item) -> None:
        """Record that a row's workspace has a part in it. May raise StorageUnavailable: then nothing may go on."""
        team = team_of(item)
        if team not in self._teams:
            self._note(team, NOT_WHOLE)
            self._teams.add(team)

    def is_own(self, item: Item) -> bool:
        """Whether a row is the entry of this very deed."""
        return str(item.get("standup_id", "")).endswith(f".{self._name}")

    def end(self) -> None:
        """Record how many rows it was."""
        for team in sorted(self._teams):
            self._note(team, self.counts)

    def _note(self, team: str, details: Any) -> None:
        self.audit.note(Entry(team, self._at, self.by, self.deed, self.standup_id, dict(details)), once=self._name)


def team_of(item: Item) -> str:
    """Return the workspace that a row belongs to."""
    return str(item.get("team_id") or str(item["report_id"]).partition(".")[0])
