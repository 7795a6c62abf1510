"""The bot's invitation to a channel, and the buttons of its first message there."""

from datetime import datetime
from typing import Any

from app.flows.day.rehearsing import rehearse
from app.flows.privacy import uninstalling
from app.flows.requester import acting_member
from app.flows.setup import introducing
from app.listeners.payload import button_value, clicked, requester, told_at
from app.services import Services
from app.slack.message import Message
from app.views.kit import notices
from app.views.kit.readers import member_locale

Json = dict[str, Any]


def introduce_bot(body: Json, event: Json, services: Services, received_at: datetime) -> None:
    if team_id := str(body.get("team_id") or ""):
        uninstalling.come_back(services, team_id, told_at(body, received_at))
    channel, inviter = str(event.get("channel") or ""), str(event.get("inviter") or "")
    introducing.introduce(services, channel, inviter, str(body.get("event_id") or event.get("event_ts")))


def start_rehearsal(body: Json, services: Services, received_at: datetime) -> None:
    """Send a menu to try, and say so beside the button."""
    member = acting_member(services, requester(body))
    rehearse(services, member, button_value(body), received_at)
    if response_url := clicked(body).response_url:
        services.slack.answer_privately(response_url, Message(member_locale(member).gettext(notices.REHEARSAL_SENT)))


def leave_channel(body: Json, services: Services) -> None:
    introducing.leave_channel(services, acting_member(services, requester(body)), button_value(body))


def come_again(body: Json, services: Services) -> None:
    introducing.come_again(services, acting_member(services, requester(body)), button_value(body))
