"""Watches the journal of a run: which events came to an end, and whether what failed said so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from slack_simulator.hosting import Journal

# Lambda itself reports these two: the process had no chance to.
SILENT_BY_NATURE = {"Runtime.ExitError", "Sandbox.Timedout"}


@dataclass
class Watch:
    """What the journal told so far: `failures` counts failed invocations, `failed` those that could have said so."""

    journal: Journal
    ends: dict[str, bool] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    failures: int = 0
    failed: int = 0
    errors_logged: int = 0

    def __enter__(self) -> Self:
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.journal.subscribe(self._queue.put_nowait)
        return self

    def __exit__(self, *_: object) -> None:
        self.journal.unsubscribe(self._queue.put_nowait)

    def read(self) -> None:
        """Take in what is new."""
        while not self._queue.empty():
            self._take(self._queue.get_nowait())

    def vanished(self) -> list[str]:
        """Give the asynchronous events that neither succeeded nor ended in the failure list."""
        return [event for event, succeeded in self.ends.items() if not succeeded and event not in self.given_up]

    @property
    def blunders(self) -> int:
        """Count the failed invocations beyond those for which there is an error in the log."""
        return max(0, self.failed - self.errors_logged)

    def _take(self, entry: dict[str, Any]) -> None:
        detail = entry["detail"]
        if entry["kind"] == "log":
            self.errors_logged += '"level": "ERROR"' in entry["title"]
        elif entry["kind"] == "failure":
            self.given_up.add(detail["id"])
        elif entry["kind"] == "invocation":
            self.failures += not entry["ok"]
            self.failed += not entry["ok"] and detail["error"]["errorType"] not in SILENT_BY_NATURE
            if detail["attempt"]:
                self.ends[detail["request_id"]] = entry["ok"]
