"""The cron schedules of serverless.yml: what is due when, fired as the workspace's clock passes it."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.local.cron import Expression
from app.local.serverless import SCHEDULED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.local.clock import Clock
    from app.local.functions import Functions
    from app.local.journal import Journal
    from app.local.serverless import Rule

LONGEST_JUMP = timedelta(hours=24)
TICK_SECONDS = 1.0


@dataclass(frozen=True)
class Due:
    """One moment at which a rule fires."""

    at: datetime
    rule: Rule

    def event(self) -> dict[str, Any]:
        return self.rule.input | {"time": self.at.strftime("%Y-%m-%dT%H:%M:%SZ")}


class Schedules:
    """Fires the rules in the order of their times; each begins when the one before has been carried out."""

    def __init__(self, rules: Sequence[Rule], functions: Functions, clock: Clock, journal: Journal) -> None:
        self._rules = list(rules)
        self._functions = functions
        self._clock = clock
        self._journal = journal
        self._through = clock.now()
        self._waiting: asyncio.Queue[Due] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._through = self._clock.now()
        self._tasks = [asyncio.ensure_future(self._watch()), asyncio.ensure_future(self._carry_out())]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def upcoming(self, now: datetime) -> list[dict[str, str]]:
        """Tell the next time of each rule, soonest first."""
        times = [(next(Expression(rule.expression).after(now), None), rule) for rule in self._rules]
        known = sorted(((at, rule) for at, rule in times if at is not None), key=lambda pair: pair[0])
        return [{"type": rule.type, "cron": rule.expression, "next": at.isoformat()} for at, rule in known]

    async def clock_moved(self, before: datetime, after: datetime) -> None:
        """Fire what a forward move passed, of its last 24 hours; a move back makes the times in between due again."""
        start, self._through = max(self._through, after - LONGEST_JUMP), after
        if after < before:
            return
        for due in due_between(self._rules, start, after):
            self._functions.held += 1
            self._waiting.put_nowait(due)

    def clear(self) -> None:
        """Drop what is due and has not begun; what follows is counted from the clock as it is now."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
            self._functions.held -= 1
        self._through = self._clock.now()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = self._clock.now()
            await self.clock_moved(self._through, now)

    async def _carry_out(self) -> None:
        while True:
            due = await self._waiting.get()
            self._journal.add("schedule", f"{due.rule.type}, due at {due.at:%H:%M} UTC", detail=due.event())
            clears = self._functions.clears
            await asyncio.wait([self._functions.accept(SCHEDULED, due.event())])
            self._functions.held -= 1
            if clears != self._functions.clears:  # everything was dropped meanwhile, so what waits here goes too
                self.clear()


def due_between(rules: Sequence[Rule], start: datetime, end: datetime) -> list[Due]:
    """Find what is due after `start` and not after `end`, in order of time."""
    due = [
        Due(at, rule)
        for rule in rules
        for at in itertools.takewhile(lambda at: at <= end, Expression(rule.expression).after(start))
    ]
    return sorted(due, key=lambda one: one.at)
