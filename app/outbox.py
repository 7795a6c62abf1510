"""The one way in which a message leaves, is changed or goes: nothing else posts, updates or deletes.

A conditional write claims a message, then it is sent, then its place is marked. A claim without a mark is unconfirmed:
its maker died, or Slack's reply was lost. Each message carries a mark in its metadata, so whoever takes the claim over
looks for it in the conversation before sending again: from the first moment at which it can have been sent, since more
than one maker may have died. Without the optional scope to read the channel this is impossible, and one post may then
appear twice rather than be missing.

The workspace's sender takes over claims that it found at its start, since their makers have died. A claim made later
belongs to another sender, which has taken the lease or has lost it and does not know yet: it is left alone. Everybody
else waits until a claim is 20 seconds old. `tests/outbox/test_outbox.py` lets senders die at each step, and run twice.

Replies to a click's own address, ephemeral messages and files are not messages of the outbox: nobody finds them again.
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
from app.slack.limits import DELETIONS, MESSAGES, UPDATES, Limit, of_channel
from app.slack.message import Message

# The maker of a claim older than this has died: a call takes ten seconds at most.
CLAIM_LIVES = timedelta(seconds=20)
# For callers that never take a claim over by its age: those that leave unconfirmed messages to others, and the sender
# of a workspace, which takes over only the claims that it found at its start.
LEFT_TO_OTHERS = timedelta.max
WATCH_EVERY = 1.0

# Where a message is: its conversation, and its timestamp there.
Place = tuple[str, str]

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class CarryOut(Protocol):
    """A way to carry out a call: at once, or when these limits have room for it."""

    def __call__(self, call: Callable[[], _Result], *limits: Limit) -> _Result: ...


class Clock(Protocol):
    """The time, and waiting for it to pass."""

    def now(self) -> datetime: ...

    def sleep(self, seconds: float) -> None: ...


class Delivery(Struct, frozen=True):
    """What is stored about sending a message: when it was claimed, and where it is once that is known."""

    claimed_at: datetime
    ts: str | None = None


class Sent(NamedTuple):
    """Where a message is, and whether it was found there; then it may show an older state, by its mark's version."""

    channel: str
    ts: str
    is_found: bool = False
    version: str = ""

    @property
    def place(self) -> Place:
        """The message's place, for changing it."""
        return self.channel, self.ts


class Retracted(StrEnum):
    """The outcome of taking a message away."""

    DELETED = "deleted"
    EMPTIED = "emptied"
    GONE = "gone"  # it was gone already


class Slot(Protocol):
    """Where the delivery of one message is stored."""

    def claim(self, now: datetime) -> bool:
        """Claim the message if nobody has yet; True for the one caller that may send it."""

    def read(self) -> Delivery | None:
        """Return the delivery as it is stored now; None if there is nothing to send any more."""

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        """Take over a claim as it was read; True for the one caller that may go on."""

    def mark(self, sent: Sent) -> None:
        """Store where the message is."""


class Address(Struct, frozen=True):
    """Where a message goes, the mark that identifies it there, and under whose name; it cannot be there before `since`.

    A direct message goes to a `person`, by user id; `channel` is then the conversation with them, empty if it is not
    known yet.
    """

    channel: str
    mark: Mark
    since: datetime
    thread_ts: str | None = None
    author: Author | None = None
    person: str = ""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Slack's limits on messages to this address."""
        return (MESSAGES,) if self.person else (MESSAGES, of_channel(self.channel))


