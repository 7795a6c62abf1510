"""The ways to enter the value of a setting: each has an element that shows a value, and a parser that reads it back."""

from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any

from msgspec import Struct
from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    InputInteractiveElement,
    NumberInputElement,
    Option,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UrlInputElement,
    UserMultiSelectElement,
)

from app.domain.limits import MOST_WEEKS, read_day
from app.domain.standup import LAST_WEEK
from app.errors import UnreadableInput
from app.language import ENGLISH_LOCALE, Locale, later
from app.problem import Problem, Wrong
from app.views.kit.dates import weekday
from app.views.kit.fields import (
    Choices,
    Values,
    lines,
    one_of,
    picked,
    picked_all,
    some_of,
    text_field,
    text_value,
    translated,
)
from app.views.setup.zones import zone_groups, zone_option

_LONGEST_LIST = 3000


class Input(Struct, frozen=True):
    """One way to enter a value.

    `read` gets the fields, the name of this one, and the value that it began with. It raises UnreadableInput if the
    person has typed something wrong; a value that our forms cannot send leaves the setting as it was.
    """

    element: Callable[[Locale, Any], InputInteractiveElement]
    read: Callable[[Values, str, Any], Any]


def line(longest: int, placeholder: str = "", *, capitals: bool = False) -> Input:
    def read(values: Values, name: str, _: object) -> str:
        text = " ".join(text_value(values, name).split())
        return text.upper() if capitals else text

    return Input(
        lambda locale, text: text_field(
            text, longest, placeholder=locale.gettext(placeholder) if placeholder else None
        ),
        read,
    )


def words(placeholder: str) -> Input:
    """Return an input for words separated by commas."""

    def read(values: Values, name: str, _: object) -> tuple[str, ...]:
        return tuple(filter(None, (word.strip() for word in text_value(values, name).split(","))))

    return Input(
        lambda locale, each: text_field(", ".join(each), _LONGEST_LIST, placeholder=locale.gettext(placeholder)), read
    )


def _read_dates(values: Values, name: str, _: object) -> tuple[Any, ...]:
    days, unreadable = set(), []
    for text in lines(values, name):
        try:
            days.add(read_day(text))
        except ValueError:
            unreadable.append(text)
    if unreadable:
        raise UnreadableInput(Problem(Wrong.NO_DATE, {"words": unreadable[0][:40]}))
    return tuple(sorted(days))


def people(placeholder: str, *, nobody: tuple[str, ...] | None = ()) -> Input:
    """Return an input to choose people; `nobody` is the value if none is chosen."""
    return Input(
        lambda locale, users: UserMultiSelectElement(
            initial_users=list(users or ()) or None, placeholder=locale.gettext(placeholder)
        ),
        lambda values, name, _: picked_all(values, name) or nobody,
    )


def channel(placeholder: str) -> Input:
    def element(locale: Locale, conversation: str) -> InputInteractiveElement:
        return ConversationSelectElement(
            initial_conversation=conversation or None,
            placeholder=locale.gettext(placeholder),
            filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
        )

    return Input(element, lambda values, name, _: picked(values, name))


def choice(
    texts: Callable[[Locale], Choices], value_of: Callable[[str], Any] = str, *, side_by_side: bool = False
) -> Input:
    """Return an input to choose one; `texts` maps names to words, and `value_of` returns the value of a name."""

    def element(locale: Locale, value: Any) -> InputInteractiveElement:
        names = texts(locale)
        return one_of(names, next((name for name in names if value_of(name) == value), ""), side_by_side=side_by_side)

    def read(values: Values, name: str, before: Any) -> Any:
        chosen = picked(values, name)
        return value_of(chosen) if chosen in texts(ENGLISH_LOCALE) else before

    return Input(element, read)


def one_kind(texts: Mapping[StrEnum, str]) -> Input:
    """Return an input to choose a member of an enum; `texts` has the words for each."""
    by_value = {kind.value: kind for kind in texts}
    return choice(
        lambda locale: translated(locale, {kind.value: text for kind, text in texts.items()}),
        by_value.get,
        side_by_side=True,
    )


