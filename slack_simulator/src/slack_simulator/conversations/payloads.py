"""Interactivity payloads and command forms, in the shapes that Slack sends today."""

from copy import deepcopy
from typing import Any

from slack_simulator.apps.installation import APP_ID, TEAM_DOMAIN, TEAM_ID, VERIFICATION_TOKEN
from slack_simulator.conversations import messages
from slack_simulator.state.channels import Conversation
from slack_simulator.state.people import Person
from slack_simulator.workspace import Workspace

Json = dict[str, Any]


def _common(kind: str, person: Person) -> Json:
    return {
        "type": kind,
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": TEAM_ID},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def click_in_message(
    workspace: Workspace,
    person: Person,
    place: Conversation,
    message: Json,
    *,
    action: Json,
    values: Json,
    tab: str = "",
) -> Json:
    """Return a block_actions payload; an ephemeral message is named by its container only."""
    ephemeral = bool(message["_local"].get("ephemeral_to"))
    thread_ts = message.get("thread_ts")
    container = {"type": "message", "message_ts": message["ts"], "channel_id": place.id, "is_ephemeral": ephemeral}
    if thread_ts:
        container["thread_ts"] = thread_ts
    token = workspace.response_urls.issue(person.id, place.id, message["ts"], thread_ts)
    return {
        **_common("block_actions", person),
        "container": container,
        "trigger_id": workspace.triggers.issue(person.id, tab=tab),
        "channel": {"id": place.id, "name": place.name_in_payloads},
        **({} if ephemeral else {"message": messages.as_sent(message, metadata=False)}),
        "state": {"values": values},
        "response_url": f"{workspace.base_url}/response/{token}",
        "actions": [action],
    }


def click_in_view(workspace: Workspace, person: Person, view: Json, action: Json, *, tab: str = "") -> Json:
    in_modal = view["id"] if view["type"] == "modal" else None
    return {
        **_common("block_actions", person),
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": workspace.triggers.issue(person.id, in_modal, tab),
        "view": deepcopy(view),
        "actions": [action],
    }


def global_shortcut(workspace: Workspace, person: Person, callback_id: str, *, tab: str = "") -> Json:
    """Return a shortcut payload: it comes from nowhere, so it has neither channel nor response_url."""
    return {
        **_common("shortcut", person),
        "action_ts": f"{workspace.clock.now().timestamp():.6f}",
        "callback_id": callback_id,
        "trigger_id": workspace.triggers.issue(person.id, tab=tab),
    }


def submission(workspace: Workspace, person: Person, view: Json, *, tab: str = "") -> Json:
    return {
        **_common("view_submission", person),
        "trigger_id": workspace.triggers.issue(person.id, view["id"], tab),
        "view": deepcopy(view),
        "response_urls": [],
    }


def closing(person: Person, view: Json, *, cleared: bool) -> Json:
    return {**_common("view_closed", person), "view": deepcopy(view), "is_cleared": cleared}


def command_form(
    workspace: Workspace, person: Person, place: Conversation, command: str, text: str, *, tab: str = ""
) -> dict[str, str]:
    token = workspace.response_urls.issue(person.id, place.id)
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": place.id,
        "channel_name": place.name_in_payloads,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": f"{workspace.base_url}/response/{token}",
        "trigger_id": workspace.triggers.issue(person.id, tab=tab),
    }
