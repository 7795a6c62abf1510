"""Gathering: who has a part in a standup, and where they are."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

from msgspec import Struct

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.reason import Reason, Why
from app.domain.day.report import Absence, Person, Report, State, Terms
from app.domain.schedule import moments
from app.domain.scheduling.grouping import times_of
from app.domain.standup import Standup
from app.errors import SlackRateLimited, SlackRefused, SlackUnavailable
from app.records import replace
from app.services import Services
from app.slack.patience import hurried

NEVER = datetime.min.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)


class Look(Protocol):
    """Takes a turn to look somebody up; waits for it where that is needed, else False if there is none now."""

    def __call__(self, *, is_needed: bool) -> bool: ...


class Participant(Struct, frozen=True):
    """One person's part in a day of a standup; `reason` if they are away."""

    member: Member
    reason: Reason | None


def blank_report(occurrence: Occurrence, member: Member) -> Report:
    """Return a person's report as they are known now, with nothing in it."""
    return Report(
        report_id=occurrence.report_id,
        user_id=member.user_id,
        person=Person(
            member.profile.user_name,
            member.profile.display_name or member.user_id,
            member.profile.icon_url,
            member.speaks,
        ),
    )


def report_of(occurrence: Occurrence, standup: Standup, part: Participant) -> Report:
    """Return a person's part in an occurrence before anything has been sent to them."""
    member, reason = part.member, part.reason
    own = times_of(occurrence, standup, member.user_id, member.profile.zone)
    report = replace(
        blank_report(occurrence, member),
        terms=Terms(own.report if occurrence.has_closings else None, member.user_id in standup.roles.optional),
    )
    if reason is None:
        return report
    return replace(
        report,
        state=State.AWAY,
        absence=Absence(reason.why.value, reason.until, reason.words),
    )


def gather(services: Services, standup: Standup, day: date, look: Look) -> list[Participant]:
    """Return all who have a part in the standup on a day, the absent with the reason; notes who they are and where.

    Raises SlackError.
    """
    bot = services.slack.identity().bot_user_id
    inside = _inside(services, standup) if standup.roles.people is None else []
    everyone = [user_id for user_id in standup.asks(inside) if user_id != bot]
    if set(everyone) - {*inside, *standup.roles.owners}:
        everyone = _who_may_be_asked(services, standup, everyone, inside or _inside(services, standup))
    erased = services.privacy.suppressed.among(standup.team_id, everyone)
    asked = [user_id for user_id in everyone if user_id not in erased]
    members = members_of(services, standup.team_id, asked, look, anew=bool(standup.time_off.away_words))
    parts = [
        Participant(members[user_id], why_not_asked(standup, members[user_id], day, services.calendars.holiday))
        for user_id in asked
        if user_id in members
    ]
    parts = [part for part in parts if part.reason is None or part.reason.is_absence]
    zones = {part.member.profile.zone or standup.schedule.zone for part in parts}
    services.standups.note_people(standup, [part.member.user_id for part in parts], zones)
    return parts


def _inside(services: Services, standup: Standup) -> list[str]:
    """Return who is in a standup's channel; raises SlackRefused where we are not, for nothing could be posted there.

    Slack lists the people of a public channel to who is not in it, too.
    """
    inside = services.slack.conversation_members(standup.channel)
    if services.slack.identity().bot_user_id not in inside:
        raise SlackRefused("conversations.members", "not_in_channel")
    return inside


def _who_may_be_asked(services: Services, standup: Standup, named: list[str], inside: Collection[str]) -> list[str]:
    """Return those of the people named whom the standup may ask.

    Where nobody but its owners is in its channel, nobody sees what it is about, so it asks nobody outside; and what
    is asked in a private channel is for who is in it, and for the owners.
    """
    others = set(inside) - {services.slack.identity().bot_user_id, *standup.roles.owners}
    if others and (set(named) <= {*inside, *standup.roles.owners} or not services.slack.is_private(standup.channel)):
        return named
    return [user_id for user_id in named if user_id in inside or (others and user_id in standup.roles.owners)]


