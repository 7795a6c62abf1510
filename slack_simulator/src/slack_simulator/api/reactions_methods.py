"""The reactions methods of the Web API."""

import re
from typing import Any

from slack_simulator.api.arguments import Arguments
from slack_simulator.api.chat_methods import permalink
from slack_simulator.api.paging import asked_limit, page_of
from slack_simulator.api.targets import known_conversation
from slack_simulator.apps.installation import BOT_USER_ID
from slack_simulator.conversations import messages, reacting
from slack_simulator.errors import SlackError
from slack_simulator.state.channels import Conversation
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

TIMESTAMP = re.compile(r"\d+\.\d{6}")


def add(workspace: Workspace, args: Arguments) -> Json:
    name = args.required("name")
    conversation, message = _item(workspace, args)
    if conversation.is_archived:
        raise SlackError("is_archived")
    _refuse_outside(conversation)
    reacting.add(workspace, conversation, message, BOT_USER_ID, name)
    return {"ok": True}


def remove(workspace: Workspace, args: Arguments) -> Json:
    name = args.required("name")
    conversation, message = _item(workspace, args)
    reacting.remove(workspace, conversation, message, BOT_USER_ID, name)
    return {"ok": True}


def get(workspace: Workspace, args: Arguments) -> Json:
    conversation, message = _item(workspace, args)
    _refuse_outside(conversation)
    return {"ok": True, **_shown(conversation, message)}


def list_reactions(workspace: Workspace, args: Arguments) -> Json:
    """Return what a user (the app if none is named) has reacted to, as far as the app can see it, newest first."""
    user = workspace.person(args.text("user") or BOT_USER_ID).id
    found = [
        (conversation, message)
        for conversation in workspace.conversations.values()
        if conversation.with_app
        for message in workspace.messages.get(conversation.id, [])
        if any(user in each["users"] for each in message.get("reactions", []))
    ]
    found.sort(key=lambda each: str(each[1]["ts"]), reverse=True)
    page, cursor = page_of(found, args, lambda each: str(each[1]["ts"]), asked_limit(args))
    return {
        "ok": True,
        "items": [_shown(conversation, message) for conversation, message in page],
        "response_metadata": {"next_cursor": cursor},
    }


def _item(workspace: Workspace, args: Arguments) -> tuple[Conversation, Json]:
    if not (args.text("channel") and args.text("timestamp")):
        raise SlackError("no_item_specified")
    if not TIMESTAMP.fullmatch(args.text("timestamp")):
        raise SlackError("bad_timestamp")
    conversation = known_conversation(workspace, args)
    message = messages.find(workspace, conversation, args.text("timestamp"))
    if message is None or message["_local"].get("ephemeral_to"):
        raise SlackError("message_not_found")
    return conversation, message


def _refuse_outside(conversation: Conversation) -> None:
    if not conversation.with_app:
        raise SlackError("not_in_channel")


def _shown(conversation: Conversation, message: Json) -> Json:
    sent = {**messages.as_sent(message, metadata=False), "permalink": permalink(conversation, message)}
    return {"type": "message", "channel": conversation.id, "message": sent}
