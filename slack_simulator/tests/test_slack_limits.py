"""Rate limits as Slack sets them, and faults on request."""

import pytest

from slack_room import ANA, MARCUS, TEAM, a_room, a_section


@pytest.fixture
def room():
    with a_room(pace=1) as room:
        yield room


def test_a_channel_takes_three_posts_at_once_and_then_one_a_second(room):
    posts = [room.api_response("chat.postMessage", channel=TEAM, text="x") for _ in range(4)]
    assert [response.status_code for response in posts] == [200, 200, 200, 429]
    assert posts[-1].json() == {"ok": False, "error": "ratelimited"}
    assert posts[-1].headers["retry-after"] == "1"
    assert len(room.state()["messages"][TEAM]) == 3
    room.real += 1
    assert room.api("chat.postMessage", channel=TEAM, text="x")["ok"]


def test_the_whole_workspace_takes_twenty_posts_at_once_and_five_a_second(room):
    room.local("people", add=30)
    users = [f"U0MORE{number:04d}" for number in range(30)]
    replies = [room.api("chat.postMessage", channel=user, text="x")["ok"] for user in users]
    assert replies.count(True) == 20
    room.real += 1
    replies = [room.api("chat.postMessage", channel=user, text="x")["ok"] for user in users]
    assert replies.count(True) == 5


def test_each_method_has_the_quota_of_its_tier(room):
    replies = [room.api_response("users.info", user=ANA) for _ in range(101)]
    assert [response.status_code for response in replies].count(429) == 1
    assert replies[-1].headers["retry-after"] == "30"
    assert room.api("users.list", limit=1)["ok"]


def test_the_list_of_everybody_closes_for_half_a_minute_after_five_pages(room):
    replies = [room.api_response("users.list", limit=1) for _ in range(6)]
    assert [response.status_code for response in replies] == [200] * 5 + [429]
    assert replies[-1].headers["retry-after"] == "30"
    room.real += 29
    assert room.api_response("users.list", limit=1).headers["retry-after"] == "1"
    room.real += 1
    assert room.api("users.list", limit=1)["ok"]


def test_the_pace_multiplies_all_of_it():
    with a_room(pace=10) as room:
        replies = [room.api_response("users.list", limit=1).status_code for _ in range(51)]
        assert replies.count(429) == 1


def test_an_error_once_and_only_where_asked(room):
    room.local(
        "faults", add={"on": "chat.postMessage", "kind": "error", "error": "fatal_error", "where": {"channel": ANA}}
    )
    assert room.api("chat.postMessage", channel=MARCUS, text="x")["ok"]
    assert room.api("chat.postMessage", channel=ANA, text="x")["error"] == "fatal_error"
    assert room.api("chat.postMessage", channel=ANA, text="x")["ok"]


def test_a_fault_for_a_person_also_strikes_by_the_id_of_the_direct_message(room):
    ts = room.menu()
    room.local("faults", add={"on": "chat.update", "kind": "error", "where": {"channel": ANA}})
    assert room.api("chat.update", channel=ts["channel"], ts=ts["ts"], text="x")["error"] == "internal_error"


def test_a_fault_can_skip_the_first_calls_and_strike_several_times(room):
    room.local("faults", add={"on": "*", "kind": "status", "status": 503, "after": 1, "times": 2})
    statuses = [room.api_response("auth.test").status_code for _ in range(4)]
    assert statuses == [200, 503, 503, 200]
    assert room.local("faults")["faults"][0]["hits"] == 2
    assert room.local("faults", clear=True)["faults"] == []


def test_a_lost_reply_is_carried_out(room):
    room.local("faults", add={"on": "chat.postMessage", "kind": "lost_reply"})
    assert room.api_response("chat.postMessage", channel=ANA, text="x").content == b""
    assert [message["text"] for message in room.state()["messages"]["D0ANAPRG01"]] == ["x"]
    call = room.get("calls")["calls"][-1]
    assert (call["ok"], call["status"], call["lost"]) == (True, None, True)


def test_a_dropped_call_is_not_carried_out(room):
    room.local("faults", add={"on": "chat.postMessage", "kind": "drop"})
    assert room.api_response("chat.postMessage", channel=ANA, text="x").content == b""
    assert room.state()["messages"]["D0ANAPRG01"] == []


def test_a_hanging_call_is_not_carried_out(room):
    room.local("faults", add={"on": "chat.postMessage", "kind": "hang", "seconds": 0})
    assert room.api("chat.postMessage", channel=ANA, text="x")["error"] == "request_timeout"
    assert room.state()["messages"]["D0ANAPRG01"] == []


def test_a_rate_limit_on_request(room):
    room.local("faults", add={"on": "chat.postMessage", "kind": "ratelimited", "seconds": 7})
    response = room.api_response("chat.postMessage", channel=ANA, text="x", blocks=[a_section()])
    assert (response.status_code, response.headers["retry-after"]) == (429, "7")


def test_a_fault_that_makes_no_sense_is_refused(room):
    assert "kind" in room.local("faults", add={"on": "auth.test", "kind": "explode"})["error"]
    assert "wher" in room.local("faults", add={"on": "auth.test", "kind": "error", "wher": {}})["error"]
