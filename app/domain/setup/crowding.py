"""How many standups there may be: owned by one person, in one channel, and asking one person."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from app.domain.limits import MOST_ASKING, MOST_IN_CHANNEL, MOST_OWNED
from app.domain.standup import Standup


class Crowding(Struct, frozen=True):
    """The limits that a standup would exceed: the owners and people with enough standups, and a full channel."""

    owners: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    is_channel_full: bool = False

    def __bool__(self) -> bool:
        return bool(self.owners or self.people or self.is_channel_full)


def crowding_of(
    wanted: Standup,
    before: Standup | None,
    others: Sequence[tuple[Standup, Collection[str]]],
    left: Mapping[str, Collection[str]] | None = None,
) -> Crowding:
    """Return the limits that a change exceeds; only what it adds counts, and what is as `before` stays allowed.

    `others` are the workspace's other standups, each with the people counted in its channel. Owners may name themselves
    in all standups that they own. A paused standup, or one that a person has `left`, asks them nothing and does not
    count, so nobody can use up another person's limit with those.
    """
    gone = left or {}
    owned = Counter(owner for standup, _ in others for owner in set(standup.roles.owners))
    asking = Counter(
        user
        for standup, counted in others
        if not standup.is_paused
        for user in set(standup.asks(counted))
        if standup.standup_id not in gone.get(user, ())
    )
    moves = before is None or before.channel != wanted.channel
    here = sum(standup.channel == wanted.channel for standup, _ in others)
    return Crowding(
        owners=_over_limit(wanted.roles.owners, before.roles.owners if before else (), owned, MOST_OWNED),
        people=_over_limit(
            named_in(wanted), {*wanted.roles.owners, *(named_in(before) if before else ())}, asking, MOST_ASKING
        ),
        is_channel_full=moves and here >= MOST_IN_CHANNEL,
    )


def named_in(standup: Standup) -> tuple[str, ...]:
    """Return the people whom a standup asks by name."""
    return (*(standup.roles.people or ()), *standup.roles.optional)


def strangers_in(wanted: Standup, before: Standup | None, inside: Collection[str]) -> tuple[str, ...]:
    """Return the people whom a change names although they are not in the standup's channel.

    People named before do not count, because they know the standup, unless it moves to another channel.
    """
    stays = before is not None and before.channel == wanted.channel
    named_before = {*named_in(before), *before.roles.observers} if before and stays else set()
    named = dict.fromkeys([*named_in(wanted), *wanted.roles.observers])
    return tuple(user for user in named if user not in named_before and user not in inside)


def _over_limit(named: Sequence[str], before: Collection[str], have: Mapping[str, int], most: int) -> tuple[str, ...]:
    return tuple(user for user in dict.fromkeys(named) if user not in before and have.get(user, 0) >= most)
