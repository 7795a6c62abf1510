"""The schedules of serverless.yml: what is due when, fired as the workspace's clock passes it."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from local import standups
from local.functions.rates import last_time, next_time, parse_rate
from local.functions.serverless import SCHEDULED

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from app.domain.day.occurrence import Occurrence, ReportId
    from app.domain.setup.stored import StoredStandup
    from local.functions.functions import Functions
    from local.functions.serverless import Rule
    from slack_simulator.hosting import Clock, Journal

LONGEST_JUMP = timedelta(hours=24)
TICK_SECONDS = 1.0
# Of a rule that fires more often than that in one move, only those times are fired at which something is due.
MOST_AT_ONCE = 15
# What is due and stays so is looked at no more often in a long move.
STILL_DUE = timedelta(minutes=10)
READ_AGAIN = 1.0
LONGEST_CATCHING_UP = 10.0


@dataclass(frozen=True)
class Due:
    """One moment at which a rule fires."""

    at: datetime
    rule: Rule

    def event(self) -> dict[str, Any]:
        return self.rule.input | {"time": self.at.strftime("%Y-%m-%dT%H:%M:%SZ")}


@dataclass(frozen=True)
class Span:
    """A stretch of time, its end included, in which a rule fires more often than anybody could wait for."""

    start: datetime
    end: datetime
    rule: Rule

    def after(self, moment: datetime) -> Due | None:
        """Return the first time after `moment`, or None if that is after the end."""
        at = next_time(self.rule.every, moment)
        return Due(at, self.rule) if at <= self.end else None

    def last(self) -> Due:
        return Due(last_time(self.rule.every, self.end), self.rule)


class Schedules:
    """Fires the rules in the order of their times; each begins when the one before has been carried out.

    Raises UnknownExpression when it is made with a rule that it could not follow.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        functions: Functions,
        clock: Clock,
        journal: Journal,
        read: Callable[[], Awaitable[list[StoredStandup]]],
        *,
        occurrences: Callable[[Sequence[ReportId]], Awaitable[dict[ReportId, Occurrence]]] | None = None,
    ) -> None:
        for rule in rules:
            parse_rate(rule.expression)  # or the tasks below would meet it, where nobody is told
        self._rules = list(rules)
        self._functions = functions
        self._clock = clock
        self._journal = journal
        self._read = read
        self._occurrences = occurrences
        self._known: tuple[float, list[StoredStandup]] = (0, [])
        self._through = clock.now()
        self._waiting: asyncio.Queue[Due | Span] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, *, by_itself: bool = True) -> None:
        """Fire what a moved clock passes, and `by_itself` also what becomes due as time goes by."""
        self._through = self._clock.now()
        works = [self._carry_out(), self._watch()] if by_itself else [self._carry_out()]
        self._tasks = [asyncio.ensure_future(work) for work in works]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def upcoming(self, now: datetime) -> list[dict[str, str]]:
        """Tell when people are asked next and when a report comes next, soonest first."""
        read_at, known = self._known
        if time.monotonic() > read_at + READ_AGAIN:
            known = await self._read()
            self._known = time.monotonic(), known
        days = standups.days_of(known, now)
        begun = await self._occurrences(days) if self._occurrences else {}
        return standups.upcoming(known, begun, now)

    async def clock_moved(self, before: datetime, after: datetime) -> None:
        """Fire what a forward move passed, of its last 24 hours; a move back makes the times in between due again."""
        start, self._through = max(self._through, after - LONGEST_JUMP), after
        if after < before:
            return
        for due in due_between(self._rules, start, after):
            self._functions.held += 1
            self._waiting.put_nowait(due)

    async def catch_up(self) -> None:
        """Wait until what a moved clock has passed is carried out: at its own time, where nobody else may be sending.

        What takes longer than that is not waited for, for it may wait for the clock itself.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_CATCHING_UP):
                while self._functions.held:  # noqa: ASYNC110 - the number is of two tasks
                    await asyncio.sleep(0.01)

    def clear(self) -> None:
        """Drop what is due and has not begun; what follows is counted from the clock as it is now."""
        while not self._waiting.empty():
            self._waiting.get_nowait()
            self._functions.held -= 1
        self._through = self._clock.now()
        self._known = (0, [])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            now = self._clock.now()
            await self.clock_moved(self._through, now)

    async def _carry_out(self) -> None:
        while True:
            waiting = await self._waiting.get()
            clears = self._functions.clears
            due = waiting if isinstance(waiting, Due) else waiting.after(waiting.start)
            while due and clears == self._functions.clears:
                await self._fire(due)
                due = await self._next_in(waiting, due) if isinstance(waiting, Span) else None
            self._functions.held -= 1
            if clears != self._functions.clears:  # everything was dropped meanwhile, so what waits here goes too
                self.clear()

    async def _fire(self, due: Due) -> None:
        """Have what is due carried out at its own time, whatever the clock has been moved to: so the day had passed."""
        behind = max(timedelta(0), self._clock.now() - due.at).total_seconds()
        self._journal.add("schedule", f"{due.rule.type}, due at {due.at:%H:%M} UTC", detail=due.event())
        await asyncio.wait([self._functions.accept(SCHEDULED, due.event(), behind)])

    async def _next_in(self, span: Span, fired: Due) -> Due | None:
        """Return the next time in the span at which a standup is due, or the last one of it."""
        moments = [stored.attention.due_at for stored in await self._read() if stored.attention.due_at]
        earliest = min(moments, default=span.end)
        wanted = earliest if earliest > fired.at else fired.at + STILL_DUE
        due = span.after(wanted - timedelta(microseconds=1)) or span.last()
        return due if due.at > fired.at else None


def due_between(rules: Sequence[Rule], start: datetime, end: datetime) -> list[Due | Span]:
    """Find what is due after `start` and not after `end`, in order of time."""
    found: list[Due | Span] = []
    for rule in rules:
        first, last = next_time(rule.every, start), last_time(rule.every, end)
        count = (last - first) // rule.every + 1
        times = [first + number * rule.every for number in range(min(count, MOST_AT_ONCE))]
        found += [Span(start, end, rule)] if count > MOST_AT_ONCE else [Due(at, rule) for at in times]
    return sorted(found, key=lambda one: one.start if isinstance(one, Span) else one.at)
