"""What people do reaches the app as Slack would send it, and the app's answer does what Slack would do."""

import asyncio

import pytest
from slack_sdk.signature import SignatureVerifier
from starlette.responses import PlainTextResponse

from tests.local.slack_room import ANA, BUTTONS, MARCUS, SECRET, TEAM, a_modal, a_room, a_section


@pytest.fixture
def room():
    with a_room() as room:
        yield room


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


def test_a_modal_opens_and_a_submit_closes_it(room):
    view = room.opens(a_modal())
    result = room.submits(view, first="an answer & <more>")
    assert result["outcome"] == "closed"
    assert room.state()["views"] == []
    payload = room.received[-1].payload
    assert payload["type"] == "view_submission"
    assert payload["response_urls"] == []
    values = payload["view"]["state"]["values"]
    assert values["first"]["text"] == {"type": "plain_text_input", "value": "an answer & <more>"}
    assert values["second"]["text"] == {"type": "plain_text_input", "value": "so far"}


def test_an_untouched_input_is_null(room):
    modal = a_modal()
    modal["blocks"][1]["element"].pop("initial_value")
    view = room.opens(modal)
    room.submits(view, first="x")
    values = room.received[-1].payload["view"]["state"]["values"]
    assert values["second"]["text"] == {"type": "plain_text_input", "value": None}


def test_an_empty_required_input_never_reaches_the_app(room):
    view = room.opens(a_modal())
    before = len(room.received)
    result = room.submits(view, first="")
    assert result["outcome"] == "errors"
    assert list(result["errors"]) == ["first"]
    assert result["delivered"] is None
    assert len(room.received) == before
    assert room.state()["views"][0]["errors"] == result["errors"]


def test_a_text_over_the_limit_never_reaches_the_app(room):
    view = room.opens(a_modal())
    result = room.submits(view, first="x" * 3001)
    assert "3000" in result["errors"]["first"]


def test_errors_are_shown_at_their_fields_and_gone_after_the_next_try(room):
    view = room.opens(a_modal())
    room.answer = lambda _payload: {"response_action": "errors", "errors": {"first": "Say more."}}
    assert room.submits(view, first="x")["errors"] == {"first": "Say more."}
    assert room.state()["views"][0]["errors"] == {"first": "Say more."}
    room.answer = lambda _payload: ""
    assert room.submits(view, first="xx")["outcome"] == "closed"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "?"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "dance"},
        {"ok": True},
        "thanks",
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
def test_an_answer_that_slack_does_not_understand_keeps_the_modal_open(room, answer):
    view = room.opens(a_modal())
    room.answer = lambda _payload: answer
    result = room.submits(view, first="kept")
    assert result["outcome"] == "failed"
    assert "trouble" in result["notice"]
    still = room.state()["views"][0]
    assert still["state"]["values"]["first"]["text"]["value"] == "kept"


def test_a_submit_that_is_refused_keeps_the_modal_open(room):
    view = room.opens(a_modal())
    room.answer = lambda _payload: PlainTextResponse("", 500)
    assert room.submits(view, first="kept")["outcome"] == "failed"
    assert len(room.state()["views"]) == 1


def test_update_push_and_clear(room):
    view = room.opens(a_modal())
    room.answer = lambda _payload: {"response_action": "update", "view": a_modal(private_metadata="second")}
    assert room.submits(view, first="x")["outcome"] == "updated"
    updated = room.state()["views"][0]
    assert (updated["id"], updated["private_metadata"]) == (view["id"], "second")
    room.answer = lambda _payload: {"response_action": "push", "view": a_modal()}
    assert room.submits(view, first="x")["outcome"] == "pushed"
    top = room.state()["views"][1]
    assert (top["previous_view_id"], top["root_view_id"]) == (view["id"], view["id"])
    assert room.submits(view, first="x")["ok"] is False
    room.answer = lambda _payload: {"response_action": "clear"}
    assert room.submits(top, first="x")["outcome"] == "cleared"
    assert room.state()["views"] == []


def test_a_fourth_view_cannot_be_pushed(room):
    room.opens(a_modal())
    room.answer = lambda _payload: {"response_action": "push", "view": a_modal()}
    for _ in range(2):
        assert room.submits(room.state()["views"][-1], first="x")["outcome"] == "pushed"
    assert room.submits(room.state()["views"][-1], first="x")["outcome"] == "failed"


def test_closing_is_reported_only_when_asked_for(room):
    view = room.opens(a_modal())
    before = len(room.received)
    assert room.local("close", **{"as": ANA}, view_id=view["id"])["outcome"] == "none"
    assert len(room.received) == before
    view = room.opens(a_modal(notify_on_close=True))
    room.local("close", **{"as": ANA}, view_id=view["id"])
    payload = room.received[-1].payload
    assert (payload["type"], payload["is_cleared"], payload["view"]["id"]) == ("view_closed", False, view["id"])


def test_closing_the_stack_names_the_first_view_and_loses_what_was_typed(room):
    root = room.opens(a_modal(notify_on_close=True))
    room.answer = lambda _payload: {"response_action": "push", "view": a_modal()}
    room.submits(root, first="typed")
    room.answer = lambda _payload: ""
    top = room.state()["views"][-1]
    room.local("close", **{"as": ANA, "all": True}, view_id=top["id"])
    payload = room.received[-1].payload
    assert (payload["is_cleared"], payload["view"]["id"]) == (True, root["id"])
    assert payload["view"]["state"]["values"] == {}
    assert room.state()["views"] == []


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
        said = room.local("say", **{"as": ANA}, channel="U0STANDUP1", text="help")
        assert said["ok"]
        room.settle()
        event = room.received[-1].payload["event"]
        assert (event["type"], event["channel_type"], event["user"], event["text"]) == ("message", "im", ANA, "help")
