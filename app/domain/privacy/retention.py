"""How long what people wrote is kept: days counted from the one of the standup."""

from datetime import UTC, date, datetime, time, timedelta


def kept_until(day: date, days: int, most: int = 0) -> datetime | None:
    """Return the end of life of what belongs to a day, kept for `days` and at most for `most`; 0 and None are for good.

    The day may still last elsewhere when it is over in UTC, so nothing of it ends before the day after.
    """
    kept = min(filter(None, (days, most)), default=0)
    return datetime.combine(day, time(), UTC) + timedelta(days=kept + 1) if kept else None


def is_kept(day: date, days: int, now: datetime) -> bool:
    """Whether what belongs to a day may still be shown, by what the standup says at present."""
    end = kept_until(day, days)
    return end is None or now < end
