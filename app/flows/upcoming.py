"""When a standup asks next, with the days that have begun already taken into account."""

from collections.abc import Collection
from datetime import date, datetime

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.home.participation import candidate_of, is_outside_channel, today_of
from app.domain.schedule import first_open_day
from app.domain.scheduling.due import days_to_look_at
from app.domain.scheduling.upcoming import Asking, Days, asks_next, first_asking, has_begun, may_have_begun
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.flows.agenda import around_of
from app.services import Services


def next_asking_of(services: Services, stored: StoredStandup, member: Member) -> Asking | None:
    """Return when a standup next asks a member; for somebody without a place in it, when it next asks others.

    None if never. One request.
    """
    standup, now = stored.standup, services.clock.now()
    if standup.is_paused:
        return None
    holidays, around = services.calendars.holiday, around_of(services, stored, now)
    days = _days(services, stored, member, now)
    reason = why_not_asked(standup, member, today_of(standup, member, now), holidays)
    has_place = reason is None or reason.is_absence
    if has_place and not is_outside_channel(standup, member.user_id, stored.counted.people):
        return asks_next(standup, around, days, candidate_of(standup, member, holidays))
    return first_asking(standup, around, days, stored.counted.zones)[0]


def asks_at(services: Services, standup: Standup, member: Member) -> datetime | None:
    """Return only the moment at which a standup, as it is stored now, next asks a member."""
    stored = services.standups.stored(standup.team_id, standup.standup_id)
    asking = next_asking_of(services, stored, member) if stored else None
    return asking.at if asking else None


def first_asking_of(services: Services, stored: StoredStandup) -> tuple[Asking | None, bool]:
    """Return when a standup next asks the first of its people, and whether it asks all about that day; one request."""
    standup, now = stored.standup, services.clock.now()
    days: Days = {each.day: (each, None) for each in _begun(services, standup, now)}
    return first_asking(standup, around_of(services, stored, now), days, stored.counted.zones)


def first_day_of_a_change(
    services: Services, standup: Standup, zones: Collection[str], open_days: Collection[date]
) -> date | None:
    """Return the first day that a change applies to: nobody has been asked about it yet, and somebody will be.

    `open_days` are days under way, known to have begun.
    """
    now, day_off = services.clock.now(), services.calendars.day_off(standup)
    first = first_open_day(standup, zones, now, day_off)
    if first is None or not (first in open_days or may_have_begun(standup, first, now)):
        return first
    begun = {occurrence.day for occurrence in _begun(services, standup, now)}
    return first_open_day(standup, zones, now, lambda day: day in begun or day_off(day))


def _days(services: Services, stored: StoredStandup, member: Member, now: datetime) -> Days:
    """Return the stored days near now, with the member's reports."""
    standup = stored.standup
    near = sorted({*days_to_look_at(standup, now), *stored.attention.open_days})
    ids = [ReportId(standup.team_id, standup.standup_id, day) for day in near]
    _, found = services.reports.person_and_days(standup.team_id, member.user_id, ids, now)
    return {each.day: both for each, both in found.items()}


def _begun(services: Services, standup: Standup, now: datetime) -> list[Occurrence]:
    """Return the days near now that have begun, including those that are over; one request."""
    days = days_to_look_at(standup, now)
    return list(filter(has_begun, services.reports.occurrences(standup.team_id, standup.standup_id, days, now)))
