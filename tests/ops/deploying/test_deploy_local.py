"""The packaged zip, deployed with the real serverless.yml to the embedded AWS, lives the standup's day there.

What this shows: the package starts, the template can be created and updated, requests come through the HTTP API, lazy
work and schedules run in processes of their own under their own roles, which are enforced, and failures end in the
queue. What the embedded AWS does not do, and this therefore cannot show: it runs the functions with this machine's
Python and processor, throttles no requests, sends no alarms and no mail, checks no role when CloudFormation makes
resources, and repeats failures within seconds instead of minutes.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from ops import failures, logs
from ops.deploying import changes
from ops.ending import run
from ops.stage import RESPONSES, SCHEDULED, Stage
from ops.standups import standups
from ops.steps import ROOT
from tests.kit.people import answers
from tests.ops.deploying.deployed import Deployed, ahead, eventually

pytestmark = pytest.mark.deployment

# Lambda does these itself in the function's name, and the embedded AWS records no such calls.
BY_LAMBDA = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}
# Nobody leaves on the day that is lived here, and nobody is erased.
NOT_TODAY = {"dynamodb:DeleteItem", "dynamodb:Scan"}
SECRET_TEXT = "the-merger-is-on-friday"


@pytest.fixture(scope="module")
def stack(deployment):
    return deployment


@pytest.fixture
def team(stack):
    return stack.team()


def test_the_day_from_the_schedule_to_the_report(stack: Deployed, team):
    """The schedule's own rule fires and finds the default standup; asked by an event, for nobody can wait for 08:00."""
    eventually(lambda: stack.client("dynamodb").scan(TableName=stack.stage.tables["standups"])["Items"], seconds=100)
    stack.rests()
    asked_at, reported_at = ahead(2), ahead(2, hour=10)
    assert stack.invoke(stack.event("send_questions", asked_at))["outcome"] == "asked"
    alice, bob, *_ = team.asked
    answers(alice, "Finished the export", "Review", "")
    eventually(lambda: "Thank you" in alice.reads())
    bob.clicks("Skip today")
    eventually(lambda: "skip" in bob.reads().lower())
    outcome = stack.invoke(stack.event("send_report", reported_at))
    assert outcome["outcome"] == "reported", outcome
    (post,) = team.posts()
    assert (post["username"], "Finished the export" in post["text"]) == (alice.name, True)
    assert stack.invoke(stack.event("send_questions", asked_at))["outcome"] == "already asked"
    assert [len(person.messages()) for person in team.asked] == [1] * len(team.asked)
    assert stack.waiting() == []


def test_strangers_are_turned_away(stack: Deployed):
    for path, status in (("/slack/events", 401), ("/slack/elsewhere", 404), ("/elsewhere", 403)):
        reply = httpx.post(
            f"{stack.aws_url}{path}", headers={"Host": stack.host}, content=b"{}", timeout=30, trust_env=False
        )
        assert reply.status_code == status


def test_what_fails_three_times_waits_in_the_queue_and_is_done_again(stack: Deployed, team, capsys):
    team.fault("conversations.members", "status", status=500, times=None)
    stack.invoke(stack.event("send_questions", ahead(4)), "Event")
    (message,) = eventually(stack.waiting, seconds=120)
    failure = failures.read_failure(message)
    assert failure.what == "send_questions"
    assert failure.function.startswith(stack.stage.functions[SCHEDULED])
    team.no_faults()
    assert run(failures.app, ["replay", "--all", "--stage", stack.stage.name], "failures") == 0
    eventually(lambda: len(team.asked) >= 8)
    assert stack.waiting() == []


def test_a_command_that_asks_slack_asks_the_one_of_the_stage(stack: Deployed, capsys, monkeypatch):
    monkeypatch.delenv("SLACK_API_URL", raising=False)
    assert run(standups.app, ["export", "--stage", stack.stage.name], "standups") == 0
    assert "\n  daily:\n" in capsys.readouterr().out


def test_logs_are_json_and_quote_nobody(stack: Deployed, team):
    stack.invoke(stack.event("send_questions", ahead(6)))
    alice, *_ = team.asked
    answers(alice, SECRET_TEXT, "Review", "")
    eventually(lambda: "Thank you" in alice.reads())
    lines = list(logs.read(stack.stage, [RESPONSES, SCHEDULED], since=0).lines)
    assert {line.function for line in lines} == {RESPONSES, SCHEDULED}
    assert SECRET_TEXT not in "".join(line.text for line in lines)
    assert [line for line in lines if line.fields]


