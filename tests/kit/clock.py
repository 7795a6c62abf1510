"""A clock that the test holds."""

from datetime import datetime, timedelta

from tests.kit.builders import EIGHT


class HeldClock:
    """A clock that moves when it is told to, and by the time that is slept."""

    def __init__(self, now: datetime = EIGHT) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=max(0.0, seconds))
