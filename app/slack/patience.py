"""Who may wait until Slack takes calls again, and how: nobody while a person waits for an answer.

Slack says how long a limit lasts; half a minute is usual. A click has to be answered within three seconds, so there
the limit is an error like others. Work that nobody waits for says how it waits: a sender holds on to its lease.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.errors import SlackRateLimited

# Waits until Slack's limit is over, or raises why it does not.
Wait = Callable[[SlackRateLimited], None]

_wait: ContextVar[Wait | None] = ContextVar("wait", default=None)


def may_wait() -> bool:
    """Tell whether the work under way may take its time."""
    return _wait.get() is not None


def wait_out(limit: SlackRateLimited) -> None:
    """Wait until Slack's limit is over; raises the limit itself where nobody may wait, or for so long."""
    wait = _wait.get()
    if wait is None:
        raise limit
    wait(limit)


@contextmanager
def hurried() -> Iterator[None]:
    """Let the block wait for nothing, whoever may wait around it: it does what can as well be done later."""
    before = _wait.set(None)
    try:
        yield
    finally:
        _wait.reset(before)


@contextmanager
def patient(wait: Wait) -> Iterator[None]:
    """Let the block wait for Slack in this way."""
    before = _wait.set(wait)
    try:
        yield
    finally:
        _wait.reset(before)
