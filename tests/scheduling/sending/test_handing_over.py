"""A sender whose time is over hands over to another run at once: nobody waits for the next minute."""

import json
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

import pytest

from app import bootstrap, entry
from app.domain.day.member import Member, Profile
from app.errors import HeldBack, OutOfTime
from app.handover import Handover
from app.lazy import DurableRunner
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


class Ending:
    """Lambda's context of a run that is stopped in ten seconds."""

    @staticmethod
    def get_remaining_time_in_millis():
        return 10_000


class TestACommand:
    """An admin's command hands itself over in the same way; Lambda's repetition would come a minute later."""

    @pytest.fixture
    def event(self, crowd):
        crowd.services.clock.sleep((DUE - crowd.services.clock.now()).total_seconds())
        about = {"source": "cron", "standup": f"{crowd.team_id}.many-0", "time": "2026-11-24T12:02:00Z"}
        return {"type": "send_questions", **about}

    @pytest.fixture
    def run(self, crowd):
        app = bootstrap.build_app(crowd.services, DurableRunner(None))
        return partial(entry.scheduled_events, app, crowd.services)

    def test_it_goes_on_at_once(self, crowd, event, run):
        assert run(event, Ending()) == {"outcome": "handed over"}
        before = sent_at(crowd)
        assert crowd.function.events == [event]
        assert run(event, None)["outcome"] == "asked"
        after = sent_at(crowd)
        assert len(after) == PEOPLE
        assert after[len(before)] - before[-1] < 1
        assert crowd.function.events == [event]

    def test_if_nobody_takes_it_over_lambda_repeats_it(self, crowd, event, run):
        crowd.function.status = 500
        with pytest.raises(OutOfTime):
            run(event, Ending())

    def test_a_wait_that_slack_wants_is_not_handed_on_and_on(self, crowd, event, run):
        held = {"on": "chat.postMessage", "kind": "ratelimited", "seconds": 3600, "times": None}
        crowd._place.post("faults", add=held)
        with pytest.raises(HeldBack):
            run(event, Ending())
        crowd.tick(DUE)
        assert crowd.function.events == []
