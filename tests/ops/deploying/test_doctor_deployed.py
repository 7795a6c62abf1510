"""The check-up of a real deployment: green on every line after a day in it. Its faults are in `faults/`."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from local.stack import BOT_TOKEN, SIGNING_SECRET
from ops.checks import doctor
from ops.deploying import local_stage
from ops.steps import ROOT
from slack_simulator.ids import APP_ID, FIRST_TOKEN
from tests.kit.people import answers
from tests.ops.deploying.deployed import Deployed, ahead, eventually
from tests.ops.deploying.recording import recording

pytestmark = pytest.mark.deployment

OWNER = ["--app-id", APP_ID, "--config-token", FIRST_TOKEN]
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


def test_after_a_day_every_line_is_green(stack: Deployed, team):
    code, lines = look(stack)
    assert {name: line for name, line in lines.items() if line["state"] != "ok"} == {}
    assert (code, list(lines)) == (0, [doctor.name_of(check) for check in doctor.CHECKS])


def test_people_read_the_same_in_lines(stack: Deployed, team):
    told = CliRunner().invoke(doctor.app, ["--stage", stack.stage.name, *OWNER])
    assert told.exit_code == 0
    assert len(told.output.splitlines()) >= len(doctor.CHECKS)
    assert told.output.rstrip().endswith("Nothing is broken.")


def test_whoever_may_deploy_may_look(stack: Deployed, team, monkeypatch):
    document = json.loads((ROOT / "docs" / "deployer-policy.json").read_text("utf-8"))
    allowed = {action for statement in document["Statement"] for action in statement["Action"]}
    with recording(stack.aws_url) as (relay_url, called):
        monkeypatch.setenv("AWS_ENDPOINT_URL", relay_url)
        assert look(stack)[0] == 0
    assert "ssm:GetParameters" in called
    assert called - {"sts:GetCallerIdentity"} <= allowed  # that one needs no permission
