"""The JSON of slack_sdk's blocks and views, checked as the library checks it.

The library looks through all names of an object for its checks, each time and for each object in a view: a third of a
millisecond for a form. What a class has never changes, so it is looked up once.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST, JsonObject

from app.errors import SlackUnavailable

_MAY_BE_EMPTY = frozenset((each["type"], each["property"]) for each in EMPTY_ALLOWED_TYPE_AND_PROPERTY_LIST)


def as_json(thing: JsonObject) -> dict[str, Any]:
    """Return what `thing.to_dict()` returns; raises SlackUnavailable if a check fails: Slack would not take it."""
    try:
        return _json(thing)
    except SlackObjectFormationError as error:
        raise SlackUnavailable("blocks", type(error).__name__) from error


def _json(thing: JsonObject) -> dict[str, Any]:
    kind = type(thing)
    if kind.to_dict is not JsonObject.to_dict:
        return {name: _plain(value) for name, value in thing.to_dict().items()}
    for check in _checks(kind):
        check(thing)
    values = [(name, getattr(thing, name, None)) for name in _attributes(kind, thing)]
    return {name: _plain(value) for name, value in values if value is not None and _is_told(thing, name, value)}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, JsonObject):
        return _json(value)
    return value.to_dict() if hasattr(value, "to_dict") else value


def _is_told(thing: JsonObject, name: str, value: Any) -> bool:
    """Whether a value goes into the JSON: Slack takes no empty ones, with exceptions."""
    return bool(value) or not hasattr(value, "__len__") or (getattr(thing, "type", None), name) in _MAY_BE_EMPTY


@cache
def _checks(kind: type[JsonObject]) -> tuple[Callable[[JsonObject], None], ...]:
    """Return a class's checks, in the library's order."""
    held = (getattr(kind, name) for name in dir(kind) if not name.startswith("__"))
    return tuple(each for each in held if callable(each) and hasattr(each, "validator"))


_NAMES: dict[type[JsonObject], tuple[str, ...]] = {}


def _attributes(kind: type[JsonObject], thing: JsonObject) -> tuple[str, ...]:
    """Return the names of what a class shows; each object of it shows the same."""
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = tuple(sorted(thing.attributes))
    return names
