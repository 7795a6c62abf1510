"""Upcoming: all that names the next day of a standup asks here, which looks at the days that have begun."""

from collections.abc import Collection
from datetime import date, datetime

from app.domain.due import days_to_look_at
from app.domain.occurrence import Occurrence
from app.domain.schedule import DayOff, first_open_day
from app.domain.standup import Standup
from app.domain.upcoming import asks_next, has_begun, may_have_begun
from app.services import Services


def next_asking_of(
    services: Services, standup: Standup, zone: str | None = None, is_off: DayOff = lambda _: False
) -> datetime | None:
    """Give the next moment at which a standup asks people of `zone`, or of its own; None if there is none.

    Of one person, `is_off` tells on which days they are not asked.
    """
    now, day_off = services.clock.now(), services.calendars.day_off(standup)
    begun = [] if standup.is_paused else _begun(services, standup, now)
    return asks_next(standup, zone, begun, now, day_off, is_seen_to=is_off)


def first_day_of_a_change(
    services: Services, standup: Standup, zones: Collection[str], open_days: Collection[date]
) -> date | None:
    """Give the first day that a change counts for: nobody anywhere has been asked of it.

    Of those that are not over, `open_days` are known to have begun.
    """
    now, day_off = services.clock.now(), services.calendars.day_off(standup)
    first = first_open_day(standup, zones, now, day_off)
    if first is None or not (first in open_days or may_have_begun(standup, first, now)):
        return first
    begun = {occurrence.day for occurrence in _begun(services, standup, now)}
    return first_open_day(standup, zones, now, lambda day: day in begun or day_off(day))


def _begun(services: Services, standup: Standup, now: datetime) -> list[Occurrence]:
    """Give the days near now that have begun, those that are over included; one request."""
    days = days_to_look_at(standup, now)
    return list(filter(has_begun, services.reports.occurrences(standup.team_id, standup.standup_id, days, now)))
