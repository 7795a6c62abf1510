"""The rules of Block Kit's blocks, for messages, modals and Home tabs."""

from collections.abc import Iterator
from typing import Any

from slack_simulator.blocks.elements import ACCESSORY, ACTION, IMAGE, INPUT
from slack_simulator.blocks.rules import (
    Rule,
    any_text,
    anything,
    boolean,
    choice,
    fault,
    listing,
    plain_text,
    shape,
    string,
    typed,
    whole_number,
    with_check,
)


def block(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return shape({"type": anything, **required}, {"block_id": string(255, 1), **(optional or {})})


def _text_or_fields(value: dict[str, Any], pointer: str) -> Iterator[str]:
    if value.get("text") is None and not value.get("fields"):
        yield fault("either text or fields must be provided", pointer)


def _context_part(value: object, pointer: str) -> Iterator[str]:
    is_image = isinstance(value, dict) and value.get("type") == "image"
    yield from (IMAGE if is_image else any_text(3000))(value, pointer)


STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
STYLE = shape({}, dict.fromkeys(STYLES, boolean))


def _inline(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return shape({"type": anything, **required}, {"style": STYLE, **(optional or {})})


INLINE = typed(
    {
        "text": _inline({"text": string(12000, 1)}),
        "link": _inline({"url": string(3000, 1)}, {"text": string(12000), "unsafe": boolean}),
        "emoji": _inline({"name": string(100, 1)}, {"unicode": string(100), "skin_tone": whole_number}),
        "user": _inline({"user_id": string(20, 1)}),
        "usergroup": _inline({"usergroup_id": string(20, 1)}),
        "channel": _inline({"channel_id": string(20, 1)}),
        "broadcast": _inline({"range": choice("here", "channel", "everyone")}),
        "date": _inline(
            {"timestamp": whole_number, "format": string(500, 1)}, {"url": string(3000), "fallback": string(500)}
        ),
        "color": _inline({"value": string(20, 1)}),
        "team": _inline({"team_id": string(20, 1)}),
    },
    "rich text element",
)
INLINES = listing(INLINE, 1000, 0)
RICH_SECTION = shape({"type": anything, "elements": INLINES})
RICH_LIST = shape(
    {
        "type": anything,
        "style": choice("bullet", "ordered"),
        "elements": listing(typed({"rich_text_section": RICH_SECTION}, "list item"), 1000, 0),
    },
    {"indent": whole_number, "offset": whole_number, "border": whole_number},
)
RICH_BOX = shape({"type": anything, "elements": INLINES}, {"border": whole_number, "language": string(50)})
RICH_TEXT = block(
    {
        "elements": listing(
            typed(
                {
                    "rich_text_section": RICH_SECTION,
                    "rich_text_list": RICH_LIST,
                    "rich_text_preformatted": RICH_BOX,
                    "rich_text_quote": RICH_BOX,
                },
                "rich text part",
            ),
            1000,
            0,
        )
    }
)
IMAGE_BLOCK = block(
    {"alt_text": string(2000)},
    {"image_url": string(3000, 1), "slack_file": anything, "title": plain_text(2000)},
)

EVERYWHERE: dict[str, Rule] = {
    "section": with_check(
        block(
            {},
            {
                "text": any_text(3000),
                "fields": listing(any_text(2000), 10),
                "accessory": ACCESSORY,
                "expand": boolean,
            },
        ),
        _text_or_fields,
    ),
    "header": block({"text": plain_text(150)}),
    "divider": block({}),
    "image": IMAGE_BLOCK,
    "context": block({"elements": listing(_context_part, 10)}),
    "actions": block({"elements": listing(ACTION, 25)}),
    "rich_text": RICH_TEXT,
    "video": anything,
}
INPUT_BLOCK = block(
    {"label": plain_text(2000), "element": INPUT},
    {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
)
ONLY_IN_MESSAGES: dict[str, Rule] = {
    "markdown": block({"text": string(12000, 1)}),
    "table": anything,
    "file": anything,
    "context_actions": anything,
    "card": anything,
    "carousel": anything,
    "container": anything,
    "data_table": anything,
    "task_card": anything,
    "plan": anything,
}

MESSAGE_BLOCK = typed({**EVERYWHERE, **ONLY_IN_MESSAGES, "input": INPUT_BLOCK}, "block")
MODAL_BLOCK = typed({**EVERYWHERE, "input": INPUT_BLOCK, "alert": anything}, "block")
HOME_BLOCK = typed({**EVERYWHERE, "input": INPUT_BLOCK}, "block")

VIEW_PROPERTIES: dict[str, Rule] = {
    "callback_id": string(255),
    "private_metadata": string(3000),
    "external_id": string(255),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}
MODAL = shape(
    {"type": choice("modal"), "title": plain_text(24), "blocks": listing(MODAL_BLOCK, 100)},
    {**VIEW_PROPERTIES, "submit": plain_text(24), "close": plain_text(24), "submit_disabled": boolean},
)
HOME = shape({"type": choice("home"), "blocks": listing(HOME_BLOCK, 100)}, VIEW_PROPERTIES)