def test_the_roles_allow_what_was_called_and_no_more(stack: Deployed):
    """Roles are enforced, so that what is missing had failed above; this adds that nothing is left over."""
    allowed = allowed_actions(stack.stage, RESPONSES)
    assert stack.called(allowed) == allowed - BY_LAMBDA - NOT_TODAY
    assert allowed_actions(stack.stage, SCHEDULED) == allowed


def test_an_action_that_nobody_calls_is_noticed(stack: Deployed):
    assert stack.called({"dynamodb:Query", "dynamodb:DeleteItem", "sqs:PurgeQueue"}) == {"dynamodb:Query"}


def test_what_a_role_lacks_fails(stack: Deployed, team):
    iam = stack.client("iam")
    name = {"RoleName": role_of(stack.stage, SCHEDULED), "PolicyName": SCHEDULED}
    whole = json.dumps(iam.get_role_policy(**name)["PolicyDocument"])
    iam.put_role_policy(**name, PolicyDocument=whole.replace("dynamodb:Query", "dynamodb:Scan"))
    try:
        with pytest.raises(AssertionError, match="AccessDenied"):
            stack.invoke(stack.event("send_questions", ahead(8)))
    finally:
        iam.put_role_policy(**name, PolicyDocument=whole)


def role_of(stage: Stage, function: str) -> str:
    deployed = stage.client("lambda").get_function_configuration(FunctionName=stage.functions[function])
    return deployed["Role"].rpartition("/")[2]


def allowed_actions(stage: Stage, function: str) -> set[str]:
    iam = stage.client("iam")
    document = iam.get_role_policy(RoleName=role_of(stage, function), PolicyName=function)["PolicyDocument"]
    listed = [statement["Action"] for statement in document["Statement"]]
    return {action for actions in listed for action in ([actions] if isinstance(actions, str) else actions)}


def test_the_deployer_may_do_what_the_deployment_called(stack: Deployed):
    document = json.loads((ROOT / "docs" / "deployer-policy.json").read_text("utf-8"))
    allowed = {action for statement in document["Statement"] for action in statement["Action"]}
    called = {action for action in stack.actions if action != "sts:GetCallerIdentity"}  # needs no permission
    assert called
    assert called <= allowed
    assert all(re.fullmatch(r"[a-z0-9]+:[A-Za-z]+", action) for action in called)


def test_the_template_is_as_cloudformation_wants_it(stack: Deployed, tmp_path):
    template = tmp_path / "template.json"
    template.write_text(json.dumps(deployed_template(stack)), "utf-8")
    lint = [str(Path(sys.executable).with_name("cfn-lint")), "--template", str(template)]
    done = subprocess.run(  # noqa: S603 - our own tool
        lint, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def deployed_template(stack: Deployed) -> dict:
    template = stack.client("cloudformation").get_template(StackName=stack.stage.stack)["TemplateBody"]
    return template if isinstance(template, dict) else json.loads(template)


@pytest.mark.parametrize("largest", [changes.LARGEST, 1000])
def test_what_would_change_is_known_before_it_changes(stack: Deployed, monkeypatch, largest):
    """A template that is too large for a request is read from the bucket of the packages, and leaves it again."""
    monkeypatch.setattr(changes, "LARGEST", largest)
    kept = packages(stack)
    template = deployed_template(stack)
    assert planned(stack, template) == []
    template["Resources"]["FailureQueue"]["Properties"]["MessageRetentionPeriod"] = 60
    (change,) = planned(stack, template)
    assert (change.action, change.name, change.properties) == ("Modify", "FailureQueue", ("MessageRetentionPeriod",))
    assert packages(stack) == kept


def planned(stack: Deployed, template: dict) -> list[changes.Change]:
    described = stack.stage.description() or {}
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in described.get("Parameters", [])}
    with changes.planned(stack.stage, template, parameters) as plan:
        return plan.changes


def packages(stack: Deployed) -> list[str]:
    found = stack.client("s3").list_objects_v2(Bucket=stack.stage.outputs()[changes.BUCKET])["Contents"]
    return [one["Key"] for one in found]
