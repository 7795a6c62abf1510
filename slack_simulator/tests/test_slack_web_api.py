"""The Web API gives Slack's shapes, Slack's errors and Slack's limits."""

import json

import pytest

from slack_room import (
    ANA,
    ANA_DM,
    BOT,
    BUILD_BOT,
    FORMER,
    GENERAL,
    LEADS,
    MARCUS,
    MATILDA,
    OLD,
    SCOPES,
    SLACKBOT,
    TEAM,
    TOKEN,
    a_modal,
    a_room,
    a_section,
)


def test_auth_test_tells_who_the_app_is(room):
    response = room.api_response("auth.test")
    assert response.json()["user_id"] == BOT
    assert response.headers["x-oauth-scopes"] == ",".join(SCOPES)


def test_credentials_are_checked(room):
    assert room.request("POST", "/api/auth.test").json() == {"ok": False, "error": "not_authed"}
    wrong = room.request("POST", "/api/auth.test", headers={"Authorization": "Bearer xoxb-other"})
    assert (wrong.status_code, wrong.json()["error"]) == (200, "invalid_auth")
    as_argument = room.request("POST", "/api/auth.test", data={"token": TOKEN})
    assert as_argument.json()["ok"]
    room.workspace.token_error = "token_revoked"
    assert room.api("auth.test")["error"] == "token_revoked"


def test_an_unknown_method(room):
    assert room.api("chat.whisper")["error"] == "unknown_method"


def test_optional_scopes_can_be_declined(room):
    assert "channels:history" not in room.local("scopes", declined=["channels:history"])["scopes"]
    assert room.api("conversations.history", channel=TEAM)["needed"] == "channels:history"
    assert room.local("scopes", declined=["chat:write"])["ok"] is False
    room.local("reset")
    assert room.api("conversations.history", channel=TEAM)["ok"]


def test_a_missing_scope_is_named():
    with a_room(scopes=["users:read"]) as room:
        reply = room.api("chat.postMessage", channel=TEAM, text="x")
        assert reply == {"ok": False, "error": "missing_scope", "needed": "chat:write", "provided": "users:read"}
        assert room.api("conversations.members", channel=TEAM)["error"] == "missing_scope"


def test_a_form_and_json_are_the_same(room):
    blocks = json.dumps([a_section()])
    form = {"channel": TEAM, "text": "x", "blocks": blocks, "token": TOKEN}
    assert room.request("POST", "/api/chat.postMessage", data=form).json()["message"]["blocks"][0]["type"] == "section"
    assert room.api("chat.postMessage", channel=TEAM, text="x", blocks=blocks)["ok"]
    assert room.api("chat.postMessage", channel=TEAM, text="x", blocks="[")["error"] == "invalid_blocks_format"
    broken = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    assert room.request("POST", "/api/auth.test", content=b"{", headers=broken).json()["error"] == "invalid_json"


def test_history_gives_the_newest_first_and_metadata_only_when_asked(room):
    for number in range(3):
        metadata = {"event_type": "menu", "event_payload": {"number": number, "empty": ""}}
        room.api("chat.postMessage", channel=ANA, text=str(number), metadata=metadata)
    plain = room.api("conversations.history", channel=ANA_DM, limit=2)
    assert [message["text"] for message in plain["messages"]] == ["2", "1"]
    assert plain["has_more"]
    assert "metadata" not in plain["messages"][0]
    rest = room.api(
        "conversations.history",
        channel=ANA_DM,
        limit=2,
        cursor=plain["response_metadata"]["next_cursor"],
        include_all_metadata=True,
    )
    assert rest["messages"][0]["metadata"]["event_payload"] == {}
    newest = plain["messages"][0]["ts"]
    assert len(room.api("conversations.history", channel=ANA_DM, oldest=newest)["messages"]) == 0
    assert len(room.api("conversations.history", channel=ANA_DM, oldest=newest, inclusive=True)["messages"]) == 1


