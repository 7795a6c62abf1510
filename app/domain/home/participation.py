"""A person's participation in a standup: whether they have one, and what it is today.

"Today" is the day of the standup's zone, or of the person's own zone where own zones count.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from app.domain.day.absence import Holidays, is_known_off, why_not_asked
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.reason import Reason, Why
from app.domain.day.report import Report
from app.domain.schedule import local_date, moments, zone_for
from app.domain.scheduling.due import Around
from app.domain.scheduling.outlook import AS_PLANNED, Outlook
from app.domain.scheduling.upcoming import Candidate, Days, asks_next
from app.domain.standup import Standup
from app.records import replace

# Zones are up to 14 hours ahead of UTC and 12 behind it.
EARLIEST = timedelta(hours=14)
LATEST = timedelta(hours=12)


class Participation(Struct, frozen=True):
    """One person's participation: when they are asked next, and today's occurrence and report, if there are any.

    `reason` is why they are not asked today, `outlook` what becomes of the occurrence.
    """

    standup: Standup
    next_at: datetime | None = None
    reason: Reason | None = None
    occurrence: Occurrence | None = None
    report: Report | None = None
    outlook: Outlook = AS_PLANNED


def is_concerned(standup: Standup, user_id: str, counted: Collection[str]) -> bool:
    """Whether a standup concerns a person; `counted` are those who were in its channel when it last asked."""
    named = (*standup.roles.owners, *standup.roles.observers, *standup.roles.optional, *(standup.roles.people or ()))
    return user_id in named or (standup.roles.people is None and user_id in counted)


def days_anywhere(standup: Standup, now: datetime) -> set[date]:
    """Return the days that may be today for a member: the standup's, or with own zones any on earth.

    A day whose report comes after midnight counts until then.
    """
    before = timedelta(days=1) if standup.schedule.reports_next_day else timedelta(0)
    if not standup.schedule.own_zones:
        return {local_date(now, standup.schedule.zone), local_date(now, standup.schedule.zone) - before}
    first, last = (now - LATEST).date() - before, (now + EARLIEST).date()
    return {first + timedelta(days=offset) for offset in range((last - first).days + 1)}


def today_of(standup: Standup, member: Member, now: datetime) -> date:
    """Return the day that counts as today for a member of a standup."""
    return local_date(now, zone_for(standup, member.profile.zone))


def candidate_of(standup: Standup, member: Member, holidays: Holidays) -> Candidate:
    """Return the member as a person who may be asked, with the days on which they are known to be off."""

    def is_off(day: date) -> bool:
        return is_known_off(standup, member, day, holidays)

    return Candidate(member.profile.zone, member.user_id, is_off)


def participation_of(standup: Standup, member: Member, days: Days, around: Around, holidays: Holidays) -> Participation:
    """Return a person's present participation in a standup, given the stored `days` near today."""
    today = today_of(standup, member, around.now)
    own = {day: (occurrence, report) for day, (occurrence, report) in days.items() if report}
    here = local_date(around.now, standup.schedule.zone)
    stored = own.get(today) or own.get(here) or _open_yesterday(standup, own, today)
    reason = why_not_asked(standup, member, today, holidays)
    has_place = reason is None or reason.is_absence
    asking = asks_next(standup, around, days, candidate_of(standup, member, holidays)) if has_place else None
    return Participation(
        standup=standup,
        next_at=asking.at if asking else None,
        reason=reason,
        occurrence=stored[0] if stored else None,
        report=stored[1] if stored else None,
    )


class PlannedSkip(Struct, frozen=True):
    """A future day of a standup that a person skips."""

    standup: Standup
    report_id: ReportId


def planned_skips(standups: Iterable[Standup], member: Member, now: datetime) -> list[PlannedSkip]:
    """Return a person's future skips in these standups, the nearest first; a skip is over at the time of asking."""
    by_id = {standup.standup_id: standup for standup in standups}
    found = [
        PlannedSkip(by_id[each.standup_id], each)
        for each in member.skips
        if each.standup_id in by_id and _is_to_come(by_id[each.standup_id], member, each.day, now)
    ]
    return sorted(found, key=lambda skip: (skip.report_id.day, skip.standup.name.casefold()))


def _is_to_come(standup: Standup, member: Member, day: date, now: datetime) -> bool:
    return now < moments(standup, day, zone_for(standup, member.profile.zone)).ask


def _open_yesterday(
    standup: Standup, own: Mapping[date, tuple[Occurrence, Report]], today: date
) -> tuple[Occurrence, Report] | None:
    """Return yesterday's occurrence and report while its summary, due after midnight, is not all out."""
    yesterday = own.get(today - timedelta(days=1)) if standup.schedule.reports_next_day else None
    return yesterday if yesterday and not (yesterday[0].is_reported or yesterday[0].is_over) else None


def is_outside_channel(standup: Standup, user_id: str, counted: Collection[str]) -> bool:
    """Whether a standup asks its channel and the person is not in it; `counted` were in it when it last asked."""
    return standup.roles.people is None and bool(counted) and user_id not in (*counted, *standup.roles.optional)


def as_outsider(part: Participation) -> Participation:
    """Return the participation of a person outside the channel, such as an owner; what they were asked today stays."""
    if part.reason and not part.reason.is_absence:
        return part
    return replace(part, next_at=None, reason=None if part.report else Reason(Why.NOT_CHOSEN))
