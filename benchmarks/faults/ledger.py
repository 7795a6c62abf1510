"""What each person did and what they were told: from that follows what may be stored in the end."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

Kind = Literal["submit", "withdraw", "skip", "undo"]


@dataclass(frozen=True)
class Act:
    """One thing somebody did; `acknowledged` if they were told that it is done, else it may or may not have been."""

    kind: Kind
    text: str | None
    acknowledged: bool


class Ledger:
    """Keeps, in order, what people did."""

    def __init__(self) -> None:
        self._acts: dict[str, list[Act]] = defaultdict(list)
        self._known: dict[str, str | None] = {}
        self.count = 0
        self.acknowledged = 0

    def note(self, user: str, kind: Kind, text: str | None, *, acknowledged: bool) -> None:
        self._acts[user].append(Act(kind, text, acknowledged))
        self.count += 1
        self.acknowledged += acknowledged and kind == "submit"

    def found(self, user: str, stored: str | None) -> None:
        """Note what is stored at a moment when nothing is under way: everything before has come to this."""
        self._acts[user].clear()
        self._known[user] = stored

    def allowed(self, user: str, *, is_out: bool) -> frozenset[str | None]:
        """Give the texts of which one has to be stored; None stands for no report.

        An acknowledged submission is the only one that may be stored, until something follows. What was not
        acknowledged may have been done. Withdrawing counts only until the report is under way, so once it `is_out`
        nobody knows whether it did. Who skips has already answered or has nothing stored, so that changes nothing.
        """
        possible = {self._known.get(user)}
        for act in self._acts[user]:
            if act.kind == "submit":
                possible = {act.text} if act.acknowledged else possible | {act.text}
            elif act.kind == "withdraw":
                possible = {None} if act.acknowledged and not is_out else possible | {None}
        return frozenset(possible)
