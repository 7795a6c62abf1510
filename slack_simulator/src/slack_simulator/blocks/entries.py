"""What somebody enters in a form: from plain words to the values that Slack's client sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_simulator.blocks.form_state import SEVERAL, value_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Json = dict[str, Any]

OPTION_ELEMENTS = ("static_select", "external_select", "radio_buttons", "overflow")
SEVERAL_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
PLACE_ELEMENTS = ("conversations_select", "channels_select", "multi_conversations_select", "multi_channels_select")
PEOPLE_ELEMENTS = ("users_select", "multi_users_select")


class NoSuchOption(Exception):
    """A menu does not offer what was asked for; the message lists what it offers."""


class Entry:
    """Turns words into values; `person` and `place` find the ids of people and channels by their names."""

    def __init__(self, person: Callable[[str], str], place: Callable[[str], str]) -> None:
        self._person = person
        self._place = place

    def value(self, element: Json, words: object) -> Json:
        """Return the element's part of the state; several words are given as a list."""
        kind = element["type"]
        if kind in SEVERAL:
            several = [words] if isinstance(words, str) else list(words or [])  # type: ignore[call-overload]
            return {value_key(element): [self._one(element, each) for each in several]}
        key = "selected_option" if kind == "overflow" else value_key(element)
        return {key: None if words is None else self._one(element, words)}

    def _one(self, element: Json, words: object) -> object:
        kind = element["type"]
        if kind in OPTION_ELEMENTS or kind in SEVERAL_OPTIONS:
            return option_named(element, str(words))
        if kind in PEOPLE_ELEMENTS:
            return self._person(str(words))
        if kind in PLACE_ELEMENTS:
            return self._place(str(words))
        if kind == "rich_text_input":
            return rich_text(str(words))
        return words if kind == "datetimepicker" else str(words)


def options_of(element: Json) -> list[Json]:
    groups: Iterable[Json] = element.get("option_groups") or [element]
    return [option for group in groups for option in group.get("options") or []]


def option_named(element: Json, words: str) -> Json:
    """Return the option with this text, or with this value."""
    options = options_of(element)
    for option in options:
        if words in (option["text"]["text"], option["value"]):
            return option
    raise NoSuchOption(", ".join(repr(option["text"]["text"]) for option in options) or "nothing")


def rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
