"""From when on a standup is responsible for what is due, and which changes move that moment.

A standup has two such moments. `due_at` says when to look at it next; any save, join or request sets it to now, unless
it is earlier. `responsible_since` says for what: nothing due before it is done late. Only another schedule, the end of
a pause, or a day that stops being a day off moves it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from app.domain.standup import Standup, value_of

# The settings that decide days and times.
RULE = ("days", "ask_at", "report_at", "zone", "own_zones", "every_weeks", "starts_on", "month_week")
# The settings that decide days off and may name other days when they change.
RESTS = ("country", "calendar_url")
# The settings that decide whose times count.
WHO = ("channel", "people", "optional", "observers", "zone", "own_zones")


def begins_anew(before: Standup | None, after: Standup) -> bool:
    """Whether a changed standup is responsible only from its change on: another schedule, or the end of a pause.

    A day that stops being a day off counts as such a change; a day that becomes one does not.
    """
    if before is None or (before.is_paused and not after.is_paused):
        return True
    changed = any(value_of(before, name) != value_of(after, name) for name in (*RULE, *RESTS))
    return changed or not set(before.time_off.days_off) <= set(after.time_off.days_off)


def counts_anew(before: Standup, after: Standup) -> bool:
    """Whether the people, and so their zones, have to be counted again."""
    return any(value_of(before, name) != value_of(after, name) for name in WHO)


def opens_a_day(before: Collection[date], after: Collection[date], now: datetime) -> bool:
    """Whether a day that is today somewhere stops being a day off of the calendar; later days do not matter."""
    near = {now.date() + timedelta(days=offset) for offset in (-1, 0, 1, 2)}
    return bool(near & set(before) - set(after))
