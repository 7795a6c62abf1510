"""Checks of a standup's settings: each takes a value and its standup, and returns the problem or None.

`views/kit/problems.py` has the words for the problems' codes.
"""

import re
from collections.abc import Callable, Sized
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from app.domain.limits import (
    FIRST_DAY,
    LAST_DAY,
    LONGEST_AWAY_WORD,
    LONGEST_ID,
    MOST_NAMED_IN_ALL,
    is_day,
)
from app.domain.setup.questions import questions_problem
from app.domain.standup import Question, Standup
from app.domain.typed import visible_text
from app.problem import Problem, Wrong

Check = Callable[[Any, Standup], Problem | None]

A_DAY = 24 * 60  # in minutes
NO_SUCH_DAY = Problem(Wrong.NO_SUCH_DAY, {"first": FIRST_DAY.year, "last": LAST_DAY.year})
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,}", re.ASCII)
_USER = re.compile(r"[UW][A-Z0-9]{2,}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)


def unless(is_good: Callable[[Any], object], code: Wrong, **data: object) -> Check:
    """Return a check that looks at the value alone."""
    return lambda value, _: None if is_good(value) else Problem(code, data)


def at_most(most: int, code: Wrong) -> Check:
    """Return a check of the length of a text or list; None counts as empty."""
    return unless(lambda value: _length(value) <= most, code, most=most)


def among(values: tuple[str, ...]) -> Check:
    return unless(lambda value: value in values, Wrong.NONE_OF_THESE, values=", ".join(filter(None, values)))


def _length(value: Sized | None) -> int:
    return 0 if value is None else len(value)


def channel(value: str, _: Standup) -> Problem | None:
    return None if _CHANNEL.fullmatch(value) else Problem(Wrong.NO_CHANNEL)


def another_channel(value: str, standup: Standup) -> Problem | None:
    return channel(value, standup) if value else None


def country_problem(country: str, _: Standup | None = None) -> Problem | None:
    """Return what is wrong with the code of a country or of a part of one; an empty code is fine."""
    return None if not country or _COUNTRY.fullmatch(country) else Problem(Wrong.NO_COUNTRY)


def unknown_country(country: str) -> Problem:
    """Return the problem of a country whose holidays are not known."""
    return Problem(Wrong.COUNTRY_UNKNOWN, {"country": country})


def day(value: date | None, _: Standup) -> Problem | None:
    return None if value is None or is_day(value) else NO_SUCH_DAY


def days(values: tuple[date, ...], _: Standup) -> Problem | None:
    return None if all(map(is_day, values)) else NO_SUCH_DAY


def start(value: date | None, standup: Standup) -> Problem | None:
    return None if standup.schedule.every_weeks == 1 or value else Problem(Wrong.NO_START)


def report_at(_: object, standup: Standup) -> Problem | None:
    return Problem(Wrong.REPORT_WITH_QUESTIONS) if standup.schedule.report_at == standup.schedule.ask_at else None


def reminders(values: tuple[int, ...], standup: Standup) -> Problem | None:
    ask, report = standup.schedule.ask_at, standup.schedule.report_at
    minutes = ((report.hour - ask.hour) * 60 + report.minute - ask.minute) % A_DAY
    fit = all(0 < reminder < minutes for reminder in values)
    return None if fit or not minutes else Problem(Wrong.REMINDER_OUTSIDE)


def is_person(user_id: str) -> bool:
    """Whether a text has the form of a person's id."""
    return _USER.fullmatch(user_id) is not None


def people(values: tuple[str, ...] | None, standup: Standup) -> Problem | None:
    """Check the ids of all named people, and that at least one person is asked."""
    named = (*(values or ()), *standup.roles.optional, *standup.roles.observers, *standup.roles.owners)
    if not all(map(is_person, named)):
        return Problem(Wrong.NOT_PEOPLE)
    return None if values is None or standup.asks(()) else Problem(Wrong.NOBODY_ASKED)


def not_too_many_in_all(_: object, standup: Standup) -> Problem | None:
    number = len(standup.roles.people or ()) + len(standup.roles.optional) + len(standup.roles.observers)
    return None if number <= MOST_NAMED_IN_ALL else Problem(Wrong.TOO_MANY_PEOPLE, {"most": MOST_NAMED_IN_ALL})


def short_ids(values: tuple[str, ...] | None, _: Standup) -> Problem | None:
    return Problem(Wrong.NOT_PEOPLE) if any(len(user_id) > LONGEST_ID for user_id in values or ()) else None


def short_words(values: tuple[str, ...], standup: Standup) -> Problem | None:
    check = at_most(LONGEST_AWAY_WORD, Wrong.TOO_LONG)
    return next(filter(None, (check(word, standup) for word in values)), None)


def questions(values: tuple[Question, ...], _: Standup) -> Problem | None:
    return questions_problem(values)


def seen_questions(values: tuple[Question, ...], _: Standup) -> Problem | None:
    is_seen = all(all(map(visible_text, (each.text, each.label, *each.choices))) for each in values)
    return None if is_seen else Problem(Wrong.UNSEEN_QUESTION)


def address(code: Wrong) -> Check:
    """Return a check that a value is an https address or empty."""
    return unless(lambda url: not url or _is_https(url), code)


def _is_https(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:  # an unclosed bracket, or a port that is no number
        return False
