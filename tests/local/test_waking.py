"""The local Lambda is woken as AWS's is: several environments at once, which do nothing."""

from datetime import timedelta

import botocore.session
import pytest

from app.handover import RESPONSES, SENDER, Handover
from local.aws.embedded import REGION
from tests.kit.requester import invoke


@pytest.fixture
def sender(stack):
    ours = stack.aws.credentials
    session = botocore.session.Session()
    session.set_credentials(ours.key, ours.secret)
    return Handover(session.create_client("lambda", region_name=REGION, endpoint_url=stack.url), SENDER)


def test_as_many_environments_are_woken_as_are_asked_for_and_say_nothing(stack, team, sender):
    before = stack.journal.last
    sender.wake(3, stack.clock.now() + timedelta(seconds=1))
    team.settles()
    noted = stack.journal.after(before)
    woken = [entry for entry in noted if entry["kind"] == "invocation"]
    said = [entry["title"] for entry in noted if entry not in woken and '"started"' not in entry["title"]]
    assert (len(woken), said) == (3, [])  # a new one says that it has started
    assert {entry["detail"]["function"] for entry in woken} == {RESPONSES}
    assert all(entry["ok"] and entry["detail"]["result"] == {"statusCode": 200} for entry in woken)
    assert stack.functions.pools[RESPONSES].size >= 3


def test_a_woken_environment_answers_at_once_when_nobody_is_waited_for(stack):
    assert invoke(stack, RESPONSES, {"standup_wake": {"until": "2026-11-24T07:00:00+00:00"}}) == {"statusCode": 200}


def test_a_morning_is_warm_from_its_first_click(stack, team):
    """The tick that asks wakes before anything goes to Slack, and every fourth one after it wakes again."""
    asking = noted(stack, team, minutes=1, seconds=5)
    calls = [entry["title"] for entry in asking if entry["kind"] == "api" or is_waking(entry)]
    first = [call for call in calls[: calls.index("conversations.members")] if call != "auth.test"]
    assert first == [f"{RESPONSES}, attempt 1"] * 3
    later = [sum(map(is_waking, noted(stack, team, minutes=1))) for _ in range(9)]
    assert later == [0, 0, 0, 2, 0, 0, 0, 2, 0]


def noted(stack, team, **by):
    """What the workspace notes while time passes."""
    before = stack.journal.last
    team.time_passes(**by)
    team.settles()
    return stack.journal.after(before)


def is_waking(entry):
    return entry["kind"] == "invocation" and "standup_wake" in entry["detail"]["event"]