def test_a_link_to_a_message(room):
    ts = room.api("chat.postMessage", channel=TEAM, text="heading")["ts"]
    reply = room.api("chat.getPermalink", channel=TEAM, message_ts=ts)
    assert reply["permalink"].endswith(f"/archives/{TEAM}/p{ts.replace('.', '')}")
    assert room.api("chat.getPermalink", channel=TEAM, message_ts="1.1")["error"] == "message_not_found"


def test_members_come_in_pages_and_include_bots_and_the_deactivated(room):
    room.local("people", add=300)
    members, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        reply = room.api("conversations.members", channel=TEAM, limit=999, cursor=cursor)
        assert len(reply["members"]) <= 200
        members += reply["members"]
        cursor, pages = reply["response_metadata"]["next_cursor"], pages + 1
    assert pages == 2
    assert {BOT, BUILD_BOT, FORMER, MATILDA} <= set(members)
    assert len(members) == len(set(members)) == 314


@pytest.mark.parametrize("limit", [0, 1000, -1, "many"])
def test_a_limit_that_slack_does_not_take(room, limit):
    assert room.api("conversations.members", channel=TEAM, limit=limit)["error"] == "invalid_limit"


def test_a_cursor_that_slack_did_not_give(room):
    assert room.api("conversations.members", channel=TEAM, cursor="abc")["error"] == "invalid_cursor"
    assert room.api("users.list", limit=2, cursor="bmV4dDpOT1BF")["error"] == "invalid_cursor"


def test_conversations_are_opened_told_and_listed(room):
    assert room.api("conversations.open", users=ANA) == {"ok": True, "channel": {"id": ANA_DM}}
    assert room.api("conversations.open", users=ANA)["already_open"] is True
    assert room.api("conversations.open", users=ANA, return_im=True)["channel"]["user"] == ANA
    assert room.api("conversations.open")["error"] == "users_list_not_supplied"
    info = room.api("conversations.info", channel=TEAM, include_num_members=True)["channel"]
    assert (info["name"], info["is_member"], info["num_members"]) == ("team", True, 14)
    assert room.api("conversations.info", channel=LEADS)["error"] == "channel_not_found"
    assert room.api("conversations.info", channel=ANA_DM)["channel"]["is_im"] is True
    names = [channel["name"] for channel in room.api("conversations.list", exclude_archived=True)["channels"]]
    assert names == ["team", "general"]
    mine = room.api("users.conversations", types="public_channel,im")["channels"]
    assert {channel["id"] for channel in mine} == {TEAM, GENERAL, OLD, ANA_DM}
    assert room.api("conversations.list", types="nonsense")["error"] == "invalid_types"
    assert room.api("users.conversations", types="mpim")["needed"] == "mpim:read"


def test_people_are_told_as_slack_tells_them(room):
    user = room.api("users.info", user=ANA)["user"]
    assert (user["tz"], user["is_bot"], user["deleted"]) == ("Europe/Prague", False, False)
    assert user["tz_offset"] in (3600, 7200)
    assert user["profile"]["image_72"].endswith("/pictures/U0ANAPRG01.svg")
    assert room.api("users.info", user=MATILDA)["user"]["profile"]["display_name"] == ""
    former = room.api("users.info", user=FORMER)["user"]
    assert former["deleted"]
    assert "tz" not in former
    assert room.api("users.info", user="U0NOBODY01")["error"] == "user_not_found"
    members = {user["id"]: user for user in room.api("users.list", limit=200)["members"]}
    assert members[SLACKBOT]["is_bot"] is False
    assert members[BUILD_BOT]["is_bot"] is True
    assert members["U0GUESTL11"]["is_restricted"] is True


