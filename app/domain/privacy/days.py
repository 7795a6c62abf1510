"""What a standup was when one of its days began; that decides who may read the day."""

from collections.abc import Collection
from datetime import UTC, datetime

from app.domain.day.occurrence import Occurrence
from app.domain.standup import Standup, value_of
from app.records import replace

Since = tuple[tuple[str, datetime], ...]

# The owner of a day whose present owners were all named later, so that nobody can stand in for the owners it had.
NOBODY = "nobody"
# Settings that show a day to more people; a person who may not read a day cannot open it by changing these.
_OPENING = ("copies", "webhook_url", "guests_may_read")
_MOVED = "channel"
# The prefix of owners' keys; ownership has a moment of its own.
OWNER = "owner."


def standup_of_day(standup: Standup, occurrence: Occurrence) -> Standup:
    """Return a standup as it counts for reading one of its days.

    It has the channels of that day, and only the people who were named by then. A day of a release that did not store
    the `home` channel counts as at home where its report went.
    """
    began = occurrence.progress.opened_at or occurrence.plan.report_at
    since = dict(standup.readers.since)

    def counts(key: str) -> bool:
        return key not in since or since[key] <= began

    def named(people: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(user_id for user_id in people if counts(user_id))

    home = occurrence.plan.home or occurrence.channel
    owners = tuple(user_id for user_id in standup.roles.owners if counts(_owner(user_id)))
    return replace(
        standup,
        channel=home,
        readers=replace(
            standup.readers,
            channel="" if occurrence.channel == home else occurrence.channel,
            copies=standup.readers.copies and counts("copies"),
            webhook_url=standup.readers.webhook_url if counts("webhook_url") else "",
            guests_may_read=standup.readers.guests_may_read and counts("guests_may_read"),
        ),
        roles=replace(
            standup.roles,
            owners=owners or ((NOBODY,) if standup.roles.owners else ()),
            people=None if standup.roles.people is None else named(standup.roles.people),
            optional=named(standup.roles.optional),
            observers=named(standup.roles.observers),
        ),
    )


def since_when(before: Standup, counted: Collection[str], after: Standup, by: str, now: datetime) -> Since:
    """Return since when people and settings of a changed standup count; those without an entry have always counted.

    `counted` are the people who were asked the last time. People keep the moment at which they were first named in any
    role; owners have another one, because they may do more. A person asked as a member of the channel counts since the
    standup moved there. A setting that opens days to others counts from the moment from which the person who changed it
    is an owner.
    """
    known = dict(before.readers.since)
    is_moved = before.channel != after.channel
    moved = {_MOVED: now if is_moved else known.get(_MOVED)}
    was_named = {user_id: known.get(user_id) for user_id in _named(before)}
    if before.roles.people is None:
        was_named = {user_id: known.get(_MOVED) for user_id in counted} | was_named
    named = {user_id: was_named.get(user_id, now) for user_id in _named(after)}
    owned = {_owner(user_id): known.get(_owner(user_id)) for user_id in before.roles.owners}
    owning = {_owner(user_id): owned.get(_owner(user_id), now) for user_id in after.roles.owners}
    by_hand = owned.get(_owner(by), now)
    opened = {
        field: known.get(field) if value_of(before, field) == value_of(after, field) else by_hand
        for field in _OPENING
        if value_of(after, field)
    }
    everything = {**moved, **named, **owning, **opened}
    return tuple(sorted((key, at) for key, at in everything.items() if at is not None))


def from_no_day(standup: Standup) -> Since:
    """Return the moments for a standup whose stored ones are lost: its people and settings count for no day."""
    keys = {*_named(standup), *map(_owner, standup.roles.owners), *_OPENING}
    return tuple(sorted((key, datetime.max.replace(tzinfo=UTC)) for key in keys))


def _named(standup: Standup) -> set[str]:
    return {*(standup.roles.people or ()), *standup.roles.optional, *standup.roles.observers, *standup.roles.owners}


def _owner(user_id: str) -> str:
    return f"{OWNER}{user_id}"
