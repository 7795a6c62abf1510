"""When a standup's calendar of days off is read: in the hours before people are asked, and again if that fails."""

from collections.abc import Collection
from datetime import datetime, timedelta

from app.domain.schedule import first_today, moments, zones_of
from app.domain.scheduling.job import share_of
from app.domain.standup import Standup

# Readings are spread over the time from the eighth to the third hour before the first asking of a day. They go by the
# address, so that standups with the same one are read within an hour, and share what was fetched.
FIRST, LAST = timedelta(hours=8), timedelta(hours=3)
APART = timedelta(minutes=50)
# Altogether less than the two hours that are left then.
TRIED_AGAIN = (timedelta(minutes=15), timedelta(minutes=30), timedelta(minutes=60))


def next_reading(standup: Standup, zones: Collection[str], now: datetime) -> datetime:
    """Return the next moment after `now` to read a standup's calendar: once a day, before the first are asked."""
    before = LAST + (FIRST - LAST) * share_of(standup.time_off.calendar_url)
    before -= APART * share_of(f"{standup.team_id}.{standup.standup_id}")
    days = (first_today(now) + timedelta(days=offset) for offset in range(5))
    asks = (min(moments(standup, day, zone).ask for zone in zones_of(standup, zones)) for day in days)
    return next(ask - before for ask in asks if ask - before > now)


def after_reading(standup: Standup, zones: Collection[str], tries: int, now: datetime) -> tuple[datetime, int]:
    """Return when to read a calendar next, after `tries` that failed in a row, and how many of these still count then.

    None count once all tries of a night have failed, or one has not.
    """
    if 0 < tries <= len(TRIED_AGAIN):
        return now + TRIED_AGAIN[tries - 1], tries
    return next_reading(standup, zones, now), 0
