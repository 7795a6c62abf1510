"""Introductions: the one message in which the bot says what it will do in a channel, and the invitations to it."""

from datetime import datetime, timedelta

from msgspec import Struct

MOST_LED_ON = 5
NOWHERE: tuple[tuple[str, str], ...] = ()

# Invitations that come within this of each other are one to those who read what comes of them.
AT_ONCE = timedelta(minutes=1)


class Introduction(Struct, frozen=True):
    """Where the message of the last invitation is: claimed for `event_id`, and posted as `ts` if that is known.

    `earlier` are those of channels from which the standup has moved away since: each its channel and ts.
    """

    event_id: str
    channel: str
    claimed_at: datetime
    ts: str | None
    earlier: tuple[tuple[str, str], ...] = NOWHERE

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """All of them, this one last; only so many are led on."""
        return (*self.earlier, *([(self.channel, self.ts)] if self.ts else []))[-MOST_LED_ON:]


class Invitation(Struct, frozen=True):
    """The standup that an invitation leads to, or a channel's next one, as was decided at `at`."""

    standup_id: str
    at: datetime
