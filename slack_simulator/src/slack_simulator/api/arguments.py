"""The arguments of a Web API call, form-encoded or JSON, read the way Slack reads them."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_simulator.errors import SlackError, invalid_arguments

TRUE_WORDS = ("true", "1", "yes")


def read_body(content_type: str, body: bytes, query: str) -> dict[str, Any]:
    """All arguments of a request; raises SlackError for a JSON body that is not an object."""
    arguments: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("application/json"):
        arguments.update(_read_json(body))
    else:
        arguments.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return arguments


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(body or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed


class Arguments:
    """Typed access to what the caller sent."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = dict(values)

    def given(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise invalid_arguments([f"missing required field: {name}"])
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        if value is None:
            return default
        return str(value).lower() in TRUE_WORDS

    def parsed(self, name: str, wrong: SlackError) -> Any:
        """Return a JSON argument, sent as text or as it is; `wrong` is raised when it cannot be read."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise wrong from None
