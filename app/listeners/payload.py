"""Reading Slack's payloads as tolerantly as real ones demand."""

from collections.abc import Mapping
from typing import Any

from app.flows.answering import Asker
from app.views.report_form import Origin


def asker(body: Mapping[str, Any]) -> Asker:
    """Tell who a request comes from. `team` is null in org-wide installs; with Slack Connect it is the other side's."""
    user, view = _mapping(body, "user"), _mapping(body, "view")
    teams = (
        _mapping(body, "team").get("id"),
        user.get("team_id"),
        view.get("team_id"),
        view.get("app_installed_team_id"),
        _mapping(body, "enterprise").get("id"),
    )
    return Asker(str(user.get("id") or ""), frozenset(str(team) for team in teams if team))


def clicked(body: Mapping[str, Any]) -> Origin:
    """Tell which report a button stands for, and the address to change its message by."""
    return Origin(str(action_in(body).get("value") or ""), str(body.get("response_url") or ""), is_home(body))


def action_in(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give the action that a click stands for; empty if there is none."""
    actions = body.get("actions")
    return actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}


def is_home(body: Mapping[str, Any]) -> bool:
    """Tell whether somebody clicked on the Home tab."""
    return _mapping(body, "view").get("type") == "home"


def place(body: Mapping[str, Any]) -> str:
    """Tell the conversation in which somebody clicked; empty in modals and on the Home tab."""
    channel = _mapping(body, "channel").get("id") or _mapping(body, "container").get("channel_id")
    return str(channel or "")


def _mapping(body: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = body.get(key)
    return value if isinstance(value, dict) else {}
