"""Modals: the report form's submission."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.flows import answering
from app.listeners.payload import asker
from app.services import Services
from app.views.blocker_fields import parse_help
from app.views.report_form import parse_answers, parse_origin


def ack_answers(ack: Ack, body: dict[str, Any], view: dict[str, Any], services: Services) -> None:
    """Check what was typed; the modal stays open with a sentence at the field if it cannot be stored."""
    answering.check_answers(services, asker(body), parse_origin(view), parse_answers(view), help_=parse_help(view))
    ack()


def save_answers(body: dict[str, Any], view: dict[str, Any], services: Services, received_at: datetime) -> None:
    """Store what was typed, then show it. May run twice, and late."""
    origin, help_ = parse_origin(view), parse_help(view)
    answering.submit_answers(services, asker(body), origin, parse_answers(view), received_at, help_=help_)
