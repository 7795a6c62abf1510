"""Who is in which channel, and the events about it."""

from slack_simulator.apps.installation import BOT_USER_ID, TEAM_ID
from slack_simulator.conversations.showing import shown_conversation
from slack_simulator.state.channels import Conversation
from slack_simulator.state.policies import EVERYBODY, LEFT, MEMBER_LEFT, WHO_DID_IT
from slack_simulator.workspace import Workspace

# Who does all that nobody in particular does.
ADMIN = "U0ANAPRG01"


def add(workspace: Workspace, channel: Conversation, user: str, inviter: str = "") -> None:
    """Let somebody (or the app) join; those who are in already stay."""
    if user in channel.members:
        return
    channel.members.append(user)
    _tell(workspace, channel, "member_joined_channel", user, {"inviter": inviter} if inviter else {})


def remove(workspace: Workspace, channel: Conversation, user: str) -> None:
    """Let somebody (or the app) leave."""
    if user not in channel.members:
        return
    channel.members.remove(user)
    if user != BOT_USER_ID or workspace.policies.leaving == MEMBER_LEFT:
        _tell(workspace, channel, MEMBER_LEFT, user, {})
        return
    name = f"{_kind(channel)}_left"
    if workspace.policies.leaving == LEFT:
        workspace.events.emit(name, {"type": name, "channel": channel.id, "actor_id": ADMIN})
    changed(workspace, channel)


def archive(workspace: Workspace, channel: Conversation, *, archived: bool) -> None:
    """Archive a channel, or take it back from the archive.

    Slack's help on archiving: a public channel comes back without any of its members, a private one with all of them.
    """
    if channel.is_archived == archived:
        return
    channel.is_archived = archived
    name = f"{_kind(channel)}_archive" if archived else f"{_kind(channel)}_unarchive"
    inside = workspace.policies.unarchived_with
    is_emptied = not archived and not channel.is_private and inside != EVERYBODY
    if channel.with_app and (workspace.policies.tells_unarchived or not is_emptied):
        workspace.events.emit(name, {"type": name, "channel": channel.id, "user": ADMIN})
    if is_emptied:
        channel.members[:] = [ADMIN] if inside == WHO_DID_IT else []
    changed(workspace, channel)


def change_id(workspace: Workspace, channel: Conversation, new: str) -> None:
    """Give a channel another id, as Slack does to a private one that is shared or moved; nothing has the old one then.

    Slack's reference of `channel_id_changed`: old and new id, and no scope is needed to hear of it.
    """
    old, channel.id = channel.id, new
    workspace.old_ids[old] = new
    workspace.conversations[new] = workspace.conversations.pop(old)
    workspace.messages[new] = workspace.messages.pop(old, [])
    event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
    if channel.with_app:
        workspace.events.emit("channel_id_changed", event)
    workspace.live.tell({"type": "reset"})
    workspace.saver.changed()


def _kind(channel: Conversation) -> str:
    return "group" if channel.is_private else "channel"


def changed(workspace: Workspace, channel: Conversation) -> None:
    workspace.live.tell({"type": "conversation", "conversation": shown_conversation(channel)})
    workspace.saver.changed()


def _tell(workspace: Workspace, channel: Conversation, name: str, user: str, more: dict[str, str]) -> None:
    letter = "G" if channel.is_private else "C"
    event = {"type": name, "user": user, "channel": channel.id, "channel_type": letter, "team": TEAM_ID, **more}
    if channel.with_app or user == BOT_USER_ID:
        workspace.events.emit(name, event)
    changed(workspace, channel)
