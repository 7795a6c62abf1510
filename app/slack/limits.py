"""Slack's rate limits, and how much room each of them has left: we keep to them rather than find them out by refusals.

Slack names calls a minute for each method, and one message a second for a channel; how many may come at once it does
not say. We stay a little below, because clicks need some of the room, and other programs of the workspace may share it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct


class Limit(Struct, frozen=True):
    """So many calls a minute, of which `at_once` may come together."""

    name: str
    a_minute: float
    at_once: int = 1


# "Several hundred messages a minute" in a workspace: three hundred were seen to be taken.
MESSAGES = Limit("messages", 290, 5)
# Slack opens a hundred forms a minute (views.open, tier 4): messages to people as long as it refuses some.
MENUS_IN_A_CROWD = Limit("menus in a crowd", 110)
# Slack takes fifty a minute (tier 3), of which those who act need some. Updates are made at one go where they can be: a
# function that waits for its turn is paid for.
UPDATES = Limit("updates", 45, 40)
DELETIONS = Limit("deletions", 45, 5)
PROFILES = Limit("users.info", 60, 40)
# What is read beside messages, by the SDK's name of the method: tier 4 takes a hundred a minute, tier 3 fifty.
READING: Mapping[str, Limit] = {
    "conversations_members": Limit("conversations.members", 75, 20),
    "users_info": PROFILES,
    "conversations_info": Limit("conversations.info", 40, 10),
    "conversations_history": Limit("conversations.history", 40, 10),
    "conversations_replies": Limit("conversations.replies", 40, 10),
    "conversations_open": Limit("conversations.open", 40, 10),
}

# With more limits than this, those that are full again are dropped.
MOST_KNOWN = 100


def of_channel(channel: str) -> Limit:
    """Return the limit of one channel: a message a second."""
    return Limit(f"messages in {channel}", 60)


class Buckets:
    """The room that the limits of one workspace have left, as token buckets; `pace` scales all of them."""

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._rooms: dict[str, tuple[float, datetime]] = {}  # the calls that there was room for, and when
        self._closed: dict[str, datetime] = {}

    def free_at(self, limit: Limit, now: datetime) -> datetime:
        """Return when a limit has room for a call: now, or the moment until which it has none."""
        missing = 1 - self._room(limit, now)
        free_at = now + timedelta(seconds=missing / self._a_second(limit)) if missing > 0 else now
        return max(free_at, self._closed.get(limit.name, now))

    def take(self, limit: Limit, now: datetime) -> None:
        """Count a call."""
        if len(self._rooms) > MOST_KNOWN:
            self._forget_idle(now)
        self._rooms[limit.name] = self._room(limit, now) - 1, now

    def take_if_free(self, limit: Limit, now: datetime) -> bool:
        """Count a call if there is room for it now."""
        if is_free := self.free_at(limit, now) <= now:
            self.take(limit, now)
        return is_free

    def close(self, limit: Limit, until: datetime) -> None:
        """Let nobody call until then, as Slack wants it."""
        self._closed[limit.name] = until

    def is_closed_at(self, limit: Limit, moment: datetime) -> bool:
        """Whether Slack keeps a limit closed until after that moment."""
        return limit.name in self._closed and self._closed[limit.name] >= moment

    def _forget_idle(self, now: datetime) -> None:
        """Drop what is full again: each channel has a limit of its own."""
        idle = now - timedelta(minutes=1)
        self._rooms = {name: room for name, room in self._rooms.items() if room[1] > idle}
        self._closed = {name: until for name, until in self._closed.items() if until > now}

    def _room(self, limit: Limit, now: datetime) -> float:
        most = max(1.0, limit.at_once * self._pace)
        room, since = self._rooms.get(limit.name, (most, now))
        gained = max(0.0, (now - since).total_seconds()) * self._a_second(limit)
        return min(most, room + gained)

    def _a_second(self, limit: Limit) -> float:
        return limit.a_minute / 60 * self._pace
