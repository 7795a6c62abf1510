"""What people do reaches the app as Slack would send it, and the app's answer does what Slack would do."""

import asyncio

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.responses import PlainTextResponse

from slack_room import ANA, ANA_DM, BOT, BUTTONS, MARCUS, SECRET, TEAM, a_modal, a_room, a_section

FORM = "application/x-www-form-urlencoded"


def test_a_click_is_signed_and_has_the_shape_that_slack_sends(room):
    menu = room.menu()
    result = room.clicks(menu, "open")
    request = room.received[-1]
    verifier = SignatureVerifier(SECRET, clock=type("At", (), {"now": lambda _self: room.clock.now().timestamp()})())
    headers = request.headers
    assert verifier.is_valid(request.body, headers["x-slack-request-timestamp"], headers["x-slack-signature"])
    assert headers["user-agent"].startswith("Slackbot 1.0")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    payload = request.payload
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": ANA, "username": "ana.novakova", "name": "ana.novakova", "team_id": "T0LOCAL001"}
    assert payload["channel"] == {"id": menu["channel"], "name": "directmessage"}
    assert payload["container"]["message_ts"] == menu["ts"]
    assert payload["message"]["text"] == "Daily standup"
    assert payload["message"]["blocks"][0]["elements"][0]["text"]["text"] == "Open &lt;Report&gt;"
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == ("open", "menu", "7", "button")
    assert result["outcome"] == "acknowledged"
    assert result["delivered"]["status"] == 200


def test_a_choice_is_in_the_action_and_in_the_state(room):
    option = BUTTONS["elements"][1]["options"][0]
    room.clicks(room.menu(), "choose", selected_option=option)
    payload = room.received[-1].payload
    assert payload["actions"][0]["selected_option"]["value"] == "1"
    assert payload["state"]["values"]["menu"]["choose"]["selected_option"]["value"] == "1"


def test_a_click_on_an_ephemeral_message_has_no_message(room):
    reply = room.api("chat.postEphemeral", channel=TEAM, user=ANA, text="psst", blocks=[BUTTONS])
    message = {"channel": TEAM, "ts": reply["message_ts"]}
    assert room.clicks(message, "open")["outcome"] == "acknowledged"
    payload = room.received[-1].payload
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"] is True
    assert room.clicks(message, "open", MARCUS)["ok"] is False


def test_a_late_answer_shows_a_warning(room):
    room.workspace.delivery.ack_seconds = 0.02

    async def never(_payload):
        await asyncio.Event().wait()

    menu = room.menu()
    room.answer = never
    result = room.clicks(menu, "open")
    assert result["outcome"] == "late"
    assert "three seconds" in result["notice"]


def test_a_refused_click_shows_a_warning(room):
    room.answer = lambda _payload: PlainTextResponse("no", 404)
    result = room.clicks(room.menu(), "open")
    assert result["outcome"] == "failed"
    assert "404" in result["notice"]


def test_a_click_in_a_modal_carries_the_view_and_no_channel(room):
    modal = a_modal()
    modal["blocks"].append(BUTTONS)
    view = room.opens(modal)
    typed = {"first": {"text": {"type": "plain_text_input", "value": "half"}}}
    room.local("click", **{"as": ANA}, action_id="open", container={"view_id": view["id"]}, state={"values": typed})
    payload = room.received[-1].payload
    assert payload["container"] == {"type": "view", "view_id": view["id"]}
    assert not {"channel", "message", "response_url"} & set(payload)
    assert payload["view"]["state"]["values"]["first"]["text"]["value"] == "half"


