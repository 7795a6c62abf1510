"""Modals open, take what is typed and close as Slack's do."""

import pytest
from starlette.responses import PlainTextResponse

from slack_room import ANA, a_modal


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
