"""The outbox: the way in which a message leaves: claimed, sent, marked.

A claim without a mark is unconfirmed: whoever made it died, or Slack's answer was lost. Who takes it over looks for the
message, by its mark in the conversation, before sending it again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, TypeVar

from app.errors import SlackError, SlackUnavailable
from app.slack import Author, Mark, Slack
from app.views.message import Message

# A claim older than this was left behind by somebody who died: a call takes ten seconds at most.
CLAIM_LIVES = timedelta(seconds=20)
# Where there is one sender at a time, whoever has claimed before is dead.
DIES_WITH_ITS_SENDER = timedelta(0)
WATCH_EVERY = 1.0

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class CarryOut(Protocol):
    """A way to carry out a call: at once, or when its turn has come."""

    def __call__(self, call: Callable[[], _Result], interval: float) -> _Result: ...


class Clock(Protocol):
    """The time, and waiting for it to pass."""

    def now(self) -> datetime: ...

    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is stored of a message's way: claimed by somebody, and where it is once that is known."""

    claimed_at: datetime
    ts: str | None = None


class Slot(Protocol):
    """Where the delivery of one message is stored."""

    def claim(self, now: datetime) -> bool:
        """Claim the message if nobody ever has: True for the one caller that may send it."""

    def read(self) -> Delivery | None:
        """Give its delivery as it is stored now; None if there is nothing to send any more."""

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        """Take over a claim as it was read: True for the one caller that may go on."""

    def mark(self, ts: str) -> None:
        """Note where the message is."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes, what it is known by there, and under whose name; it cannot be there before `since`.

    `interval` is how many seconds the sender leaves until its next call.
    """

    channel: str
    mark: Mark
    since: datetime
    thread_ts: str | None = None
    author: Author | None = None
    interval: float = 0.0


class Outbox:
    """Sends messages, each once, however many try and whoever dies."""

    def __init__(self, slack: Slack, clock: Clock, carry_out: CarryOut) -> None:
        self._slack = slack
        self._clock = clock
        self._carry_out = carry_out

    def send_once(
        self,
        address: Address,
        slot: Slot,
        render: Callable[[], Message],
        *,
        lives: timedelta = CLAIM_LIVES,
        waits: bool = True,
    ) -> str | None:
        """Send a message unless it is sent; returns its timestamp, None if somebody else has seen or sees to it.

        `lives` is how old a claim is that nobody is at any more; until then this waits for what comes of it, unless it
        is not to. Raises SlackUnavailable if nobody knows whether it was sent, and whatever else Slack refuses; doing
        the same again goes on from there.
        """
        if slot.claim(self._clock.now()):
            return self._post(address, slot, render())
        known = slot.read()
        while known and self._is_under_way(known, lives):
            if not waits:
                return None
            self._clock.sleep(WATCH_EVERY)
            known = slot.read()
        if known is None or known.ts or not slot.take_over(known, self._clock.now()):
            return None
        found = self._find(address)
        if found is None:
            return self._post(address, slot, render())
        slot.mark(found)
        return found

    def _is_under_way(self, known: Delivery, lives: timedelta) -> bool:
        """Whether somebody may be at it at this moment."""
        return known.ts is None and timedelta(0) <= self._clock.now() - known.claimed_at < lives

    def _post(self, address: Address, slot: Slot, message: Message) -> str:
        post = partial(
            self._slack.post,
            address.channel,
            message.text,
            message.blocks,
            address.mark,
            author=address.author,
            thread_ts=address.thread_ts,
        )
        _, ts = self._carry_out(post, address.interval)
        slot.mark(ts)
        return ts

    def _find(self, address: Address) -> str | None:
        """Look for a message that may have been sent; without the scope to read the channel nobody can tell."""
        find = partial(self._slack.find, address.channel, address.mark, address.since, address.thread_ts)
        try:
            return self._carry_out(find, 0)
        except SlackUnavailable:
            raise
        except SlackError as refusal:
            _log.warning("cannot look for a message", extra={"kind": address.mark.kind, "reason": refusal.code})
            return None
