"""What a message says once more, where Slack does not take it as rich text, or only as such."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, RichTextBlock, RichTextElementParts, RichTextSectionElement

from app.slack.message import Message

MOST_BLOCKS = 50
NOTHING = "\u00a0"  # a text needs a character


def still_rich(message: Message) -> list[Block]:
    """Give blocks that may stand where rich text was: their own and an empty one, or the text where there are none."""
    words = NOTHING if message.blocks else message.text
    rich = RichTextBlock(elements=[RichTextSectionElement(elements=[RichTextElementParts.Text(text=words)])])
    return [*message.blocks[: MOST_BLOCKS - 1], rich]


def said_otherwise(code: str, message: Message) -> list[Block] | list[dict[str, Any]] | None:
    """Return blocks that say the same and that Slack may take though it has refused these; None if there are none."""
    if code == "block_mismatch":
        return still_rich(message)
    plain = [block.to_dict() for block in message.blocks]
    typed = [_typed(block) for block in plain]
    return typed if code == "invalid_blocks" and typed != plain else None


def _typed(part: Any) -> Any:
    """Return blocks with each emoji as it was typed, as one that the workspace does not have may be refused."""
    if isinstance(part, list):
        return [_typed(each) for each in part]
    if not isinstance(part, Mapping):
        return part
    if part.get("type") == "emoji":
        tone = f":skin-tone-{part['skin_tone']}:" if part.get("skin_tone") else ""
        return {"type": "text", "text": f":{part['name']}:{tone}"}
    return {name: _typed(value) for name, value in part.items()}
