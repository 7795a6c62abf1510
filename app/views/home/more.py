"""The overflow menu of a standup: its verbs, and the values of its options."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.errors import UnknownStandup
from app.views.kit.fields import value_of


class Verb(StrEnum):
    """An action on a standup, other than editing it."""

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
    """Parse the verb and the id of the standup; raises UnknownStandup if the value makes no sense."""
    value = value_of(action)
    verb, _, standup_id = value.partition(".")
    try:
        return Verb(verb), standup_id
    except ValueError:
        raise UnknownStandup(value) from None
