"""The date parser: reads a day or a span of days as people type them.

Other languages' words are first put into English (`day_words.py`).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.domain.day.member import Away
from app.domain.history.history import Span, month_of
from app.domain.home.day_words import MONTHS, DayWords, in_english
from app.domain.limits import LONGEST_NOTE, is_day, read_day
from app.domain.standup import WEEKDAY_NAMES
from app.domain.typed import visible_text
from app.errors import UnclearDays

WEEK = 7
_NEARBY = {"today": 0, "tomorrow": 1, "overmorrow": 2, "yesterday": -1, "ereyesterday": -2}
_COUNTS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SHORTEST = 3
_YEAR = re.compile(r"\d{4}", re.ASCII)
_ISO_SHAPE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_LONGEST_DAY, _LEAP_YEAR = 99, 2028
_UNTIL = r"(?:until|untill|till|til|through|thru|to)"
_BETWEEN = re.compile(rf"\s+{_UNTIL}\s+|\s+-\s+|\s*[\u2013\u2014]\s*")
# A day without a year that is further off than this may be a mistake: it has just passed, or another year is meant.
_FAR = timedelta(days=183)
# How many years to search: across a century without a leap day, the 29th of February comes again after eight years.
_YEARS = 9


def day_in(text: str, today: date, day_words: DayWords, *, is_past: bool = False) -> date | None:
    """Return the day that a text names; None if it names none, or one out of range.

    Without a year, or with only a weekday, it is the next such day from `today` on; the last one if `is_past`.
    """
    return _day_in(in_english(text, day_words), today, is_past=is_past)


def _day_in(text: str, today: date, *, is_past: bool = False) -> date | None:
    words = _words(text)
    if len(words) == 1 and words[0] in _NEARBY:
        return today + timedelta(days=_NEARBY[words[0]])
    day = _weekday(words, today, is_past=is_past) or _iso(text) or _dated(words, today, is_past=is_past)
    return day if day and is_day(day) else None


def next_day_in(text: str, today: date, day_words: DayWords) -> date | None:
    """Return the next day that a text names, as `day_in` does.

    Raises UnclearDays if a day without a year would be so far off that it may be a mistake.
    """
    day = day_in(text, today, day_words)
    if day and _is_far(text, day, today):
        raise UnclearDays("which_year", day)
    return day


def past_span_in(text: str, today: date, day_words: DayWords) -> Span | None:
    """Return the past days that a text names: a day, a week or a month; None if it names none.

    A month without a year is the last such month.
    """
    text = in_english(text, day_words)
    words = _words(text)
    monday = today - timedelta(days=today.weekday())
    named = {
        "this week": Span(monday, monday + timedelta(days=WEEK - 1)),
        "last week": Span(monday - timedelta(days=WEEK), monday - timedelta(days=1)),
        "this month": month_of(today),
        "last month": month_of(today).before,
    }
    if span := named.get(" ".join(words)):
        return span
    if day := _day_in(text, today, is_past=True):
        return Span(day, day)
    return _month_span(words, today)


def _month_span(words: Sequence[str], today: date) -> Span | None:
    month = _month(words[0]) if len(words) in {1, 2} else None
    if month is None:
        return None
    if len(words) == 1:
        return month_of(date(today.year - (month > today.month), month, 1))
    if not re.fullmatch(r"[12]\d{3}", words[1], re.ASCII):
        return None
    first = date(int(words[1]), month, 1)
    return month_of(first) if is_day(first) else None


def span_in(text: str, today: date, day_words: DayWords) -> Away:
    """Return an absence from its days and a note after a colon; without an end if none is named.

    Raises UnclearDays if it cannot be read, ends before it begins, or is over; or if a day without a year is far off.
    """
    days, _, note = text.partition(":")
    try:
        starts, ends = _span(" ".join(in_english(days, day_words).split()), today)
    except UnclearDays as unclear:
        raise _named_in_numbers(unclear) if day_words else unclear from None
    if ends is not None and ends < starts:
        raise UnclearDays("backwards")
    if ends is not None and ends < today:
        raise UnclearDays("over")
    return Away(starts, ends, visible_text(note)[:LONGEST_NOTE])


def _span(text: str, today: date) -> tuple[date, date | None]:
    if not text:
        return today, None
    if text in {"this week", "next week"}:
        sunday = today + timedelta(days=WEEK - 1 - today.weekday())
        return (today, sunday) if text == "this week" else (sunday + timedelta(days=1), sunday + timedelta(days=WEEK))
    if found := re.fullmatch(r"(?:for )?(?:(\w+) )?(day|week)s?", text):
        length = _count(found[1] or "one") * (WEEK if found[2] == "week" else 1)
        return today, today + timedelta(days=length - 1)
    if found := re.fullmatch(rf"{_UNTIL} (.+)", text):
        return today, _require_day(found[1], today)
    opened = re.sub(r"^(?:from|on|since) ", "", text)
    first, *last = _BETWEEN.split(opened, maxsplit=1)
    if last:
        starts = _first_day(_with_month(first, last[0]), last[0], today)
        return starts, _require_day(last[0], today if last[0] in _NEARBY else starts)
    starts = _require_day(first, today, is_past=text.startswith("since "))
    return starts, None if text.startswith(("from ", "since ")) else starts


def _first_day(first: str, last: str, today: date) -> date:
    """Return the first day of a span, which may be past, as in "20 Nov to 5 Dec" on the 1st of December."""
    try:
        return _require_day(first, today)
    except UnclearDays as unclear:
        begun = _day_in(first, today, is_past=True) if unclear.why == "which_year" else None
        if begun is None or (_day_in(last, begun) or begun) < today:
            raise
        return begun


def _require_day(text: str, today: date, *, is_past: bool = False) -> date:
    day = _day_in(text, today, is_past=is_past)
    if day is None:
        named = " ".join(word.capitalize() if word.isalpha() else word for word in text.split())
        raise UnclearDays("no_such_day", words=named) if _is_no_day(text) else UnclearDays("unclear")
    if _is_far(text, day, today):
        raise UnclearDays("which_year", day)
    return day


def _named_in_numbers(unclear: UnclearDays) -> UnclearDays:
    """Return the error with the missing day written as "31. 2.", for readers of other languages."""
    found = _day_month_year(_words(unclear.words))
    if found is None:
        return unclear
    named = ". ".join(map(str, filter(None, found))) + "." * (found[2] is None)
    return UnclearDays(unclear.why, words=named)


def _is_far(text: str, day: date, today: date) -> bool:
    return abs(day - today) > _FAR and not _YEAR.search(text)


def is_no_day(text: str, day_words: DayWords) -> bool:
    """Whether a text looks like a day that the calendar does not have: "31 Feb", "30.2.", "2026-13-01"."""
    return _is_no_day(in_english(text, day_words))


def _is_no_day(text: str) -> bool:
    if _ISO_SHAPE.fullmatch(text.strip()):
        return _iso(text) is None
    found = _day_month_year(_words(text))
    if found is None or not 1 <= found[0] <= _LONGEST_DAY:
        return False
    day, month, year = found
    return next(_dates(day, month, [year] if year else [_LEAP_YEAR]), None) is None


def _count(word: str) -> int:
    if word in {*_COUNTS, "one", "an"}:
        return _COUNTS.index(word) + 1 if word in _COUNTS else 1
    if word.isascii() and word.isdecimal() and 0 < int(word[:4]) <= 366:  # noqa: PLR2004 more than a year is a mistake
        return int(word[:4])
    raise UnclearDays("unclear")


def _with_month(first: str, last: str) -> str:
    """Return `first` with the month of `last` if it has none: "24 to 27 Dec" means "24 Dec to 27 Dec"."""
    months = [word for word in _words(last) if _month(word)]
    return f"{first} {months[0]}" if months and first.strip().rstrip(".").isdecimal() else first


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", text.casefold()) if word not in {"", "the", "on", "of"}]


def _weekday(words: Sequence[str], today: date, *, is_past: bool) -> date | None:
    qualifier = words[0] if len(words) > 1 else ""
    named = words[1:] if qualifier in {"next", "last", "this"} else words
    number = _index(named[0], WEEKDAY_NAMES) if len(named) == 1 else None
    if number is None:
        return None
    monday = today - timedelta(days=today.weekday())
    if qualifier == "next":
        return monday + timedelta(days=WEEK + number)
    if qualifier == "last" or is_past:
        since = today - timedelta(days=qualifier == "last")
        return since - timedelta(days=(since.weekday() - number) % WEEK)
    return today + timedelta(days=(number - today.weekday()) % WEEK)


def _iso(text: str) -> date | None:
    try:
        return read_day(text.strip()) if "-" in text else None
    except ValueError:
        return None


def _dated(words: Sequence[str], today: date, *, is_past: bool) -> date | None:
    found = _day_month_year(words)
    if found is None:
        return None
    day, month, year = found
    if year is not None:
        return next(_dates(day, month, [year]), None)
    step = -1 if is_past else 1
    years = range(today.year, today.year + step * _YEARS, step)
    near = (each for each in _dates(day, month, years) if (each <= today if is_past else each >= today))
    return next(near, None)


def _day_month_year(words: Sequence[str]) -> tuple[int, int, int | None] | None:
    """Return day, month and year of "24 Dec", "December 24th 2026", "24.12." or "24.12.2026", even if impossible."""
    parts = [part for word in words for part in word.split(".") if part]
    months = [month for part in parts if (month := _month(part))]
    numbers = [int(found[1]) for part in parts if (found := re.fullmatch(r"(\d{1,4})(?:st|nd|rd|th)?", part))]
    if len(months) + len(numbers) != len(parts) or len(months) > 1:
        return None
    if not months and len(words) == 1 and "." in words[0] and len(numbers) > 1:
        months = [numbers.pop(1)]
    if not months or not 1 <= len(numbers) <= 2:  # noqa: PLR2004 a day, and perhaps a year
        return None
    return numbers[0], months[0], numbers[1] if len(numbers) > 1 else None


def _dates(day: int, month: int, years: Sequence[int]) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _month(word: str) -> int | None:
    number = _index(word.rstrip("."), MONTHS)
    return None if number is None else number + 1


def _index(word: str, names: Sequence[str]) -> int | None:
    """Return the index of the name that begins with the word; None if there is none, or the word is too short."""
    if len(word) < _SHORTEST:
        return None
    return next((number for number, name in enumerate(names) if name.startswith(word)), None)
