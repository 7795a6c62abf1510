"""Slack's events about channels and their members."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.flows.report import closed_channels
from app.flows.scheduling import roster
from app.flows.setup import moving_channel
from app.listeners.payload import told_at
from app.services import Services

Json = Mapping[str, Any]

CAUSES = {
    "channel_archive": "archived",
    "group_archive": "archived",
    "channel_deleted": "deleted",
    "group_deleted": "deleted",
}


def is_of_the_bot(body: Json, event: Json, services: Services) -> bool:
    """Whether an event is about the bot itself; Slack says who we are with most events."""
    said = [each for each in body.get("authorizations") or () if isinstance(each, dict)]
    ours = {each.get("user_id") for each in said if each.get("is_bot")} or {services.slack.identity().bot_user_id}
    return str(event.get("user")) in ours


def is_of_a_person(body: Json, event: Json, services: Services) -> bool:
    user = event.get("user")
    is_whole = isinstance(user, str) and bool(user and _team(body))
    return is_whole and not is_of_the_bot(body, event, services)


def save_joining(body: Json, event: Json, services: Services) -> None:
    roster.join(services, _team(body), str(event.get("user") or ""), _channel(event), _at(body, event, services))


def save_departure(body: Json, event: Json, services: Services) -> None:
    roster.leave(services, _team(body), str(event.get("user") or ""), _channel(event), _at(body, event, services))


def save_removal(body: Json, event: Json, services: Services) -> None:
    closed_channels.leave_channel(services, _team(body), _channel(event), str(event.get("actor_id") or ""))


def save_closing(body: Json, event: Json, services: Services) -> None:
    cause = CAUSES[str(event.get("type"))]
    closed_channels.close_channel(services, _team(body), _channel(event), cause, _actor(event))


def save_reopening(body: Json, event: Json, services: Services) -> None:
    event_id = str(body.get("event_id") or event.get("event_ts"))
    closed_channels.unarchive_channel(services, _team(body), _channel(event), _actor(event), event_id)


def save_new_id(body: Json, event: Json, services: Services) -> None:
    old, new = str(event.get("old_channel_id") or ""), str(event.get("new_channel_id") or "")
    moving_channel.change_id(services, _team(body), old, new)


def _actor(event: Json) -> str:
    """Return the user who did it, which Slack gives in one of two fields."""
    return str(event.get("user") or event.get("actor_id") or "")


def _team(body: Json) -> str:
    return str(body.get("team_id") or "")


def _channel(event: Json) -> str:
    channel = event.get("channel")
    return str(channel.get("id") if isinstance(channel, dict) else channel or "")


def _at(body: Json, event: Json, services: Services) -> datetime:
    """Return when an event took place: of two events about a person the later one counts, whichever arrives last."""
    try:
        return datetime.fromtimestamp(float(str(event.get("event_ts"))), UTC)
    except (ValueError, OverflowError, OSError):
        return told_at(body, services.clock.now())
