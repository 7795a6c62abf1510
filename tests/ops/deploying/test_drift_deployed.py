"""What somebody changes or deletes by hand is put right by the next deployment, and settings outlive it.

AWS does it with drift-aware change sets, which the embedded AWS does not have (it takes no notice of DeploymentMode):
what is seen here is `ops/deploying/drift.py`, which stands in for them.
"""

import os

import pytest

from ops.deploying import deploy, settings
from ops.packaging import template
from tests.ops.deploying.deployed import Deployed

pytestmark = pytest.mark.deployment

SENDER, RESPONSES = "standup-test-scheduled-events", "standup-test-slack-responses"


@pytest.fixture(scope="module")
def stack(deployment):
    """The deployment, whose functions know the secrets that are stored by now: other tests store new ones."""
    assert deploy.bring(deployment.stage, template.template(), {**os.environ}, agreed=True)
    return deployment


def deploys(stack: Deployed, capsys, **env: str) -> str:
    """Deploy again as somebody who gives nothing but `env`; returns what the terminal shows."""
    assert deploy.bring(stack.stage, template.template(), {**os.environ, **env}, agreed=True)
    return " ".join(capsys.readouterr().out.split())


def rule(stack: Deployed) -> tuple[str, str, list]:
    events, name = stack.client("events"), stack.stage.rules["tick"]
    there = events.describe_rule(Name=name)
    return there["ScheduleExpression"], there["State"], events.list_targets_by_rule(Rule=name)["Targets"]


def queue(stack: Deployed) -> str:
    sqs = stack.client("sqs")
    url = sqs.get_queue_url(QueueName=stack.stage.queue)["QueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["MessageRetentionPeriod"]


def configuration(stack: Deployed, name: str) -> tuple:
    there = stack.client("lambda").get_function_configuration(FunctionName=name)
    return there["Timeout"], there["MemorySize"], there["Handler"], there["Environment"]["Variables"]


def delete_queue(stack: Deployed) -> None:
    sqs = stack.client("sqs")
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=stack.stage.queue)["QueueUrl"])


def forget_sooner(stack: Deployed) -> None:
    sqs = stack.client("sqs")
    url = sqs.get_queue_url(QueueName=stack.stage.queue)["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"MessageRetentionPeriod": "60"})


def delete_rule(stack: Deployed) -> None:
    name = stack.stage.rules["tick"]
    targets = [each["Id"] for each in rule(stack)[2]]
    stack.client("events").remove_targets(Rule=name, Ids=targets)
    stack.client("events").delete_rule(Name=name)


def tick_seldom(stack: Deployed) -> None:
    stack.client("events").put_rule(Name=stack.stage.rules["tick"], ScheduleExpression="rate(1 day)", State="DISABLED")


def tick_elsewhere(stack: Deployed) -> None:
    (target,) = rule(stack)[2]
    elsewhere = {**target, "Arn": target["Arn"].replace("scheduled-events", "slack-responses")}
    stack.client("events").put_targets(Rule=stack.stage.rules["tick"], Targets=[elsewhere])


def hurry(stack: Deployed) -> None:
    stack.client("lambda").update_function_configuration(FunctionName=SENDER, Timeout=3, MemorySize=128)


def another_handler(stack: Deployed) -> None:
    stack.client("lambda").update_function_configuration(FunctionName=RESPONSES, Handler="handler.nothing")


def another_environment(stack: Deployed) -> None:
    stack.client("lambda").update_function_configuration(FunctionName=SENDER, Environment={"Variables": {"STAGE": "x"}})


BY_HAND = {
    "FailureQueue": (delete_queue, forget_sooner),
    "ScheduledDasheventsEventsRuleSchedule1": (delete_rule, tick_seldom, tick_elsewhere),
    "ScheduledDasheventsLambdaFunction": (hurry, another_environment),
    "SlackDashresponsesLambdaFunction": (another_handler,),
}


def state(stack: Deployed) -> tuple:
    return rule(stack), queue(stack), configuration(stack, SENDER), configuration(stack, RESPONSES)


@pytest.mark.parametrize(("name", "act"), [(name, act) for name, acts in BY_HAND.items() for act in acts])
def test_what_was_changed_by_hand_is_put_right(stack: Deployed, name, act, capsys):
    before = state(stack)
    act(stack)
    shown = deploys(stack, capsys)
    assert state(stack) == before
    assert "Put right: " in shown
    assert "Nothing in the stack standup-test changes." in deploys(stack, capsys)


def test_what_is_not_given_stays_as_it_was(stack: Deployed, capsys):
    given = {"XRAY_TRACING": "Active", "SLACK_CHANNEL": "C0123456789", "ALARM_EMAIL": "you@example.com"}
    given |= {"KEEP_WARM": "0", "REQUESTS_PER_SECOND": "300"}
    before = settings.deployed(stack.stage)
    deploys(stack, capsys, **given)
    known = settings.deployed(stack.stage)
    assert known == {
        **before,
        "Tracing": "Active",
        "SlackChannel": "C0123456789",
        "AlarmEmail": "you@example.com",
        "KeepWarm": "0",
        "RequestsPerSecond": "300",
    }
    assert "Nothing in the stack standup-test changes." in deploys(stack, capsys)
    assert settings.deployed(stack.stage) == known
    back = {"SLACK_CHANNEL": before["SlackChannel"], "ALARM_EMAIL": before["AlarmEmail"]}
    back |= dict.fromkeys(("XRAY_TRACING", "KEEP_WARM", "REQUESTS_PER_SECOND"), "none")
    deploys(stack, capsys, **back)
    assert settings.deployed(stack.stage) == before


def test_the_same_package_is_no_change(stack: Deployed, capsys):
    assert "Nothing in the stack standup-test changes." in deploys(stack, capsys)
