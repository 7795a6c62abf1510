"""A company's calendar: the days that its all-day events take up."""

import importlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from app.domain.schedule import FAR, NEAR
from app.errors import CalendarUnreadable

# More than any company writes down, and little enough to be read within seconds.
MOST_EVENTS = 5_000
MOST_RULES = 50
# A rule is followed from its beginning on.
OLDEST = date(1900, 1, 1)

_WRONG = (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError)


def days_of(text: str, today: date) -> list[date]:
    """Give the days of all-day events, ranges and yearly ones included, from shortly before `today` on for two years.

    Events with times of day and cancelled ones do not count. Raises CalendarUnreadable.
    """
    try:
        events = importlib.import_module("icalendar").Calendar.from_ical(text).walk("VEVENT")
    except _WRONG:
        raise CalendarUnreadable("it is no calendar") from None
    first, last = today - timedelta(days=NEAR), today + timedelta(days=FAR)
    found: set[date] = set()
    for event in _few(events):
        try:
            found.update(_days(event, first, last))
        except _WRONG:
            continue  # one event that makes no sense does not spoil the others
    return sorted(found)


def _few(events: list[Any]) -> Iterator[Any]:
    """Give no more events than can be read within seconds."""
    rules = count(1)
    for event in events[:MOST_EVENTS]:
        if "RRULE" not in event or next(rules) <= MOST_RULES:
            yield event


def _is_all_day(start: Any) -> bool:
    return type(getattr(start, "dt", None)) is date


def _days(event: Any, first: date, last: date) -> Iterator[date]:
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or not _is_all_day(event.get("DTSTART")):
        return
    start = event["DTSTART"].dt
    length = max(1, _length(event, start))
    for begins in _beginnings(event, start, first - timedelta(days=length), last):
        begin, end = max(begins, first), min(begins + timedelta(days=length - 1), last)
        yield from (begin + timedelta(days=offset) for offset in range((end - begin).days + 1))


def _length(event: Any, start: date) -> int:
    """Give the number of days; the end of an all-day event is the day after its last."""
    if "DTEND" in event:
        return int((event["DTEND"].dt - start).days)
    return int(event["DURATION"].dt.days) if "DURATION" in event else 1


def _beginnings(event: Any, start: date, first: date, last: date) -> Iterator[date]:
    rule = event.get("RRULE")
    if rule is None or [str(each).upper() for each in rule.get("FREQ", [])] != ["YEARLY"]:
        yield start
        return
    start = max(start, OLDEST)
    until = rule.get("UNTIL", [])
    ends = min([last, *(_day(each) for each in until)])
    bare = {name: value for name, value in rule.items() if name != "UNTIL"}  # of another type than the start, mostly
    written = type(rule)(bare).to_ical().decode()
    dates = importlib.import_module("dateutil.rrule").rrulestr(written, dtstart=datetime.combine(start, time()))
    dropped = _exceptions(event)
    for moment in dates.between(datetime.combine(first, time()), datetime.combine(ends, time()), inc=True):
        if moment.date() not in dropped:
            yield moment.date()


def _exceptions(event: Any) -> set[date]:
    found = event.get("EXDATE", [])
    lists = found if isinstance(found, list) else [found]
    return {_day(each.dt) for one in lists for each in one.dts}


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
