"""Buttons: the menu's, and the owner's."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.flows import answering, posting_now, skipping
from app.listeners.payload import asker, clicked, message_at, trigger
from app.services import Services


def ack_only(ack: Ack) -> None:
    """Acknowledge; all else is lazy."""
    ack()


def ack_open_report(ack: Ack, body: dict[str, Any], context: dict[str, Any], services: Services, now: datetime) -> None:
    """Open the form at once: the trigger of a click lives for three seconds."""
    may_be_old = answering.open_report(services, asker(body), clicked(body), trigger(body), now)
    context["done"] = not may_be_old
    ack()


def show_menu_again(body: dict[str, Any], services: Services, now: datetime) -> None:
    """Bring the menu up to date in which somebody pressed *Open Report* or *Edit* once the report was out."""
    answering.show_again(services, asker(body), clicked(body), now)


def save_skip(body: dict[str, Any], services: Services, received_at: datetime, now: datetime) -> None:
    answering.skip_today(services, asker(body), clicked(body), received_at, now)


def save_undo(body: dict[str, Any], services: Services, received_at: datetime, now: datetime) -> None:
    skipping.undo(services, asker(body), clicked(body), received_at, now)


def save_withdrawal(body: dict[str, Any], services: Services, received_at: datetime, now: datetime) -> None:
    answering.withdraw(services, asker(body), clicked(body), received_at, now)


def post_now(body: dict[str, Any], context: dict[str, Any], services: Services) -> None:
    """Post a report that could not be posted; left to the sender's function, for it may take minutes."""
    posting_now.post_now(services, asker(body), clicked(body).report_id, message_at(body), context["deadline"])
