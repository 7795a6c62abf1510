"""The settings of a standup, each declared once: how its value is read, written and checked.

Storage, export and import, the record of changes and the checks follow from `SETTINGS`. The defaults are in the record
(`domain/standup.py`), and what people see in `views/setup/setting_fields.py`.
"""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from msgspec import Struct

from app.domain.languages import LANGUAGES
from app.domain.limits import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_RETENTION,
    MOST_AWAY_WORDS,
    MOST_DAYS_OFF,
    MOST_NAMED,
    MOST_OWNERS,
    MOST_REMINDERS,
    MOST_WEEKS,
    read_day,
    read_line,
    read_text,
)
from app.domain.setup import problems as wrong
from app.domain.setup.problems import NO_SUCH_DAY, Check, address, at_most, unless
from app.domain.setup.questions import plain_question, question_from
from app.domain.standup import LAST_WEEK, WEEKDAY_NAMES, Layout, Posting, Standup, value_of
from app.domain.typed import visible_text
from app.domain.zones import can_be_told, is_listed
from app.errors import NotAList, NotAQuestion, OutOfRange
from app.problem import Problem, Wrong


class Kind(Struct, frozen=True):
    """How a value is read from JSON or YAML and written.

    `read` raises ValueError, TypeError or ArithmeticError.
    """

    read: Callable[[Any], Any]
    write: Callable[[Any], Any] = lambda value: value
    is_list: bool = False


def many(one: Kind, arranged: Callable[[list[Any]], Any] = tuple) -> Kind:
    """Return the kind for lists of another kind."""

    def read(values: Any) -> Any:
        if not isinstance(values or [], list | tuple):
            raise NotAList
        return arranged([one.read(value) for value in values or ()])

    return Kind(read, lambda values: [one.write(value) for value in values], is_list=True)


def _whole(value: Any) -> int:
    """Return a whole number; raises ValueError for others."""
    if isinstance(value, bool) or int(value) != float(value):
        raise ValueError(value)
    return int(value)


def _local_time(text: Any) -> time:
    found = time.fromisoformat(text)
    if found.tzinfo is not None or found.second or found.microsecond:  # the zone is another setting
        raise ValueError(text)
    return found


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(value)


def _each_once(values: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(set(values)))


TEXT, LINE, WHOLE, FLAG = Kind(read_text), Kind(read_line), Kind(_whole), Kind(_flag)
DAY, TIME = Kind(read_day, date.isoformat), Kind(_local_time, "{:%H:%M}".format)
DAYS = many(DAY, _each_once)
PEOPLE = many(TEXT)
WEEKDAYS = Kind(
    lambda names: frozenset(WEEKDAY_NAMES.index(str(name).lower()) for name in names),
    lambda days: [WEEKDAY_NAMES[day] for day in sorted(days)],
)
QUESTIONS = many(Kind(question_from, plain_question))
MINUTES = many(WHOLE, lambda values: _each_once(values)[::-1])


class Setting(Struct, frozen=True):
    """One setting.

    `senseless` are the checks for values that the code could not work with, whoever stored them. `too_much` are limits
    that only new input must keep. For a list that is `told_by_member`, a change is recorded as the members added and
    removed; for other values as the old and the new value, which says more about weekdays, for example.
    """

    name: str
    kind: Kind
    senseless: tuple[Check, ...] = ()
    too_much: tuple[Check, ...] = ()
    told_by_member: bool = False

    def of(self, standup: Standup) -> Any:
        """Return the standup's value."""
        return value_of(standup, self.name)

    def plain(self, standup: Standup) -> Any:
        """Return the standup's value as it is stored, exported and imported."""
        value = self.of(standup)
        return None if value is None else self.kind.write(value)

    def read(self, value: Any, default: Any) -> tuple[Any, Problem | None]:
        """Return a stored or typed value, and what is wrong with it if it makes no sense by itself."""
        if value is None:
            return default, None
        otherwise = () if self.kind.is_list else default
        try:
            return self.kind.read(value), None
        except OutOfRange:
            return otherwise, NO_SUCH_DAY
        except NotAList:
            return otherwise, Problem(Wrong.NO_LIST)
        except NotAQuestion as error:
            return otherwise, error.problem
        except (TypeError, ValueError, ArithmeticError):  # int(infinity) raises the last
            return otherwise, Problem(Wrong.MAKES_NO_SENSE, {"value": f"{value!r:.60}"})

    def problem(self, standup: Standup, *, is_new: bool) -> Problem | None:
        """Return what is wrong with the standup's value; new input (`is_new`) must keep all limits."""
        checks = (*self.senseless, *self.too_much) if is_new else self.senseless
        value = self.of(standup)
        return next(filter(None, (check(value, standup) for check in checks)), None)


