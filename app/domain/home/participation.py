"""A person's part in a standup: whether they have one, and what it is today."""

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
from app.domain.scheduling.upcoming import Days, Who, asks_next
from app.domain.standup import Standup
from app.records import replace

# Zones are up to 14 hours before and 12 behind UTC.
EARLIEST = timedelta(hours=14)
LATEST = timedelta(hours=12)


class Participation(Struct, frozen=True):
    """One person's part in a standup: when it asks them next, and today's occurrence and report, if there are any.

    `reason` says why it does not ask them today, `outlook` what becomes of the occurrence.
    """

    standup: Standup
    next_at: datetime | None = None
    reason: Reason | None = None
    occurrence: Occurrence | None = None
    report: Report | None = None
    outlook: Outlook = AS_PLANNED


def has_part(standup: Standup, user_id: str, counted: Collection[str]) -> bool:
    """Whether a standup is somebody's concern; `counted` are those who were in its channel when it last asked."""
    named = (*standup.roles.owners, *standup.roles.observers, *standup.roles.optional, *(standup.roles.people or ()))
    return user_id in named or (standup.roles.people is None and user_id in counted)


def days_anywhere(standup: Standup, now: datetime) -> set[date]:
    """Return the days whose occurrence may be somebody's today: the standup's own, or any on earth if theirs count.

    A day whose report comes after midnight lasts until then.
    """
    before = timedelta(days=1) if standup.schedule.reports_next_day else timedelta(0)
    if not standup.schedule.own_zones:
        return {local_date(now, standup.schedule.zone), local_date(now, standup.schedule.zone) - before}
    first, last = (now - LATEST).date() - before, (now + EARLIEST).date()
    return {first + timedelta(days=offset) for offset in range((last - first).days + 1)}


def today_of(standup: Standup, member: Member, now: datetime) -> date:
    """Return the day that counts as today for a member of a standup."""
    return local_date(now, zone_for(standup, member.profile.zone))


def who_is(standup: Standup, member: Member, holidays: Holidays) -> Who:
    """Give somebody as one who may be asked, with the days on which they are not, as far as one can know beforehand."""

    def is_off(day: date) -> bool:
        return is_known_off(standup, member, day, holidays)

    return Who(member.profile.zone, member.user_id, is_off)


def part_of(standup: Standup, member: Member, days: Days, around: Around, holidays: Holidays) -> Participation:
    """Describe a person's part in a standup as it is now, given what is stored of the days near it."""
    today = today_of(standup, member, around.now)
    theirs = {day: (occurrence, report) for day, (occurrence, report) in days.items() if report}
    here = local_date(around.now, standup.schedule.zone)
    stored = theirs.get(today) or theirs.get(here) or _under_way(standup, theirs, today)
    reason = why_not_asked(standup, member, today, holidays)
    has_place = reason is None or reason.is_absence
    asking = asks_next(standup, around, days, who_is(standup, member, holidays)) if has_place else None
    return Participation(
        standup=standup,
        next_at=asking.at if asking else None,
        reason=reason,
        occurrence=stored[0] if stored else None,
        report=stored[1] if stored else None,
    )


class PlannedSkip(Struct, frozen=True):
    """A day to come of a standup that somebody skips."""

    standup: Standup
    report_id: ReportId


def planned_skips(standups: Iterable[Standup], member: Member, now: datetime) -> list[PlannedSkip]:
    """Return the days to come that a person skips in these standups, the nearest first: until they would be asked."""
    theirs = {standup.standup_id: standup for standup in standups}
    found = [
        PlannedSkip(theirs[each.standup_id], each)
        for each in member.skips
        if each.standup_id in theirs and _is_to_come(theirs[each.standup_id], member, each.day, now)
    ]
    return sorted(found, key=lambda skip: (skip.report_id.day, skip.standup.name.casefold()))


def _is_to_come(standup: Standup, member: Member, day: date, now: datetime) -> bool:
    return now < moments(standup, day, zone_for(standup, member.profile.zone)).ask


def _under_way(
    standup: Standup, theirs: Mapping[date, tuple[Occurrence, Report]], today: date
) -> tuple[Occurrence, Report] | None:
    """Return yesterday's, while its report, which comes after midnight, is not out."""
    yesterday = theirs.get(today - timedelta(days=1)) if standup.schedule.reports_next_day else None
    return yesterday if yesterday and not (yesterday[0].is_out or yesterday[0].is_over) else None


def is_elsewhere(standup: Standup, user_id: str, counted: Collection[str]) -> bool:
    """Whether a standup asks its channel, in which somebody is not; `counted` are those who were when it last asked."""
    return standup.roles.people is None and bool(counted) and user_id not in (*counted, *standup.roles.optional)


def without_place(part: Participation) -> Participation:
    """Return the part of somebody who is not in the channel, an owner for one; what they were asked today stays."""
    if part.reason and not part.reason.is_absence:
        return part
    return replace(part, next_at=None, reason=None if part.report else Reason(Why.NOT_CHOSEN))
