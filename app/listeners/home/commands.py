"""What people type, and the shortcut: /standup, messages to the bot, Open today's report."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack

from app.flows.day import opening
from app.flows.home import commands
from app.flows.home.commands import Typed
from app.flows.privacy import uninstalling
from app.listeners.payload import button_value, is_from_a_person, place_of, requester, trigger, typed
from app.services import Services
from app.views.day.report_form import Origin
from app.views.home.commands import picked_report


def ack_command(ack: Ack, body: dict[str, Any], context: dict[str, Any], services: Services) -> None:
    """Open a modal or reply with what needs no look-up; everything else is lazy."""
    text, channel = typed(body)
    said = Typed(text, channel, context["received_at"])
    reply = commands.answer_at_once(services, requester(body), said, trigger(body))
    if reply is None:
        ack()
        return
    context["done"] = True
    ack(text=reply.text, blocks=reply.blocks, response_type="ephemeral") if reply.text else ack()


def answer_command(body: dict[str, Any], services: Services, received_at: datetime) -> None:
    """Do what was typed, and reply where only the person sees it."""
    text, channel = typed(body)
    said = Typed(text, channel, received_at)
    uninstalling.come_back(services, str(body.get("team_id") or ""), received_at)
    commands.answer_privately(services, requester(body), said, str(body.get("response_url") or ""))


def ack_message(ack: Ack, context: dict[str, Any], event: dict[str, Any]) -> None:
    """Acknowledge every message; the bot's own messages come back as events, too, and need no reply."""
    context["done"] = not is_from_a_person(event)
    ack()


def answer_message(body: dict[str, Any], event: dict[str, Any], services: Services, received_at: datetime) -> None:
    """Do what was typed to the bot, and reply below it."""
    text, channel = typed(event)
    said = Typed(text, channel, received_at)
    commands.answer_in_conversation(services, requester(body), said, *place_of(event))


def ack_open_today(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Open today's report, or ask which one if there are several."""
    commands.open_today(services, requester(body), trigger(body))
    ack()


def ack_pick_report(ack: Ack, body: dict[str, Any], view: dict[str, Any], services: Services, now: datetime) -> None:
    """Replace the choice by the form of the picked report."""
    form = opening.form_of(services, requester(body), Origin(picked_report(view)), now)
    ack(response_action="update", view=form) if form else ack()


def ack_open_from_elsewhere(ack: Ack, body: dict[str, Any], services: Services, now: datetime) -> None:
    """Open the form from a button outside the menu; the menu will show the outcome."""
    origin = Origin(button_value(body))
    opening.open_report(services, requester(body), origin, trigger(body), now)
    ack()
