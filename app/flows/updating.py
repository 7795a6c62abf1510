"""Rewording: other words are put into a message of ours, or it is logged that Slack does not change it any more."""

import logging
from collections.abc import Callable

from app.errors import SlackRefused
from app.flows.sender import outbox, without_waiting
from app.outbox import CarryOut, Place
from app.services import Services
from app.slack.message import Message

_log = logging.getLogger(__name__)


def reword(
    services: Services, carry_out: CarryOut | None, place: Place, message: Message, *, even_closed: bool = True
) -> bool:
    """Put these words into the message at a place; for the rest see `show`."""
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
    """Let the message at a place, which says what was `shown`, say what is stored, by whatever `render` reads.

    False where it is out of reach, which trying again does not mend: somebody has deleted it, its channel is archived,
    or the workspace does not let it be changed any more. If not `even_closed`, a channel that is closed to us raises
    SlackRefused instead: it may take these words another time. Without a way to carry it out, it is done without
    waiting for anything.
    """
    try:
        outbox(services, carry_out or without_waiting).converge(place, render, shown=shown)
    except SlackRefused as refusal:
        if not refusal.is_out_of_reach or (refusal.is_of_closed_channel and not even_closed):
            raise
        _log.warning("a message was not changed", extra={"channel": place[0], "reason": refusal.code})
        return False
    return True
