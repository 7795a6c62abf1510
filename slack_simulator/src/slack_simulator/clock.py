"""The workspace's clock: real time, moved by an offset."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

SATURDAY = 5


class Clock:
    """Tells the workspace's time; what must not be moved (time limits) uses `monotonic`.

    A fresh workspace begins at `opens`, by default on the next working morning.
    """

    def __init__(
        self,
        offset: timedelta = timedelta(0),
        monotonic: Callable[[], float] = time.monotonic,
        opens: datetime | None = None,
    ) -> None:
        self.offset = offset
        self.monotonic = monotonic
        self._opens = opens

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def open(self) -> None:
        """Go to where a fresh workspace begins."""
        self.move_to(self._opens or opening_moment(datetime.now(UTC)))

    def move_to(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("the clock can only be moved to a moment with a time zone")
        self.offset = moment.astimezone(UTC) - datetime.now(UTC)


def opening_moment(real_now: datetime) -> datetime:
    """When a fresh workspace starts: half a minute before 08:00 UTC of today, or of the next weekday."""
    opening = real_now.astimezone(UTC).replace(hour=7, minute=59, second=30, microsecond=0)
    while opening.weekday() >= SATURDAY:
        opening += timedelta(days=1)
    return opening