def test_a_trigger_opens_one_view_within_three_seconds(room):
    room.clicks(room.menu(), "open")
    trigger = room.received[-1].payload["trigger_id"]
    assert room.api("views.open", trigger_id=trigger, view=a_modal())["view"]["root_view_id"]
    assert room.api("views.open", trigger_id=trigger, view=a_modal())["error"] == "exchanged_trigger_id"
    room.clicks(room.menu(), "open")
    trigger = room.received[-1].payload["trigger_id"]
    room.real += 3.1
    assert room.api("views.open", trigger_id=trigger, view=a_modal())["error"] == "expired_trigger_id"
    assert room.api("views.open", trigger_id="1.2.x", view=a_modal())["error"] == "invalid_trigger_id"
    assert room.api("views.open", view=a_modal())["error"] == "invalid_arguments"


def test_a_trigger_survives_a_view_that_is_refused(room):
    room.clicks(room.menu(), "open")
    trigger = room.received[-1].payload["trigger_id"]
    assert room.api("views.open", trigger_id=trigger, view=a_modal(title=None))["error"] == "invalid_arguments"
    assert room.api("views.open", trigger_id=trigger, view=a_modal())["ok"]


def test_views_are_updated_by_hash_and_external_id(room):
    view = room.opens(a_modal(external_id="mine"))
    assert room.api("views.update", view_id=view["id"], view=a_modal(), hash="old")["error"] == "hash_conflict"
    fresh = room.api("views.update", external_id="mine", view=a_modal(external_id="mine"), hash=view["hash"])["view"]
    assert fresh["id"] == view["id"]
    assert fresh["hash"] != view["hash"]
    room.clicks(room.menu(MARCUS), "open", MARCUS)
    trigger = room.received[-1].payload["trigger_id"]
    again = room.api("views.open", trigger_id=trigger, view=a_modal(external_id="mine"))
    assert again["error"] == "duplicate_external_id"
    assert room.api("views.update", view_id="V0GONE", view=a_modal())["error"] == "not_found"


def test_the_home_tab_needs_its_switch():
    home = {"type": "home", "blocks": [a_section()]}
    with a_room(home=False) as room:
        assert room.api("views.publish", user_id=ANA, view=home)["error"] == "not_enabled"
    with a_room() as room:
        view = room.api("views.publish", user_id=ANA, view=home)["view"]
        assert room.api("views.publish", user_id=ANA, view=home, hash="old")["error"] == "hash_conflict"
        again = room.api("views.publish", user_id=ANA, view=home, hash=view["hash"])["view"]
        assert again["id"] == view["id"]
        assert room.api("views.publish", user_id=ANA, view=a_modal())["error"] == "invalid_arguments"


def test_calls_are_recorded_without_the_token(room):
    form = {"channel": TEAM, "text": "<!here>", "blocks": json.dumps([a_section()]), "token": TOKEN}
    room.request("POST", "/api/chat.postMessage", data=form)
    call = room.get("calls", method="chat.postMessage")["calls"][0]
    assert call["args"]["blocks"][0]["type"] == "section"
    assert call["_local"]["mentions"] == ["here"]
    assert (call["ok"], call["error"], call["status"]) == (True, None, 200)
    everything = json.dumps([room.get("calls"), room.get("journal"), room.state()])
    assert TOKEN not in everything
    assert "made-up-signing-secret" not in everything


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
@pytest.mark.parametrize("name", ["oldest", "latest"])
def test_a_bound_that_is_no_time_is_refused_by_its_name(room, method, name):
    ts = room.api("chat.postMessage", channel=TEAM, text="x")["ts"]
    room.api("chat.postMessage", channel=TEAM, text="y", thread_ts=ts)
    assert room.api(method, channel=TEAM, ts=ts, **{name: "noon"})["error"] == f"invalid_ts_{name}"


def test_a_reply_names_who_began_the_thread(room):
    ts = room.api("chat.postMessage", channel=TEAM, text="x")["ts"]
    room.api("chat.postMessage", channel=TEAM, text="y", thread_ts=ts)
    parent, reply = room.api("conversations.replies", channel=TEAM, ts=ts)["messages"]
    assert (parent.get("parent_user_id"), reply["parent_user_id"]) == (None, parent["user"])
