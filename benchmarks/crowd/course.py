"""What happened in the course of a morning, as the workspace saw it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.views import ids
from benchmarks.crowd.scenario import Team
from slack_simulator.hosting import Workspace

Json = dict[str, Any]

TOO_MANY_REQUESTS = 429
KEPT_CALLS = 50


@dataclass(slots=True)
class Course:
    """The moments at which people were asked and reports posted, and what Slack refused.

    `hears` is told who is asked.
    """

    teams: Sequence[Team]
    asked: dict[str, datetime] = field(default_factory=dict)
    again: int = 0
    headers: dict[str, datetime] = field(default_factory=dict)
    answers: list[datetime] = field(default_factory=list)
    changed: dict[str, datetime] = field(default_factory=dict)
    refused: list[tuple[datetime, str]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    hears: Callable[[str], object] = str
    _ends: dict[str, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._ends = {user: team.reported_at for team in self.teams for user in team.people}

    def follow(self, workspace: Workspace) -> None:
        """Note all calls from now on; the workspace forgets them, or it would grow with each."""

        def hear(entry: Json) -> None:
            if entry["kind"] == "api":
                self._note(datetime.fromisoformat(entry["at"]), entry["title"], entry["detail"])
                del workspace.calls[:-KEPT_CALLS]

        workspace.journal.subscribe(hear)

    def _note(self, at: datetime, method: str, detail: Json) -> None:
        self.calls[method] += 1
        if detail["status"] == TOO_MANY_REQUESTS:
            self.refused.append((at, method))
        elif detail["error"]:
            self.errors[f"{method} {detail['error']}"] += 1
        elif method == "chat.postMessage":
            self._note_post(at, detail["args"])
        elif method == "chat.update":
            self._note_update(at, f"U{detail['args']['channel'][1:]}")

    def _note_post(self, at: datetime, args: Json) -> None:
        kind, channel = (args.get("metadata") or {}).get("event_type"), args["channel"]
        if kind == ids.MENU:
            user = channel if channel in self._ends else f"U{channel[1:]}"
            self.again += user in self.asked
            self.asked.setdefault(user, at)
            self.hears(user)
        elif kind == ids.HEADER:
            self.headers.setdefault(channel, at)
        elif kind == ids.POST:
            self.answers.append(at)

    def _note_update(self, at: datetime, user: str) -> None:
        if user in self._ends and at >= self._ends[user]:
            self.changed[user] = at

    def menus_left(self, at: datetime) -> int:
        """Count the menus that do not show yet that their report's time is over."""
        over = {user for user, asked_at in self.asked.items() if max(asked_at, self._ends[user]) <= at}
        return len(over) - sum(changed_at <= at for user, changed_at in self.changed.items() if user in over)
