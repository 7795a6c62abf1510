"""Read Slack's payloads, as tolerantly as real ones require."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.flows.requester import Requester
from app.views.day.report_form import Origin
from app.views.kit.fields import value_of

_TS = re.compile(r"\d{1,10}\.\d{1,9}", re.ASCII)
_FAR = 10**10  # event times are in seconds: this is three centuries away


def requester(body: Mapping[str, Any]) -> Requester:
    """Return who a request comes from.

    `team` is null in org-wide installs; with Slack Connect it is the other organization's.
    """
    user, view, event = _mapping(body, "user"), _mapping(body, "view"), _mapping(body, "event")
    teams = (
        body.get("team_id"),
        body.get("context_team_id"),
        _mapping(body, "team").get("id"),
        user.get("team_id"),
        view.get("team_id"),
        view.get("app_installed_team_id"),
        _mapping(body, "enterprise").get("id"),
    )
    user_id = user.get("id") or body.get("user_id") or event.get("user")
    return Requester(str(user_id or ""), frozenset(str(team) for team in teams if team))


def told_at(body: Mapping[str, Any], received_at: datetime) -> datetime:
    """Return when an event took place; for other requests, when they were received."""
    seconds = body.get("event_time")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) and 0 < seconds < _FAR else received_at


def clicked(body: Mapping[str, Any]) -> Origin:
    """Return the report that a button stands for, and the address for changing its message."""
    return Origin(button_value(body), str(body.get("response_url") or ""), is_home(body))


def button_value(body: Mapping[str, Any]) -> str:
    """Return the value of the pressed button: an id, which counts as forged until it is checked."""
    return str(action_in(body).get("value") or "")


def action_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the action of a click; empty if there is none."""
    actions = body.get("actions")
    return actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}


def is_private(body: Mapping[str, Any]) -> bool:
    """Whether somebody clicked in a message that only they can see."""
    return _mapping(body, "container").get("is_ephemeral") is True


def is_home(body: Mapping[str, Any]) -> bool:
    """Whether somebody clicked on the Home tab."""
    return _mapping(body, "view").get("type") == "home"


def message_at(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the place of the message in which somebody clicked: its conversation and timestamp."""
    return place(body), str(_mapping(body, "container").get("message_ts") or "")


def place(body: Mapping[str, Any]) -> str:
    """Return the conversation in which somebody clicked; empty in modals and on the Home tab."""
    channel = _mapping(body, "channel").get("id") or _mapping(body, "container").get("channel_id")
    return str(channel or body.get("channel_id") or "")


def typed(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text of a command or message, with Slack's escaping undone, and its conversation."""
    text = str(body.get("text") or "")
    channel = str(body.get("channel_id") or body.get("channel") or "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), channel


def is_from_a_person(event: Mapping[str, Any]) -> bool:
    """Whether a message was written by a person to the bot: not by a bot, no edit, no notice of a change."""
    is_plain = not (event.get("bot_id") or event.get("app_id") or event.get("subtype") or event.get("hidden"))
    is_whole = bool(event.get("user")) and _TS.fullmatch(str(event.get("ts"))) is not None
    return is_plain and is_whole and event.get("channel_type") == "im"


def place_of(event: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return the timestamp of a message, and that of its thread if it is in one."""
    thread_ts = event.get("thread_ts")
    return str(event["ts"]), thread_ts if isinstance(thread_ts, str) else None


def is_modal(body: Mapping[str, Any]) -> bool:
    """Whether somebody clicked in a modal."""
    return _mapping(body, "view").get("type") == "modal"


def modal(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the modal in which somebody clicked; empty if the click was elsewhere."""
    return _mapping(body, "view")


def selected_value(body: Mapping[str, Any]) -> str:
    """Return the selected option's value; empty if nothing was selected."""
    return value_of(action_in(body))


def trigger(body: Mapping[str, Any]) -> str:
    """Return the trigger that opens a modal within three seconds of a click, command or shortcut; empty without one."""
    return str(body.get("trigger_id") or "")


def _mapping(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}
