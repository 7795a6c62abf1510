"""The events of a calendar file, each read by itself and as dates alone, so that a faulty one harms no other."""

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from msgspec import Struct

from app.domain.limits import FIRST_DAY, LAST_DAY, is_day
from app.domain.schedule import FAR, NEAR
from app.errors import SHAPE_ERRORS, CalendarUnreadable

# More than any company has, and few enough to be read within seconds.
MOST_EVENTS = 5_000
LONGEST_EVENT = 20_000
LONGEST_NAME = 60
MOST_DATES = 1_000
# The longest events: a recurring one is cut to the span that matters, a single one to all valid days.
LONGEST_AGAIN = FAR + NEAR + 1
LONGEST = (LAST_DAY - FIRST_DAY).days

# The properties that decide an event's dates. A value may continue in lines that begin with a space.
_WANTED = re.compile(r"(DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|UID|SUMMARY|STATUS)[;:]", re.IGNORECASE)
# The usual form of single events; these are read without the library, which takes 2 ms for each.
_PLAIN = re.compile(r"(DTSTART|DTEND)(?:;VALUE=DATE(?:-TIME)?|;TZID=[^;:\"]*)*:(\d{8})(?:T(\d{6})Z?)?", re.IGNORECASE)
_COMES_AGAIN = re.compile(r"(RRULE|RDATE|EXDATE|RECURRENCE-ID|DURATION|[ \t])", re.IGNORECASE)
_ZONE = re.compile(r";TZID=(\"[^\"]*\"|[^;:]*)", re.IGNORECASE)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
SENSELESS = (*SHAPE_ERRORS, RuntimeError)


class Refused(Struct, frozen=True):
    """An event that is left out: `why` is a code, `name` the event's name."""

    why: str
    name: str


class Event(Struct, frozen=True):
    """An event as dates: its `first` day and its `length` in days.

    `replaces` is the original date of the recurrence that it replaces.
    """

    uid: str
    name: str
    first: date
    length: int
    rule: Any = None
    more: tuple[date, ...] = ()
    dropped: tuple[date, ...] = ()
    replaces: date | None = None
    is_cancelled: bool = False

    @property
    def comes_again(self) -> bool:
        return self.rule is not None or bool(self.more)

    def component(self, icalendar: Any) -> Any:
        """Return the event as a component of the library, with nothing but dates."""
        component = icalendar.Event()
        component.add("UID", self.uid or "1")
        component.add("DTSTART", self.first)
        component.add("DTEND", self.first + timedelta(days=min(self.length, LONGEST_AGAIN)))
        if self.is_cancelled:
            component.add("STATUS", "CANCELLED")
        if self.rule is not None:
            component.add("RRULE", self.rule)
        if self.replaces:
            component.add("RECURRENCE-ID", self.replaces)
        for name, dates in (("RDATE", self.more), ("EXDATE", self.dropped)):
            if dates:
                component.add(name, list(dates))
        return component


def events_in(text: str) -> list[Event | Refused]:
    """Return a calendar's events; raises CalendarUnreadable if it is no calendar or has too many events."""
    lines = text.splitlines()
    if not any(line.strip().upper() == "END:VCALENDAR" for line in lines):
        raise CalendarUnreadable("no_calendar")
    events: list[Event | Refused] = []
    for block in _blocks(lines):
        if len(events) == MOST_EVENTS:
            raise CalendarUnreadable("too_many_events")
        events.append(_event(block))
    return events


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Yield the wanted lines of each event, without those of nested components such as alarms."""
    depth, block, is_wanted = 0, list[str](), False
    for line in lines:
        marked = line.strip().upper()
        if marked == "BEGIN:VEVENT" and not depth:
            depth, block = 1, []
        elif depth and marked.startswith("BEGIN:"):
            depth += 1
        elif depth and marked.startswith("END:"):
            depth -= 1
            if not depth:
                yield block
        elif depth == 1:
            is_wanted = is_wanted if line[:1] in {" ", "\t"} else bool(_WANTED.match(line))
            if is_wanted:
                block.append(line)


def _event(lines: Sequence[str]) -> Event | Refused:
    name = _name(lines)
    if sum(map(len, lines)) > LONGEST_EVENT:
        return Refused("too_long", name)
    try:
        return _simple_event(lines, name) or _library_event(lines, name)
    except SENSELESS:
        return Refused("senseless", name)


def _name(lines: Sequence[str]) -> str:
    """Return the event's summary or, without one, its first date."""
    values = {line.partition(":")[0].partition(";")[0].upper(): line.partition(":")[2].strip() for line in lines}
    return (values.get("SUMMARY") or values.get("DTSTART") or values.get("UID") or "?")[:LONGEST_NAME]


