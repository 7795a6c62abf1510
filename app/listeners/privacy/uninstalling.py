"""Events that the app was uninstalled or its token revoked."""

from datetime import datetime
from typing import Any

from app.flows.privacy import uninstalling
from app.listeners.payload import told_at
from app.services import Services

Json = dict[str, Any]


def save_uninstalling(body: Json, event: Json, services: Services, received_at: datetime) -> None:
    """Stop in a workspace that has uninstalled the app or revoked our bot's token; other tokens are not ours."""
    is_ours = event.get("type") != "tokens_revoked" or uninstalling.is_our_token(services, event.get("tokens"))
    if is_ours and (team_id := body.get("team_id")):
        uninstalling.leave(services, str(team_id), told_at(body, received_at))
