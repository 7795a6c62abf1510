"""Modals: the report form's submission."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.flows import answering
from app.language import say
from app.listeners.payload import asker
from app.services import Services
from app.views.blocker_fields import parse_help
from app.views.notices import rich_notice
from app.views.report_form import parse_answers, parse_origin


def ack_answers(ack: Ack, body: dict[str, Any], view: dict[str, Any], services: Services) -> None:
    """Check what was typed; the modal stays open with a sentence at the field if it cannot be stored.

    It stays open, too, to say that something else becomes of it than the form has said.
    """
    origin, help_ = parse_origin(view), parse_help(view)
    told = answering.check_answers(services, asker(body), origin, parse_answers(view), help_=help_)
    ack(response_action="update", view=rich_notice(f"{say('*Thank you.*')} {told}")) if told else ack()


def save_answers(body: dict[str, Any], view: dict[str, Any], services: Services, received_at: datetime) -> None:
    """Store what was typed, then show it. May run twice, and late."""
    origin, help_ = parse_origin(view), parse_help(view)
    answering.submit_answers(services, asker(body), origin, parse_answers(view), received_at, help_=help_)
