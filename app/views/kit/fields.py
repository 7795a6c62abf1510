"""Fields of modals: an input has the name of what it is about, and its value is read back by that name."""

from collections.abc import Iterable, Mapping
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
)

from app.domain.typed import visible_text
from app.language import Locale

Values = Mapping[str, Mapping[str, Any]]
Choices = Mapping[str, str]

# The keys under which Slack sends the value of an element without options; which one depends on its type.
_PLACES = ("value", "selected_date", "selected_time", "selected_user", "selected_conversation")


def field(
    name: str, label: str, element: InputInteractiveElement, *, hint: str | None = None, optional: bool = False
) -> InputBlock:
    """Return an input, whose block and action have the same `name`; errors are shown at a field by that name."""
    element.action_id = name
    return InputBlock(block_id=name, label=label, hint=hint, optional=optional, element=element)


def text_field(
    text: str, longest: int, *, lines: bool = False, placeholder: str | None = None
) -> PlainTextInputElement:
    return PlainTextInputElement(
        initial_value=text[:longest] or None, max_length=longest, multiline=lines, placeholder=placeholder
    )


def translated(locale: Locale, table: Choices) -> Choices:
    """Return a table of choices in the reader's language; its words are marked with `later`."""
    return {value: locale.gettext(words) for value, words in table.items()}


def one_of(choices: Choices, chosen: str, *, side_by_side: bool = False) -> InputInteractiveElement:
    """Return an element to choose one from; `choices` maps values to words."""
    options = _options(choices)
    element = RadioButtonsElement if side_by_side else StaticSelectElement
    return element(options=list(options.values()), initial_option=options.get(chosen))


def some_of(choices: Choices, chosen: Iterable[str]) -> CheckboxesElement:
    options = _options(choices)
    initial = [options[value] for value in chosen if value in options]
    return CheckboxesElement(options=list(options.values()), initial_options=initial or None)


def _options(choices: Choices) -> dict[str, Option]:
    return {value: Option(text=words, value=value) for value, words in choices.items()}


def values_of(view: Mapping[str, Any]) -> Values:
    """Return the fields of a modal by the names of their blocks; values of another shape are left out."""
    state = (view.get("state") or {}).get("values") or {}
    read = {name: next(iter(actions.values()), None) for name, actions in state.items() if isinstance(actions, dict)}
    return {name: element for name, element in read.items() if isinstance(element, dict)}


def value_of(element: Mapping[str, Any]) -> str:
    """Return the value of a field or a click: a text, an option's value, a date or an id; empty if there is none."""
    found = (_option_value(element.get("selected_option")), *(element.get(place) for place in _PLACES))
    return next((text for text in found if isinstance(text, str)), "")


def _option_value(option: Any) -> Any:
    return option.get("value") if isinstance(option, dict) else None


def text_value(values: Values, name: str) -> str:
    """Return what was typed in a field of one line, without characters that nobody sees."""
    return visible_text(picked(values, name))


def lines(values: Values, name: str) -> tuple[str, ...]:
    return tuple(filter(None, map(visible_text, picked(values, name).splitlines())))


def picked(values: Values, name: str) -> str:
    """Return the value of a field, exactly as it came; empty if there is none."""
    return value_of(values.get(name, {}))


def picked_all(values: Values, name: str) -> tuple[str, ...]:
    """Return all options or people chosen in a field that takes several."""
    element = values.get(name, {})
    several = (element.get("selected_options"), element.get("selected_users"))
    options, users = (found if isinstance(found, list) else [] for found in several)
    return tuple(text for text in (*map(_option_value, options), *users) if isinstance(text, str))
