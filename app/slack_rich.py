"""Rich text that has to stay: Slack does not let a message of it become one without."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, RichTextBlock, RichTextElementParts, RichTextSectionElement

MOST_BLOCKS = 50
NOTHING = "\u00a0"  # a text needs a character


def still_rich(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Give blocks that may stand where rich text was: their own and an empty one, or the text where there are none."""
    words = NOTHING if blocks else text
    rich = RichTextBlock(elements=[RichTextSectionElement(elements=[RichTextElementParts.Text(text=words)])])
    return [*blocks[: MOST_BLOCKS - 1], rich]
