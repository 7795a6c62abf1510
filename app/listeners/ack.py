"""Acknowledge requests that need no reply at once."""

from slack_bolt import Ack


def ack_only(ack: Ack) -> None:
    """Acknowledge; everything else is lazy."""
    ack()
