"""When things happen: local times and zones turned into instants, and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.standup import Standup


def instant(day: date, local: time, zone: str) -> datetime:
    """Give the UTC instant of a local time.

    A time skipped by a clock change moves forward by the length of the gap; one that happens twice means the first.
    """
    return datetime.combine(day, local, ZoneInfo(zone)).astimezone(UTC)


def local_date(moment: datetime, zone: str) -> date:
    """Give the date on the calendar of `zone` at `moment`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def next_asking(standup: Standup, now: datetime) -> datetime | None:
    """Give the next moment after `now` at which the standup asks, or None if it has no days."""
    day = local_date(now, standup.zone)
    for offset in range(9):
        candidate = day + timedelta(days=offset)
        asks = instant(candidate, standup.ask_at, standup.zone)
        if candidate.weekday() in standup.days and asks > now:
            return asks
    return None


def previous_day(day: date, days: frozenset[int]) -> date:
    """Give the last day before `day` on which the standup takes place."""
    candidates = (day - timedelta(days=offset) for offset in range(1, 8))
    return next((candidate for candidate in candidates if candidate.weekday() in days), day - timedelta(days=1))
