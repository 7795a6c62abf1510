"""Erasing: removes a person from a stored row. Pure, on plain values."""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.domain.day.occurrence import REHEARSAL
from app.domain.json_text import json_text

Item = dict[str, Any]

# Replaces the person's id where it says who did something, and in what others wrote.
SOMEBODY = "somebody erased"
_SETS = ("$strings",)
_GONE = object()
_PERSON = re.compile(r"(?<![A-Z0-9])[UW][A-Z0-9]{2,}(?![A-Z0-9])", re.ASCII)


class RowKind(StrEnum):
    """The kinds of stored rows that a receipt counts."""

    OCCURRENCE = "occurrence"
    REPORT = "report"
    COPY = "copy"
    STANDUP = "standup"
    RECORD = "record"
    PROFILE = "profile"
    LAST_ANSWERS = "last answers"


def erased_from(table: str, item: Mapping[str, Any], user_id: str) -> Item | None:
    """Return the row without the person: unchanged if they are not in it, None if the row is to be deleted."""
    if is_theirs(table, item, user_id):
        return None
    row = {name: _without(value, user_id, name) for name, value in item.items()}
    kept = {name: None if value is _GONE else value for name, value in row.items()}
    if kept == dict(item):
        return dict(item)
    if table == "standups" and "config" in item:
        return _standup_without(item, kept)
    if table == "reports" and item.get("pieces"):
        pieces = [piece for piece in json.loads(str(item["pieces"])) if piece[0] != user_id]
        return {**item, "pieces": json_text(pieces)}
    if table == "reports" and item.get("groups"):
        kept["groups"] = _groups_without(str(item["groups"]), str(kept["groups"]))
    return kept


def value_without(name: str, value: Any, user_id: str) -> Any:
    """Return an attribute's value without the person, None if nothing is left; used for what is about to be written."""
    if name == "pieces" and isinstance(value, str):
        return json_text([piece for piece in json.loads(value) if piece[0] != user_id])
    left = _without(value, user_id, name)
    if name == "groups" and isinstance(value, str) and isinstance(left, str):
        return _groups_without(value, left)
    return None if left is _GONE else left


def people_in(item: Mapping[str, Any] | str) -> set[str]:
    """Return the ids in a row that may be those of people."""
    text = item if isinstance(item, str) else json.dumps(item, default=str)
    return set(_PERSON.findall(text))


def is_theirs(table: str, item: Mapping[str, Any], user_id: str) -> bool:
    """Whether a row belongs to the person: a report, a rehearsal, a profile, a draft, or another row under their id."""
    if table == "reports":
        begins = f".{REHEARSAL}{user_id}-"
        return item.get("user_id") == user_id or begins in f".{str(item['report_id']).partition('.')[2]}"
    if table == "members":
        own = str(item["user_id"])
        return own == user_id or (own.startswith(".") and user_id in own.split("."))
    key = str(item["standup_id"])
    return key.startswith(".") and user_id in key.split(".")


def mentions(item: Mapping[str, Any], user_id: str) -> bool:
    """Whether a person's id is anywhere in a row, including its keys."""
    return re.search(rf"(?<![A-Z0-9]){user_id}(?![A-Z0-9])", json.dumps(item, default=str)) is not None


def _standup_without(before: Mapping[str, Any], row: Item) -> Item | None:
    """Return a standup's row with a new version, so that a form opened before cannot bring the person back.

    None if nobody would be left to be asked.
    """
    config = json.loads(row["config"])
    old = json.loads(before["config"])
    nobody_left = config.get("people") is not None and not [*config["people"], *config.get("optional", [])]
    if nobody_left and config != old:
        return None
    return {**row, "version": int(before.get("version") or 0) + 1}


def _groups_without(before: str, after: str) -> str | None:
    """Return the groups without those that lost all people, because a group without people stands for everybody."""
    pairs = zip(json.loads(before), json.loads(after), strict=True)
    left = [group for old, group in pairs if group["people"] or not old["people"]]
    return json_text(left) if left else None


def _without(value: Any, user_id: str, name: str = "") -> Any:
    """Return a value without the person; _GONE if nothing is left of it."""
    if isinstance(value, str):
        return _text_without(value, user_id, name)
    if isinstance(value, list):
        return [kept for each in value if (kept := _without(each, user_id)) is not _GONE]
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)) in _SETS:
            ((kind, members),) = value.items()
            left = [each for each in members if not _names(each, user_id)]
            return {kind: left} if left else _GONE
        pairs = ((key, _without(each, user_id, key)) for key, each in value.items() if key != user_id)
        return {key: "" if each is _GONE else each for key, each in pairs}
    return value


def _text_without(text: str, user_id: str, name: str) -> Any:
    if user_id not in text:
        return text
    if text[:1] in ("[", "{"):
        try:
            inner = json.loads(text)
        except ValueError:
            pass
        else:
            return json_text(_without(inner, user_id))
    if text == user_id:
        return SOMEBODY if name in ("by", "paused_by") else _GONE
    return re.sub(rf"<@{user_id}(\|[^>]*)?>|(?<![A-Z0-9]){user_id}(?![A-Z0-9])", f"({SOMEBODY})", text)


def _names(text: str, user_id: str) -> bool:
    return user_id in re.split(r"[^A-Z0-9]", text)
