"""Events: what Slack tells us without being asked."""

from typing import Any

from app.flows.home import show_home
from app.services import Services


def refresh_home(body: dict[str, Any], event: dict[str, Any], services: Services) -> None:
    """Show the Home tab as it is now to whoever opened it."""
    team_id, user_id = body.get("team_id"), event.get("user")
    if event.get("tab") == "home" and team_id and user_id:
        show_home(services, str(team_id), str(user_id))
