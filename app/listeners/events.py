"""Events: what Slack tells us without being asked."""

from datetime import datetime
from typing import Any

from app.flows import uninstalling
from app.flows.home import show_home
from app.listeners.payload import asker, told_at
from app.services import Services

Json = dict[str, Any]


def refresh_home(body: Json, event: Json, services: Services, received_at: datetime) -> None:
    """Show the Home tab as it is now to whoever opened it; that somebody can open it says that the app is there."""
    team_id, who = services.slack.identity().team_id, asker(body)
    if event.get("tab") == "home" and team_id in who.team_ids and who.user_id:
        uninstalling.come_back(services, team_id, told_at(body, received_at))
        show_home(services, team_id, who.user_id, shown=(event.get("view") or {}).get("hash"))


def save_uninstalling(body: Json, event: Json, services: Services, received_at: datetime) -> None:
    """Stop in a workspace that has uninstalled the app or revoked our bot's token; no other token is of ours."""
    is_ours = event.get("type") != "tokens_revoked" or uninstalling.is_our_token(services, event.get("tokens"))
    if is_ours and (team_id := body.get("team_id")):
        uninstalling.leave(services, str(team_id), told_at(body, received_at))
