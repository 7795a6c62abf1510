"""Renaming a channel: changes a stored row that has the channel's old id. Pure, on plain values.

Changes, the audit trail and handled events keep the old id, because they say what was true then. Doing it twice changes
nothing more.
"""

import json
from collections.abc import Mapping
from typing import Any

from app.domain.json_text import json_text
from app.domain.report.destinations import agreement, parts_of

Item = dict[str, Any]

# The prefixes of drafts and of all reserved ids; other reserved rows name no channel that has to follow.
_DRAFT, _RESERVED = ".draft.", "."
_FIELDS = ("channel", "report_channel")


def renamed(table: str, item: Mapping[str, Any], old: str, new: str) -> Item:
    """Return the row with the channel's new id, unchanged if it is of a kind that keeps the old one."""
    if table == "reports":
        return _day(item, old, new)
    key = str(item["standup_id"])
    return _standup(item, old, new) if key.startswith(_DRAFT) or not key.startswith(_RESERVED) else dict(item)


def _day(item: Mapping[str, Any], old: str, new: str) -> Item:
    places = {name: new for name in ("channel", "home") if item.get(name) == old}
    link = str(item.get("permalink") or "")
    permalink = {"permalink": link.replace(_in_link(old), _in_link(new))} if _in_link(old) in link else {}
    return {**item, **places, **permalink}


def _in_link(channel: str) -> str:
    return f"/archives/{channel}/"


def _standup(item: Mapping[str, Any], old: str, new: str) -> Item:
    """Return a standup's row, with a new version so that a form opened before cannot restore the old id."""
    row = {**item}
    if item.get("introduction_channel") == old:
        row["introduction_channel"] = new
    for name in ("introduced_before", "takeover"):
        if kept := _read(item.get(name)):
            row[name] = json_text(_replaced(kept, old, new)) if old in str(kept) else item[name]
    config = _read(item.get("config"))
    if isinstance(config, dict) and (follows := _config(config, old, new)) != config:
        row["config"] = json_text(follows)
        if "version" in item:  # a draft has none of its own
            row["version"] = int(item["version"] or 0) + 1
    return row


def _read(stored: Any) -> Any:
    """Return a value stored as JSON; None if it cannot be read, which is handled elsewhere."""
    try:
        return json.loads(stored)
    except (ValueError, TypeError):
        return None


def _config(config: Mapping[str, Any], old: str, new: str) -> Item:
    places = {name: new for name in _FIELDS if config.get(name) == old}
    agreed = [_agreed(each, old, new) for each in config.get("agreed") or ()]
    return {**config, **places, **({"agreed": agreed} if agreed else {})}


def _agreed(text: Any, old: str, new: str) -> Any:
    parts = parts_of(text) if isinstance(text, str) else ("", "", "")
    return agreement(*(new if part == old else part for part in parts)) if old in parts else text


def _replaced(value: Any, old: str, new: str) -> Any:
    """Return the value with one id replaced, at any depth of lists and mappings."""
    if isinstance(value, dict):
        return {name: _replaced(each, old, new) for name, each in value.items()}
    if isinstance(value, list):
        return [_replaced(each, old, new) for each in value]
    return new if value == old else value
