"""Update a message of ours, or log that Slack does not let it be changed any more.

What Slack refuses for one message (somebody deleted it, its channel is archived) is logged and not tried again.
"""

import logging
from collections.abc import Callable

from app.errors import SlackRefused
from app.flows.sender import outbox, without_waiting
from app.outbox import CarryOut, Place
from app.services import Services
from app.slack.message import Message
from app.slack_errors import Meaning

_log = logging.getLogger(__name__)


def reword(
    services: Services,
    carry_out: CarryOut | None,
    place: Place,
    message: Message,
    *,
    even_closed: bool = True,
    even_fixed: bool = True,
) -> bool:
    """Replace the text of the message at a place; the rest is as in `show`."""
    return show(services, carry_out, place, lambda: message, even_closed=even_closed, even_fixed=even_fixed)


def show(
    services: Services,
    carry_out: CarryOut | None,
    place: Place,
    render: Callable[[], Message | None],
    *,
    shown: Message | None = None,
    even_closed: bool = True,
    even_fixed: bool = True,
) -> bool:
    """Make the message at a place, which showed `shown`, show what is stored now, as `render` reads it.

    Returns False if the message is out of reach, which a retry does not mend: somebody has deleted it, its channel is
    archived, or the workspace does not allow changes any more. Unless `even_closed`, a closed channel raises
    SlackRefused instead, since it may take the message later; unless `even_fixed`, so does a message that may not be
    changed any more. Without `carry_out` it waits for nothing.
    """
    try:
        outbox(services, carry_out or without_waiting).converge(place, render, shown=shown)
    except SlackRefused as refusal:
        if not refusal.is_out_of_reach or (refusal.is_of_closed_channel and not even_closed):
            raise
        if refusal.meaning is Meaning.NOT_ALLOWED and not even_fixed:
            raise
        _log.warning("a message was not changed", extra={"channel": place[0], "reason": refusal.code})
        return False
    return True
