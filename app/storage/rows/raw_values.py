"""Converts DynamoDB's typed values to plain ones that JSON can hold, and back, without loss."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

# Types that JSON does not have become objects with one of these names.
SETS = {"SS": "$strings", "NS": "$numbers", "BS": "$blobs"}
BLOB = "$blob"
FRACTION = "$number"


def plain_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's attributes as plain values."""
    return {name: plain_value(value) for name, value in item.items()}


def stored_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values as DynamoDB's typed ones."""
    return {name: stored(value) for name, value in item.items()}


def plain_value(typed: Mapping[str, Any]) -> Any:
    """Return one typed value as a plain one; raises KeyError for an unknown type."""
    ((kind, value),) = typed.items()
    if kind in SETS:
        return {SETS[kind]: sorted(_member(kind, each) for each in value)}
    return _READ[kind](value)


def stored(value: Any) -> dict[str, Any]:
    """Return one plain value with its type; raises ValueError if DynamoDB cannot hold it."""
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, list):
        return {"L": [stored(each) for each in value]}
    if isinstance(value, dict):
        return _stored_object(value)
    raise ValueError(type(value).__name__)


def _stored_object(value: dict[str, Any]) -> dict[str, Any]:
    (name,) = value if len(value) == 1 else ("",)
    if name == BLOB:
        return {"B": base64.b64decode(value[name])}
    if name == FRACTION:
        return {"N": value[name]}
    for kind, known_as in SETS.items():
        if name == known_as:
            return {kind: [base64.b64decode(each) if kind == "BS" else each for each in value[name]]}
    return {"M": stored_item(value)}


def _member(kind: str, value: Any) -> str:
    return base64.b64encode(value).decode() if kind == "BS" else str(value)


def _number(text: str) -> Any:
    """Return a whole number as an int, and any other as its digits, which JSON parsers would round."""
    return int(text) if text.lstrip("-").isdecimal() else {FRACTION: text}


_READ: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "BOOL": bool,
    "NULL": lambda _: None,
    "N": _number,
    "M": plain_item,
    "L": lambda values: [plain_value(each) for each in values],
    "B": lambda value: {BLOB: base64.b64encode(value).decode()},
}
