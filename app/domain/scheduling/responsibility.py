"""From when on a standup answers for what is due, and which changes move that moment.

Two moments are kept of a standup. `due_at` says when to look at it next, and any change may wake it.
`responsible_since` says for what: what was due before it is not made up for, and only what is named here moves it.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from app.domain.standup import Standup, value_of

# What the days and times follow from.
RULE = ("days", "ask_at", "report_at", "zone", "own_zones", "every_weeks", "starts_on", "month_week")
# What a standup rests by, if it names other days from now on.
RESTS = ("country", "calendar_url")
# What says whose times count.
WHO = ("channel", "people", "optional", "observers", "zone", "own_zones")


def begins_anew(before: Standup | None, after: Standup) -> bool:
    """Whether a stored standup answers only for what comes after its change: another schedule, or the end of a pause.

    A day that was a day off and is none any more counts, too; one that becomes a day off does not.
    """
    if before is None or (before.is_paused and not after.is_paused):
        return True
    changed = any(value_of(before, name) != value_of(after, name) for name in (*RULE, *RESTS))
    return changed or not set(before.time_off.days_off) <= set(after.time_off.days_off)


def counts_anew(before: Standup, after: Standup) -> bool:
    """Whether the people, and so their zones, may be others than those that were counted."""
    return any(value_of(before, name) != value_of(after, name) for name in WHO)


def opens_a_day(before: Collection[date], after: Collection[date], now: datetime) -> bool:
    """Whether a day that is today somewhere is none of a calendar's days off any more; those to come do not matter."""
    near = {now.date() + timedelta(days=offset) for offset in (-1, 0, 1, 2)}
    return bool(near & set(before) - set(after))