def _people(name: str, most: int, *more: Check, senseless: tuple[Check, ...] = ()) -> Setting:
    too_much = (wrong.short_ids, *more, at_most(most, Wrong.TOO_MANY_PEOPLE))
    return Setting(name, PEOPLE, senseless, too_much, told_by_member=True)


def _address(name: str, code: Wrong) -> Setting:
    return Setting(name, TEXT, (address(code),), (at_most(LONGEST_ADDRESS, Wrong.TOO_LONG),))


SETTINGS = (
    Setting(
        "name",
        LINE,
        (unless(str.strip, Wrong.NO_NAME),),
        (unless(visible_text, Wrong.NO_NAME), at_most(LONGEST_NAME, Wrong.TOO_LONG)),
    ),
    Setting("channel", TEXT, (wrong.channel,)),
    Setting("questions", QUESTIONS, (wrong.questions,), (wrong.seen_questions,)),
    Setting("days", WEEKDAYS, (unless(bool, Wrong.NO_DAYS),)),
    Setting("ask_at", TIME),
    Setting("report_at", TIME, (wrong.report_at,)),
    Setting("zone", TEXT, (unless(can_be_told, Wrong.NO_ZONE),), (unless(is_listed, Wrong.NO_ZONE),)),
    Setting("every_weeks", WHOLE, (unless(lambda weeks: 1 <= weeks <= MOST_WEEKS, Wrong.NOT_WEEKS, most=MOST_WEEKS),)),
    Setting("starts_on", DAY, (wrong.day, wrong.start)),
    Setting(
        "month_week",
        WHOLE,
        (unless(lambda week: week in {None, 1, 2, 3, 4, LAST_WEEK}, Wrong.NOT_A_WEEK_OF_THE_MONTH),),
    ),
    Setting("own_zones", FLAG),
    Setting("posting", Kind(Posting, str)),
    Setting("reminders", MINUTES, (at_most(MOST_REMINDERS, Wrong.TOO_MANY_REMINDERS), wrong.reminders)),
    _people("people", MOST_NAMED, wrong.not_too_many_in_all, senseless=(wrong.people,)),
    _people("optional", MOST_NAMED),
    _people("observers", MOST_NAMED),
    _people("owners", MOST_OWNERS),
    Setting("is_paused", FLAG),
    Setting("country", TEXT, (wrong.country_problem,)),
    Setting("days_off", DAYS, (wrong.days,), (at_most(MOST_DAYS_OFF, Wrong.TOO_MANY_DAYS_OFF),), told_by_member=True),
    _address("calendar_url", Wrong.CALENDAR_ADDRESS),
    Setting(
        "away_words",
        many(LINE),
        too_much=(at_most(MOST_AWAY_WORDS, Wrong.TOO_MANY_WORDS), wrong.short_words),
        told_by_member=True,
    ),
    Setting("layout", Kind(Layout, str)),
    Setting("names_missing", FLAG),
    Setting("charts", FLAG),
    Setting("language", TEXT, (wrong.among(("", *LANGUAGES)),)),
    Setting("report_channel", TEXT, (wrong.another_channel,)),
    Setting("copies", FLAG),
    _address("webhook_url", Wrong.WEBHOOK_ADDRESS),
    Setting("guests_may_read", FLAG),
    Setting("agreed", many(TEXT)),
    Setting(
        "retention_days",
        WHOLE,
        (unless(lambda days: 0 <= days <= LONGEST_RETENTION, Wrong.NOT_DAYS_KEPT, most=LONGEST_RETENTION),),
    ),
)
# The settings that name people.
NAMING = tuple(setting.name for setting in SETTINGS if setting.kind is PEOPLE)
