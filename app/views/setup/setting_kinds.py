"""How people see a setting: its field in a form, how that is read, and its words in the history of changes."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct
from slack_sdk.models.blocks import CheckboxesElement, InputBlock, Option

from app.domain.setup.config import problems_of
from app.domain.standup import Standup, value_of, with_values
from app.errors import UnreadableInput
from app.language import Locale, later
from app.problem import Problem
from app.views.kit.fields import field, picked_all, values_of
from app.views.kit.text import escape
from app.views.setup.inputs import Input


class Switch(Struct, frozen=True):
    """A setting that is a box to tick; several boxes make one field."""

    field: str
    title: str
    label: str
    description: str


def _put(standup: Standup, name: str, value: Any) -> Standup:
    return with_values(standup, {name: value})


class SettingView(Struct, frozen=True):
    """How people see one setting.

    In the history of changes `label` is its name, `nothing` the word for an empty value, `mention` makes a mention of
    a channel or a person, and `word` translates a stored name. Its field is labelled `field_label` if that is not the
    label, and has `block` as its id if that is not the name. `of` returns the value of a standup that the field shows,
    and `put` returns the standup with the value of the field.
    """

    name: str
    label: str
    input: Input | Switch | None = None
    field_label: str = ""
    hint: str = ""
    is_optional: bool = False
    block: str = ""
    of: Callable[[Standup, str], Any] = value_of
    put: Callable[[Standup, str, Any], Standup] = _put
    nothing: str = later("none")
    mention: Callable[[str], str] | None = None
    word: Callable[[Locale, str], str] = lambda _, value: value

    @property
    def block_id(self) -> str:
        return self.input.field if isinstance(self.input, Switch) else self.block or self.name


def person(user_id: str) -> str:
    return f"<@{escape(user_id)}>"


def channel_mention(channel_id: str) -> str:
    return f"<#{escape(channel_id)}>"


def fields(
    locale: Locale, shown: Sequence[SettingView], standup: Standup, hints: Mapping[str, str | None] | None = None
) -> list[InputBlock]:
    """Return the fields of some settings; `hints` has the hints that depend on the standup, by names of settings."""
    found = []
    for block_id, group in groupby(shown, lambda each: each.block_id):
        boxes = [(each, each.input) for each in group]
        (first, given), hint = boxes[0], (hints or {}).get(boxes[0][0].name)
        if isinstance(given, Input):
            label, hint = (
                locale.gettext(first.field_label or first.label),
                hint or (locale.gettext(first.hint) if first.hint else None),
            )
            element = given.element(locale, first.of(standup, first.name))
            found.append(field(block_id, label, element, hint=hint, optional=first.is_optional))
        elif given:
            switches = {each: switch for each, switch in boxes if isinstance(switch, Switch)}
            found.append(field(block_id, locale.gettext(given.title), _boxes(locale, switches, standup), optional=True))
    return found


def _boxes(locale: Locale, switches: Mapping[SettingView, Switch], standup: Standup) -> CheckboxesElement:
    options = {
        each: Option(text=locale.gettext(switch.label), value=each.name, description=locale.gettext(switch.description))
        for each, switch in switches.items()
    }
    ticked = [option for each, option in options.items() if each.of(standup, each.name)]
    return CheckboxesElement(options=list(options.values()), initial_options=ticked or None)


def read_fields(
    shown: Sequence[SettingView], view: Mapping[str, Any], standup: Standup
) -> tuple[Standup, dict[str, Problem]]:
    """Return the standup with the values of the fields, and the problems of unreadable ones by names of settings.

    Settings that the modal does not show stay as they are.
    """
    values, problems = values_of(view), {}
    for each in shown:
        if each.block_id not in values or each.input is None:
            continue
        try:
            value = (
                each.name in picked_all(values, each.block_id)
                if isinstance(each.input, Switch)
                else each.input.read(values, each.block_id, each.of(standup, each.name))
            )
        except UnreadableInput as unread:
            problems[each.name] = unread.problem
        else:
            standup = each.put(standup, each.name, value)
    return standup, problems


def problems_in(shown: Sequence[SettingView], standup: Standup) -> dict[str, Problem]:
    """Return the problems of the settings that a modal shows; the other settings have modals of their own."""
    here = {each.name for each in shown}
    return {name: problem for name, problem in problems_of(standup).items() if name in here}
