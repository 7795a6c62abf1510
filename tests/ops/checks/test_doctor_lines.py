"""How the check-up goes about its lines and lays them out, whatever they say."""

import io
import threading
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError
from rich.console import Console

from app.domain.standup import default_standup
from ops.checks import aws, doctor, resources, schedule
from ops.checks.finding import CannotTell, Finding, State
from ops.checks.surroundings import Surroundings
from ops.drift.compare import Reading
from ops.drift.template import Template
from ops.stage import Stage

LONG = "aws ssm put-parameter --overwrite --type SecureString --region us-east-1 --name /standup/check/SLACK_BOT_TOKEN"
FINDINGS = [
    Finding(State.OK, "fine", name="region"),
    Finding(State.FAULT, "[all] of it is wrong " * 8, f"Take it, then: `{LONG}` Look again.", "signing secret"),
    Finding(State.UNKNOWN, "cannot be told", "Ask.", "token"),
]


@pytest.mark.parametrize("width", [60, 80, 100])
def test_lines_fit_the_terminal_and_commands_stay_whole(width):
    console = Console(width=width, file=io.StringIO())
    doctor.show(FINDINGS, console)
    lines = console.file.getvalue().splitlines()
    assert [line.strip() for line in lines if len(line) > width] == [LONG]
    assert lines[0] == "  ok       region          fine"
    assert [line for line in lines if line.startswith(" " * 27 + "> ")] == [
        f"{'':27}> {prose}" for prose in ("Take it, then:", "Look again.", "Ask.")
    ]
    assert lines[-2:] == ["Broken: signing secret.", "Not known: token."]


def test_a_check_that_breaks_or_hangs_has_its_line_all_the_same(monkeypatch):
    def breaks(look):
        raise ZeroDivisionError

    def hangs(look):
        never.wait()

    def lacks(look):
        raise CannotTell("too dark", "switch on the light")

    never = threading.Event()
    monkeypatch.setattr(doctor, "LIMIT", 0.05)
    findings = doctor.examine(Surroundings(Stage("check")), [breaks, hangs, lacks])
    never.set()
    assert {finding.state for finding in findings} == {State.UNKNOWN}
    assert [finding.name for finding in findings] == ["breaks", "hangs", "lacks"]
    assert findings[2].cure == "switch on the light"


def test_on_sunday_the_last_run_was_due_on_friday():
    standup = default_standup("T1", "C1")
    assert schedule.last_due(standup, datetime(2026, 11, 29, 12, tzinfo=UTC)) == datetime(2026, 11, 27, 8, tzinfo=UTC)


@pytest.mark.parametrize("check", [aws.credentials, aws.room])
def test_aws_that_has_too_much_to_do_is_no_fault_and_asked_again(check):
    """With the credentials nothing is wrong then, nor with the connection."""

    def throttled(_):
        raise ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "Rate exceeded"}}, "Any")

    look = Surroundings(Stage("check"))
    client = SimpleNamespace(
        get_caller_identity=partial(throttled, None), get_account_settings=partial(throttled, None)
    )
    object.__setattr__(look, "aws", lambda _: client)
    (found,) = doctor.examine(look, [check])
    assert (found.state, found.cure) == (State.UNKNOWN, "That passes by itself: wait a minute, then look again.")


@pytest.mark.parametrize(("confirmed", "state"), [("0", State.WARNING), ("1", State.OK)])
def test_alarms_that_nobody_gets_are_worth_a_look(monkeypatch, confirmed, state):
    """Trouble would be known to nobody before the members tell of it."""
    topic = {"AlarmTopic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "standup-check-alarms"}}}
    arn = "arn:aws:sns:us-east-1:000000000000:standup-check-alarms"
    whole = Template({"Resources": topic}, {"AlarmTopic": arn}, "arn:aws:cloudformation:us-east-1:0:stack/standup/1")
    said = {"Attributes": {"SubscriptionsConfirmed": confirmed}}
    look = Surroundings(Stage("check", "us-east-1"))
    object.__setattr__(look, "aws", lambda _: SimpleNamespace(get_topic_attributes=lambda **_: said))
    vars(look)["reading"] = Reading(whole, look.aws)
    monkeypatch.setattr(resources, "drifted", lambda *_: [])
    (found,) = doctor.examine(look, [resources.alarms])
    assert found.state is state, found
    assert ("deploy --stage check --region us-east-1 --alarm-email" in found.cure) is (state is State.WARNING)
