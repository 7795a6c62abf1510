"""Who is in which channel, and the events about it."""

from app.local.slack.channels import Conversation
from app.local.slack.installation import BOT_USER_ID, TEAM_ID
from app.local.slack.showing import shown_conversation
from app.local.slack.workspace import Workspace


def add(workspace: Workspace, channel: Conversation, user: str, inviter: str = "") -> None:
    """Let somebody (or the app) join; those who are in already stay."""
    if user in channel.members:
        return
    channel.members.append(user)
    _tell(workspace, channel, "member_joined_channel", user, {"inviter": inviter} if inviter else {})


def remove(workspace: Workspace, channel: Conversation, user: str) -> None:
    if user in channel.members:
        channel.members.remove(user)
        _tell(workspace, channel, "member_left_channel", user, {})


def archive(workspace: Workspace, channel: Conversation, *, archived: bool) -> None:
    if channel.is_archived == archived:
        return
    channel.is_archived = archived
    kind = "group" if channel.is_private else "channel"
    name = f"{kind}_archive" if archived else f"{kind}_unarchive"
    if channel.with_app:
        workspace.events.emit(name, {"type": name, "channel": channel.id, "user": "U0ANAPRG01"})
    changed(workspace, channel)


def changed(workspace: Workspace, channel: Conversation) -> None:
    workspace.live.tell({"type": "conversation", "conversation": shown_conversation(channel)})
    workspace.saver.changed()


def _tell(workspace: Workspace, channel: Conversation, name: str, user: str, more: dict[str, str]) -> None:
    letter = "G" if channel.is_private else "C"
    event = {"type": name, "user": user, "channel": channel.id, "channel_type": letter, "team": TEAM_ID, **more}
    if channel.with_app or user == BOT_USER_ID:
        workspace.events.emit(name, event)
    changed(workspace, channel)
