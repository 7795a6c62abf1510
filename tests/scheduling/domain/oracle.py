"""What the schedule should say, found out slowly and obviously: by looking at the clocks on the walls every minute."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.domain.standup import Standup

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
YEARS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)


class WallClock:
    """The clock on a wall somewhere, looked at every minute from `begin` to `end`, and when it showed what first."""

    def __init__(self, zone: str, begin: datetime, end: datetime) -> None:
        place = ZoneInfo(zone)
        self.shown: dict[datetime, datetime] = {}
        moment = begin
        while moment < end:
            self.shown.setdefault(moment.astimezone(place).replace(tzinfo=None), moment)
            moment += MINUTE

    def when(self, day: date, local: time) -> datetime:
        """Give the moment at which it first shows a time; if it leaps over that, as much later as it leaps."""
        wanted = datetime.combine(day, local)
        late = timedelta(0)
        while wanted - late not in self.shown:
            late += MINUTE
        return self.shown[wanted - late] + late


def takes_place(standup: Standup, day: date) -> bool:
    if day.weekday() not in standup.schedule.days or (standup.schedule.starts_on and day < standup.schedule.starts_on):
        return False
    if standup.schedule.month_week is not None:
        in_month = [date(day.year, day.month, 1) + number * DAY for number in range(31)]
        same = [each for each in in_month if each.month == day.month and each.weekday() == day.weekday()]
        return (
            day
            == same[standup.schedule.month_week - 1 if standup.schedule.month_week > 0 else standup.schedule.month_week]
        )
    if standup.schedule.starts_on is None:
        return True
    monday = standup.schedule.starts_on
    while monday.weekday() != 0:
        monday -= DAY
    while monday + 7 * DAY <= day:
        monday += 7 * DAY * standup.schedule.every_weeks
    return monday <= day


def moments(standup: Standup, day: date, clock: WallClock) -> tuple[datetime, list[datetime], datetime]:
    """Give the moments of asking, reminding and reporting."""
    ask = clock.when(day, standup.schedule.ask_at)
    if standup.schedule.report_at < standup.schedule.ask_at:  # on the next day, and before its questions
        report = min(clock.when(day + DAY, standup.schedule.report_at), clock.when(day + DAY, standup.schedule.ask_at))
    else:
        report = clock.when(day, standup.schedule.report_at)
    if report <= ask:  # the clock leapt over the questions' time and past the report's
        shows = next(shown for shown, at in clock.shown.items() if at == ask)
        report += shows - datetime.combine(day, standup.schedule.ask_at)
    return (
        ask,
        sorted(report - minutes * MINUTE for minutes in standup.schedule.reminders if report - minutes * MINUTE > ask),
        report,
    )


def places(standup: Standup, zones: Collection[str]) -> list[str]:
    """Give whose clocks matter: its people's, where there are any and each has their own times."""
    if not standup.schedule.own_zones:
        return [standup.schedule.zone]
    return list(dict.fromkeys(zones)) or [standup.schedule.zone]


def everything(
    standup: Standup, days: Collection[date], clocks: Collection[WallClock]
) -> Iterator[tuple[datetime, list[datetime], datetime]]:
    """Give all that ever happens on these days, in no order."""
    for day in days:
        if takes_place(standup, day):
            yield from (moments(standup, day, clock) for clock in clocks)


@cache
def clock_changes(zone: str) -> tuple[datetime, ...]:
    """Give the moments at which the clocks of a zone change within the years looked at, to the hour."""
    place, (moment, end) = ZoneInfo(zone), YEARS
    found = []
    while moment < end:
        after = moment + DAY
        if moment.astimezone(place).utcoffset() != after.astimezone(place).utcoffset():
            found.append(moment)
        moment = after
    return tuple(found)


def zones_that_change() -> list[str]:
    return sorted(zone for zone in available_timezones() if clock_changes(zone))
