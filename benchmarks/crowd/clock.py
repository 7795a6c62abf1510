"""A clock that goes on by itself to the next moment that somebody waits for, as soon as nobody is at work."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from app.services import Clock as AppClock
from slack_simulator.hosting import Clock as WorkspaceClock

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
# How long, in real seconds, a thread must have done nothing to count as one that waits.
GRACE = 0.0003
# The same before a careful clock goes far: a thread that waits for the interpreter asks for it every 5 ms
# (`sys.getswitchinterval()`), and is seen to do so.
GRACE_FOR_LONG, LONG = 0.02, timedelta(seconds=1)
# How long a sleeper waits, in real seconds, before it looks again whether the others are still at work: twice as long
# each time, because looking holds them up. If anything changes, it is told.
LOOK_AGAIN, LOOK_AGAIN_LATEST = 0.0005, 0.008
LOOK_EVERY = 0.05
SLEEPING = b"S"


class HeldClock(WorkspaceClock, AppClock):
    """A clock that moves by what is slept, for the app and for the workspace's limits alike.

    With one thread each sleep moves it at once. With several, it goes on to the earliest awakening as soon as all
    threads wait: for it, for each other, or for a lock. So what they do takes no time, and what they wait for takes
    exactly its time. Threads that were there before the first sleep belong to the workspace and do not count. One that
    `is_careful` looks longer before it goes far.
    """

    def __init__(self, moment: datetime = NOON, *, is_careful: bool = False) -> None:
        self.moment = moment
        self._is_careful = is_careful
        self._changed = threading.Condition()
        self._asleep: dict[threading.Thread, datetime] = {}
        self._waiting: dict[threading.Thread, tuple[datetime, TimedCondition]] = {}
        self._bystanders: frozenset[threading.Thread] | None = None
        self._outside = 0
        self._changes = 0
        super().__init__(monotonic=self.seconds)

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return self.moment.timestamp()

    def move_to(self, moment: datetime) -> None:
        """Stay: whoever sets the workspace up anew may not move this clock."""

    def sleep(self, seconds: float) -> None:
        """Wait until so much time has gone by."""
        if seconds <= 0:
            return
        me = threading.current_thread()
        with self._changed:
            if self._bystanders is None:
                self._bystanders = frozenset(threading.enumerate()) - {me}
            self._asleep[me] = self.moment + timedelta(seconds=seconds)
            self._tell()
            pause = LOOK_AGAIN
            while me in self._asleep:
                if self._outside or self._asleep[me] > min(self._asleep.values()):
                    self._changed.wait(LOOK_EVERY)
                    pause = LOOK_AGAIN
                elif self._nobody_is_at_work():
                    self._go_on()
                else:
                    self._changed.wait(pause)
                    pause = min(2 * pause, LOOK_AGAIN_LATEST)

    def pass_by(self, seconds: float) -> None:
        """Let time go by for everybody, without waiting for anybody: for what is done under a lock."""
        with self._changed:
            self._go_to(self.moment + timedelta(seconds=seconds))

    def condition(self, lock: threading.Lock) -> "TimedCondition":
        """Return a condition whose waits last so long on this clock."""
        return TimedCondition(self, lock)

    def expect(self, condition: "TimedCondition", seconds: float) -> None:
        """Have this thread, which begins to wait for a condition, called when so much time has gone by."""
        with self._changed:
            self._waiting[threading.current_thread()] = (self.moment + timedelta(seconds=seconds), condition)
            self._tell()

    def expect_no_more(self, thread: threading.Thread) -> None:
        """Count a thread that waited for a condition as at work again."""
        with self._changed:
            if self._waiting.pop(thread, None):
                self._tell()

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Let no time go by while the block waits for an answer from elsewhere."""
        with self._changed:
            self._outside += 1
            self._tell()
        try:
            yield
        finally:
            with self._changed:
                self._outside -= 1
                self._tell()

    def _go_on(self) -> None:
        """Go to the next moment that anybody waits for, and call those who wait for a condition until then."""
        self._go_to(self._next())
        called = [condition for moment, condition in self._waiting.values() if moment <= self.moment]
        self._changed.release()  # whoever calls has to have the condition's own lock
        try:
            for condition in called:
                with condition:
                    condition.notify_all()
        finally:
            self._changed.acquire()

    def _next(self) -> datetime:
        """Return the next moment that anybody waits for."""
        return min([*self._asleep.values(), *(moment for moment, _ in self._waiting.values())])

    def _go_to(self, moment: datetime) -> None:
        self.moment = moment
        for thread in [thread for thread, wakes_at in self._asleep.items() if wakes_at <= moment]:
            del self._asleep[thread]
        self._tell()

    def _tell(self) -> None:
        self._changes += 1
        self._changed.notify_all()

    def _nobody_is_at_work(self) -> bool:
        """Find out whether all other threads wait; lets them go on meanwhile."""
        waiting = {*self._asleep, *self._waiting, *(self._bystanders or ())}
        others = [thread for thread in threading.enumerate() if thread not in waiting]
        if not others:
            return True
        is_long = self._is_careful and self._next() - self.moment > LONG
        before, changes = [_time_spent(thread) for thread in others], self._changes
        self._changed.release()
        try:
            time.sleep(GRACE_FOR_LONG if is_long else GRACE)
        finally:
            self._changed.acquire()
        return changes == self._changes and before == [_time_spent(thread) for thread in others]


class TimedCondition(threading.Condition):
    """A condition whose waits last so long on a held clock; one thread at a time waits for it."""

    def __init__(self, clock: HeldClock, lock: threading.Lock) -> None:
        super().__init__(lock)
        self._clock = clock
        self._waits: threading.Thread | None = None

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is None:
            return super().wait()
        self._waits = threading.current_thread()
        self._clock.expect(self, timeout)
        return super().wait()

    def notify(self, n: int = 1) -> None:
        if self._waits:
            self._clock.expect_no_more(self._waits)
            self._waits = None
        super().notify(n)


def _time_spent(thread: threading.Thread) -> bytes:
    """Return what changes whenever a thread has done anything; nothing where the system does not tell."""
    if thread.native_id is None:  # it is about to begin
        return str(time.monotonic_ns()).encode()
    try:
        state = _read(thread, "stat").rpartition(b") ")[2][:1]
        spent = _read(thread, "schedstat")
    except OSError:  # it has ended
        return b""
    return spent if state == SLEEPING else str(time.monotonic_ns()).encode()


def _read(thread: threading.Thread, name: str) -> bytes:
    file = os.open(f"/proc/self/task/{thread.native_id}/{name}", os.O_RDONLY)
    try:
        return os.read(file, 1000)
    finally:
        os.close(file)
