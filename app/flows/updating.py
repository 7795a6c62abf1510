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
    services: Services, carry_out: CarryOut | None, place: Place, message: Message, *, even_closed: bool = True
) -> bool:
    """Replace the text of the message at a place; the rest is as in `show`."""
    return show(services, carry_out, place, lambda: message, even_closed=even_closed)


def show(
    services: Services,
    carry_out: CarryOut | None,
    place: Place,
    render: Callable[[], Message | None],
    *,
    shown: Message | None = None,
    even_closed: bool = True,
) -> bool:
    """Make the message at a place, which showed `shown`, show what is stored now, as `render` reads it.

    Returns False if the message is out of reach, which a retry does not mend: somebody has deleted it, its channel is
    archived, or the workspace does not allow changes any more. Unless `even_closed`, a closed channel raises
    SlackRefused instead, since it may take the message later. Without `carry_out` it waits for nothing.
    """
    refusal = _refusal(services, carry_out, place, render, shown, even_closed=even_closed)
    if refusal:
        _note(place, refusal)
    return refusal is None


def show_or_say_why(
    services: Services, carry_out: CarryOut | None, place: Place, render: Callable[[], Message]
) -> str | None:
    """Make a message of the report show what is stored now; return Slack's code if it cannot be changed any more.

    Either that is not allowed, or the message is gone. A closed channel raises SlackRefused. Whatever else is out of
    reach is left as it is.
    """
    refusal = _refusal(services, carry_out, place, render, even_closed=False)
    if refusal and refusal.meaning in {Meaning.NOT_ALLOWED, Meaning.GONE}:
        return refusal.code
    if refusal:
        _note(place, refusal)
    return None


def _refusal(
    services: Services,
    carry_out: CarryOut | None,
    place: Place,
    render: Callable[[], Message | None],
    shown: Message | None = None,
    *,
    even_closed: bool,
) -> SlackRefused | None:
    """Change the message; return the refusal that puts it out of reach, and raise any other one."""
    try:
        outbox(services, carry_out or without_waiting).converge(place, render, shown=shown)
    except SlackRefused as refusal:
        if not refusal.is_out_of_reach or (refusal.is_of_closed_channel and not even_closed):
            raise
        return refusal
    return None


def _note(place: Place, refusal: SlackRefused) -> None:
    _log.warning("a message was not changed", extra={"channel": place[0], "reason": refusal.code})
