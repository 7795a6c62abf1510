"""Reactions to messages: who put which emoji there, and what the app is told about it."""

import re
from typing import Any

from slack_simulator.conversations import messages
from slack_simulator.errors import SlackError
from slack_simulator.state.channels import Conversation
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

# Slack's help page on reactions: up to 23 a person and 50 different ones on one message.
MOST_OF_ONE_PERSON = 23
MOST_EMOJI = 50
NAME = re.compile(r"[\w+'-]{1,100}(::skin-tone-[2-6])?")


def add(workspace: Workspace, conversation: Conversation, message: Json, user: str, name: str) -> None:
    """Put somebody's emoji on a message; raises SlackError where Slack would not."""
    _refuse_odd_name(name)
    reactions = message.get("reactions", [])
    known = next((each for each in reactions if each["name"] == name), None)
    if known and user in known["users"]:
        raise SlackError("already_reacted")
    if known is None and len(reactions) >= MOST_EMOJI:
        raise SlackError("too_many_emoji")
    if sum(user in each["users"] for each in reactions) >= MOST_OF_ONE_PERSON:
        raise SlackError("too_many_reactions")
    if known is None:
        known = {"name": name, "users": [], "count": 0}
        message["reactions"] = [*reactions, known]
    known["users"].append(user)
    _changed(workspace, conversation, message, known)
    _emit(workspace, conversation, message, {"type": "reaction_added", "user": user, "reaction": name})


def remove(workspace: Workspace, conversation: Conversation, message: Json, user: str, name: str) -> None:
    """Take somebody's emoji off a message; raises SlackError if it is not there."""
    _refuse_odd_name(name)
    known = next((each for each in message.get("reactions", []) if each["name"] == name), None)
    if known is None or user not in known["users"]:
        raise SlackError("no_reaction")
    known["users"].remove(user)
    _changed(workspace, conversation, message, known)
    _emit(workspace, conversation, message, {"type": "reaction_removed", "user": user, "reaction": name})


def _refuse_odd_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")


def _changed(workspace: Workspace, conversation: Conversation, message: Json, reaction: Json) -> None:
    reaction["count"] = len(reaction["users"])
    left = [each for each in message["reactions"] if each["count"]]
    if left:
        message["reactions"] = left
    else:
        del message["reactions"]
    messages.tell(workspace, conversation, "message_changed", message)


def _emit(workspace: Workspace, conversation: Conversation, message: Json, event: Json) -> None:
    """Tell the app, if it is in the conversation; a message in another name has no author to name."""
    if not conversation.with_app:
        return
    author = {"item_user": message["user"]} if message.get("user") else {}
    item = {"type": "message", "channel": conversation.id, "ts": message["ts"]}
    event_ts = workspace.next_ts()
    workspace.events.emit(event["type"], {**event, **author, "item": item, "event_ts": event_ts})
