"""The content of a message: blocks, and the plain text beside them."""

from collections.abc import Sequence

from msgspec import Struct
from slack_sdk.models.blocks import Block


class Message(Struct, frozen=True):
    """The blocks of a message, and a plain text that says everything by itself (notifications, screen readers)."""

    text: str
    blocks: Sequence[Block] = ()
