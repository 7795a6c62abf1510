"""The outbox: the one way in which a message leaves, is changed and goes: nothing else posts, updates or deletes.

A claim without a mark is unconfirmed: whoever made it died, or Slack's answer was lost. Who takes it over looks for the
message, by its mark in the conversation, before sending it again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from msgspec import Struct

from app.errors import SlackRefused, SlackTokenRefused, SlackUnavailable
from app.slack.client import Author, Mark, Slack
from app.slack.message import Message

# A claim older than this was left behind by somebody who died: a call takes ten seconds at most.
CLAIM_LIVES = timedelta(seconds=20)
# Nobody's claim is dead for its age: who only begins leaves what is unconfirmed to others. So does the one sender of a
# workspace, but for the claims that it has found: those after it are another one's, who has taken its lease or lost it.
LEFT_TO_OTHERS = timedelta.max
WATCH_EVERY = 1.0

# Slack takes fifty changes a minute from a whole workspace (chat.update, tier 3).
CHANGE = 60 / 50

# Where a message is: its conversation, and its timestamp there.
Place = tuple[str, str]

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class CarryOut(Protocol):
    """A way to carry out a call: at once, or when its turn has come."""

    def __call__(self, call: Callable[[], _Result], interval: float) -> _Result: ...


class Clock(Protocol):
    """The time, and waiting for it to pass."""

    def now(self) -> datetime: ...

    def sleep(self, seconds: float) -> None: ...


class Delivery(Struct, frozen=True):
    """What is stored of a message's way: claimed by somebody, and where it is once that is known."""

    claimed_at: datetime
    ts: str | None = None


class Sent(NamedTuple):
    """Where a message is, and whether it was found there: then it may say what was so before, by its mark's version."""

    channel: str
    ts: str
    is_found: bool = False
    version: str = ""

    @property
    def place(self) -> Place:
        """Where it is, for changing it."""
        return self.channel, self.ts


