"""Whom a message notifies and what it links to, so that tests can hold user text to "never"."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Names = Callable[[str], str | None]

TOKEN = re.compile(r"<([^<>]*)>")
BARE_BROADCAST = re.compile(r"(?<![\w@])@(here|channel|everyone|group)\b")
BARE_CHANNEL = re.compile(r"(?<![\w#&])#([a-z0-9_-]{1,80})\b")
BARE_URL = re.compile(r"(?:https?://|mailto:|(?<![\w.@/])www\.)[^\s<>|]+", re.IGNORECASE)
BROADCASTS = ("here", "channel", "everyone", "group")


def effects(message: Json, channel_named: Names, *, parse_full: bool = False) -> Json:
    """`mentions`: user and group ids, "here", "channel", "everyone"; `links`: URLs and channel ids."""
    found = list(_of_text(message.get("text") or "", channel_named, names=parse_full, urls=not message.get("blocks")))
    found += _of_node(message.get("blocks") or [], channel_named)
    found += _of_node(message.get("attachments") or [], channel_named)
    return {
        "mentions": list(dict.fromkeys(value for kind, value in found if kind == "mention")),
        "links": list(dict.fromkeys(value for kind, value in found if kind == "link")),
    }


def _of_node(node: object, channel_named: Names) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for item in node:
            yield from _of_node(item, channel_named)
    elif isinstance(node, dict):
        yield from _of_object(node, channel_named)


def _of_object(node: Json, channel_named: Names) -> Iterator[tuple[str, str]]:
    kind = node.get("type")
    if kind == "mrkdwn":
        automatic = not node.get("verbatim", False)
        yield from _of_text(str(node.get("text", "")), channel_named, names=automatic, urls=automatic)
    elif kind == "markdown":
        yield from _of_text(str(node.get("text", "")), channel_named, names=True, urls=True)
    elif kind in ("user", "usergroup", "broadcast", "channel", "link"):
        yield from _of_rich_element(node)
    elif kind != "plain_text":
        for value in node.values():
            yield from _of_node(value, channel_named)


def _of_rich_element(node: Json) -> Iterator[tuple[str, str]]:
    for name in ("user_id", "usergroup_id", "range"):
        if node.get(name):
            yield "mention", str(node[name])
    for name in ("channel_id", "url"):
        if node.get(name):
            yield "link", str(node[name])


def _of_text(text: str, channel_named: Names, *, names: bool, urls: bool) -> Iterator[tuple[str, str]]:
    for token in TOKEN.findall(text):
        yield from _of_token(token)
    rest = TOKEN.sub(" ", text)
    if names:
        yield from (("mention", name) for name in BARE_BROADCAST.findall(rest))
        channels = (channel_named(name) for name in BARE_CHANNEL.findall(rest))
        yield from (("link", channel) for channel in channels if channel)
    if urls:
        yield from (("link", url) for url in BARE_URL.findall(rest))


def _of_token(token: str) -> Iterator[tuple[str, str]]:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        yield "mention", target[1:]
    elif target.startswith("!subteam^"):
        yield "mention", target.removeprefix("!subteam^")
    elif target[1:] in BROADCASTS and target.startswith("!"):
        yield "mention", target[1:]
    elif target.startswith("#"):
        yield "link", target[1:]
    elif ":" in target and not target.startswith("!"):
        yield "link", f"{target}|{label}" if label else target
