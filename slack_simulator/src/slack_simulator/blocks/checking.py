"""Checks blocks and views as strictly as Slack, and gives them the defaults that Slack adds."""

import json
import secrets
import string
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from slack_simulator.blocks.rules import escaped_length, fault, listing
from slack_simulator.blocks.shapes import HOME, MESSAGE_BLOCK, MODAL
from slack_simulator.errors import SlackError, invalid_arguments, invalid_blocks

Json = dict[str, Any]

MESSAGE_BLOCKS = 50
MESSAGE_TEXT = 12_000
BLOCK_OVERHEAD = 50
MARKDOWN_TEXT = 12_000
VIEW_BYTES = 250_000
ID_LETTERS = string.ascii_letters + string.digits
STATELESS = ("button", "overflow", "workflow_button", "image")


def check_message_blocks(blocks: object, *, measured: bool = True) -> list[Json]:
    """Return the blocks as Slack keeps them; raises invalid_blocks or msg_blocks_too_long.

    `measured` is False for posts to a response_url, which have no limit on the sum of the text.
    """
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    faults = list(listing(MESSAGE_BLOCK, MESSAGE_BLOCKS, 0)(blocks, "/blocks"))
    faults = faults or [*_repeated_ids(blocks, "/blocks"), *_sdk_faults(blocks, "/blocks"), *_markdown(blocks)]
    if faults:
        raise invalid_blocks(faults)
    if measured and sum(_text_lengths(blocks)) + BLOCK_OVERHEAD * len(blocks) > MESSAGE_TEXT:
        raise SlackError("msg_blocks_too_long")
    return [with_defaults(block) for block in blocks]


def check_view(view: object, kind: str) -> Json:
    """Return a view as Slack keeps it; raises invalid_arguments or view_too_large."""
    if not isinstance(view, dict):
        raise invalid_arguments([fault("must be an object", "/view")])
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise SlackError("view_too_large")
    faults = list((HOME if kind == "home" else MODAL)(view, "/view")) or list(_view_faults(view))
    if faults:
        raise invalid_arguments(faults)
    return {**view, "blocks": [with_defaults(block) for block in view["blocks"]]}


def _view_faults(view: Json) -> Iterator[str]:
    blocks = view["blocks"]
    yield from _repeated_ids(blocks, "/view/blocks")
    yield from _sdk_faults(blocks, "/view/blocks")
    has_input = any(block["type"] == "input" for block in blocks)
    if view["type"] == "modal" and has_input and not view.get("submit"):
        yield fault("a modal with input blocks must have a submit button: missing required field: submit", "/view")
    try:
        View(**view).to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as error:
        yield fault(str(error), "/view")


def _repeated_ids(blocks: list[Json], pointer: str) -> Iterator[str]:
    block_ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    for block_id, count in block_ids.items():
        if count > 1:
            yield fault(f"`block_id` must be unique, {block_id} is used {count} times", pointer)
    for position, block in enumerate(blocks):
        action_ids = Counter(each["action_id"] for each in elements_of(block) if each.get("action_id"))
        for action_id, count in action_ids.items():
            if count > 1:
                yield fault(f"`action_id` {action_id} already exists in this block", f"{pointer}/{position}")


def _sdk_faults(blocks: list[Json], pointer: str) -> Iterator[str]:
    """Return what Slack's own SDK would not have sent."""
    for position, block in enumerate(blocks):
        try:
            parsed = Block.parse(deepcopy(block))
            if parsed is not None:
                parsed.to_dict()
        except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as error:
            yield fault(str(error), f"{pointer}/{position}")


def _markdown(blocks: list[Json]) -> Iterator[str]:
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_TEXT:
        yield fault(f"markdown blocks must have no more than {MARKDOWN_TEXT} characters together", "/blocks")


def _text_lengths(node: object) -> Iterator[int]:
    if isinstance(node, list):
        for item in node:
            yield from _text_lengths(item)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in ("text", "alt_text", "url") and isinstance(value, str):
                yield len(value) if node.get("type") == "mrkdwn" else escaped_length(value)
            elif isinstance(value, dict | list):
                yield from _text_lengths(value)


def elements_of(block: Json) -> list[Json]:
    """Return the interactive elements of a block, wherever they stand in it."""
    if block["type"] in ("actions", "context_actions"):
        return list(block.get("elements", []))
    single = block.get("accessory") or block.get("element")
    return [single] if isinstance(single, dict) and single.get("type") != "image" else []


def inputs_of(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """All (block, element) pairs whose value is part of the state."""
    for block in blocks:
        for each in elements_of(block):
            if each["type"] not in STATELESS:
                yield block, each


def with_defaults(block: Json) -> Json:
    """Return a copy with the ids and flags that Slack adds when they were left out."""
    kept = deepcopy(block)
    kept.setdefault("block_id", made_up_id())
    for each in elements_of(kept):
        each.setdefault("action_id", made_up_id())
    if kept["type"] == "input":
        kept.setdefault("optional", False)
        kept.setdefault("dispatch_action", False)
    _flag_texts(kept)
    return kept


def _flag_texts(node: object) -> None:
    if isinstance(node, list):
        for item in node:
            _flag_texts(item)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text":
            node.setdefault("emoji", True)
        elif node.get("type") == "mrkdwn":
            node.setdefault("verbatim", False)
        for value in node.values():
            _flag_texts(value)


def made_up_id() -> str:
    return "".join(secrets.choice(ID_LETTERS) for _ in range(5))
