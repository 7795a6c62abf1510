"""Whether a standup's people wait to be asked because many others are asked then, and at which time they would not.

Slack lets an app send so many messages a second. The sender serves the standup with the earliest report first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import takewhile
from math import ceil

from msgspec import Struct

from app.domain.schedule import DayOff, local_date, moments, next_days, zones_of
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup, with_values
from app.records import replace

# Owners are told if others keep their people waiting for longer than LATE. At a free time it is no longer than FREE.
LATE, FREE = timedelta(minutes=2), timedelta(seconds=30)
LOOKED_AHEAD = timedelta(days=7)
# Minutes: other times are looked for so far away, in these steps, and not closer to the report than this.
NEARBY, STEP, TO_ANSWER = 120, 5, 30
_DAY = 24 * 60


class BusyTime(Struct, frozen=True):
    """That others keep a standup's people waiting, at so many menus `a_minute`.

    When the `last` is asked, and the nearest time that is `free`, both on the standup's own clock.
    """

    last: time
    free: time | None
    a_minute: int


class Asked(Struct, frozen=True):
    """Some people of a standup: when they are due to be asked, how long that takes, and when their report is due."""

    at: datetime
    lasts: timedelta
    report: datetime


class Week(Struct, frozen=True):
    """The days to come, on which standups may have days off; `a_second` is how many menus leave in a second."""

    now: datetime
    day_off: Callable[[Standup], DayOff]
    a_second: float

    def busy_time(self, stored: StoredStandup, others: Iterable[StoredStandup]) -> BusyTime | None:
        """Return that a standup's people wait for others on one of these days; None if not for long."""
        elsewhere = sorted((asked for one in others for asked in self._asked(one)), key=lambda asked: asked.at)
        waits, last = self._longest_wait(stored, elsewhere)
        if waits <= LATE:
            return None
        standup = stored.standup
        ends = datetime.combine(self.now, standup.schedule.ask_at) + last
        moved = ((at, replace(stored, standup=with_values(standup, {"ask_at": at}))) for at in _times_nearby(standup))
        free = (at for at, there in moved if self._longest_wait(there, elsewhere)[0] <= FREE)
        return BusyTime(ends.time().replace(second=0, microsecond=0), next(free, None), round(60 * self.a_second))

    def _asked(self, stored: StoredStandup) -> Iterator[Asked]:
        """Yield whom a standup asks; with times of their own, people count as spread evenly over their zones."""
        standup, people = stored.standup, len(stored.counted.people or stored.standup.asks(()))
        if standup.is_paused:
            return
        zones, first = zones_of(standup, stored.counted.zones), local_date(self.now, standup.schedule.zone)
        lasts = timedelta(seconds=ceil(people / len(zones)) / self.a_second)
        days = next_days(standup, first, self.day_off(standup))
        for day in takewhile(lambda day: day <= first + LOOKED_AHEAD, days):
            for zone in zones:
                times = moments(standup, day, zone)
                if times.ask > self.now:
                    yield Asked(times.ask, lasts, times.report)

    def _longest_wait(self, stored: StoredStandup, elsewhere: Sequence[Asked]) -> tuple[timedelta, timedelta]:
        """Return how long others keep the people waiting on the worst day, and when the last is asked on it.

        Both count from the time of asking.
        """
        none = timedelta()
        ours = ((asked, _last_asked(asked, elsewhere) - asked.at) for asked in self._asked(stored))
        return max(((ends - asked.lasts, ends) for asked, ends in ours), default=(none, none))


def _last_asked(ours: Asked, elsewhere: Sequence[Asked]) -> datetime:
    """Return when the last of these people is asked, after all who go first.

    They are those with an earlier report, and those with the same one and no later time. `elsewhere` goes by time.
    """
    ends = datetime.min.replace(tzinfo=ours.at.tzinfo)
    for asked in elsewhere:
        if asked.at <= ours.at and asked.report <= ours.report:
            ends = max(ends, asked.at) + asked.lasts
    ends = max(ends, ours.at) + ours.lasts
    for asked in elsewhere:
        if ours.at < asked.at < ends and asked.report < ours.report:
            ends += asked.lasts
    return ends


def _times_nearby(standup: Standup) -> Iterator[time]:
    """Yield other times to ask, nearest first, that leave people time to answer until the report."""
    schedule = standup.schedule
    asks, reports = _minutes(schedule.ask_at), _minutes(schedule.report_at)
    first, last = (reports + 1, _DAY - 1) if schedule.reports_next_day else (0, reports - TO_ANSWER)
    for offset in range(STEP, NEARBY + 1, STEP):
        for minutes in (asks - offset, asks + offset):
            if first <= minutes <= last:
                yield time(minutes // 60, minutes % 60)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
