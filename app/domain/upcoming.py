"""Upcoming: when people are asked next, given the days that have begun; what is edited counts from the next one."""

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime

from app.domain.occurrence import Occurrence
from app.domain.schedule import DayOff, local_date, moments, next_asking
from app.domain.standup import Standup


def has_begun(occurrence: Occurrence) -> bool:
    """Whether the day keeps what it began with: nobody is asked on it by what the standup says now."""
    return occurrence.is_open or occurrence.is_over


def may_have_begun(standup: Standup, day: date, now: datetime) -> bool:
    """Whether people may have been asked on a day already; where times are their own, tomorrow may have begun, too."""
    return standup.own_zones or day <= local_date(now, standup.zone)


def asks_next(
    standup: Standup,
    zone: str | None,
    begun: Collection[Occurrence],
    now: datetime,
    day_off: DayOff,
    *,
    is_seen_to: Callable[[date], bool] = lambda _: False,
) -> datetime | None:
    """Give the next moment after `now` at which people of `zone` are asked; None if there is none or it rests.

    A day that has begun asks by the times that it began with whoever has not been asked yet, and nobody a second time.
    `is_seen_to` says on which days somebody is not asked any more, begun or not.
    """
    if standup.is_paused:
        return None
    days = {occurrence.day for occurrence in begun}
    fresh = next_asking(standup, now, zone, lambda day: day in days or day_off(day) or is_seen_to(day))
    waiting = (occurrence for occurrence in begun if not is_seen_to(occurrence.day))
    still = (at for occurrence in waiting for at in _asks_still(standup, occurrence, zone) if at > now)
    return min((*still, *([fresh] if fresh else [])), default=None)


def _asks_still(standup: Standup, occurrence: Occurrence, zone: str | None) -> Iterator[datetime]:
    if occurrence.rule and not (occurrence.asked_at or occurrence.is_over):
        yield moments(occurrence.rule.of_day(standup), occurrence.day, zone or occurrence.rule.zone).ask
