"""People: who is asking, as far as Slack and they themselves have told us."""

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
    """Who a request comes from: the person, and the workspaces they may speak for."""

    user_id: str
    team_ids: Collection[str]


def people_in(services: Services, channel: str) -> Collection[str]:
    """Return the ids of who is in a channel, bots included; nobody where Slack does not let us see it."""
    try:
        return services.slack.conversation_members(channel)
    except SlackRefused:
        return ()


def is_inside(services: Services, channel: str) -> bool:
    """Whether we are in a channel, as Slack says now; no where it does not let us see it."""
    return services.slack.identity().bot_user_id in people_in(services, channel)


def acting_member(services: Services, requester: Requester, *, even_erased: bool = False) -> Member:
    """Return the person behind a request, as known today.

    Raises UnknownStandup for who is not of our workspace, and TakesNoPart, unless `even_erased`, for who was erased.
    """
    team_id = services.slack.identity().team_id
    if team_id not in requester.team_ids or not _USER.fullmatch(requester.user_id):
        raise UnknownStandup(team_id)
    member = member_of(services, team_id, requester.user_id)
    if not even_erased:
        require_participant(member)
    return member


def require_participant(member: Member) -> None:
    """Raise TakesNoPart for who was erased."""
    if member.is_erased:
        raise TakesNoPart


def requester_locale(services: Services, requester: Requester) -> Locale:
    """Return the locale of whoever asks, as far as that is stored."""
    try:
        team_id = services.slack.identity().team_id
        if team_id in requester.team_ids and requester.user_id:
            return locale_to(services, team_id, requester.user_id)
    except StandupError as unknown:
        _log.warning("cannot tell the language", extra={"reason": str(unknown)})
    return ENGLISH_LOCALE


def locale_to(services: Services, team_id: str, user_id: str) -> Locale:
    """Return the locale to write to somebody in who is not the one who acts; English for who is not known yet."""
    known = services.members.get(team_id, user_id, services.clock.now())
    return member_locale(known) if known else ENGLISH_LOCALE


def member_of(services: Services, team_id: str, user_id: str) -> Member:
    """Return what is known of a person, asking Slack if that is older than a day; while Slack is busy, that will do.

    Raises SlackError if nothing was known. Where being a guest or an admin matters, `ranked` asks by itself.
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
        _log.warning("an old profile will do", extra={"user": user_id, "reason": busy.code})
        return known
    if erased:  # looking in is not taking part anew: nothing is stored
        return replace(profile, is_erased=True)
    services.members.remember_profile(profile, now)
    return services.members.get(team_id, user_id, now) or Member(team_id, user_id)


def ranked(services: Services, member: Member) -> Member:
    """Return somebody as the person, guest or admin that they are now: what is older than minutes is asked of Slack."""
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
