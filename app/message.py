"""What a message says."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block


@dataclass(frozen=True, slots=True)
class Message:
    """The blocks of a message, and the plain text that is whole by itself (notifications, screen readers)."""

    text: str
    blocks: Sequence[Block] = ()