class Outbox:
    """Sends each message once, however many callers try and whoever of them dies."""

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
        """Send a message unless it was sent; None if another caller sends or has sent it, or there is nothing to send.

        `lives` is the age at which a claim counts as dead; until then this waits for its outcome, if it `waits`. A
        claim made at `dead` is dead whatever its age. If it `looks`, the message may be there although nobody has
        claimed it. `render` returns the message at the moment of sending; None if it is no longer wanted. Raises
        SlackUnavailable if it stays unknown whether the message was sent, and whatever else Slack refuses; a repetition
        continues from there.

        The turn to send comes before the claim: whoever has claimed a message sends it now, and not when others take
        the claim for dead.
        """
        is_ours, may_be_there = False, looks

        def once() -> Sent | None:
            """Claim, look if it may be there, and send; Slack may hold this up, and then it goes on from there."""
            nonlocal is_ours, may_be_there
            if not is_ours:
                is_new = slot.claim(self._clock.now())
                is_ours = is_new or self._take_over(slot, lives, dead, waits=waits)
                may_be_there = may_be_there or not is_new
            if not is_ours:
                return None
            if may_be_there and (found := self.find(address)):
                return found
            may_be_there = False
            message = render()
            return self._post(address, message) if message else None

        sent = self._carry_out(once, *address.limits)
        if sent:
            slot.mark(sent)
        return sent

    def send(self, address: Address, message: Message, *, looks: bool = False) -> Sent:
        """Send a message that no other caller is sending now; if it `looks`, or a reply was lost, looks for it first.

        For messages that cannot be claimed: a reply to what somebody typed or pressed, an error they are told, and one
        of several messages that are claimed together. `send_once` is for the rest.
        """
        try:
            found = self.find(address) if looks else None
            return found or self._carry_out(partial(self._post, address, message), *address.limits)
        except SlackUnavailable:
            if looks:
                raise
            return self.send(address, message, looks=True)

    def change(self, place: Place, message: Message) -> None:
        """Update a message of ours; raises whatever Slack refuses."""
        self._carry_out(partial(self._slack.update, *place, message), UPDATES)

    def converge(self, place: Place, render: Callable[[], Message | None], *, shown: Message | None = None) -> None:
        """Make a message of ours, which showed `shown`, show what is stored, as `render` reads it.

        Of two updates under way the older one may arrive last, so a caller whose `render` returns something else
        afterwards updates again. `render` returns None if the message is somebody else's to update. Raises whatever
        Slack refuses.
        """
        while (message := render()) is not None and message != shown:
            self.change(place, message)
            shown = message

    def retract(self, place: Place, instead: Message | None = None) -> Retracted:
        """Delete a message of ours, or replace its text with `instead` where Slack does not allow deleting.

        Raises whatever else Slack refuses.
        """
        try:
            try:
                self._carry_out(partial(self._slack.delete, *place), DELETIONS)
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

    def _take_over(self, slot: Slot, lives: timedelta, dead: datetime | None, *, waits: bool) -> bool:
        """Take over somebody's claim once its maker is dead; False if the message is sent or another's to send."""
        known = slot.read()
        while known and known.ts is None and known.claimed_at != dead and self._may_be_alive(known, lives):
            if not waits or lives == LEFT_TO_OTHERS:
                return False
            self._clock.sleep(WATCH_EVERY)
            known = self._carry_out(slot.read)  # this renews the sender's lease, or finds it lost
        return known is not None and known.ts is None and slot.take_over(known, self._clock.now())

    def _may_be_alive(self, known: Delivery, lives: timedelta) -> bool:
        """Whether a claim's maker may be at work now; a claim from the future is from before our clock was set back."""
        return lives == LEFT_TO_OTHERS or timedelta(0) <= self._clock.now() - known.claimed_at < lives

    def _post(self, address: Address, message: Message) -> Sent:
        """Post a message now."""
        to, author, thread_ts = address.person or address.channel, address.author, address.thread_ts
        return Sent(*self._slack.post(to, message, address.mark, author=author, thread_ts=thread_ts))

    def find(self, address: Address) -> Sent | None:
        """Look for a message that may have been sent.

        Without the scope to read a channel this returns None, because sending a post twice is better than not at all;
        for a person it raises. A conversation that does not exist holds nothing.
        """
        try:
            return self._carry_out(partial(self._found, address))
        except (SlackRefused, SlackTokenRefused) as refusal:
            if address.person and isinstance(refusal, SlackTokenRefused):
                raise
            _log.warning("cannot look for a message", extra={"kind": address.mark.kind, "reason": refusal.code})
            return None

    def _found(self, address: Address) -> Sent | None:
        channel = address.channel or self._slack.direct_channel(address.person)
        found = self._slack.find_version(channel, address.mark, address.since, address.thread_ts)
        return Sent(channel, found[0], is_found=True, version=found[1]) if found else None