def test_the_home_tab_is_published_and_its_clicks_carry_it(room):
    home = {"type": "home", "blocks": [a_section(), BUTTONS]}
    room.answer = lambda payload: (
        room.api_inside("views.publish", user_id=payload["event"]["user"], view=home) and ""
        if "event" in payload
        else ""
    )
    assert room.local("open_home", **{"as": ANA})["outcome"] == "acknowledged"
    event = room.received[-1].payload["event"]
    assert (event["type"], event["tab"], event["channel"]) == ("app_home_opened", "home", "D0ANAPRG01")
    assert "view" not in event
    shown = room.state()["home"]
    assert shown["type"] == "home"
    room.local("open_home", **{"as": ANA})
    assert room.received[-1].payload["event"]["view"]["id"] == shown["id"]
    room.local("click", **{"as": ANA}, action_id="open", container={"view_id": room.state()["home"]["id"]})
    assert room.received[-1].payload["view"]["type"] == "home"


def test_a_command_is_sent_as_a_form_and_its_answer_is_only_for_its_user(room):
    room.answer = lambda _form: "Hello there"
    result = room.local("command", **{"as": ANA}, channel=TEAM, command="/standup", text="")
    form = room.received[-1].form
    assert (form["command"], form["text"], form["channel_name"], form["user_id"]) == ("/standup", "", "team", ANA)
    assert form["is_enterprise_install"] == "false"
    assert result["outcome"] == "acknowledged"
    assert [message["text"] for message in room.state()["messages"][TEAM]] == ["Hello there"]
    assert room.state(MARCUS)["messages"][TEAM] == []


def test_a_command_answered_in_channel_is_for_everybody(room):
    room.answer = lambda _form: {"response_type": "in_channel", "text": "For all"}
    room.local("command", **{"as": ANA}, channel=TEAM, command="/standup", text="x")
    assert room.state(MARCUS)["messages"][TEAM][0]["text"] == "For all"


def test_an_unknown_command_and_a_failed_one(room):
    assert room.local("command", **{"as": ANA}, channel=TEAM, command="/nothing", text="")["ok"] is False
    room.answer = lambda _form: PlainTextResponse("", 500)
    result = room.local("command", **{"as": ANA}, channel=TEAM, command="/standup", text="")
    assert "dispatch_failed" in result["notice"]


def test_the_deactivated_cannot_do_anything(room):
    menu = room.menu()
    room.local("people", id=ANA, set={"deleted": True})
    assert room.clicks(menu, "open")["ok"] is False
    assert room.local("say", **{"as": ANA}, channel=TEAM, text="hi")["ok"] is False


def test_nobody_can_click_in_somebody_elses_direct_message(room):
    assert room.clicks(room.menu(ANA), "open", MARCUS)["ok"] is False


def test_what_people_write_is_escaped_and_can_be_a_thread(room):
    said = room.local("say", **{"as": ANA}, channel=TEAM, text="1 < 2 & <!here>")
    room.local("say", **{"as": MARCUS}, channel=TEAM, text="yes", thread_ts=said["ts"])
    parent, reply = room.state()["messages"][TEAM]
    assert parent["text"] == "1 &lt; 2 &amp; &lt;!here&gt;"
    assert parent["_local"]["mentions"] == []
    assert parent["reply_count"] == 1
    assert reply["thread_ts"] == parent["ts"]
    assert reply["author"]["name"] == "marcus"


def test_an_option_that_is_not_there_cannot_be_chosen(room):
    made_up = {"text": {"type": "plain_text", "text": "Two"}, "value": "2"}
    assert room.clicks(room.menu(), "choose", selected_option=made_up)["ok"] is False


def test_a_new_modal_takes_the_place_of_the_open_ones(room):
    first = room.opens(a_modal())
    pages = room.workspace.live.join(ANA)
    second = room.opens(a_modal())
    assert [view["id"] for view in room.state()["views"]] == [second["id"]]
    told = [pages.get_nowait() for _ in range(pages.qsize())]
    assert {"type": "view_closed", "view_id": first["id"]} in told


def test_a_command_that_escapes_sends_names_as_ids():
    with a_room(should_escape=True) as room:
        room.local(
            "command", **{"as": ANA}, channel=TEAM, command="/standup", text="add @marcus.reed to #team & @nobody"
        )
        expected = f"add <@{MARCUS}|marcus.reed> to <#{TEAM}|team> &amp; @nobody"
        assert room.received[-1].form["text"] == expected


