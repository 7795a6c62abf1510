"""The Web API on one screen: each method with its tier and the scopes of which it needs one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_simulator.api import apps_methods as apps
from slack_simulator.api import chat_methods as chat
from slack_simulator.api import conversations_methods as conversations
from slack_simulator.api import files_methods as files
from slack_simulator.api import reactions_methods as reactions
from slack_simulator.api import team_methods as team
from slack_simulator.api import views_methods as views
from slack_simulator.api.arguments import Arguments
from slack_simulator.state.limits import SPECIAL
from slack_simulator.workspace import Workspace

Handler = Callable[[Workspace, Arguments], dict[str, Any]]

WRITE = ("chat:write",)
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
FILES = ("files:write",)
CONFIGURE = ("app_configurations:write",)
OPEN = ("im:write", "mpim:write", "channels:manage", "groups:write")


@dataclass(frozen=True)
class Method:
    """A method; tier None means that it counts against limits of its own.

    `called_with` says which kind of token it takes: "bot", "app", "configuration" or "refresh".
    """

    handler: Handler
    tier: int | None
    scopes: tuple[str, ...] = ()
    called_with: str = "bot"


METHODS = {
    "apps.connections.open": Method(apps.open_connection, None, ("connections:write",), "app"),
    "apps.manifest.create": Method(apps.create, 1, CONFIGURE, "configuration"),
    "apps.manifest.export": Method(apps.export, 3, CONFIGURE, "configuration"),
    "apps.manifest.update": Method(apps.update, 1, CONFIGURE, "configuration"),
    "apps.manifest.validate": Method(apps.validate, 3, CONFIGURE, "configuration"),
    "auth.test": Method(team.auth_test, SPECIAL),
    "chat.delete": Method(chat.delete, 3, WRITE),
    "chat.getPermalink": Method(chat.get_permalink, SPECIAL),
    "chat.postEphemeral": Method(chat.post_ephemeral, 4, WRITE),
    "chat.postMessage": Method(chat.post_message, None, WRITE),
    "chat.update": Method(chat.update, 3, WRITE),
    "conversations.history": Method(conversations.history, 3, HISTORY),
    "conversations.info": Method(conversations.info, 3, READ),
    "conversations.join": Method(conversations.join, 3, ("channels:join",)),
    "conversations.list": Method(conversations.list_conversations, 2, READ),
    "conversations.members": Method(conversations.members, 4, READ),
    "conversations.open": Method(conversations.open_conversation, 3, OPEN),
    "conversations.replies": Method(conversations.replies, 3, HISTORY),
    "files.completeUploadExternal": Method(files.complete_upload, 4, FILES),
    "files.getUploadURLExternal": Method(files.get_upload_url, 4, FILES),
    "reactions.add": Method(reactions.add, 3, ("reactions:write",)),
    "reactions.get": Method(reactions.get, 3, ("reactions:read",)),
    "reactions.list": Method(reactions.list_reactions, 2, ("reactions:read",)),
    "reactions.remove": Method(reactions.remove, 2, ("reactions:write",)),
    "team.info": Method(team.team_info, 3, ("team:read",)),
    "tooling.tokens.rotate": Method(apps.rotate, 3, (), "refresh"),
    "users.conversations": Method(conversations.of_user, 3, READ),
    "users.info": Method(team.users_info, 4, ("users:read",)),
    "users.list": Method(team.users_list, 2, ("users:read",)),
    "views.open": Method(views.open_view, 4),
    "views.publish": Method(views.publish_view, 4),
    "views.push": Method(views.push_view, 4),
    "views.update": Method(views.update_view, 4),
}
