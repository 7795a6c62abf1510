"""Watches a run: which events came to an end, whether what failed said so, what was posted when and for whom."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from app.views import ids
from local.functions.serverless import SCHEDULED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slack_simulator.hosting import Journal, Workspace

# Lambda itself reports these two: the process had no chance to.
SILENT_BY_NATURE = {"Runtime.ExitError", "Sandbox.Timedout"}


@dataclass
class Watch:
    """What the journal told so far.

    `failures` counts failed invocations, `failed` those that could have said so; `runs` are the scheduled ones that
    ended by themselves, with when they ended and the seconds that they took.
    """

    journal: Journal
    ends: dict[str, bool] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    failures: int = 0
    failed: int = 0
    errors_logged: int = 0
    runs: list[tuple[datetime, float]] = field(default_factory=list)

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
            is_silent = not entry["ok"] and detail["error"]["errorType"] in SILENT_BY_NATURE
            self.failures += not entry["ok"]
            self.failed += not entry["ok"] and not is_silent
            if detail["function"] == SCHEDULED and not is_silent:
                self.runs.append((datetime.fromisoformat(entry["at"]), entry["ms"] / 1000))
            if detail["attempt"]:
                self.ends[detail["request_id"]] = entry["ok"]


class Marks:
    """For which occurrence each message was posted: the answer to a click takes the mark from a menu."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._read_through = 0
        self._posted: dict[tuple[str, str], str] = {}
        self._sent: list[tuple[datetime, str]] = []
        self._tried: Counter[str] = Counter()

    def report_of(self, channel: str, ts: str) -> str | None:
        self._read()
        return self._posted.get((channel, ts))

    def posts(self, report_id: str = "") -> int:
        """Count what was posted for an occurrence, or for any, whatever came of it."""
        self._read()
        return self._tried[report_id] if report_id else self._tried.total()

    def sent(self, *kinds: str) -> list[datetime]:
        """Give when messages of some kinds were sent, in order."""
        self._read()
        return [at for at, kind in self._sent if kind in kinds]

    def _read(self) -> None:
        for call in reversed(list(self._new())):
            mark = call["args"].get("metadata")
            if call["method"] != "chat.postMessage" or not isinstance(mark, dict):
                continue
            report_id = mark["event_payload"].get("report_id", "")
            self._tried[report_id] += 1
            if "ts" in call["result"]:
                self._posted[call["result"]["channel"], call["result"]["ts"]] = report_id
                self._sent.append((datetime.fromisoformat(call["at"]), mark["event_type"]))

    def _new(self) -> Iterator[dict[str, Any]]:
        """Give the calls since the last look, the latest first."""
        through = self._read_through
        for call in reversed(self._workspace.calls):
            if call["n"] <= through:
                return
            self._read_through = max(self._read_through, call["n"])
            yield call


def pauses(watch: Watch, marks: Marks, longest: float) -> list[float]:
    """Give how long nothing was sent where a scheduled run had used up its time, in seconds.

    That is from the last message of one run to the first of the next. Who is asked and what is reported count apart.
    `longest` is how many seconds a run may last; it stops before they are over.
    """
    ends = [end for end, seconds in watch.runs if seconds >= longest / 4]
    found = {pair for kinds in ((ids.MENU,), (ids.HEADER, ids.POST)) for pair in _around(ends, marks.sent(*kinds))}
    return [(after - before).total_seconds() for before, after in sorted(found)]


def _around(ends: Sequence[datetime], sent: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    for end in ends:
        before = [at for at in sent if at <= end]
        if before and len(before) < len(sent):
            yield before[-1], sent[len(before)]
