"""Messages: posting, changing and deleting them, and telling pages and the app about it."""

import bisect
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from slack_simulator.apps.installation import APP_ID, BOT_ID, BOT_USER_ID, TEAM_ID
from slack_simulator.conversations.mentions import effects
from slack_simulator.conversations.showing import shown_message
from slack_simulator.errors import SlackError
from slack_simulator.state.channels import Conversation
from slack_simulator.state.people import picture_url
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

BROADCAST = "thread_broadcast"
LONE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


@dataclass(frozen=True)
class Content:
    """What a message says; `parse_full` is Slack's parse=full or link_names."""

    text: str = ""
    blocks: list[Json] | None = None
    metadata: Json | None = None
    attachments: list[Json] | None = None
    parse_full: bool = False
    files: list[Json] | None = None

    def keys(self) -> Json:
        given = {"blocks": self.blocks, "metadata": self.metadata, "attachments": self.attachments, "files": self.files}
        return {"text": self.text, **{name: value for name, value in given.items() if value}}


def the_app(workspace: Workspace) -> Json:
    """Return the author keys of a message by the app under its own name."""
    name = workspace.installation.name
    picture = picture_url(workspace.base_url, BOT_USER_ID)
    profile = {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": BOT_USER_ID,
        "name": name,
        "icons": {"image_36": picture, "image_48": picture, "image_72": picture},
        "deleted": False,
        "updated": 1_700_000_000,
        "team_id": TEAM_ID,
    }
    return {"user": BOT_USER_ID, "bot_id": BOT_ID, "app_id": APP_ID, "team": TEAM_ID, "bot_profile": profile}


def post(
    workspace: Workspace,
    conversation: Conversation,
    content: Content,
    author: Json,
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    ephemeral_to: str | None = None,
) -> Json:
    """Add a message to a conversation and return it as it is kept."""
    message = {
        "type": "message",
        "ts": workspace.next_ts(),
        **author,
        **content.keys(),
        "_local": {
            "ephemeral_to": ephemeral_to,
            "in_a_name": bool(author.get("username")),
            **_effects(workspace, content),
        },
    }
    if thread_ts:
        _join_thread(workspace, conversation, message, thread_ts)
        message.update({"subtype": BROADCAST} if broadcast else {})
    bisect.insort(workspace.messages.setdefault(conversation.id, []), message, key=lambda each: str(each["ts"]))
    conversation.opened = True
    tell(workspace, conversation, "message", message)
    if ephemeral_to is None:
        _emit(workspace, conversation, as_sent(message))
        _emit_mention(workspace, conversation, message)
    return message


def change(workspace: Workspace, conversation: Conversation, message: Json, content: Content, *, edited: bool) -> None:
    """Replace what a message says; its thread and time stay, but not in whose name it was posted.

    `chat.update` has no argument for a name or a picture, and does not keep those of the post: it is the app's own from
    then on (Slack's reference of the method; node-slack-sdk #944 and later reports of people who tried).
    """
    before = as_sent(message)
    if message.get("username"):
        for name in ("username", "icons", "subtype"):
            message.pop(name, None)
        message.update(the_app(workspace))
    for name in ("text", "blocks", "metadata", "attachments", "edited"):
        message.pop(name, None)
    message.update(content.keys())
    message["_local"].update(_effects(workspace, content))
    if edited:
        message["edited"] = {"user": message.get("user", BOT_ID), "ts": workspace.next_ts()}
    tell(workspace, conversation, "message_changed", message)
    event = {"subtype": "message_changed", "hidden": True, "message": as_sent(message), "previous_message": before}
    _emit(workspace, conversation, {"type": "message", "ts": workspace.next_ts(), **event})


def delete(workspace: Workspace, conversation: Conversation, message: Json) -> None:
    workspace.messages[conversation.id].remove(message)
    parent = find(workspace, conversation, message.get("thread_ts", ""))
    if parent and parent is not message:
        _count_replies(workspace, conversation, parent)
        tell(workspace, conversation, "message_changed", parent)
    hidden_from = message["_local"].get("ephemeral_to")
    event = {"type": "message_deleted", "channel": conversation.id, "ts": message["ts"]}
    workspace.live.tell(event, lambda user: hidden_from in (None, user) and workspace.may_see(user, conversation))
    workspace.saver.changed()
    gone = {
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message["ts"],
        "previous_message": as_sent(message),
    }
    _emit(workspace, conversation, {"type": "message", "ts": workspace.next_ts(), **gone})


