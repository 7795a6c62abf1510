"""The workspace's clock: real time, moved by an offset."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SATURDAY = 5


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Tells the workspace's time; what must not be moved (time limits) uses `monotonic`.

    A fresh workspace begins at `opens`, by default on the next working morning. `real` is the time that goes on by
    itself. `app_time` is the time on the app's own clock, in seconds, by which it judges signatures: the workspace's
    time, unless the app knows nothing of a moved clock.
    """

    def __init__(
        self,
        offset: timedelta = timedelta(0),
        monotonic: Callable[[], float] = time.monotonic,
        opens: datetime | None = None,
        *,
        real: Callable[[], datetime] = _utc_now,
        app_time: Callable[[], float] | None = None,
    ) -> None:
        self.offset = offset
        self.monotonic = monotonic
        self.app_time = app_time or self._timestamp
        self._opens = opens
        self._real = real

    def now(self) -> datetime:
        return self._real() + self.offset

    def open(self) -> None:
        """Go to where a fresh workspace begins."""
        self.move_to(self._opens or opening_moment(self._real()))

    def move_to(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("the clock can only be moved to a moment with a time zone")
        self.offset = moment.astimezone(UTC) - self._real()

    def _timestamp(self) -> float:
        return self.now().timestamp()


def held_clock(opens: datetime) -> Clock:
    """Return a clock that stands still at `opens` until it is moved; time limits run on, and move with it."""

    def monotonic() -> float:
        return time.monotonic() + clock.offset.total_seconds()

    clock = Clock(monotonic=monotonic, opens=opens, real=lambda: opens, app_time=time.time)
    return clock


def opening_moment(real_now: datetime) -> datetime:
    """When a fresh workspace starts: half a minute before 08:00 UTC of today, or of the next weekday."""
    opening = real_now.astimezone(UTC).replace(hour=7, minute=59, second=30, microsecond=0)
    while opening.weekday() >= SATURDAY:
        opening += timedelta(days=1)
    return opening
