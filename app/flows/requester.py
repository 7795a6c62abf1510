"""Who makes a request: the requester, the member behind them, and their language and rank."""

import logging
import re
from collections.abc import Collection

from msgspec import Struct

from app.domain.day.member import Member
from app.errors import SlackRateLimited, SlackRefused, SlackUnavailable, StandupError, TakesNoPart, UnknownStandup
from app.language import ENGLISH_LOCALE, Locale
from app.records import replace
from app.services import Services
from app.views.kit.readers import member_locale

_log = logging.getLogger(__name__)

_USER = re.compile(r"[A-Za-z0-9]{1,40}", re.ASCII)


class Requester(Struct, frozen=True):
    """The person that a request comes from, and the workspaces they may speak for."""

    user_id: str
    team_ids: Collection[str]


def people_in(services: Services, channel: str) -> Collection[str]:
    """Return the ids of a channel's people, bots included; empty if Slack does not let us see it."""
    try:
        return services.slack.conversation_members(channel)
    except SlackRefused:
        return ()


def is_inside(services: Services, channel: str) -> bool:
    """Whether the bot is in a channel, as Slack says now; False if it does not let us see it."""
    return services.slack.identity().bot_user_id in people_in(services, channel)


def acting_member(services: Services, requester: Requester, *, even_erased: bool = False) -> Member:
    """Return the member behind a request, as known today.

    Raises UnknownStandup for strangers to our workspace, and, unless `even_erased`, TakesNoPart for erased people.
    """
    team_id = services.slack.identity().team_id
    if team_id not in requester.team_ids or not _USER.fullmatch(requester.user_id):
        raise UnknownStandup(team_id)
    member = member_of(services, team_id, requester.user_id)
    if not even_erased:
        require_participant(member)
    return member


def require_participant(member: Member) -> None:
    """Raise TakesNoPart for an erased person."""
    if member.is_erased:
        raise TakesNoPart


def requester_locale(services: Services, requester: Requester) -> Locale:
    """Return the requester's locale as far as it is stored, else English."""
    try:
        team_id = services.slack.identity().team_id
        if team_id in requester.team_ids and requester.user_id:
            return locale_to(services, team_id, requester.user_id)
    except StandupError as unknown:
        _log.warning("cannot tell the language", extra={"reason": str(unknown)})
    return ENGLISH_LOCALE


def locale_to(services: Services, team_id: str, user_id: str) -> Locale:
    """Return the locale for writing to somebody other than the requester; English for people who are not known yet."""
    known = services.members.get(team_id, user_id, services.clock.now())
    return member_locale(known) if known else ENGLISH_LOCALE


def member_of(services: Services, team_id: str, user_id: str) -> Member:
    """Return what is known of a person; asks Slack if that is older than a day, but uses it while Slack is busy.

    Raises SlackError if nothing is known. It may be a day old: where being a guest or an admin matters, use `ranked`.
    """
    now = services.clock.now()
    known = services.members.get(team_id, user_id, now)
    if known and known.is_fresh(now):
        return known
    erased = services.privacy.suppressed.among(team_id, [user_id])
    try:
        profile = services.slack.profile(team_id, user_id)
    except (SlackRateLimited, SlackUnavailable) as busy:
        if known is None or erased:
            raise
        _log.warning("using an old profile", extra={"user": user_id, "reason": busy.code})
        return known
    if erased:  # looking at something is not taking part again, so nothing is stored
        return replace(profile, is_erased=True)
    services.members.remember_profile(profile, now)
    return services.members.get(team_id, user_id, now) or Member(team_id, user_id)


def ranked(services: Services, member: Member) -> Member:
    """Return a member with their present rank (person, guest, admin); asks Slack if it is older than minutes."""
    now = services.clock.now()
    if member.is_rank_fresh(now):
        return member
    profile = services.slack.profile(member.team_id, member.user_id)
    if not member.is_erased:
        services.members.remember_rank(profile, now)
    is_person, is_guest, is_admin = profile.rank
    return replace(
        member,
        account=replace(member.account, is_person=is_person, is_guest=is_guest, is_admin=is_admin, ranked_at=now),
    )