def find(workspace: Workspace, conversation: Conversation, ts: str) -> Json | None:
    return next((each for each in workspace.messages.get(conversation.id, []) if each["ts"] == ts), None)


def as_sent(message: Json, *, metadata: bool = True) -> Json:
    """Return a message as Slack gives it to apps: escaped, and without what only the simulator knows."""
    kept = {name: deepcopy(value) for name, value in message.items() if name != "_local"}
    if not metadata:
        kept.pop("metadata", None)
    elif "metadata" in kept and not message["_local"].get("keeps_empty"):
        kept["metadata"]["event_payload"] = _that_survives(kept["metadata"]["event_payload"])
    kept["text"] = LONE_AMPERSAND.sub("&amp;", kept.get("text", ""))
    _escape_texts(kept.get("blocks", []))
    return kept


def _that_survives(payload: Json) -> Json:
    """Drop empty and zero values: Slack's reference does not say that they come back, so nobody may build on it."""
    return {name: value for name, value in payload.items() if value not in ("", 0) or value is False}


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escape_texts(node: object) -> None:
    if isinstance(node, list):
        for item in node:
            _escape_texts(item)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text":
            node["text"] = escape(str(node["text"]))
        elif node.get("type") == "mrkdwn":
            node["text"] = LONE_AMPERSAND.sub("&amp;", node["text"])
        for value in node.values():
            _escape_texts(value)


def _effects(workspace: Workspace, content: Content) -> Json:
    return effects(content.keys(), workspace.channel_named, parse_full=content.parse_full)


def _join_thread(workspace: Workspace, conversation: Conversation, message: Json, thread_ts: str) -> None:
    parent = find(workspace, conversation, thread_ts)
    if parent is None:
        raise SlackError("thread_not_found")
    if parent["_local"].get("ephemeral_to"):
        raise SlackError("cannot_reply_to_message")
    root = parent.get("thread_ts", thread_ts)
    message["thread_ts"] = root
    starter = (find(workspace, conversation, root) or parent).get("user")
    message.update({"parent_user_id": starter} if starter else {})
    if message["_local"]["ephemeral_to"] is None:
        parent = find(workspace, conversation, root) or parent
        _count_replies(workspace, conversation, parent, message)
        tell(workspace, conversation, "message_changed", parent)


def _count_replies(workspace: Workspace, conversation: Conversation, parent: Json, fresh: Json | None = None) -> None:
    replies = [
        each
        for each in workspace.messages.get(conversation.id, [])
        if each.get("thread_ts") == parent["ts"] and each is not parent and not each["_local"].get("ephemeral_to")
    ]
    replies += [fresh] if fresh else []
    for name in ("thread_ts", "reply_count", "reply_users_count", "latest_reply", "reply_users"):
        parent.pop(name, None)
    if replies:
        users = list(dict.fromkeys(each.get("user") or each.get("bot_id") for each in replies))
        parent.update(
            thread_ts=parent["ts"],
            reply_count=len(replies),
            reply_users_count=len(users),
            latest_reply=replies[-1]["ts"],
            reply_users=users,
        )


def tell(workspace: Workspace, conversation: Conversation, kind: str, message: Json) -> None:
    """Show a new or changed message on the pages of those who may see it."""
    only = message["_local"].get("ephemeral_to")
    event = {"type": kind, "message": shown_message(workspace, conversation, message)}
    workspace.live.tell(event, lambda user: only in (None, user) and workspace.may_see(user, conversation))
    workspace.saver.changed()


def _emit(workspace: Workspace, conversation: Conversation, event: Json) -> None:
    if conversation.with_app:
        kind = {"im": "im", "groups": "group", "channels": "channel"}[conversation.scope_prefix]
        whole = {**event, "channel": conversation.id, "channel_type": kind, "event_ts": event["ts"]}
        workspace.events.emit(f"message.{conversation.scope_prefix}", whole)


def _emit_mention(workspace: Workspace, conversation: Conversation, message: Json) -> None:
    """Send `app_mention` if somebody else names the app in a channel that it is in."""
    is_named = BOT_USER_ID in message["_local"]["mentions"] and message.get("bot_id") != BOT_ID
    if is_named and conversation.with_app and not conversation.is_im:
        sent = as_sent(message)
        kept = ("user", "bot_id", "ts", "text", "team", "blocks", "thread_ts", "parent_user_id")
        event = {name: sent[name] for name in kept if name in sent}
        workspace.events.emit(
            "app_mention", {"type": "app_mention", **event, "channel": conversation.id, "event_ts": message["ts"]}
        )