def some(texts: Callable[[Locale], Choices], value_of: Callable[[str], Any]) -> Input:
    """Return an input to choose several, whose value is a set."""
    return Input(
        lambda locale, chosen: some_of(texts(locale), (name for name in texts(locale) if value_of(name) in chosen)),
        lambda values, name, _: frozenset(
            value_of(each) for each in picked_all(values, name) if each in texts(ENGLISH_LOCALE)
        ),
    )


def minutes(offered: tuple[int, ...], most: int, placeholder: str) -> Input:
    """Return an input to choose at most `most` numbers of minutes; the value has the longest first.

    It offers `offered`, and those that are chosen already.
    """

    def element(locale: Locale, chosen: tuple[int, ...]) -> InputInteractiveElement:
        options = {each: Option(text=_span(locale, each), value=str(each)) for each in sorted({*offered, *chosen})}
        return StaticMultiSelectElement(
            options=list(options.values()),
            initial_options=[options[each] for each in sorted(chosen)] or None,
            max_selected_items=most,
            placeholder=locale.gettext(placeholder),
        )

    def read(values: Values, name: str, _: object) -> tuple[int, ...]:
        chosen = {int(each) for each in picked_all(values, name) if each.isdecimal()}
        return tuple(sorted(chosen, reverse=True))

    return Input(element, read)


def _span(locale: Locale, number: int) -> str:
    hours, rest = divmod(number, 60)
    if hours and not rest:
        return locale.ngettext("{number} hour", "{number} hours", hours)
    return locale.ngettext("{number} minute", "{number} minutes", number)


def number(most: int) -> Input:
    """Return an input for a whole number from 0 to `most`."""

    def element(_: Locale, value: int) -> InputInteractiveElement:
        return NumberInputElement(
            initial_value=str(value), min_value="0", max_value=str(most), is_decimal_allowed=False
        )

    def read(values: Values, name: str, _: object) -> int:
        text = text_value(values, name)
        if not (text.isascii() and text.isdecimal()):
            raise UnreadableInput(Problem(Wrong.NO_NUMBER_OF_DAYS))
        return int(text[:9])

    return Input(element, read)


def _read_time(values: Values, name: str, before: time) -> time:
    try:
        return time.fromisoformat(picked(values, name))
    except ValueError:
        return before


def _read_date(values: Values, name: str, _: object) -> date | None:
    try:
        return date.fromisoformat(picked(values, name))
    except ValueError:
        return None


def _weekdays(locale: Locale) -> dict[str, str]:
    return {str(day): weekday(locale, day).capitalize() for day in range(7)}


_MONTHLY = {
    "first": (1, later("Once a month, on the first such day")),
    "second": (2, later("Once a month, on the second such day")),
    "third": (3, later("Once a month, on the third such day")),
    "fourth": (4, later("Once a month, on the fourth such day")),
    "last": (LAST_WEEK, later("Once a month, on the last such day")),
}


def _rhythms(locale: Locale) -> dict[str, str]:
    few = {
        "1": locale.gettext("Every week"),
        "2": locale.gettext("Every second week"),
        "3": locale.gettext("Every third week"),
    }
    weekly = {
        str(weeks): locale.ngettext("Every {number} week", "Every {number} weeks", weeks)
        for weeks in range(1, MOST_WEEKS + 1)
    }
    return {**weekly, **few, **{name: locale.gettext(text) for name, (_, text) in _MONTHLY.items()}}


def _rhythm_named(name: str) -> tuple[int, int | None]:
    """Return the number of weeks between occurrences, and the week of the month, or None."""
    return (1, _MONTHLY[name][0]) if name in _MONTHLY else (int(name), None)


TIME = Input(lambda _, at: TimePickerElement(initial_time=f"{at:%H:%M}"), _read_time)
DAY = Input(
    lambda _, day: DatePickerElement(initial_date=day.isoformat() if day else None),
    _read_date,
)
DATES = Input(lambda _, days: text_field("\n".join(map(str, days)), _LONGEST_LIST, lines=True), _read_dates)
ADDRESS = Input(
    lambda _, url: UrlInputElement(initial_value=url or None), lambda values, name, _: text_value(values, name)
)
ZONE = Input(
    lambda locale, zone: StaticSelectElement(option_groups=zone_groups(locale, zone), initial_option=zone_option(zone)),
    lambda values, name, before: picked(values, name) or before,
)
WEEKDAYS = some(_weekdays, int)
RHYTHM = choice(_rhythms, _rhythm_named)
