"""Reads how Slack describes a person; in real descriptions any field may be missing, null or empty."""

from collections.abc import Mapping
from typing import Any

from app.domain.day.member import Account, Member, Profile
from app.domain.typed import visible_text
from app.domain.zones import can_be_told

SLACKBOT = "USLACKBOT"


def member_from(team_id: str, user: Mapping[str, Any]) -> Member:
    """Read a user of users.info or users.list."""
    profile = user.get("profile") or {}
    real_name = profile.get("real_name") or user.get("real_name") or ""
    names = (profile.get("display_name") or "", real_name, user.get("name") or "")
    is_machine = user.get("is_bot") or user.get("is_workflow_bot") or user.get("id") == SLACKBOT
    return Member(
        team_id=team_id,
        user_id=user["id"],
        account=Account(
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")) or _is_foreign(team_id, user),
            is_admin=bool(user.get("is_admin") or user.get("is_owner")),
            is_person=not (is_machine or user.get("deleted")),
        ),
        profile=Profile(
            status_text=profile.get("status_text") or "",
            user_name=user.get("name") or "",
            display_name=next(filter(None, map(visible_text, names)), user["id"]),
            icon_url=next((profile[size] for size in ("image_192", "image_72", "image_48") if profile.get(size)), ""),
            zone=user["tz"] if can_be_told(user.get("tz")) else None,
            locale=user.get("locale") or "",
        ),
    )


def _is_foreign(team_id: str, user: Mapping[str, Any]) -> bool:
    """Whether a user is of another company, as in shared channels; Enterprise Grid lists all teams of a user."""
    workspaces = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id") or team_id]
    return bool(user.get("is_stranger")) or team_id not in workspaces
