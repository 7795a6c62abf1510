"""The workspace as one person sees it, for the page and for tests."""

from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from slack_simulator.apps.installation import APP_ID, BOT_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from slack_simulator.state.channels import Conversation
from slack_simulator.state.people import Person, picture_url
from slack_simulator.workspace import Workspace

Json = dict[str, Any]


def local_picture(url: str) -> str:
    """Return a picture of ours without its host, so that it is found after a restart on another port."""
    parts = urlsplit(url)
    ours = parts.hostname in ("127.0.0.1", "localhost") and parts.path.startswith("/pictures/")
    return parts.path if ours else url


def shown_person(workspace: Workspace, person: Person) -> Json:
    now = workspace.clock.now()
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "display_name": person.display_name,
        "shown_name": person.shown_name,
        "picture": picture_url("", person.id),
        "tz": person.tz,
        "tz_label": person.tz_label(now),
        "tz_offset": person.tz_offset(now),
        "title": person.title,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_restricted": person.is_restricted,
        "cannot_be_messaged": person.cannot_be_messaged,
        "can_act": person.can_act,
    }


def shown_conversation(conversation: Conversation) -> Json:
    shown: Json = {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name,
        "topic": conversation.topic,
        "is_private": conversation.is_private,
        "is_archived": conversation.is_archived,
        "members": list(conversation.members),
    }
    if conversation.is_im:
        shown.update(user=conversation.user, with_app=conversation.with_app)
    return shown


def shown_message(workspace: Workspace, conversation: Conversation, message: Json) -> Json:
    """Return a message with its author resolved; `_local` says whom it notifies and what it links to."""
    shown = deepcopy(message)
    local = shown.pop("_local")
    shown.update(
        channel=conversation.id,
        author=_author(workspace, message),
        reply_count=message.get("reply_count", 0),
        ephemeral=bool(local.get("ephemeral_to")),
        edited=message.get("edited"),
        _local={"mentions": local.get("mentions", []), "links": local.get("links", [])},
    )
    return shown


def _author(workspace: Workspace, message: Json) -> Json:
    user, bot = message.get("user", ""), message.get("bot_id", "")
    person = workspace.people.get(user or (BOT_USER_ID if bot == BOT_ID else ""))
    name = message.get("username") or (person.shown_name if person else "Somebody")
    icons = message.get("icons") or {}
    default = picture_url("", person.id if person else BOT_USER_ID)
    author = {"name": name, "picture": local_picture(icons.get("image_48", default)), "is_app": bool(bot)}
    return {**author, "emoji": icons["emoji"]} if icons.get("emoji") else author


def shown_view(workspace: Workspace, view: Json) -> Json:
    errors = workspace.views.errors.get(view["id"])
    return {**deepcopy(view), "errors": errors} if errors else deepcopy(view)


def shown_app(workspace: Workspace) -> Json:
    installation = workspace.installation
    return {
        "app_id": APP_ID,
        "bot_id": BOT_ID,
        "bot_user_id": BOT_USER_ID,
        "name": installation.name,
        "picture": picture_url("", BOT_USER_ID),
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in installation.commands
        ],
        "shortcuts": [
            {"name": each.name, "callback_id": each.callback_id, "description": each.description}
            for each in installation.shortcuts
            if each.kind == "global"
        ],
        "home_tab": installation.home_tab,
        "messages_tab": installation.messages_tab,
        "can_write_to_app": installation.messages_tab and not installation.messages_read_only,
    }


def shown_state(workspace: Workspace, user: str, tab: str = "") -> Json:
    """Everything that `user` sees now, in one tab of their browser."""
    visible = list(workspace.visible_conversations(user))
    home = workspace.views.homes.get(user)
    return {
        "now": workspace.clock.now().isoformat(),
        "clock_offset": workspace.clock.offset.total_seconds(),
        "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN},
        "app": shown_app(workspace),
        "me": user,
        "people": [shown_person(workspace, person) for person in workspace.people.values()],
        "conversations": [shown_conversation(each) for each in visible],
        "messages": {each.id: _messages(workspace, each, user) for each in visible},
        "home": shown_view(workspace, home) if home else None,
        "views": [shown_view(workspace, view) for view in workspace.views.stack(user, tab)],
    }


def _messages(workspace: Workspace, conversation: Conversation, user: str) -> list[Json]:
    return [
        shown_message(workspace, conversation, message)
        for message in workspace.messages.get(conversation.id, [])
        if message["_local"].get("ephemeral_to") in (None, user)
    ]
