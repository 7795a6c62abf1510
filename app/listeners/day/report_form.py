"""The report form: it opens, and what is sent with it is checked and stored.

The first click of the morning imports this module, so what only a lazy run needs is imported there.
"""

from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.flows.day import opening
from app.listeners.payload import clicked, requester, trigger
from app.services import Services
from app.views.day.report_form import parse_submission


def ack_open_report(ack: Ack, body: dict[str, Any], context: dict[str, Any], services: Services, now: datetime) -> None:
    """Open the form at once: the trigger of a click lives for three seconds."""
    may_be_old = opening.open_report(services, requester(body), clicked(body), trigger(body), now)
    context["done"] = not may_be_old
    ack()


def ack_answers(
    ack: Ack, body: dict[str, Any], view: dict[str, Any], context: dict[str, Any], services: Services, now: datetime
) -> None:
    """Check what was typed; if it cannot be stored, the modal stays open with a sentence at the field.

    The modal also stays open to say that the day's outlook is no longer what the form said.
    """
    checked = opening.check_answers(services, requester(body), parse_submission(view), now)
    context["snapshot"] = checked.snapshot
    ack(response_action="update", view=checked.instead) if checked.instead else ack()


def save_answers(
    body: dict[str, Any],
    view: dict[str, Any],
    context: dict[str, Any],
    services: Services,
    received_at: datetime,
    now: datetime,
) -> None:
    """Store the answers and show them. May run twice, and late."""
    from app.flows.day.answering import submit_answers  # noqa: PLC0415
    from app.listeners.home_tab import show_where_clicked  # noqa: PLC0415

    who, submission = requester(body), parse_submission(view)
    submit_answers(services, who, submission, received_at, now, context.get("snapshot"))
    show_where_clicked(services, who, submission.origin)
