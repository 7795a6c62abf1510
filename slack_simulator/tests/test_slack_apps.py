"""Manifests and configuration tokens, as apps.manifest.* and tooling.tokens.rotate treat them."""

import json

import pytest

from slack_room import ANA, TOKEN, a_manifest, a_room
from slack_simulator.apps.accounts import FIRST_REFRESH_TOKEN, FIRST_TOKEN, TOKEN_SECONDS
from slack_simulator.apps.installation import APP_ID

URL = "https://standup.example.com/slack/events"


def call(room, method, token=FIRST_TOKEN, **args):
    if isinstance(args.get("manifest"), dict):
        args["manifest"] = json.dumps(args["manifest"])
    return room.request("POST", f"/api/{method}", data=args, headers={"Authorization": f"Bearer {token}"}).json()


def a_whole_manifest(**changes):
    manifest = a_manifest(**changes)
    del manifest["features"]["slash_commands"]
    manifest["settings"]["event_subscriptions"]["request_url"] = URL
    manifest["settings"]["interactivity"]["request_url"] = URL
    return manifest


def complaints(room, manifest):
    reply = call(room, "apps.manifest.validate", manifest=manifest)
    assert reply["error"] == "invalid_manifest"
    return {complaint["pointer"]: complaint["message"] for complaint in reply["errors"]}


def test_a_good_manifest_is_valid(room):
    assert call(room, "apps.manifest.validate", manifest=a_whole_manifest())["ok"]


def test_without_urls_there_are_no_events_and_no_clicks(room):
    manifest = a_whole_manifest()
    del manifest["settings"]["event_subscriptions"]["request_url"]
    del manifest["settings"]["interactivity"]["request_url"]
    assert complaints(room, manifest) == {
        "/settings/event_subscriptions": "Event Subscription requires either Request URL or Socket Mode Enabled",
        "/settings/interactivity": "Interactivity requires a Request URL",
    }
    manifest["settings"]["socket_mode_enabled"] = True
    assert call(room, "apps.manifest.validate", manifest=manifest)["ok"]


@pytest.mark.parametrize(
    ("section", "key", "value", "pointer"),
    [
        ("display_information", "name", "x" * 36, "/display_information/name"),
        ("display_information", "background_color", "green", "/display_information/background_color"),
        ("display_information", "colour", "#fff", "/display_information/colour"),
        ("features", "bot_user", {"always_online": True}, "/features/bot_user"),
        ("settings", "interactivity", {"is_enabled": "yes"}, "/settings/interactivity/is_enabled"),
        ("settings", "interactivity", {"is_enabled": True, "request_url": "x"}, "/settings/interactivity/request_url"),
        ("oauth_config", "scopes", {"bot": ["chat:shout"]}, "/oauth_config/scopes/bot/0"),
        ("oauth_config", "scopes", {"bot": [], "bot_optional": ["im:read"]}, "/oauth_config/scopes/bot_optional/0"),
        (
            "settings",
            "event_subscriptions",
            {"request_url": URL, "bot_events": ["home_opened"]},
            "/settings/event_subscriptions/bot_events/0",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(room, section, key, value, pointer):
    manifest = a_whole_manifest()
    manifest[section][key] = value
    assert pointer in complaints(room, manifest)


def test_an_event_needs_its_scope(room):
    found = complaints(room, a_whole_manifest(events=["team_join"], scopes=["chat:write"]))
    assert found == {"/settings/event_subscriptions/bot_events/0": "Event team_join requires the scope users:read"}


@pytest.mark.parametrize("text", ["{", "[]", "7"])
def test_what_is_no_manifest_at_all_is_refused(room, text):
    assert complaints(room, text)


def test_a_created_app_has_secrets_of_its_own_and_can_be_read_back(room):
    manifest = a_whole_manifest()
    made = call(room, "apps.manifest.create", manifest=manifest)
    assert made["app_id"] != APP_ID
    assert len(made["credentials"]["signing_secret"]) == 32
    assert call(room, "apps.manifest.export", app_id=made["app_id"])["manifest"] == manifest
    assert made["credentials"]["signing_secret"] not in json.dumps(room.workspace.calls)


def test_an_update_replaces_everything(room):
    manifest = a_whole_manifest()
    assert not call(room, "apps.manifest.update", app_id=APP_ID, manifest=manifest)["permissions_updated"]
    changed = {**manifest, "features": {"bot_user": {"display_name": "other"}}}
    call(room, "apps.manifest.update", app_id=APP_ID, manifest=changed)
    assert room.api("views.publish", user_id=ANA, view={"type": "home", "blocks": []})["error"] == "not_enabled"


def test_new_scopes_count_from_the_next_installation_on(room):
    manifest = a_whole_manifest(scopes=["chat:write", "channels:read"])
    assert call(room, "apps.manifest.update", app_id=APP_ID, manifest=manifest)["permissions_updated"]
    assert room.api("users.info", user=ANA)["ok"]


def test_the_app_must_be_one_of_ones_own(room):
    assert call(room, "apps.manifest.export", app_id="A0NOWHERE1")["error"] == "app_not_found"
    assert call(room, "apps.manifest.export", app_id="standup")["error"] == "invalid_app_id"


def test_bot_and_configuration_tokens_are_not_the_same(room):
    assert call(room, "apps.manifest.export", TOKEN, app_id=APP_ID)["error"] == "not_allowed_token_type"
    assert call(room, "apps.manifest.export", "xoxe.xoxp-1-x", app_id=APP_ID)["error"] == "invalid_auth"
    assert call(room, "auth.test", FIRST_TOKEN)["error"] == "invalid_auth"


def test_a_configuration_token_lives_for_twelve_hours(room):
    room.real += TOKEN_SECONDS + 1
    assert call(room, "apps.manifest.export", app_id=APP_ID)["error"] == "token_expired"


def test_a_refresh_token_works_once(room):
    pair = call(room, "tooling.tokens.rotate", "", refresh_token=FIRST_REFRESH_TOKEN)
    assert pair["exp"] - pair["iat"] == TOKEN_SECONDS
    assert call(room, "apps.manifest.export", pair["token"], app_id=APP_ID)["ok"]
    again = call(room, "tooling.tokens.rotate", "", refresh_token=FIRST_REFRESH_TOKEN)
    assert again["error"] == "invalid_refresh_token"
    assert call(room, "tooling.tokens.rotate", "", refresh_token=pair["refresh_token"])["ok"]
    assert "xoxe" not in json.dumps(room.workspace.calls)


def test_apps_are_created_about_once_a_minute():
    with a_room(pace=1) as room:
        replies = [call(room, "apps.manifest.create", manifest=a_whole_manifest()) for _ in range(2)]
        assert [reply["ok"] for reply in replies] == [True, False]
        assert replies[1]["error"] == "ratelimited"
