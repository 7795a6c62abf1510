"""Gathering: who has a part in a standup, and where they are."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.domain.absence import Reason, Why, why_not_asked
from app.domain.member import Member
from app.domain.schedule import moments
from app.domain.standup import Standup
from app.errors import SlackRefused
from app.services import Services


@dataclass(frozen=True, slots=True)
class Part:
    """One person's part in a day of a standup; `reason` if they are away."""

    member: Member
    reason: Reason | None


def gather(services: Services, standup: Standup, day: date, hold_on: Callable[[], None]) -> list[Part]:
    """Give all who have a part in the standup on a day, the absent with the reason; notes who they are and where.

    `hold_on` is called while it takes long. Raises SlackError.
    """
    bot = services.slack.identity().bot_user_id
    inside = services.slack.conversation_members(standup.channel) if standup.people is None else []
    everyone = [user_id for user_id in standup.asks(inside) if user_id != bot]
    if standup.people is not None and set(everyone) - set(standup.owners):
        everyone = _with_company(services, standup, everyone)
    erased = services.suppressed.among(standup.team_id, everyone)
    asked = [user_id for user_id in everyone if user_id not in erased]
    members = members_of(services, standup.team_id, asked, hold_on, anew=bool(standup.away_words))
    parts = [
        Part(members[user_id], why_not_asked(standup, members[user_id], day, services.calendars.holiday))
        for user_id in asked
        if user_id in members
    ]
    parts = [part for part in parts if part.reason is None or part.reason.is_absence]
    zones = {part.member.zone or standup.zone for part in parts}
    services.standups.note_people(standup, [part.member.user_id for part in parts], zones)
    return parts


def _with_company(services: Services, standup: Standup, named: list[str]) -> list[str]:
    """Give those of the people named whom the standup may ask.

    Where nobody but its owners is in its channel, nobody sees what it is about, so it asks nobody outside.
    """
    try:
        inside = services.slack.conversation_members(standup.channel)
    except SlackRefused:  # what is wrong with the channel is said when the report is posted
        return named
    others = set(inside) - {services.slack.identity().bot_user_id, *standup.owners}
    return named if others else [user_id for user_id in named if user_id in inside]


def are_asked(standup: Standup, day: date, parts: Iterable[Part], now: datetime) -> list[Part]:
    """Give those who are asked on a day, as far as that is known at `now`.

    A status in Slack says how somebody is now: who is asked later is judged by it when their time has come.
    """
    return [
        part
        for part in parts
        if part.reason is None
        or (part.reason.why is Why.STATUS and moments(standup, day, part.member.zone or standup.zone).ask > now)
    ]


def zones_of_asked(standup: Standup, day: date, parts: Iterable[Part], now: datetime) -> frozenset[str]:
    """Give the zones whose times count on a day: those of who is asked."""
    return frozenset(part.member.zone or standup.zone for part in are_asked(standup, day, parts, now))


def members_of(
    services: Services,
    team_id: str,
    user_ids: Collection[str],
    hold_on: Callable[[], None],
    *,
    anew: bool = False,
) -> dict[str, Member]:
    """Give what is known of people, asking Slack about those whose profile is older than a day, or `anew` about all.

    Who was erased is left out: nothing is known of them, and Slack is not asked.
    """
    now = services.clock.now()
    members = services.members.get_many(team_id, user_ids, now)
    erased = services.suppressed.among(team_id, user_ids, anew=False)
    user_ids = [user for user in user_ids if user not in erased]
    stale = [user for user in user_ids if anew or user not in members or not members[user].is_fresh(now)]
    for profile in services.slack.profiles(team_id, stale) if stale else ():
        services.members.remember_profile(profile, now)
        known = members.get(profile.user_id)
        members[profile.user_id] = known.described_by(profile) if known else profile
        hold_on()
    return members
