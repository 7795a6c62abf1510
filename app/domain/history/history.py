"""Looking back: the pages of the history, and how they follow each other."""

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from app.records import replace

# The default span of a list of days.
WEEKS = timedelta(weeks=4)
LONGEST_WORDS = 100
# How many pages can be turned back one by one; after more, turning back leads to the beginning.
LONGEST_TRAIL = 100


class Look(StrEnum):
    """What a page shows: a standup's days, one day, a person's reports, one's own reports as text, the figures, or why.

    "Why" is for one's own day in all standups, or, with a standup, for its people on a day.
    """

    DAYS = "days"
    DAY = "day"
    REPORTS = "reports"
    TEXT = "text"
    INSIGHT = "insight"
    WHY = "why"


class Span(Struct, frozen=True):
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """The days, newest first."""
        return [self.last - timedelta(days=back) for back in range((self.last - self.first).days + 1)]

    @property
    def is_a_month(self) -> bool:
        return self == month_of(self.first)

    @property
    def before(self) -> "Span":
        """The span of the same kind right before this one: before a month, the previous month."""
        yesterday = self.first - timedelta(days=1)
        return month_of(yesterday) if self.is_a_month else Span(self.first - self._length, yesterday)

    @property
    def after(self) -> "Span":
        tomorrow = self.last + timedelta(days=1)
        return month_of(tomorrow) if self.is_a_month else Span(tomorrow, self.last + self._length)

    @property
    def _length(self) -> timedelta:
        return self.last - self.first + timedelta(days=1)


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def last_weeks(today: date) -> Span:
    return Span(today - WEEKS + timedelta(days=1), today)


class Page(Struct, frozen=True):
    """One page: what it shows, of which standup (empty: all), person and days, filtered by which words.

    `trail` has the list positions at which this page and those before it begin.
    """

    look: Look
    standup_id: str = ""
    user_id: str = ""
    span: Span | None = None
    words: str = ""
    trail: tuple[int, ...] = (0,)

    @property
    def start(self) -> int:
        return self.trail[-1]

    def going_on(self, start: int) -> "Page":
        """Return the page that begins at a later position."""
        return replace(self, trail=(*self.trail, start)[-LONGEST_TRAIL:])

    @property
    def going_back(self) -> "Page | None":
        """The page before this one; None on the first."""
        if len(self.trail) > 1:
            return replace(self, trail=self.trail[:-1])
        return replace(self, trail=(0,)) if self.start else None


def day_page(standup_id: str, day: date) -> Page:
    return Page(Look.DAY, standup_id, span=Span(day, day))


def says(texts: Iterable[str], words: str) -> bool:
    """Whether all the words occur in the texts, regardless of case and accents; true for no words."""
    searched = _folded(" ".join(texts))
    return all(word in searched for word in _folded(words).split())


def _folded(text: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
