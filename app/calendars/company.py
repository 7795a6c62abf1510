"""A company's calendar: the days that its events take up.

People may enter the address of any calendar, and a file of half a kilobyte can keep a library busy for years. So only
dates reach the library: times, zones and everything else in an event are removed before, and its time is limited.
"""

import importlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct

from app.calendars.budget import TookTooLong, within
from app.calendars.events import SENSELESS, Event, Refused, events_in
from app.domain.schedule import FAR, NEAR
from app.errors import CalendarUnreadable

# Enough on Lambda's slowest processor; most calendars take a hundredth of it.
SECONDS = 20.0
# Recurring events; the library expands each from its beginning.
MOST_SERIES = 200
MOST_PROBLEMS = 10


class Problem(Struct, frozen=True):
    """What is wrong with one event of a calendar: a code, and the event's name."""

    why: str
    event: str


class Reading(Struct, frozen=True):
    """The days of a calendar, and the events that were left out, with the reasons."""

    days: tuple[date, ...]
    problems: tuple[Problem, ...] = ()


def read(text: str, today: date, seconds: float = SECONDS) -> Reading:
    """Return the days of all events, recurring ones too, from shortly before `today` on for two years.

    An event with times counts for its dates; cancelled events do not count. An event that makes no sense is left out
    and listed. Raises CalendarUnreadable.
    """
    first, last = today - timedelta(days=NEAR), today + timedelta(days=FAR)
    expansion = _Expansion(first, last)
    try:
        with within(seconds):
            expansion.take(events_in(text))
    except TookTooLong:
        raise CalendarUnreadable("too_slow", expansion.at) from None
    return Reading(tuple(sorted(expansion.days)), tuple(expansion.problems))


class _Expansion:
    """Collects the days of a calendar's events; `at` is the name of the event in progress."""

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        self._series = 0
        self.days: set[date] = set()
        self.problems: list[Problem] = []
        self.at = ""

    def take(self, events: Sequence[Event | Refused]) -> None:
        """Collect the days of single events, then those of recurring ones with their changed occurrences."""
        series: dict[str, list[Event]] = {}
        for number, event in enumerate(events):
            if isinstance(event, Refused):
                self._refuse(event.why, event.name)
            elif event.comes_again or event.replaces:
                series.setdefault(event.uid or f"{number}", []).append(event)
            elif not event.is_cancelled:
                self._add(event.first, event.length)
        for parts in series.values():
            self._take_series(parts)

    def _take_series(self, parts: Sequence[Event]) -> None:
        self.at = parts[0].name
        self._series += 1
        if self._series > MOST_SERIES:
            self._refuse("too_many", self.at)
            return
        try:
            for begins, length in self._occurrences(parts):
                self._add(begins, length)
        except SENSELESS:
            self._refuse("senseless", self.at)

    def _occurrences(self, parts: Sequence[Event]) -> Iterator[tuple[date, int]]:
        icalendar = importlib.import_module("icalendar")
        recurring = importlib.import_module("recurring_ical_events")
        calendar = icalendar.Calendar()
        for part in parts:
            calendar.add_component(part.component(icalendar))
        longest = max(part.length for part in parts)
        begin = self._first - timedelta(days=longest)
        for found in recurring.of(calendar).between(begin, self._last + timedelta(days=1)):
            if str(found.get("STATUS", "")).upper() != "CANCELLED":
                yield _date(found["DTSTART"].dt), _length(found)

    def _add(self, begins: date, length: int) -> None:
        begin, end = max(begins, self._first), min(begins + timedelta(days=length - 1), self._last)
        self.days.update(begin + timedelta(days=offset) for offset in range((end - begin).days + 1))

    def _refuse(self, why: str, name: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(why, name))


def _length(found: Any) -> int:
    return max(1, int((_date(found["DTEND"].dt) - _date(found["DTSTART"].dt)).days)) if "DTEND" in found else 1


def _date(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
