"""Waiting for Slack's rate limits: which work may wait until Slack takes calls again, and how it waits.

Slack says how long a limit lasts (`Retry-After`); half a minute is usual. While a person waits for the answer to a
click nothing waits: the flow goes on with what it knows, or the person is told to try again in a minute. A sender
waits for the whole limit and renews its lease meanwhile. Other work that no person waits for waits up to 15 seconds;
after that Lambda repeats it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from app.errors import SlackRateLimited

# Waits until Slack's limit is over, or raises the reason why it does not.
Wait = Callable[[SlackRateLimited], None]

_wait: ContextVar[Wait | None] = ContextVar("wait", default=None)


def may_wait() -> bool:
    """Whether the present work may wait for a rate limit."""
    return _wait.get() is not None


def wait_out(limit: SlackRateLimited) -> None:
    """Wait until Slack's limit is over; raises the limit if the present work may not wait, or not so long."""
    wait = _wait.get()
    if wait is None:
        raise limit
    wait(limit)


@contextmanager
def hurried() -> Iterator[None]:
    """Let nothing in the block wait, even if the work around it may: what it does can as well be done later."""
    before = _wait.set(None)
    try:
        yield
    finally:
        _wait.reset(before)


@contextmanager
def patient(wait: Wait) -> Iterator[None]:
    """Let the calls in the block wait for rate limits by `wait`."""
    before = _wait.set(wait)
    try:
        yield
    finally:
        _wait.reset(before)
