"""Faults on request: slow calls, faults by a seed, and events that are lost, late or twice."""

import pytest

from slack_room import ANA, TEAM, a_room

EVERY_MESSAGE = {"scopes": ["chat:write", "channels:history"], "events": ["message.channels"]}


@pytest.fixture
def listening():
    with a_room(**EVERY_MESSAGE) as room:
        yield room


def says(room, text):
    assert room.local("say", **{"as": ANA}, channel=TEAM, text=text)["ok"]
    room.settle()
    return [(each.payload["event_id"], each.headers.get("x-slack-retry-num")) for each in room.received]


def outcomes(room, seed, calls=40):
    room.local("faults", clear=True, add={"on": "*", "kind": "error", "times": None, "chance": 0.25, "seed": seed})
    return [room.api("auth.test")["ok"] for _ in range(calls)]


def test_a_slow_call_is_carried_out_and_answered(room):
    room.local("faults", add={"on": "chat.postMessage", "kind": "slow", "seconds": 0.01})
    assert room.api("chat.postMessage", channel=TEAM, text="x")["ok"]
    assert room.workspace.faults.list()[0]["hits"] == 1


def test_a_seed_decides_which_calls_fail(room):
    first, again, other = outcomes(room, 1), outcomes(room, 1), outcomes(room, 2)
    assert first == again != other
    assert 2 <= first.count(False) <= 20


@pytest.mark.parametrize(("chance", "failed"), [(0, 0), (1, 5)])
def test_a_chance_of_none_and_of_all(room, chance, failed):
    room.local("faults", add={"on": "auth.test", "kind": "error", "times": None, "chance": chance})
    assert [room.api("auth.test")["ok"] for _ in range(5)].count(False) == failed


@pytest.mark.parametrize("chance", [-0.1, 1.1, "often"])
def test_a_chance_is_a_number_from_0_to_1(room, chance):
    said = room.local("faults", add={"on": "auth.test", "kind": "error", "chance": chance})
    assert said["error"] == "A fault's 'chance' is a number from 0 to 1."


def test_the_star_means_methods_alone(listening):
    listening.local("faults", add={"on": "*", "kind": "drop", "times": None})
    assert len(says(listening, "heard")) == 1


def test_a_lost_event_is_sent_again(listening):
    listening.local("faults", add={"on": "event", "kind": "drop"})
    ((_, retry),) = says(listening, "lost once")
    assert retry == "1"
    assert listening.received[0].headers["x-slack-retry-reason"] == "connection_failed"


def test_an_event_can_come_twice_and_late(listening):
    listening.local("faults", add={"on": "event", "kind": "twice", "where": {"type": "message"}})
    first, second = says(listening, "twice")
    assert first == second
    listening.local("faults", add={"on": "event", "kind": "late", "seconds": 0.01})
    assert len(says(listening, "late")) == 3


def test_an_event_whose_scope_was_declined_is_not_sent(listening):
    assert len(says(listening, "heard")) == 1
    listening.local("scopes", declined=["channels:history"])
    assert len(says(listening, "not heard")) == 1


def test_other_parts_may_know_further_kinds(room):
    wish = {"on": "database", "kind": "half"}
    assert room.local("faults", add=wish)["ok"] is False
    room.workspace.faults.know("half")
    assert room.local("faults", add=wish)["faults"][0]["kind"] == "half"