@pytest.mark.parametrize(
    "odd",
    [
        {"container": "x"},
        {"state": ["x"]},
        {"state": {"values": "x"}},
        {"state": {"values": {"a": "x"}}},
        {"state": {"values": {"a": {"b": "x"}}}},
        {"values": {"a": {"b": 1}}},
    ],
)
def test_an_act_of_an_odd_shape_is_refused_with_a_sentence(room, odd):
    assert "objects" in room.local("click", **{"as": ANA}, action_id="open", **odd)["error"]


def test_a_global_shortcut_has_the_shape_that_slack_sends(room):
    assert [each["callback_id"] for each in room.state()["app"]["shortcuts"]] == ["open"]
    assert room.local("shortcut", **{"as": ANA}, callback_id="open")["outcome"] == "acknowledged"
    payload = room.received[-1].payload
    assert payload["type"] == "shortcut"
    assert payload["callback_id"] == "open"
    assert payload["user"]["id"] == ANA
    assert not {"channel", "message", "response_url", "actions"} & payload.keys()
    opened = room.api("views.open", trigger_id=payload["trigger_id"], view=a_modal())
    assert opened["ok"]


@pytest.mark.parametrize("callback_id", ["remind", "else", ""])
def test_only_a_global_shortcut_of_the_manifest_can_be_used(room, callback_id):
    assert room.local("shortcut", **{"as": ANA}, callback_id=callback_id)["ok"] is False


def test_commands_and_shortcuts_need_their_scope():
    with a_room(scopes=["chat:write"]) as room:
        assert room.local("shortcut", **{"as": ANA}, callback_id="open")["ok"] is False
        assert room.local("command", **{"as": ANA}, channel=TEAM, command="/standup")["ok"] is False
        assert room.received == []


def test_a_shortcut_that_is_not_answered_shows_a_warning(room):
    room.answer = lambda _payload: PlainTextResponse("no", 500)
    assert "500" in room.local("shortcut", **{"as": ANA}, callback_id="open")["notice"]


def test_the_first_message_to_the_app_opens_the_conversation():
    with a_room(events=["message.im"]) as room:
        said = room.local("say", **{"as": ANA}, channel="U0THEAPP01", text="help")
        assert said["ok"]
        room.settle()
        event = room.received[-1].payload["event"]
        assert (event["type"], event["channel_type"], event["user"], event["text"]) == ("message", "im", ANA, "help")


def told(room, name):
    """The events of this name that the app was told."""
    room.settle()
    events = [each.payload.get("event", {}) for each in room.received if each.headers["content-type"] != FORM]
    return [event for event in events if event.get("type") == name]


def test_whoever_invites_the_app_is_named_as_the_inviter(room):
    """Slack: `inviter` of member_joined_channel is who sent the invitation; who joins by themselves has none."""
    room.local("channel", id=TEAM, remove=["bot"])
    invited = room.local("command", **{"as": MARCUS}, channel=TEAM, command="/invite", text="@standup_bot")
    assert (invited["outcome"], invited["notice"]) == ("acknowledged", None)
    assert [event["inviter"] for event in told(room, "member_joined_channel")] == [MARCUS]
    again = room.local("command", **{"as": MARCUS}, channel=TEAM, command="/invite", text="@standup_bot")
    assert again["notice"].endswith("is already in this channel.")
    room.local("channel", id=TEAM, remove=["bot"])
    room.local("channel", **{"as": MARCUS}, id=TEAM, add=["bot"])
    assert [event["inviter"] for event in told(room, "member_joined_channel")] == [MARCUS, MARCUS]
    room.local("channel", **{"as": ANA}, id=TEAM, remove=[ANA])
    room.local("channel", **{"as": ANA}, id=TEAM, add=[ANA])
    assert "inviter" not in told(room, "member_joined_channel")[-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Whom? Write /invite and an @name."),
        ("@nobody.here", "There is nobody called @nobody.here."),
        ("@standup_bot #nowhere", "There is no channel #nowhere."),
    ],
)
def test_an_invitation_that_makes_no_sense_is_said_to_whoever_typed_it(room, text, said):
    room.local("channel", id=TEAM, remove=["bot"])
    assert said in room.local("command", **{"as": MARCUS}, channel=TEAM, command="/invite", text=text)["notice"]
    assert told(room, "member_joined_channel") == []