def are_asked(standup: Standup, day: date, parts: Iterable[Participant], now: datetime) -> list[Participant]:
    """Return those who are asked on a day, as far as that is known at `now`.

    A status in Slack says how somebody is now: who is asked later is judged by it when their time has come.
    """
    return [
        part
        for part in parts
        if part.reason is None
        or (
            part.reason.why is Why.STATUS
            and moments(standup, day, part.member.profile.zone or standup.schedule.zone).ask > now
        )
    ]


def zones_of_asked(standup: Standup, day: date, parts: Iterable[Participant], now: datetime) -> frozenset[str]:
    """Return the zones whose times count on a day: those of who is asked."""
    return frozenset(part.member.profile.zone or standup.schedule.zone for part in are_asked(standup, day, parts, now))


def members_of(
    services: Services, team_id: str, user_ids: Collection[str], look: Look, *, anew: bool = False
) -> dict[str, Member]:
    """Return what is known of people, asking Slack about those whose profile is older than a day, or `anew` about all.

    Only who is not known at all, or is to be read `anew`, is waited for; of the others those are looked up, the oldest
    first, for whom there is a turn, and what was known of the rest will do. Who was erased is left out: nothing is
    known of them, and Slack is not asked. Who is not known and had no turn is left out, too.
    """
    now = services.clock.now()
    members = services.members.get_many(team_id, user_ids, now)
    erased = services.privacy.suppressed.among(team_id, user_ids, anew=False)
    user_ids = [user for user in user_ids if user not in erased]
    stale = [user for user in user_ids if user not in members or not _will_do(members[user], now, anew=anew)]
    is_busy = False
    for user_id in sorted(
        stale, key=lambda user: (members[user].profile.refreshed_at if user in members else None) or NEVER
    ):
        is_needed = anew or user_id not in members
        if (is_busy and not is_needed) or not look(is_needed=is_needed):
            continue
        profile = _profile(services, team_id, user_id, is_needed=is_needed)
        is_busy = profile is None
        if profile:
            profile = replace(profile, profile=replace(profile.profile, refreshed_at=now))
            services.members.remember_profile(profile, now)
            known = members.get(user_id)
            members[user_id] = known.described_by(profile) if known else profile
    return members


def _will_do(member: Member, now: datetime, *, anew: bool) -> bool:
    return member.is_status_fresh(now) if anew else member.is_fresh(now)


def _profile(services: Services, team_id: str, user_id: str, *, is_needed: bool) -> Member | None:
    if is_needed:
        return services.slack.profile(team_id, user_id)
    try:
        with hurried():
            return services.slack.profile(team_id, user_id)
    except (SlackRateLimited, SlackRefused, SlackUnavailable) as busy:
        _log.warning("old profiles will do", extra={"reason": busy.code})
        return None


def look_again(services: Services, member: Member, look: Look) -> bool:
    """Look somebody up for the next time if there is a turn; False if Slack is too busy for that now."""
    now = services.clock.now()
    if member.is_fresh(now) or not look(is_needed=False):
        return True
    profile = _profile(services, member.team_id, member.user_id, is_needed=False)
    if profile:
        services.members.remember_profile(profile, now)
    return profile is not None


def freely(*, is_needed: bool) -> bool:  # noqa: ARG001 as a sender looks somebody up
    """Look somebody up out of turn: for the few that a request is about."""
    return True


def without_gone(services: Services, occurrence: Occurrence, reports: Sequence[Report]) -> list[Report]:
    """Take off the day that begins those who have said before that they skip it, and have left since."""
    staying = []
    for report in reports:
        if report.was_skipped_ahead and report.user_id not in (occurrence.roster or ()):
            services.reports.take_off(report)
        else:
            staying.append(report)
    return staying