def _simple_event(lines: Sequence[str], name: str) -> Event | None:
    """Return an event that has only a beginning and an end, in the usual form; None for any other."""
    if any(map(_COMES_AGAIN.match, lines)):
        return None
    dated = [line for line in lines if line[:2].upper() == "DT"]
    found = [_PLAIN.fullmatch(line.strip()) for line in dated]
    moments = {each[1].upper(): _moment(each[2], each[3]) for each in found if each}
    if len(moments) != len(dated) or "DTSTART" not in moments or not is_day(_date(moments["DTSTART"])):
        return None
    start = moments["DTSTART"]
    end = moments.get("DTEND")
    if end is not None and type(end) is not type(start):
        return None
    is_cancelled = any(line.strip().upper() == "STATUS:CANCELLED" for line in lines)
    length = min(LONGEST, max(1, _days_between(start, end)))
    return Event("", name, _date(start), length, is_cancelled=is_cancelled)


def _moment(day: str, time: str | None) -> date | datetime:
    return datetime.strptime(day + time, "%Y%m%d%H%M%S") if time else date.fromisoformat(day)  # noqa: DTZ007 as written


def _library_event(lines: Sequence[str], name: str) -> Event | Refused:
    bare = [_ZONE.sub("", line, count=1) for line in lines]  # dates count as written, whatever their zone
    text = "\r\n".join(["BEGIN:VEVENT", *bare, "END:VEVENT", ""])
    found = importlib.import_module("icalendar").Event.from_ical(text)
    first = _date(found["DTSTART"].dt)
    if first < FIRST_DAY or not is_day(first):
        return Refused("too_old" if first < FIRST_DAY else "senseless", name)
    rule = found.get("RRULE")
    if why := _refusal(rule):
        return Refused(why, name)
    more, dropped = _dates(found, "RDATE"), _dates(found, "EXDATE")
    if len(more) > MOST_DATES or len(dropped) > MOST_DATES:
        return Refused("too_long", name)
    return Event(
        uid=str(found.get("UID", ""))[:200],
        name=name,
        first=first,
        length=min(LONGEST, max(1, _length(found))),
        rule=_ending_on_date(rule),
        more=more,
        dropped=dropped,
        replaces=_date(found["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in found else None,
        is_cancelled=str(found.get("STATUS", "")).upper() == "CANCELLED",
    )


def _refusal(rule: Any) -> str:
    """Return why a rule is refused; empty if it is about whole days."""
    if rule is None:
        return ""
    if isinstance(rule, list) or [str(each).upper() for each in rule.get("FREQ", [])] not in [
        [f] for f in _FREQUENCIES
    ]:
        return "too_fine"
    return "too_fine" if any(name in rule for name in _WITHIN_A_DAY) else ""


def _ending_on_date(rule: Any) -> Any:
    """Return the rule with dates as its end, to match the beginning, which is a date."""
    if rule is None or "UNTIL" not in rule:
        return rule
    return type(rule)({**rule, "UNTIL": [_date(each) for each in rule["UNTIL"]]})


def _dates(found: Any, name: str) -> tuple[date, ...]:
    kept = found.get(name, [])
    lists = kept if isinstance(kept, list) else [kept]
    dates = (
        _date(each.dt[0] if isinstance(each.dt, tuple) else each.dt) for each in chain(*(one.dts for one in lists))
    )
    return tuple(sorted(day for day in set(dates) if is_day(day)))


def _length(found: Any) -> int:
    start: date | datetime = found["DTSTART"].dt
    end: Any = found["DTEND"].dt if "DTEND" in found else start + found["DURATION"].dt if "DURATION" in found else None
    return _days_between(start, end)


def _days_between(start: date | datetime, end: Any) -> int:
    """Return the number of days.

    An all-day event ends on the day after its last; an event shorter than 24 hours, such as a night, counts as one day.
    """
    if end is None:
        return 1
    if not isinstance(start, datetime):
        return (_date(end) - start).days
    span: timedelta = end.replace(tzinfo=None) - start.replace(tzinfo=None)
    if span < timedelta(days=1):
        return 1
    return (_date(end - timedelta(microseconds=1)) - start.date()).days + 1


def _date(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