def test_nobody_invites_to_a_channel_that_they_are_not_in(room):
    room.local("channel", id=TEAM, remove=["bot", MARCUS])
    said = room.local("command", **{"as": MARCUS}, channel=TEAM, command="/invite", text="@standup_bot")
    assert said["notice"] == "Join the channel before you invite somebody to it."


def test_a_name_is_a_mention_only_if_it_was_chosen_from_the_list(room):
    text = "@ana.novakova and @marcus.reed in #team, not x@ana.novakova.example"
    room.local("say", **{"as": MARCUS}, channel=TEAM, text=text, mentions=[ANA, TEAM])
    said = room.state(MARCUS)["messages"][TEAM][-1]
    assert said["text"] == f"<@{ANA}> and @marcus.reed in <#{TEAM}|team>, not x@ana.novakova.example"
    assert said["_local"] == {"mentions": [ANA], "links": [TEAM]}
    assert room.local("say", **{"as": MARCUS}, channel=TEAM, text="x", mentions="U1")["ok"] is False


def test_a_modal_is_open_in_the_tab_in_which_it_was_asked_for_and_each_tab_has_its_own(room):
    menu = room.menu()
    for tab in ("one", "two"):
        view = a_modal(callback_id=tab)
        room.answer = lambda payload, view=view: (
            room.api_inside("views.open", trigger_id=payload["trigger_id"], view=view) and ""
        )
        room.clicks(menu, "open", tab=tab)
    shown = {tab: room.get("state", **{"as": ANA}, tab=tab)["views"] for tab in ("", "one", "two")}
    assert {tab: [view["callback_id"] for view in views] for tab, views in shown.items()} == {
        "": [],
        "one": ["one"],
        "two": ["two"],
    }
    room.answer = lambda _payload: ""
    pages = room.workspace.live.join(ANA, "two")
    filled = {"first": {"text": {"type": "plain_text_input", "value": "x"}}}
    done = room.local("submit", **{"as": ANA}, view_id=shown["one"][0]["id"], values=filled)
    assert done["outcome"] == "closed"
    assert [pages.get_nowait()["type"] for _ in range(pages.qsize())] == []
    assert room.get("state", **{"as": ANA}, tab="one")["views"] == []
    assert room.get("state", **{"as": ANA}, tab="two")["views"] == shown["two"]
    assert room.clicks(menu, "open", tab="no such <tab>")["ok"] is False


@pytest.mark.parametrize(
    ("channel", "mentions", "heard"), [(TEAM, [BOT], 1), (TEAM, [], 0), (ANA_DM, [BOT], 0)], ids=["named", "not", "dm"]
)
def test_an_app_hears_that_it_is_named_in_a_channel(channel, mentions, heard):
    with a_room(scopes=["app_mentions:read", "chat:write"], events=["app_mention"]) as room:
        handle = room.workspace.people[BOT].name
        said = room.local("say", **{"as": ANA}, channel=channel, text=f"@{handle} hello", mentions=mentions)
        room.api("chat.postMessage", channel=TEAM, text=f"I am <@{BOT}>")
        room.settle()
        events = [each.payload["event"] for each in room.received]
    assert len(events) == heard
    for event in events:
        assert (event["type"], event["channel"], event["user"], event["ts"]) == ("app_mention", TEAM, ANA, said["ts"])
        assert event["text"] == f"<@{BOT}> hello"
