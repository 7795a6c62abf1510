"""Other blocks for a message, for when Slack refuses its first ones because of rich text."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, RichTextBlock, RichTextElementParts, RichTextSectionElement

from app.slack.block_json import as_json
from app.slack.message import Message

MOST_BLOCKS = 50
NOTHING = "\u00a0"  # Slack takes no empty text


def with_rich_text(message: Message) -> list[Block]:
    """Return the blocks with a rich text after them: a message that had one must keep one when it is updated.

    The rich text is empty, or holds the message's text if it has no blocks.
    """
    words = NOTHING if message.blocks else message.text
    rich = RichTextBlock(elements=[RichTextSectionElement(elements=[RichTextElementParts.Text(text=words)])])
    return [*message.blocks[: MOST_BLOCKS - 1], rich]


def alternative_blocks(code: str, message: Message) -> list[Block] | list[dict[str, Any]] | None:
    """Return other blocks that say the same, for a message that Slack refused with `code`; None if there are none."""
    if code == "block_mismatch":
        return with_rich_text(message)
    blocks = list(map(as_json, message.blocks))
    without_emoji = [_without_emoji(block) for block in blocks]
    return without_emoji if code == "invalid_blocks" and without_emoji != blocks else None


def _without_emoji(part: Any) -> Any:
    """Return blocks with each emoji as text, because Slack may refuse an emoji that the workspace does not have."""
    if isinstance(part, list):
        return [_without_emoji(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    if part.get("type") == "emoji":
        tone = f":skin-tone-{part['skin_tone']}:" if part.get("skin_tone") else ""
        return {"type": "text", "text": f":{part['name']}:{tone}"}
    return {name: _without_emoji(value) for name, value in part.items()}
