"""How work waits for Slack: for a rate limit to be over, for its turn to call, and for the reply.

Slack says how long a limit lasts (`Retry-After`); half a minute is usual. While a person waits for the answer to a
click nothing waits: the flow goes on with what it knows, or the person is told to try again in a minute. A sender
waits for the whole limit and renews its lease meanwhile. Other work that no person waits for waits up to 15 seconds;
after that Lambda repeats it.

The threads of a sender run our code one at a time: whoever waits for Slack lets another one in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

from app.errors import SlackRateLimited

# This many calls in a row without a usable answer mean that Slack is away, not that a few replies were lost.
AWAY_AFTER = 5

# Waits until Slack's limit is over, or raises the reason why it does not.
Wait = Callable[[SlackRateLimited], None]
# Waits until a method of Slack's may be called.
TakeTurn = Callable[[str], None]
# Makes sure that a call may still be made, or raises the reason why not.
HoldOn = Callable[[], None]

_wait: ContextVar[Wait | None] = ContextVar("wait", default=None)
_take_turn: ContextVar[TakeTurn | None] = ContextVar("take_turn", default=None)
_hold_on: ContextVar[HoldOn | None] = ContextVar("hold_on", default=None)
_ours: ContextVar["Lock | None"] = ContextVar("ours", default=None)


def may_wait() -> bool:
    """Whether the present work may wait for a rate limit."""
    return _wait.get() is not None


def wait_out(limit: SlackRateLimited) -> None:
    """Wait until Slack's limit is over; raises the limit if the present work may not wait, or not so long."""
    wait = _wait.get()
    if wait is None:
        raise limit
    wait(limit)


def take_turn(method: str) -> None:
    """Wait until a reading method may be called, if the present work keeps to Slack's limits by itself."""
    if take := _take_turn.get():
        take(method)


def hold_on() -> None:
    """Make sure, right before a call, that the present work may still make it: this process may have stood still."""
    if still_may := _hold_on.get():
        still_may()


@contextmanager
def hurried() -> Iterator[None]:
    """Let nothing in the block wait, even if the work around it may: what it does can as well be done later.

    Whoever keeps to Slack's limits has taken the turns for it before.
    """
    before, turn_before = _wait.set(None), _take_turn.set(None)
    try:
        yield
    finally:
        _wait.reset(before)
        _take_turn.reset(turn_before)


@contextmanager
def patient(wait: Wait, turn: TakeTurn | None = None, still_may: HoldOn | None = None) -> Iterator[None]:
    """Let calls in the block wait for rate limits by `wait`, for their turns by `turn`; `still_may` can stop them."""
    before, turn_before, hold_on_before = _wait.set(wait), _take_turn.set(turn), _hold_on.set(still_may)
    try:
        yield
    finally:
        _wait.reset(before)
        _take_turn.reset(turn_before)
        _hold_on.reset(hold_on_before)


@contextmanager
def one_at_a_time(lock: Lock) -> Iterator[None]:
    """Run the block while no other thread runs one with the same lock, but for the time that this one waits."""
    with lock:
        before = _ours.set(lock)
        try:
            yield
        finally:
            _ours.reset(before)


@contextmanager
def others_go_on() -> Iterator[None]:
    """Let other threads of the sender run while the block waits."""
    lock = _ours.get()
    if lock is None:
        yield
        return
    before = _ours.set(None)
    lock.release()
    try:
        yield
    finally:
        lock.acquire()
        _ours.reset(before)
