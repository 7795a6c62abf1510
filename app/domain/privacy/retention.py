"""How long what people wrote is kept, in days from the day of the standup."""

from datetime import UTC, date, datetime, time, timedelta


def kept_until(day: date, days: int, most: int = 0) -> datetime | None:
    """Return when the data of a day expires, kept for `days` and at most for `most`; 0 keeps it, and None is never.

    The day may still last elsewhere when it is over in UTC, so one more day is added.
    """
    kept_days = min(filter(None, (days, most)), default=0)
    return datetime.combine(day, time(), UTC) + timedelta(days=kept_days + 1) if kept_days else None


def is_kept(day: date, days: int, now: datetime) -> bool:
    """Whether the data of a day may still be shown, by the standup's present retention."""
    end = kept_until(day, days)
    return end is None or now < end
