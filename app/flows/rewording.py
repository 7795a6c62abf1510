"""Rewording: other words are put into a message of ours, or it is logged that Slack does not change it any more."""

import logging
from functools import partial

from app.errors import SlackRefused
from app.flows import sending
from app.message import Message
from app.outbox import CarryOut
from app.services import Services

_log = logging.getLogger(__name__)


def reword_later(services: Services, carry_out: CarryOut, place: tuple[str, str], message: Message) -> bool:
    """Do the same, but raise SlackRefused where the channel is closed to us: it may take these words another time."""
    return reword(services, carry_out, place, message, even_closed=False)


def reword(
    services: Services,
    carry_out: CarryOut | None,
    place: tuple[str, str],
    message: Message,
    *,
    even_closed: bool = True,
) -> bool:
    """Put these words into the message at a place; False where it is out of reach, which trying again does not mend.

    Somebody has deleted it, its channel is archived, or the workspace does not let it be changed any more.
    Without a way to carry it out, it is done without waiting for anything.
    """
    change = partial(services.slack.update, *place, message)
    try:
        carry_out(change, sending.UPDATE) if carry_out else change()
    except SlackRefused as refusal:
        if not refusal.is_out_of_reach or (refusal.is_of_closed_channel and not even_closed):
            raise
        _log.warning("a message was not changed", extra={"channel": place[0], "reason": refusal.code})
        return False
    return True
