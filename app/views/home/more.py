"""The overflow menu of a standup: its verbs, and how they travel in the options' values."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.errors import UnknownStandup
from app.views.kit.fields import value_of


class Verb(StrEnum):
    """What can be done with a standup besides editing it."""

    ASK = "ask_now"
    PREVIEW = "preview"
    PAUSE = "pause"
    RESUME = "resume"
    LEAVE = "leave"
    REJOIN = "rejoin"
    DELETE = "delete"


def option_value(verb: Verb, standup_id: str) -> str:
    """Return the value of an option."""
    return f"{verb}.{standup_id}"


def parse_more(action: Mapping[str, Any]) -> tuple[Verb, str]:
    """Read back what was chosen for which standup; raises UnknownStandup if it makes no sense."""
    value = value_of(action)
    verb, _, standup_id = value.partition(".")
    try:
        return Verb(verb), standup_id
    except ValueError:
        raise UnknownStandup(value) from None
