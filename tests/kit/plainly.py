"""What all that the app says must be for who cannot see it: words, in whose place no picture and no colour stands.

Slack reads the plain `text` of a message aloud and not its blocks, so it has to say what they say. `Plainly` listens to
all that reaches a workspace, whatever test it is in.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

POSTS = {"chat.postMessage", "chat.update", "chat.postEphemeral"}
VIEWS = {"views.open", "views.push", "views.update", "views.publish"}
# A longer text is heard to no end anyhow, and may leave things out, if it says in words where they are.
LONG = 2_000
MOST_OF_IT = 0.9

Json = Mapping[str, Any]

_SHOWN_AS = re.compile(r"<[^<>|]*\|([^<>]*)>")
_REFERENCE = re.compile(r"<[@#!][^<>]*>")
_EMOJI = re.compile(r":[a-z0-9_+'-]+:|[\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")
_BARE_SECONDS = re.compile(r"<!date\^[^|>]*\|\d*>")


def words(text: str) -> list[str]:
    """Give the words that are read aloud, in small letters: none of names that only Slack knows, none of pictures."""
    bare = _REFERENCE.sub(" ", _SHOWN_AS.sub(r" \1 ", text))
    return re.findall(r"[^\W_]+", _EMOJI.sub(" ", html.unescape(bare)).casefold())


def parts(node: Any, *keys: str) -> Iterator[Json]:
    """Give every part of blocks that has all of these keys."""
    if isinstance(node, Mapping):
        if all(node.get(key) is not None for key in keys):
            yield node
        yield from chain.from_iterable(parts(inner, *keys) for inner in node.values())
    elif isinstance(node, list | tuple):
        yield from chain.from_iterable(parts(inner, *keys) for inner in node)


def said_in(blocks: Sequence[Json]) -> list[str]:
    """Give all texts of blocks but those of buttons and menus, which are read where they are."""
    shown = [{**block, "elements": [], "accessory": None} if is_pressed(block) else block for block in blocks]
    texts = (part["text"] for part in parts([block for block in shown if block["type"] != "actions"], "text"))
    return [text for text in texts if isinstance(text, str)]


def is_pressed(block: Json) -> bool:
    return block["type"] == "section" and bool(block.get("accessory"))


def faults_of_message(text: str, blocks: Sequence[Json]) -> list[str]:
    """Say what is wrong with a message's plain text."""
    said, shown = words(text), [word for each in said_in(blocks) for word in words(each)]
    is_somebodys = any(block["type"] == "rich_text" for block in blocks) and text.strip()
    if not (said or is_somebodys) or _BARE_SECONDS.search(text):
        return [f"says nothing in words: {text!r}"]
    missing = [word for word in shown if word not in set(said)] if len(text) <= LONG else []
    faults = faults_of_parts(blocks)
    if len(text) > LONG and text.rstrip().endswith("…") and not any("…" in each for each in said_in(blocks)):
        faults.append(f"is cut off and does not say where the rest is: {text[-300:]!r}")
    if len(missing) > (1 - MOST_OF_IT) * len(shown):
        faults.append(f"keeps to its blocks {missing[:20]}: {text[:300]!r}")
    return faults


def faults_of_parts(blocks: Sequence[Json]) -> list[str]:
    """Say which buttons, pictures and lines mean something only to those who see them."""
    buttons = [part for part in parts(list(blocks), "type", "text") if part["type"] == "button"]
    unnamed = [each for each in buttons if not words(each.get("accessibility_label") or each["text"]["text"])]
    pictures = [part for part in parts(list(blocks), "type") if part["type"] == "image"]
    undescribed = [each for each in pictures if not words(each.get("alt_text") or "")]
    ours = [block for block in blocks if block["type"] != "rich_text"]  # in which people may write what they like
    lines = [line for text in said_in(ours) for line in text.splitlines()]
    coloured = [line for line in lines if _EMOJI.search(line) and not words(line)]
    return [f"has no words for {each}" for each in (*unnamed, *undescribed, *coloured)]


class Plainly:
    """Hears what the app says in a workspace, and keeps what is wrong with it."""

    def __init__(self) -> None:
        self.heard, self.faults = 0, []

    def __call__(self, entry: Json) -> None:
        detail = entry["detail"]
        if entry["kind"] == "api" and entry["ok"] and entry["title"] in POSTS:
            self._hears(faults_of_message(*content(detail["args"])))
        elif entry["kind"] == "response_url" and (answer := detail.get("answer")) and "text" in answer:
            self._hears(faults_of_message(*content(answer)))
        elif entry["kind"] == "api" and entry["ok"] and entry["title"] == "files.getUploadURLExternal":
            name, described = str(detail["args"]["filename"]), str(detail["args"].get("alt_txt") or "")
            self._hears([] if words(described) or not name.endswith(".png") else [f"has no words for {name}"])
        elif entry["kind"] == "api" and entry["ok"] and entry["title"] in VIEWS:
            view = detail["args"]["view"]
            self._hears(faults_of_parts((json.loads(view) if isinstance(view, str) else view)["blocks"]))
        elif entry["kind"] == "request":
            self._hears_answer(str(detail.get("answer") or ""))

    def _hears_answer(self, body: str) -> None:
        """Hear what a request was answered with, as far as the journal keeps it whole."""
        try:
            answer = dict(json.loads(body))
        except (ValueError, TypeError):
            return
        if "text" in answer:
            self._hears(faults_of_message(*content(answer)))
        self._hears(faults_of_parts(answer.get("view", {}).get("blocks", [])))

    def _hears(self, faults: list[str]) -> None:
        self.heard += 1
        self.faults += faults


def content(args: Json) -> tuple[str, list[Json]]:
    blocks = args.get("blocks") or []
    return str(args.get("text") or ""), json.loads(blocks) if isinstance(blocks, str) else blocks
