"""Upcoming: when people are asked next, decided from the same data by which the ticks ask them."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.schedule import Moments, local_date, moments, next_days, takes_place, zones_of
from app.domain.scheduling.due import Around, days_to_look_at, is_begun, is_owed
from app.domain.scheduling.grouping import times_of
from app.domain.standup import Standup

# The stored occurrences of a standup, each with a person's report if they have one.
Days = Mapping[date, tuple[Occurrence, Report | None]]

TICK = timedelta(minutes=1)


class Asking(Struct, frozen=True):
    """A moment at which a person is asked, and the day that they are asked about."""

    at: datetime
    day: date


class Candidate(Struct, frozen=True):
    """A person who may be asked, their zone, and on which days they are known to be off.

    Without an id it stands for anybody in that zone.
    """

    zone: str | None
    user_id: str = ""
    is_off: Callable[[date], bool] = lambda _: False


def has_begun(occurrence: Occurrence) -> bool:
    """Whether the day keeps the times that it began with, whatever the standup says now."""
    return occurrence.is_open or occurrence.is_over


def may_have_begun(standup: Standup, day: date, now: datetime) -> bool:
    """Whether people may have been asked on a day already; with own zones, even tomorrow may have begun."""
    return standup.schedule.own_zones or day <= local_date(now, standup.schedule.zone)


def asks_next(standup: Standup, around: Around, days: Days, candidate: Candidate) -> Asking | None:
    """Return when a person is asked next, and about which day; None if never, or if the standup is paused.

    `days` has the stored occurrences near today. A day under way asks the people who have not been asked yet, by the
    times that it began with. On other days the standup must be responsible for the person's time. What is due already
    comes with the next tick.
    """
    if standup.is_paused:
        return None
    near = sorted({*days_to_look_at(standup, around.now), *around.begun})
    found = [asking for day in near if (asking := _asking_on(day, standup, around, days, candidate))]
    if found:
        return min(found, key=lambda asking: asking.at)
    later = next_days(standup, near[-1] + timedelta(days=1), around.day_off)
    return next((asking for day in later if (asking := _asking_on(day, standup, around, days, candidate))), None)


def _asking_on(day: date, standup: Standup, around: Around, days: Days, candidate: Candidate) -> Asking | None:
    occurrence, report = days.get(day, (None, None))
    if report or candidate.is_off(day):
        return None
    soon = around.now.replace(second=0, microsecond=0) + TICK
    if day == around.by_hand and _is_expected(occurrence, candidate):
        return Asking(soon, day)
    if occurrence and has_begun(occurrence):
        times = _times_to_come(occurrence, standup, candidate, around.now)
    else:
        times = _scheduled_times(day, standup, occurrence, around, candidate)
    return Asking(times.ask if times.ask > around.now else soon, day) if times else None


def _is_expected(occurrence: Occurrence | None, candidate: Candidate) -> bool:
    """Whether a day would ask a person who has no report in it, if everybody were asked."""
    if occurrence is None or not has_begun(occurrence):
        return True
    is_waiting = not occurrence.is_over and occurrence.progress.asked_at is None and occurrence.roster is not None
    return is_waiting and (not candidate.user_id or candidate.user_id in (occurrence.roster or ()))


def _times_to_come(occurrence: Occurrence, standup: Standup, candidate: Candidate, now: datetime) -> Moments | None:
    """Return a person's times on a day under way, if they are still to be asked on it."""
    if not _is_expected(occurrence, candidate):
        return None
    if candidate.user_id:
        times = occurrence.group_of(candidate.user_id).times
    else:
        times = times_of(occurrence, standup, candidate.user_id, candidate.zone)
    is_known = any(group.times == times for group in occurrence.times)
    is_asked = occurrence.progress.asked_through is not None and times.ask <= occurrence.progress.asked_through
    return times if is_known and not is_asked and now < times.report else None


def _scheduled_times(
    day: date, standup: Standup, occurrence: Occurrence | None, around: Around, candidate: Candidate
) -> Moments | None:
    """Return a person's times on a day that has not begun, if the standup is responsible for them."""
    if not is_begun(day, occurrence, around) and (not takes_place(standup, day) or around.day_off(day)):
        return None
    times = moments(standup, day, candidate.zone or standup.schedule.zone)
    return times if is_owed(times, around.since_on(day), around.now) else None


def first_asking(standup: Standup, around: Around, days: Days, zones: Collection[str]) -> tuple[Asking | None, bool]:
    """Return when the first of a standup's people are asked next, and whether all are asked about the same day then."""
    each = [asks_next(standup, around, days, Candidate(zone)) for zone in zones_of(standup, zones)]
    found = sorted(filter(None, each), key=lambda asking: (asking.day, asking.at))
    return (found[0], len({asking.day for asking in found}) == 1) if found else (None, True)
