"""What a message says."""

from collections.abc import Sequence

from msgspec import Struct
from slack_sdk.models.blocks import Block


class Message(Struct, frozen=True):
    """The blocks of a message, and the plain text that is whole by itself (notifications, screen readers)."""

    text: str
    blocks: Sequence[Block] = ()
