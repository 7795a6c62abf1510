"""Events: what Slack tells us without being asked."""

from datetime import datetime
from typing import Any

from app.flows import uninstalling
from app.flows.home import show_home
from app.listeners.payload import told_at
from app.services import Services

Json = dict[str, Any]


def refresh_home(body: Json, event: Json, services: Services, received_at: datetime) -> None:
    """Show the Home tab as it is now to whoever opened it; that somebody can open it says that the app is there."""
    team_id, user_id = body.get("team_id"), event.get("user")
    if event.get("tab") == "home" and team_id and user_id:
        uninstalling.come_back(services, str(team_id), told_at(body, received_at))
        show_home(services, str(team_id), str(user_id))


def save_uninstalling(body: Json, event: Json, services: Services, received_at: datetime) -> None:
    """Stop in a workspace that has uninstalled the app or revoked the bot's token; a person's token is none of ours."""
    tokens = event.get("tokens")
    is_the_bots = event.get("type") != "tokens_revoked" or (isinstance(tokens, dict) and bool(tokens.get("bot")))
    if is_the_bots and (team_id := body.get("team_id")):
        uninstalling.leave(services, str(team_id), told_at(body, received_at))
