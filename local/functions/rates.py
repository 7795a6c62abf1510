"""AWS's rate expressions, as in rate(1 minute), in UTC. The stack has no other schedules, so nothing else is read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class UnknownExpression(ValueError):
    """A schedule expression that this workspace cannot follow."""


def parse_rate(expression: str) -> timedelta:
    """Return the time from one run to the next; raises UnknownExpression for anything that is not a rate."""
    found = re.fullmatch(r"rate\((\d+) (minute|hour|day)s?\)", expression.strip())
    if found is None or not int(found[1]):
        raise UnknownExpression(f"{expression!r} cannot be followed here: only rate(…) can, as in rate(1 minute).")
    return int(found[1]) * UNITS[found[2]]


def last_time(every: timedelta, moment: datetime) -> datetime:
    """Return the last run at `moment` or before it."""
    return BEGINNING + (moment - BEGINNING) // every * every


def next_time(every: timedelta, moment: datetime) -> datetime:
    """Return the first run that is later than `moment`."""
    return last_time(every, moment) + every
