"""The owner's button to post a report that could not be posted."""

from typing import Any

from app.flows.report import posting_now
from app.listeners.payload import button_value, message_at, requester
from app.services import Services


def post_now(body: dict[str, Any], context: dict[str, Any], services: Services) -> None:
    """Post a report that could not be posted; runs in the sender's function, because it may take minutes."""
    posting_now.post_now(services, requester(body), button_value(body), message_at(body), context["deadline"])
