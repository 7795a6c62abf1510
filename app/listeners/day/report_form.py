"""The submission of the report form."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.flows.day import answering
from app.listeners.home_tab import show_where_clicked
from app.listeners.payload import requester
from app.services import Services
from app.views.day.report_form import parse_submission


def ack_answers(ack: Ack, body: dict[str, Any], view: dict[str, Any], services: Services, now: datetime) -> None:
    """Check what was typed; if it cannot be stored, the modal stays open with a sentence at the field.

    The modal also stays open to say that the day's outlook is no longer what the form said.
    """
    told = answering.check_answers(services, requester(body), parse_submission(view), now)
    ack(response_action="update", view=told) if told else ack()


def save_answers(
    body: dict[str, Any], view: dict[str, Any], services: Services, received_at: datetime, now: datetime
) -> None:
    """Store the answers and show them. May run twice, and late."""
    who, submission = requester(body), parse_submission(view)
    answering.submit_answers(services, who, submission, received_at, now)
    show_where_clicked(services, who, submission.origin)
