"""manifest.json against Slack's rules, the code's calls and docs/permissions.md."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from slack_sdk import WebClient

from app.views import ids
from tests import ROOT

SLACKS_SCHEMA = ROOT.parent / "shared" / "payloads" / "manifest.schema.json"

MANIFEST = json.loads((ROOT / "manifest.json").read_text("utf-8"))
SCOPES = MANIFEST["oauth_config"]["scopes"]

# What each call needs in the conversations that we use it for.
NEEDED = {
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write", "chat:write.customize"},
    "chat.update": {"chat:write"},
    "conversations.history": {"im:history", "channels:history", "groups:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
NEEDED_BY_EVENT = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_id_changed": set(),
    "channel_left": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
    "tokens_revoked": set(),
}
NEEDED_BY_FEATURE = {"slash_commands": {"commands"}, "shortcuts": {"commands"}}


def shipped() -> list[Path]:
    return [path for path in (ROOT / "app").rglob("*.py") if "local" not in path.relative_to(ROOT / "app").parts]


@cache
def calls() -> set[str]:
    """All Web API methods that the code names, as attributes or in texts: chat_postMessage is one."""
    every_method = "api_call"
    methods = {name for name in dir(WebClient) if re.fullmatch(r"[a-z]+_\w+", name)} - {every_method}
    trees = [ast.parse(path.read_text("utf-8")) for path in shipped()]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    named |= {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {name.replace("_", ".", 1) for name in named & methods}


def explained() -> dict[str, tuple[str, set[str]]]:
    """The rows of docs/permissions.md: scope, the rest of its first cell, the calls it names."""
    text = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z:.]+)`([^|]*)\|[^|]+\|([^|]+)\|[^|]+\|$", text, re.MULTILINE)
    return {scope: (remark, set(re.findall(r"`([\w.]+)`", named))) for scope, remark, named in rows}


def test_the_manifest_is_what_slack_expects():
    if not SLACKS_SCHEMA.exists():
        pytest.skip("Slack's manifest schema is not beside the project")
    jsonschema.validate(MANIFEST, json.loads(SLACKS_SCHEMA.read_text("utf-8")))


def test_the_calls_are_found_in_the_code():
    assert {"chat.postMessage", "views.open", "conversations.members"} <= calls()


def test_we_know_what_each_call_needs():
    assert calls() <= NEEDED.keys()


def test_the_manifest_asks_for_the_scopes_that_are_used_and_no_others():
    needed = set().union(*(NEEDED[call] for call in calls()))
    needed |= set().union(*(NEEDED_BY_EVENT[event] for event in bot_events()))
    needed |= set().union(
        *(scopes for feature, scopes in NEEDED_BY_FEATURE.items() if MANIFEST["features"].get(feature))
    )
    assert set(SCOPES["bot"]) == needed


def test_optional_scopes_are_among_the_scopes():
    assert set(SCOPES["bot_optional"]) <= set(SCOPES["bot"])


def test_every_scope_is_explained_with_its_calls():
    expected = {scope: {call for call in calls() if scope in NEEDED[call]} for scope in SCOPES["bot"]}
    assert {scope: named for scope, (_, named) in explained().items()} == expected


def test_the_explanation_says_which_scopes_are_optional():
    assert {scope for scope, (remark, _) in explained().items() if "optional" in remark} == set(SCOPES["bot_optional"])


def bot_events() -> list[str]:
    return MANIFEST["settings"]["event_subscriptions"]["bot_events"]


def test_every_event_is_known_explained_and_listened_to():
    listeners = "".join(path.read_text("utf-8") for path in (ROOT / "app" / "listeners").rglob("*.py"))
    explanation = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    for event in bot_events():
        assert event in NEEDED_BY_EVENT
        assert f'"{event.removesuffix(".im")}"' in listeners
        assert f"`{event}`" in explanation


def test_addresses_are_https_and_lead_to_the_route_of_the_stack():
    addresses = re.findall(r'url": "([^"]*)"', json.dumps(MANIFEST))
    assert addresses
    assert all(re.fullmatch(r"https://[\w.-]+/slack/events", address) for address in addresses)


def test_the_background_colour_is_one():
    assert re.fullmatch(r"#([0-9a-f]{3}){1,2}", MANIFEST["display_information"]["background_color"])


def test_the_command_and_the_shortcut_are_those_that_are_listened_to():
    features = MANIFEST["features"]
    assert [(each["command"], each["should_escape"]) for each in features["slash_commands"]] == [(ids.COMMAND, True)]
    assert [each["callback_id"] for each in features["shortcuts"]] == [ids.OPEN_TODAY]


def test_people_can_type_to_the_bot():
    assert not MANIFEST["features"]["app_home"]["messages_tab_read_only_enabled"]


def test_people_can_be_messaged_and_click():
    assert MANIFEST["features"]["app_home"]["messages_tab_enabled"], "Slack would refuse every direct message"
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    assert not MANIFEST["settings"]["socket_mode_enabled"]
    assert not MANIFEST["settings"]["token_rotation_enabled"], "a token that expires would have to be stored anew"
