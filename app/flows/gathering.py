"""Find out who takes part in a standup on a day, and which zone and profile each of them has.

People are looked up one by one, with `users.info`, and kept for a day; the list of everybody is limited far more.
Before it asks, a sender looks up only people of whom nothing is known; profiles that grow old are read by a job during
the day (`flows/scheduling/profiles.py`), and beside the menus. Each is stored at once, so that a successor continues
from there. Setting a standup up looks up thirty at most and leaves the rest to the tick.
"""

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
from app.errors import HeldBack, SlackRateLimited, SlackRefused, SlackUnavailable
from app.records import replace
from app.services import Services
from app.slack.patience import AWAY_AFTER, hurried

NEVER = datetime.min.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)


class Look(Protocol):
    """A permit to look somebody up: waits for its turn if `is_needed`, else returns False if there is none now."""

    def __call__(self, *, is_needed: bool) -> bool: ...


class Participant(Struct, frozen=True):
    """One member's participation in a day of a standup; `reason` if they are away."""

    member: Member
    reason: Reason | None


def blank_report(occurrence: Occurrence, member: Member) -> Report:
    """Return a report without answers, with the member's present name, picture and language."""
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
    """Return a member's report before anything is sent to them: asked, or away with the reason."""
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
    """Return everybody who takes part in the standup on a day, absent people with the reason.

    Stores the people and their zones with the standup. Raises SlackError.
    """
    bot = services.slack.identity().bot_user_id
    inside = _inside(services, standup) if standup.roles.people is None else []
    everyone = [user_id for user_id in standup.asks(inside) if user_id != bot]
    if set(everyone) - {*inside, *standup.roles.owners}:
        everyone = _may_be_asked(services, standup, everyone, inside or _inside(services, standup))
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
    """Return the people of a standup's channel.

    Raises SlackRefused if the bot is not in it, because nothing could be posted there: Slack lists the people of a
    public channel to outsiders, too.
    """
    inside = services.slack.conversation_members(standup.channel)
    if services.slack.identity().bot_user_id not in inside:
        raise SlackRefused("conversations.members", "not_in_channel")
    return inside


def _may_be_asked(services: Services, standup: Standup, named: list[str], inside: Collection[str]) -> list[str]:
    """Return the named people whom the standup may ask.

    A channel with nobody but its owners shows nobody what the standup is about, so it asks nobody outside; a standup in
    a private channel asks only its people and the owners.
    """
    others = set(inside) - {services.slack.identity().bot_user_id, *standup.roles.owners}
    if others and (set(named) <= {*inside, *standup.roles.owners} or not services.slack.is_private(standup.channel)):
        return named
    return [user_id for user_id in named if user_id in inside or (others and user_id in standup.roles.owners)]


def asked_among(standup: Standup, day: date, parts: Iterable[Participant], now: datetime) -> list[Participant]:
    """Return the participants who are asked on a day, as far as that is known at `now`.

    A Slack status is about the present: people who are asked later are judged by it when their time has come.
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
    """Return the zones whose times count on a day: those of the people who are asked."""
    return frozenset(
        part.member.profile.zone or standup.schedule.zone for part in asked_among(standup, day, parts, now)
    )


def members_of(
    services: Services,
    team_id: str,
    user_ids: Collection[str],
    look: Look,
    *,
    anew: bool = False,
    fresh_at: datetime | None = None,
) -> dict[str, Member]:
    """Return what is known of people; asks Slack about profiles older than a day, or `anew` about all.

    With `fresh_at`, about those that will be older than a day at that moment.
    Waits only for people of whom nothing is known, or who are to be read `anew`. The others are looked up oldest first,
    as long as there are turns; for the rest the old profile is good enough. Erased people are left out, and Slack is
    not asked about them. Unknown people without a turn are left out, too. Somebody whom Slack cannot describe keeps
    nobody else waiting: of them no more is known than is stored.
    """
    now = services.clock.now()
    members = services.members.get_many(team_id, user_ids, now)
    erased = services.privacy.suppressed.among(team_id, user_ids, anew=False)
    user_ids = [user for user in user_ids if user not in erased]
    stale = [
        user
        for user in user_ids
        if user not in members or not _is_fresh_enough(members[user], fresh_at or now, anew=anew)
    ]
    is_busy, failed = False, 0
    for user_id in sorted(
        stale, key=lambda user: (members[user].profile.refreshed_at if user in members else None) or NEVER
    ):
        is_needed = anew or user_id not in members or members[user_id].profile.refreshed_at is None
        if (is_busy and not is_needed) or not look(is_needed=is_needed):
            continue
        try:
            profile = _profile(services, team_id, user_id, is_needed=is_needed)
        except (HeldBack, SlackRefused, SlackUnavailable) as trouble:
            failed += 1
            if failed >= AWAY_AFTER:
                raise
            _log.warning("somebody could not be looked up", extra={"user": user_id, "reason": str(trouble)})
            members.setdefault(user_id, Member(team_id, user_id))
            continue
        is_busy = profile is None
        if profile:
            profile = replace(profile, profile=replace(profile.profile, refreshed_at=now))
            services.members.remember_profile(profile, now)
            known = members.get(user_id)
            members[user_id] = known.described_by(profile) if known else profile
    return members


def _is_fresh_enough(member: Member, now: datetime, *, anew: bool) -> bool:
    return member.is_status_fresh(now) if anew else member.is_fresh(now)


def _profile(services: Services, team_id: str, user_id: str, *, is_needed: bool) -> Member | None:
    if is_needed:
        return services.slack.profile(team_id, user_id)
    try:
        with hurried():
            return services.slack.profile(team_id, user_id)
    except (SlackRateLimited, SlackRefused, SlackUnavailable) as busy:
        _log.warning("using old profiles", extra={"reason": busy.code})
        return None


def look_again(services: Services, member: Member, look: Look) -> bool:
    """Refresh a member's profile for the next time if there is a turn; False if Slack is too busy now."""
    now = services.clock.now()
    if member.is_fresh(now) or not look(is_needed=False):
        return True
    profile = _profile(services, member.team_id, member.user_id, is_needed=False)
    if profile:
        services.members.remember_profile(profile, now)
    return profile is not None


def look_at_once(*, is_needed: bool) -> bool:  # noqa: ARG001 has the signature of a sender's look
    """Allow each look-up at once: for the few people whom a request is about."""
    return True


def without_gone(services: Services, occurrence: Occurrence, reports: Sequence[Report]) -> list[Report]:
    """Take people off a day that begins who had skipped it ahead and have left since."""
    staying = []
    for report in reports:
        if report.was_skipped_ahead and report.user_id not in (occurrence.roster or ()):
            services.reports.take_off(report)
        else:
            staying.append(report)
    return staying
