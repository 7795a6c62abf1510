"""When a standup takes place: its days, and local times and zones turned into UTC instants.

Local times and IANA zones are stored, never offsets. A time that a clock change skips moves forward; a time that
happens twice counts once, the first time.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from app.domain.standup import LAST_WEEK, Standup

# Whether a standup does not take place on a day, because of a holiday, a day off or its calendar.
DayOff = Callable[[date], bool]

# Zones are up to 14 hours ahead of UTC and 12 behind it, so three dates can be today at the same time. A date that is
# today somewhere is therefore at most two days before or after today here.
EASTERNMOST = timedelta(hours=14)
WESTERNMOST = timedelta(hours=12)
NEAR = 2
# Days to search for the next one. The rarest standup is monthly or every twelfth week; two years are enough for it,
# even if some of its days are holidays.
FAR = 800


class Moments(Struct, frozen=True):
    """The instants (UTC) of one day of a standup for the people of one zone."""

    ask: datetime
    remind: tuple[datetime, ...]
    report: datetime


def instant(day: date, local: time, zone: str) -> datetime:
    """Return the UTC instant of a local time.

    A time that a clock change skips moves forward by the length of the gap; one that happens twice means the first.
    """
    return datetime.combine(day, local, ZoneInfo(zone)).astimezone(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """Return the date on the calendar of `zone` at `moment`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_under_way(standup: Standup, moment: datetime) -> date:
    """Return the day of the current report: today, or yesterday while a report that comes after midnight is due."""
    schedule = standup.schedule
    here = moment.astimezone(ZoneInfo(schedule.zone))
    is_before_asking = schedule.reports_next_day and here.time() < schedule.ask_at
    return here.date() - timedelta(days=1) if is_before_asking else here.date()


def takes_place(standup: Standup, day: date) -> bool:
    """Whether the standup's schedule includes this day, regardless of holidays and days off."""
    schedule = standup.schedule
    if day.weekday() not in schedule.days or (schedule.starts_on and day < schedule.starts_on):
        return False
    if schedule.month_week is not None:
        return _week_of_month(day, schedule.month_week)
    if schedule.every_weeks == 1 or schedule.starts_on is None:
        return True
    return (_monday(day) - _monday(schedule.starts_on)).days // 7 % schedule.every_weeks == 0


def _week_of_month(day: date, week: int) -> bool:
    if week == LAST_WEEK:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == week


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def zone_for(standup: Standup, zone: str | None) -> str:
    """Return the zone whose times apply to a person in `zone` (None: not known)."""
    return (zone or standup.schedule.zone) if standup.schedule.own_zones else standup.schedule.zone


def moments(standup: Standup, day: date, zone: str) -> Moments:
    """Return the instants of a day for the people of `zone`; without `own_zones` they are the same for all."""
    here, schedule = zone_for(standup, zone), standup.schedule
    ask = instant(day, schedule.ask_at, here)
    if schedule.reports_next_day:  # never after the next questions, even if a clock change reverses their order
        following = day + timedelta(days=1)
        report = min(instant(following, schedule.report_at, here), instant(following, schedule.ask_at, here))
    else:
        report = instant(day, schedule.report_at, here)
    if report <= ask:  # a clock change moved the questions to or past the report: keep the time to answer
        report = ask + (datetime.combine(day, schedule.report_at) - datetime.combine(day, schedule.ask_at))
    reminders = tuple(sorted(report - timedelta(minutes=minutes) for minutes in schedule.reminders))
    return Moments(ask, tuple(at for at in reminders if at > ask), report)


def zones_of(standup: Standup, zones: Collection[str]) -> tuple[str, ...]:
    """Return the zones whose times apply: those of its people with `own_zones`, otherwise the standup's own."""
    return tuple(sorted(set(zones))) if standup.schedule.own_zones and zones else (standup.schedule.zone,)


def first_today(now: datetime) -> date:
    """Return the earliest date that is today somewhere."""
    return (now - WESTERNMOST).date()


def _begins(day: date) -> datetime:
    """Return the instant at which a date first begins somewhere."""
    return datetime.combine(day, time(), UTC) - EASTERNMOST


def next_days(standup: Standup, today: date, day_off: DayOff) -> Iterator[date]:
    """Yield the days on which the standup takes place, from `today` on."""
    first = max(today, standup.schedule.starts_on or today)
    for offset in range(FAR):
        day = first + timedelta(days=offset)
        if takes_place(standup, day) and not day_off(day):
            yield day


def next_due(standup: Standup, zones: Collection[str], now: datetime, day_off: DayOff) -> datetime | None:
    """Return the first moment after `now` at which anything is due; None if there is none or the standup is paused."""
    if standup.is_paused:
        return None
    found: datetime | None = None
    yesterday = first_today(now) - timedelta(days=1)  # its report may come after midnight
    for day in next_days(standup, yesterday, day_off):
        if found and _begins(day) >= found:
            break
        times = [moments(standup, day, zone) for zone in zones_of(standup, zones)]
        later = [at for one in times for at in (one.ask, *one.remind, one.report) if at > now]
        found = min([*later, *([found] if found else [])], default=None)
    return found


def next_asking(
    standup: Standup, now: datetime, zone: str | None = None, day_off: DayOff = lambda _: False
) -> datetime | None:
    """Return when people of `zone` are asked next after `now`; None if never, or if the standup is paused."""
    if standup.is_paused:
        return None
    days = next_days(standup, first_today(now), day_off)
    asks = (moments(standup, day, zone or standup.schedule.zone).ask for day in days)
    return next((at for at in asks if at > now), None)


def previous_day(standup: Standup, day: date, day_off: DayOff) -> date:
    """Return the standup's last day before `day`, if it is within a week; otherwise the day before."""
    week = (day - timedelta(days=offset) for offset in range(1, 8))
    return next((each for each in week if takes_place(standup, each) and not day_off(each)), day - timedelta(days=1))


def first_open_day(standup: Standup, zones: Collection[str], now: datetime, day_off: DayOff) -> date | None:
    """Return the first day on which anybody is still to be asked at `now`; a changed schedule applies from then on."""
    asks = (
        (day, max(moments(standup, day, zone).ask for zone in zones_of(standup, zones)))
        for day in next_days(standup, local_date(now, standup.schedule.zone) - timedelta(days=NEAR), day_off)
    )
    return next((day for day, ask in asks if ask > now), None)
