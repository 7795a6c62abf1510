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
    assert [entry["kind"] for entry in noted] == ["invocation"] * 3
    assert {entry["detail"]["function"] for entry in noted} == {RESPONSES}
    assert all(entry["ok"] and entry["detail"]["result"] == {"statusCode": 200} for entry in noted)
    assert stack.functions.pools[RESPONSES].size >= 3


def test_a_woken_environment_answers_at_once_when_nobody_is_waited_for(stack):
    assert invoke(stack, RESPONSES, {"standup_wake": {"until": "2026-11-24T07:00:00+00:00"}}) == {"statusCode": 200}