class Retracted(StrEnum):
    """What has become of a message that was to go."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    GONE = "gone"  # it was before


class Slot(Protocol):
    """Where the delivery of one message is stored."""

    def claim(self, now: datetime) -> bool:
        """Claim the message if nobody ever has: True for the one caller that may send it."""

    def read(self) -> Delivery | None:
        """Return its delivery as it is stored now; None if there is nothing to send any more."""

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        """Take over a claim as it was read: True for the one caller that may go on."""

    def mark(self, sent: Sent) -> None:
        """Note where the message is."""


class Address(Struct, frozen=True):
    """Where a message goes, what it is known by there, and under whose name; it cannot be there before `since`.

    `interval` is how many seconds the sender leaves until its next call. A direct message goes to a `person` by their
    id, and `channel` is the conversation with them, empty if that is not known yet.
    """

    channel: str
    mark: Mark
    since: datetime
    thread_ts: str | None = None
    author: Author | None = None
    interval: float = 0.0
    person: str = ""


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
        render: Callable[[], Message | None],
        *,
        lives: timedelta = CLAIM_LIVES,
        dead: datetime | None = None,
        waits: bool = True,
        looks: bool = False,
    ) -> Sent | None:
        """Send a message unless it is sent; None if somebody else has seen or sees to it, or nothing is to be sent.

        `lives` is how old a claim is that nobody is at any more; until then this waits for what comes of it, unless it
        is not to. A claim made at `dead` is somebody's who has died, however old it is. If it `looks`, the message may
        be there though nobody has claimed it. `render` gives what it says, at the moment at which it is sent; None if
        it is not wanted any more. Raises SlackUnavailable if nobody knows whether it was sent, and whatever else Slack
        refuses; doing the same again goes on from there.
        """
        is_new = slot.claim(self._clock.now())
        if not is_new and not self._is_taken_over(slot, lives, dead, waits=waits):
            return None
        sent = self.find(address) if looks or not is_new else None
        if sent is None:
            message = render()
            sent = self._post(address, message) if message else None
        if sent:
            slot.mark(sent)
        return sent

    def send(self, address: Address, message: Message, *, looks: bool = False) -> Sent:
        """Send a message that nobody else is sending now; if it `looks`, or an answer was lost, unless it is there.

        This is for what has no place where it could be claimed: an answer to what somebody has typed or pressed, an
        error that they are told of, and one of several messages that are claimed together. `send_once` is for the rest.
        """
        try:
            return (self.find(address) if looks else None) or self._post(address, message)
        except SlackUnavailable:
            if looks:
                raise
            return self.send(address, message, looks=True)

    def change(self, place: Place, message: Message) -> None:
        """Let a message of ours say this; raises whatever Slack refuses."""
        self._carry_out(partial(self._slack.update, *place, message), CHANGE)

    def converge(self, place: Place, render: Callable[[], Message | None], *, shown: Message | None = None) -> None:
        """Let a message of ours, which shows what was `shown`, show what is stored, as `render` gives it.

        Of two changes under way the older one may arrive last, so whoever is given something else afterwards does it
        once more; None if it is somebody else's to show, or nobody's. Raises whatever Slack refuses.
        """
        while (message := render()) is not None and message != shown:
            self.change(place, message)
            shown = message

    def retract(self, place: Place, instead: Message | None = None) -> Retracted:
        """Take a message of ours away, or let it say something else `instead` where Slack does not let us.

        Raises whatever Slack refuses besides.
        """
        try:
            try:
                self._carry_out(partial(self._slack.delete, *place), CHANGE)
            except SlackRefused as refusal:
                if instead is None or refusal.is_gone:
                    raise
                self.change(place, instead)
                return Retracted.EMPTIED
        except SlackRefused as refusal:
            if not refusal.is_gone:
                raise
            return Retracted.GONE
        return Retracted.DELETED

    def _is_taken_over(self, slot: Slot, lives: timedelta, dead: datetime | None, *, waits: bool) -> bool:
        """Take over what somebody else has claimed, once they are dead; False if it is sent or another's to send."""
        known = slot.read()
        while known and known.ts is None and known.claimed_at != dead and self._is_young(known, lives):
            if not waits or lives == LEFT_TO_OTHERS:
                return False
            self._clock.sleep(WATCH_EVERY)
            known = self._carry_out(slot.read, 0)  # so the sender holds on to its lease, or learns that it is lost
        return known is not None and known.ts is None and slot.take_over(known, self._clock.now())

    def _is_young(self, known: Delivery, lives: timedelta) -> bool:
        """Whether somebody may be at it at this moment; a claim that is ahead of our clock is of before it was set."""
        return lives == LEFT_TO_OTHERS or timedelta(0) <= self._clock.now() - known.claimed_at < lives

    def _post(self, address: Address, message: Message) -> Sent:
        post = partial(
            self._slack.post,
            address.person or address.channel,
            message,
            address.mark,
            author=address.author,
            thread_ts=address.thread_ts,
        )
        return Sent(*self._carry_out(post, address.interval))

    def find(self, address: Address) -> Sent | None:
        """Look for a message that may have been sent.

        Without the scope to read a channel nobody can tell, and once too often is better than not at all; a person is
        not written to twice. A conversation that is not there holds nothing.
        """
        try:
            return self._carry_out(partial(self._found, address), address.interval)
        except (SlackRefused, SlackTokenRefused) as refusal:
            if address.person and isinstance(refusal, SlackTokenRefused):
                raise
            _log.warning("cannot look for a message", extra={"kind": address.mark.kind, "reason": refusal.code})
            return None

    def _found(self, address: Address) -> Sent | None:
        channel = address.channel or self._slack.direct_channel(address.person)
        found = self._slack.find_version(channel, address.mark, address.since, address.thread_ts)
        return Sent(channel, found[0], is_found=True, version=found[1]) if found else None
