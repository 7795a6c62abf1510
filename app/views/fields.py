"""Fields of the modals in which a standup is set up: an input is called what it is about, and read back by that."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    TimePickerElement,
    UserMultiSelectElement,
)

from app.domain.typed import seen
from app.language import say

Values = Mapping[str, Mapping[str, Any]]
Choices = Mapping[str, str]


def field(
    name: str, label: str, element: InputInteractiveElement, *, hint: str | None = None, optional: bool = False
) -> InputBlock:
    """Give an input; errors find it by its name."""
    element.action_id = name
    return InputBlock(block_id=name, label=label, hint=hint, optional=optional, element=element)


def text_field(
    text: str, longest: int, *, lines: bool = False, placeholder: str | None = None
) -> PlainTextInputElement:
    return PlainTextInputElement(
        initial_value=text[:longest] or None, max_length=longest, multiline=lines, placeholder=placeholder
    )


def people_field(people: Iterable[str], placeholder: str) -> UserMultiSelectElement:
    return UserMultiSelectElement(initial_users=list(people) or None, placeholder=placeholder)


def time_field(at: time) -> TimePickerElement:
    return TimePickerElement(initial_time=f"{at:%H:%M}")


def said(table: Choices) -> Choices:
    """Say the words of a table of choices that were marked for `later`."""
    return {value: say(words) for value, words in table.items()}


def one_of(choices: Choices, chosen: str, *, side_by_side: bool = False) -> InputInteractiveElement:
    """Let somebody choose one; `choices` maps values to words."""
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
    """Read what stands in a modal's fields, by their names. What has not the shape of a field is passed over."""
    state = (view.get("state") or {}).get("values") or {}
    read = {name: actions.get(name) for name, actions in state.items() if isinstance(actions, dict)}
    return {name: value for name, value in read.items() if isinstance(value, dict)}


def written(values: Values, name: str) -> str:
    """Give what was typed in a line, as others see it."""
    return seen(_typed(values, name))


def lines(values: Values, name: str) -> tuple[str, ...]:
    return tuple(filter(None, map(seen, _typed(values, name).splitlines())))


def _typed(values: Values, name: str) -> str:
    text = values.get(name, {}).get("value")
    return text if isinstance(text, str) else ""


def picked(values: Values, name: str, kind: str = "option") -> str:
    """Give the one that was chosen (an option's value, a conversation, a date, a time); empty if none is."""
    chosen = values.get(name, {}).get(f"selected_{kind}")
    text = chosen.get("value") if isinstance(chosen, dict) else chosen
    return text if isinstance(text, str) else ""


def picked_all(values: Values, name: str, kind: str = "options") -> tuple[str, ...]:
    chosen = values.get(name, {}).get(f"selected_{kind}") or ()
    texts = (one.get("value") if isinstance(one, dict) else one for one in chosen if isinstance(chosen, Sequence))
    return tuple(text for text in texts if isinstance(text, str))


def picked_time(values: Values, name: str, otherwise: time) -> time:
    try:
        return time.fromisoformat(picked(values, name, "time"))
    except ValueError:
        return otherwise


def picked_date(values: Values, name: str) -> date | None:
    try:
        return date.fromisoformat(picked(values, name, "date"))
    except ValueError:
        return None
