"""Find out which of a standup's owners are still there, and hand it over when none is."""

import logging
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

from app.domain.day.member import Standing
from app.domain.standup import Standup, with_owners
from app.errors import ChangedMeanwhile, SlackError, SlackRefused, SlackTokenRefused
from app.flows.requester import locale_to
from app.flows.sender import at_once, outbox
from app.language import Locale
from app.outbox import Address
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.owners import handing_over

# At most this many of a workspace's admins become owners: of more, each would leave it to the others.
MOST_ADMINS = 3

_log = logging.getLogger(__name__)


def refresh_owners(services: Services, standup: Standup, *, anew: bool = False) -> tuple[str, ...]:
    """Return the owners who are full, active members; the others are removed, and the remaining ones are told.

    If none remains, the standup is handed over. Slack is asked about owners whose profile is older than a day, or
    `anew` about all. If Slack does not answer, nothing changes: it is logged, and tried again the next time.
    """
    try:
        gone = _gone(services, standup, anew=anew)
        return _hand_over(services, standup, gone) if gone else standup.roles.owners
    except SlackError as error:
        _log.warning("cannot tell who of the owners is there", extra={"reason": error.code})
        return standup.roles.owners


def creator(services: Services, standup: Standup) -> tuple[str, ...]:
    """Return the channel's creator, as the owner of a standup that has none.

    Empty if that is no active member, or has left the channel: messages about trouble name people who take part.
    """
    try:
        found = services.slack.channel_creator(standup.channel)
        members = [services.slack.profile(standup.team_id, found)] if found else []
        active = [member.user_id for member in members if member.is_full]
        there = [user_id for user_id in active if _is_there(services, standup, user_id)]
        return tuple(_taking_part(services, standup, there))
    except SlackError as error:
        _log.warning("cannot tell who created the channel", extra={"reason": error.code})
        return ()


def _gone(services: Services, standup: Standup, *, anew: bool) -> dict[str, Standing]:
    """Return the owners who are gone, or are guests or apps, which cannot own; asks Slack where that is not sure."""
    now = services.clock.now()
    known = services.members.get_many(standup.team_id, standup.roles.owners, now) if standup.roles.owners else {}
    sure = [] if anew else [user for user, member in known.items() if member.is_full and member.is_fresh(now)]
    asked = [owner for owner in standup.roles.owners if owner not in sure]
    standings = {owner: services.slack.standing(standup.team_id, owner) for owner in asked}
    return {owner: standing for owner, standing in standings.items() if standing is not Standing.FULL}


def _hand_over(services: Services, standup: Standup, gone: Mapping[str, Standing]) -> tuple[str, ...]:
    """Remove the owners who are gone, and tell the present ones; once, by the version of the standup."""
    left = tuple(owner for owner in standup.roles.owners if owner not in gone)
    owners = left or _heirs(services, standup)
    stored = services.standups.stored(standup.team_id, standup.standup_id)
    if not owners or stored is None:
        _log.error("nobody looks after a standup", extra={"standup": f"{standup.team_id}.{standup.standup_id}"})
        return ()
    by = services.slack.identity().bot_user_id
    try:
        services.standups.save(
            with_owners(standup, owners),
            by,
            services.clock.now(),
            stored.attention.due_at,
        )
    except ChangedMeanwhile:  # another run or a person was faster; the next look finds what is left
        return left
    words = handing_over.still_yours if left else handing_over.yours_now
    are_away = set(gone.values()) == {Standing.GONE}
    for owner in owners:
        tell(services, standup, owner, lambda locale: words(locale, standup, tuple(gone), are_away=are_away))
    return owners


def _heirs(services: Services, standup: Standup) -> tuple[str, ...]:
    """Return who takes over: the channel's creator, else admins in the channel; other admins only of a public one.

    An owner reads everything the standup collects, so nobody outside a private channel becomes one.
    """
    inside = _inside(services, standup)
    if found := [user_id for user_id in creator(services, standup) if user_id in inside]:
        return tuple(found)
    admins = _taking_part(services, standup, sorted(services.slack.admins(standup.team_id)))
    for group in (standup.asks(inside), inside):
        if found := [user_id for user_id in admins if user_id in group and user_id in inside]:
            return tuple(found[:MOST_ADMINS])
    return () if _is_private(services, standup) else tuple(admins[:MOST_ADMINS])


def _taking_part(services: Services, standup: Standup, people: Sequence[str]) -> list[str]:
    """Return the people among these who were not erased."""
    erased = services.privacy.suppressed.among(standup.team_id, people, anew=False)
    return [user_id for user_id in people if user_id not in erased]


def _inside(services: Services, standup: Standup) -> Sequence[str]:
    """Return the people of the channel; if Slack does not say, those who last took part in the standup."""
    try:
        return services.slack.conversation_members(standup.channel)
    except SlackRefused:
        stored = services.standups.stored(standup.team_id, standup.standup_id)
        return stored.counted.people if stored else ()


def _is_there(services: Services, standup: Standup, user_id: str) -> bool:
    """Whether somebody is in the channel now; if Slack does not say, whether everybody could be."""
    try:
        return user_id in services.slack.conversation_members(standup.channel)
    except (SlackRefused, SlackTokenRefused):
        return not _is_private(services, standup)


def _is_private(services: Services, standup: Standup) -> bool:
    try:
        return services.slack.is_private(standup.channel)
    except SlackRefused:  # treated as private: rather no owner than an outsider
        return True


def save_ourselves(services: Services, standup: Standup) -> Standup:
    """Store a change that the bot makes to a standup, and have the next tick look at it; returns the stored standup."""
    now, by = services.clock.now(), services.slack.identity().bot_user_id
    return services.standups.save(standup, by, now, now).standup


def tell(services: Services, standup: Standup, user_id: str, words: Callable[[Locale], Message]) -> None:
    """Tell somebody something about a standup, in their language, unless they were erased.

    Failures are logged and cause no repetition.
    """
    if not _taking_part(services, standup, [user_id]):
        return
    locale = locale_to(services, standup.team_id, user_id)
    message = words(locale)
    mark = Mark(ids.NOTE, f"{standup.team_id}.{standup.standup_id}.{uuid4().hex}", user_id)
    address = Address("", mark, since=services.clock.now(), person=user_id)
    try:
        outbox(services, at_once(services)).send(address, message)
    except SlackError as error:
        _log.warning("an owner was not told", extra={"user": user_id, "reason": error.code})
