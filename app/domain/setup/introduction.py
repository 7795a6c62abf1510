"""Introductions: the message in which the bot says what it will do in a channel, and the invitations that lead to it.

The message follows its standup: it is changed when the standup is. When the standup moves to another channel, the
message in the old one says so, and the standup is introduced in the new one.
"""

from datetime import datetime, timedelta

from msgspec import Struct

MOST_LED_ON = 5
NOWHERE: tuple[tuple[str, str], ...] = ()

# Invitations within this time of each other are answered once.
AT_ONCE = timedelta(minutes=1)


class Introduction(Struct, frozen=True):
    """The message of the last invitation: claimed for `event_id`, and posted as `ts` if that is known.

    `earlier` has channel and ts of the messages in channels that the standup has left.
    """

    event_id: str
    channel: str
    claimed_at: datetime
    ts: str | None
    earlier: tuple[tuple[str, str], ...] = NOWHERE

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Channel and ts of the latest messages, this one last; only these are still updated."""
        return (*self.earlier, *([(self.channel, self.ts)] if self.ts else []))[-MOST_LED_ON:]


class Invitation(Struct, frozen=True):
    """The standup that an invitation leads to, or the next one of a channel, decided at `at`."""

    standup_id: str
    at: datetime
