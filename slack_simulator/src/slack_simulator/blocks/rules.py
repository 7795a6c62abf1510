"""The small language in which Block Kit's rules are written: a rule finds faults in a value at a JSON pointer."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = Callable[[Any, str], Iterator[str]]


def fault(sentence: str, pointer: str) -> str:
    return f"{sentence} [json-pointer:{pointer}]"


def escaped_length(text: str) -> int:
    """Characters as Slack counts them in plain text: after escaping."""
    return len(text) + 4 * text.count("&") + 3 * (text.count("<") + text.count(">"))


def anything(_value: object, _pointer: str) -> Iterator[str]:
    yield from ()


def boolean(value: object, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must be a boolean", pointer)


def whole_number(value: object, pointer: str) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield fault("must be an integer", pointer)


def string(most: int, least: int = 0) -> Rule:
    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must be a string", pointer)
        elif len(value) > most:
            yield fault(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            yield fault(f"must be more than {least - 1} characters", pointer)

    return rule


def choice(*allowed: str) -> Rule:
    def rule(value: object, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield fault(f"must be one of {', '.join(allowed)}", pointer)

    return rule


def listing(of: Rule, most: int, least: int = 1) -> Rule:
    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must be an array", pointer)
            return
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield fault(f"no fewer than {least} items allowed", pointer)
        for position, item in enumerate(value):
            yield from of(item, f"{pointer}/{position}")

    return rule


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """Return an object with these properties and no others."""
    known = {**required, **(optional or {})}

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must be an object", pointer)
            return
        for name in required:
            if value.get(name) is None:
                yield fault(f"missing required field: {name}", pointer)
        for name, inner in value.items():
            if name not in known:
                yield fault(f"invalid additional property: {name}", pointer)
            elif inner is not None:
                yield from known[name](inner, f"{pointer}/{name}")

    return rule


def typed(shapes: Mapping[str, Rule], what: str) -> Rule:
    """Return an object whose `type` says which of the shapes it must have."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must be an object", pointer)
            return
        kind = value.get("type")
        if kind is None:
            yield fault("missing required field: type", pointer)
        elif not isinstance(kind, str) or kind not in shapes:
            yield fault(f"unsupported type: {kind} is no {what} here", f"{pointer}/type")
        else:
            yield from shapes[kind](value, pointer)

    return rule


def plain_text(most: int) -> Rule:
    whole = shape({"type": choice("plain_text"), "text": anything}, {"emoji": boolean})

    def rule(value: object, pointer: str) -> Iterator[str]:
        yield from whole(value, pointer)
        if isinstance(value, dict):
            yield from _text_length(value.get("text"), most, f"{pointer}/text", escape=True)

    return rule


def any_text(most: int) -> Rule:
    marked_up = shape({"type": choice("mrkdwn"), "text": anything}, {"verbatim": boolean})
    plain = plain_text(most)

    def rule(value: object, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict) or value.get("type") != "mrkdwn":
            yield from plain(value, pointer)
            return
        yield from marked_up(value, pointer)
        yield from _text_length(value.get("text"), most, f"{pointer}/text", escape=False)

    return rule


def _text_length(text: object, most: int, pointer: str, *, escape: bool) -> Iterator[str]:
    if not isinstance(text, str):
        yield fault("must be a string", pointer)
    elif not text:
        yield fault("must be more than 0 characters", pointer)
    elif (escaped_length(text) if escape else len(text)) > most:
        yield fault(f"must be less than {most + 1} characters", pointer)


def with_check(base: Rule, check: Callable[[dict[str, Any], str], Iterator[str]]) -> Rule:
    """Return a rule followed by a check of the whole object."""

    def rule(value: object, pointer: str) -> Iterator[str]:
        yield from base(value, pointer)
        if isinstance(value, dict):
            yield from check(value, pointer)

    return rule
