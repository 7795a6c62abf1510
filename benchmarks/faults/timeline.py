"""The workspace's time in the experiment: who waits for a later moment gets it as soon as nobody is at work."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from datetime import datetime

    from slack_simulator.hosting import Clock

LOOK_EVERY = 0.003
BETWEEN_JUMPS = 0.25
LONGEST_QUIET = 3.0
TOGETHER = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)


class Timeline:
    """Moves the clock forward to the next moment that somebody waits for; what is due soon after comes with it.

    `each_minute` is called whenever the clock has come to another minute, by itself or moved: no jump leaves one out. A
    program that is at work would look dead to others if the clock jumped meanwhile, so it never does then. Senders
    are waited for; people are asked to keep their hands still until what they started is done.
    """

    def __init__(
        self,
        clock: Clock,
        sending: Callable[[], int],
        working: Callable[[], int],
        each_minute: Callable[[], object] = lambda: None,
    ) -> None:
        self._clock = clock
        self._each_minute = each_minute
        self._next_minute = _next_minute(clock.now())
        self._sending = sending
        self._working = working
        self._waiting: list[tuple[datetime, asyncio.Future[None]]] = []
        self._hands_free = asyncio.Event()
        self._hands_free.set()
        self._acting = 0
        self._held = 0
        self._jumped_at = 0.0
        self.skipped = timedelta(0)

    def __len__(self) -> int:
        return sum(not waiter.done() for _, waiter in self._waiting)

    async def wait(self, seconds: float) -> None:
        """Wait until so many seconds have passed in the workspace."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((self._clock.now() + timedelta(seconds=seconds), waiter))
        await waiter

    @contextlib.asynccontextmanager
    async def act(self) -> AsyncIterator[None]:
        """Do something as a person, when it is not the moment to keep still."""
        await self._hands_free.wait()
        self._acting += 1
        try:
            yield
        finally:
            self._acting -= 1

    @contextlib.contextmanager
    def hold(self) -> Iterator[None]:
        """Let time pass as it does, without a jump."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    def move_to(self, moment: datetime) -> None:
        """Begin anew at a moment, from which on minutes are counted."""
        self._clock.move_to(moment)
        self._next_minute = _next_minute(self._clock.now())

    def stop_minutes(self) -> None:
        self._each_minute = lambda: None

    async def run(self) -> None:
        """Look after the clock until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self._release()
            if self._may_jump():
                await self._jump()

    def _may_jump(self) -> bool:
        rested = self._clock.monotonic() - self._jumped_at >= BETWEEN_JUMPS
        return bool(len(self)) and rested and not self._held and not self._sending()

    async def _jump(self) -> None:
        self._hands_free.clear()
        try:
            if await self._is_quiet():
                moments = [moment for moment, waiter in self._waiting if not waiter.done()]
                due = max(moment for moment in moments if moment <= min(moments) + TOGETHER)
                if due > self._next_minute + TOGETHER:
                    due = self._next_minute
                before = self._clock.now()
                if due > before:
                    self._clock.move_to(due)
                    self.skipped += due - before
                self._jumped_at = self._clock.monotonic()
                self._release()
        finally:
            self._hands_free.set()

    async def _is_quiet(self) -> bool:
        """Wait a little until nobody is at work."""
        end = self._clock.monotonic() + LONGEST_QUIET
        while self._acting or self._working() or self._sending():
            if self._clock.monotonic() > end or self._held:
                return False
            await asyncio.sleep(LOOK_EVERY)
        return True

    def _release(self) -> None:
        now = self._clock.now()
        if now >= self._next_minute:
            self._next_minute = _next_minute(now)
            self._each_minute()
        for moment, waiter in self._waiting:
            if moment <= now and not waiter.done():
                waiter.set_result(None)
        self._waiting = [one for one in self._waiting if not one[1].done()]


def _next_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + MINUTE
