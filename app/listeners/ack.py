"""The acknowledgement of what has nothing to say at once."""

from slack_bolt import Ack


def ack_only(ack: Ack) -> None:
    """Acknowledge; all else is lazy."""
    ack()
