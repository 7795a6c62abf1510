"""The check-up of a real deployment: green on every line after a day in it, and then one fault after the other."""

import contextlib
import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from local.stack import BOT_TOKEN, SIGNING_SECRET
from ops.checks import doctor
from ops.deploying import changes, local_stage
from ops.steps import ROOT
from slack_simulator.ids import APP_ID, FIRST_TOKEN
from slack_simulator.visitor import CHANNEL
from tests.kit.people import answers
from tests.ops.deploying.deployed import Deployed, ahead, eventually
from tests.ops.deploying.recording import recording

pytestmark = pytest.mark.deployment

OWNER = ["--app-id", APP_ID, "--config-token", FIRST_TOKEN]
MEMBERS = "members"
# In days from now; no other test asks on it.
DAY = 10


@pytest.fixture(scope="module")
def stack(deployment):
    """The deployment, after a day in it, and a tick: the next one by itself may be a minute away."""
    deployment.invoke({"source": "test", "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "type": "tick"})
    deployment.rests()
    team = deployment.team()
    asked_at, reported_at = ahead(DAY), ahead(DAY, hour=10)
    deployment.invoke(deployment.event("send_questions", asked_at))
    alice, *_ = team.asked
    answers(alice, "Finished the export", "Review", "")
    eventually(lambda: "Thank you" in alice.reads())
    deployment.invoke(deployment.event("send_report", reported_at))
    return deployment


@pytest.fixture
def team(stack: Deployed):
    """The people, in a Slack that knows where the app is."""
    team = stack.team()
    local_stage.register(stack.stage, stack.workspace, stack.stage.outputs()["RequestUrl"])
    return team


def look(stack: Deployed, *options: str):
    """Give the exit code and what is said of each line."""
    told = CliRunner().invoke(doctor.app, ["--stage", stack.stage.name, "--json", *OWNER, *options])
    for secret in (BOT_TOKEN, SIGNING_SECRET, FIRST_TOKEN):
        assert secret not in told.output
    return told.exit_code, {line["name"]: line for line in json.loads(told.output)}


def broken(stack: Deployed) -> dict[str, dict[str, str]]:
    """What is not all right, by the line's name; the exit code must say whether anything is a fault."""
    code, lines = look(stack)
    wrong = {name: line for name, line in lines.items() if line["state"] != "ok"}
    assert code == any(line["state"] == "fault" for line in wrong.values())
    return wrong


def test_after_a_day_every_line_is_green(stack: Deployed, team):
    code, lines = look(stack)
    assert {name: line for name, line in lines.items() if line["state"] != "ok"} == {}
    assert (code, list(lines)) == (0, [doctor.name_of(check) for check in doctor.CHECKS])


def test_people_read_the_same_in_lines(stack: Deployed, team):
    told = CliRunner().invoke(doctor.app, ["--stage", stack.stage.name, *OWNER])
    assert told.exit_code == 0
    assert len(told.output.splitlines()) >= len(doctor.CHECKS)
    assert told.output.rstrip().endswith("Nothing is broken.")


def test_a_reduced_token_is_named_with_what_it_breaks(stack: Deployed, team):
    slack = stack.workspace.workspace
    slack.installation = slack.installation.without(["users:read", "channels:history"])
    wrong = broken(stack)
    assert list(wrong) == ["scopes"]
    assert "users:read is missing: nobody can be asked" in wrong["scopes"]["reason"].replace("**", "")
    assert "Reinstall to Workspace" in wrong["scopes"]["cure"]


def test_a_dropped_table_is_named(stack: Deployed, team):
    with without_members(stack):
        wrong = broken(stack)
    assert list(wrong) == ["tables"]
    assert wrong["tables"]["reason"] == f"not there: {stack.stage.tables[MEMBERS]}"
    assert "Restoring a table" in wrong["tables"]["cure"]


@contextlib.contextmanager
def without_members(stack: Deployed):
    """Drop the table that nothing of the day is in, and make it again."""
    database, name = stack.client("dynamodb"), stack.stage.tables[MEMBERS]
    table = database.describe_table(TableName=name)["Table"]
    database.update_table(TableName=name, DeletionProtectionEnabled=False)
    database.delete_table(TableName=name)
    try:
        yield
    finally:
        same = {key: table[key] for key in ("TableName", "KeySchema", "AttributeDefinitions")}
        marks = changes.tags(stack.stage)
        database.create_table(**same, BillingMode="PAY_PER_REQUEST", DeletionProtectionEnabled=True, Tags=marks)
        local_stage.complete_tables(stack.stage)


def test_a_bot_outside_the_channel_is_named(stack: Deployed, team):
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    wrong = broken(stack)
    assert list(wrong) == ["channel"]
    assert "is not in #team: nobody can be asked" in wrong["channel"]["reason"]
    assert wrong["channel"]["cure"] == "In #team, write: `/invite @standup-test`"


def test_a_failure_that_waits_is_named(stack: Deployed, team):
    sqs = stack.client("sqs")
    url = sqs.get_queue_url(QueueName=stack.stage.queue)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")
    try:
        wrong = broken(stack)
    finally:
        sqs.purge_queue(QueueUrl=url)
    assert list(wrong) == ["failure queue"]
    assert "`python3 manage.py failures replay --all --stage test --region us-east-1`" in wrong["failure queue"]["cure"]


def test_a_schedule_that_is_switched_off_is_named(stack: Deployed, team):
    events, rule = stack.client("events"), stack.stage.rules["tick"]
    events.disable_rule(Name=rule)
    try:
        wrong = broken(stack)
    finally:
        events.enable_rule(Name=rule)
    assert list(wrong) == ["schedules"]
    assert f"--name {rule}`" in wrong["schedules"]["cure"]


def test_a_wrong_signing_secret_is_named(stack: Deployed, team):
    assert broken(stack) == {}  # so a function is running that knows the secret of before
    ssm, name = stack.client("ssm"), stack.stage.parameters["SLACK_SIGNING_SECRET"]
    ssm.put_parameter(Name=name, Value="0" * 32, Type="SecureString", Overwrite=True)
    try:
        wrong = broken(stack)
    finally:
        local_stage.store_secrets(stack.stage)
    assert list(wrong) == ["signing secret"]
    assert "--new-secrets" in wrong["signing secret"]["cure"]


def test_whoever_may_deploy_may_look(stack: Deployed, team, monkeypatch):
    document = json.loads((ROOT / "docs" / "deployer-policy.json").read_text("utf-8"))
    allowed = {action for statement in document["Statement"] for action in statement["Action"]}
    with recording(stack.aws_url) as (relay_url, called):
        monkeypatch.setenv("AWS_ENDPOINT_URL", relay_url)
        assert look(stack)[0] == 0
    assert "ssm:GetParameters" in called
    assert called - {"sts:GetCallerIdentity"} <= allowed  # that one needs no permission
