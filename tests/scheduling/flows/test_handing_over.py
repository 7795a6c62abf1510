"""A sender whose time is over hands over to another run at once: nobody waits for the next minute."""

import json
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from app.domain.day.member import Member, Profile
from app.handover import Handover
from app.records import replace
from benchmarks.crowd import NOON
from benchmarks.ticks import MINUTE, room

PEOPLE, SECOND = 60, timedelta(seconds=1)
DUE = NOON + 2 * MINUTE


class Lambda:
    """Accepts invocations, and remembers them."""

    def __init__(self, status=202):
        self.status, self.events = status, []

    def invoke(self, *, FunctionName, InvocationType, Payload):  # noqa: N803 AWS's names
        assert InvocationType == "Event"
        if FunctionName == "scheduled-events":  # the other one is woken
            self.events.append(json.loads(Payload))
        return {"StatusCode": self.status, "Payload": BytesIO(b"")}


@pytest.fixture
def crowd(processes):
    with room(PEOPLE) as opened:
        opened.store_due([opened.members], DUE)
        for user_id in opened.members:
            known = Member(opened.team_id, user_id, profile=Profile(zone="Europe/London"))
            opened.services.members.remember_profile(known, NOON)
        opened.function = Lambda()
        sending = replace(opened.services.sending, handover=Handover(opened.function, "scheduled-events"))
        opened.services = replace(opened.services, sending=sending)
        yield opened


def sent_at(crowd):
    return [float(call["result"]["ts"]) for call in crowd.calls("chat.postMessage") if call["ok"]]


def test_the_next_run_begins_where_this_one_ends(crowd):
    crowd.tick(DUE, 5 * SECOND)
    before = sent_at(crowd)
    (event,) = crowd.function.events
    assert (event["type"], event["source"]) == ("tick", "standup")
    assert 0 < len(before) < PEOPLE
    crowd.tick(max(datetime.fromisoformat(event["time"]), crowd.services.clock.now()))
    after = sent_at(crowd)
    assert len(after) == PEOPLE
    assert after[len(before)] - before[-1] < 1
    assert len(crowd.function.events) == 1


def test_what_is_done_in_time_hands_nothing_over(crowd):
    crowd.tick(DUE)
    assert len(sent_at(crowd)) == PEOPLE
    assert crowd.function.events == []


def test_if_nobody_takes_it_over_the_next_minute_does(crowd):
    crowd.function.status = 500
    crowd.tick(DUE, 5 * SECOND)
    crowd.tick(DUE + MINUTE)
    assert len(sent_at(crowd)) == PEOPLE


def test_while_one_is_at_work_another_tick_hands_nothing_over(crowd):
    leases, clock = crowd.services.sending.leases, crowd.services.clock
    clock.sleep((DUE - clock.now()).total_seconds())
    leases.take(crowd.team_id, "another", "tick", clock.now())
    crowd.tick(DUE)
    assert sent_at(crowd) == []
    assert crowd.function.events == []
