"""A bound on how long somebody else's code may work for somebody else's file, whatever that code is at."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TookTooLong(BaseException):
    """The time is over. No Exception: libraries catch those, as signs of a calendar that they may leave out."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TookTooLong in the block once the seconds are over.

    Python calls the watch at each call that this thread makes, so nothing goes on for ever without being asked.
    """
    ends = time.monotonic() + seconds

    def watch(_frame: Any, _event: str, _argument: Any) -> None:
        if time.monotonic() > ends:
            raise TookTooLong

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
