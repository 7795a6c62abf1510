"""Each fault is planted in a deployed stage, found, cured by the cure that is printed, and then nothing is found.

Whoever runs it with -s reads the table of faults at its end.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime

import httpx
import pytest
from botocore.exceptions import WaiterError
from typer.testing import CliRunner

from local.stack import BOT_TOKEN, SIGNING_SECRET
from ops import failures
from ops.checks import doctor
from ops.checks.surroundings import Surroundings
from ops.deploying import deploy, local_stage
from ops.drift.drift import drifts
from ops.ending import run
from ops.record import VARIABLE
from ops.stage import SECRETS
from ops.steps import ROOT
from slack_simulator.ids import APP_ID, FIRST_TOKEN, TEAM_ID
from tests.ops.deploying.deployed import PACE, Deployed
from tests.ops.deploying.faults import address, functions, in_slack, stores
from tests.ops.deploying.faults.cures import commands, type_aws
from tests.ops.deploying.faults.fault import Fault

pytestmark = pytest.mark.deployment

OWNER = ["--app-id", APP_ID, "--config-token", FIRST_TOKEN]
FAULTS = (*functions.FAULTS, *stores.FAULTS, *address.FAULTS, *in_slack.FAULTS)
# A cure may bring to light what hung on it: a new integration, then the route to it.
ROUNDS = 3
WAITING = {"Delay": 0.2, "MaxAttempts": 100}
TABLE: list[str] = []


@pytest.fixture(scope="module")
def stack(deployment, tmp_path_factory):
    slack = {"SLACK_API_URL": f"{deployment.workspace.url}/api/", VARIABLE: str(tmp_path_factory.mktemp("state"))}
    with local_stage.environment(slack):
        local_stage.register(deployment.stage, deployment.workspace, deployment.stage.outputs()["RequestUrl"])
        deployment.invoke({"source": "test", "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "type": "tick"})
        deployment.rests()
        yield deployment
    told = [f"{len(FAULTS)} faults; {len(TABLE)} planted, found, cured by what is printed, and green again", *TABLE]
    sys.stdout.write("\n".join(["", *told, ""]))


def wrong(stack: Deployed) -> dict[str, dict[str, str]]:
    """Return the lines of the check-up that are not ok, by name, once no function is on its way any more."""
    client = stack.client("lambda")
    for name in stack.stage.functions.values():
        with contextlib.suppress(WaiterError):  # it may be gone
            client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=WAITING)
            client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=WAITING)
    with contextlib.suppress(httpx.HTTPError):  # a cold start, on a machine with much to do
        httpx.post(f"{stack.aws_url}/slack/events", headers={"Host": stack.host}, timeout=60, trust_env=False)
    told = CliRunner().invoke(doctor.app, ["--stage", stack.stage.name, "--json", *OWNER])
    return {line["name"]: line for line in json.loads(told.output) if line["state"] != "ok"}


def carry_out(stack: Deployed, cure: str, fault: Fault) -> None:
    if fault.by_hand:
        fault.by_hand(stack)
        return
    for command in commands(cure):
        if command.startswith("aws "):
            type_aws(command)
        elif command.startswith("python3 manage.py "):
            type_ours(stack, command.split()[2:])
        else:
            raise AssertionError(f"nobody knows how to do: {command}")


def type_ours(stack: Deployed, words: list[str]) -> None:
    """Do what a command of ours does, as somebody would who has the secrets at hand and agrees to everything."""
    settings = local_stage.settings(stack.workspace, PACE)
    if words[0] == "failures":
        assert run(failures.app, words[1:], "failures") == 0
    elif words[0] == "deploy":
        deploy.deploy(stack.stage, {**os.environ, **settings}, agreed=True)
    else:
        at_hand = dict(zip(SECRETS, (BOT_TOKEN, SIGNING_SECRET), strict=True))
        program = [sys.executable, "-m", "ops", *words, "--yes", *OWNER]
        env = {**os.environ, **settings, **at_hand}
        done = subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stdout + done.stderr
    if words[0] != "failures":
        local_stage.allow_parameters(stack.stage)
        local_stage.complete_stack(stack.stage)


AT_ONCE = [fault for fault in FAULTS if fault.is_deployed]
ONE_BY_ONE = [fault for fault in FAULTS if not fault.is_deployed]


@pytest.mark.parametrize("fault", ONE_BY_ONE, ids=lambda fault: fault.name)
def test_it_is_found_and_cured(stack: Deployed, fault: Fault):
    begun = time.monotonic()
    try:
        found = planted(stack, fault)
        assert set(found) - {fault.line, *fault.also} == set(), found
        left = found
        for _ in range(ROUNDS):
            one = fault.line if fault.line in left else next(iter(left))
            carry_out(stack, left[one]["cure"], fault)
            left = wrong(stack)
            if not left:
                break
        assert left == {}
    finally:
        put_right(stack)
    note(fault, found, begun)


def test_a_deployment_cures_the_others_at_once(stack: Deployed):
    """Each is found as soon as it is there."""
    begun = time.monotonic()
    try:
        found = [planted(stack, fault) for fault in AT_ONCE]
        cures = {
            cure for each, fault in zip(found, AT_ONCE, strict=True) for cure in commands(each[fault.line]["cure"])
        }
        assert cures == {f"python3 manage.py deploy {stack.stage.options}"}
        carry_out(stack, f"`{cures.pop()}`", AT_ONCE[0])
        assert wrong(stack) == {}
    finally:
        put_right(stack)
    for fault, each in zip(AT_ONCE, found, strict=True):
        note(fault, each, begun)


def planted(stack: Deployed, fault: Fault) -> dict[str, dict[str, str]]:
    """Plant a fault; returns what is not all right then, the fault among it."""
    fault.plant(stack)
    found = wrong(stack)
    assert fault.line in found, found
    assert fault.says in found[fault.line]["reason"], found[fault.line]
    return found


def note(fault: Fault, found: dict[str, dict[str, str]], begun: float) -> None:
    line = found[fault.line]
    seconds = time.monotonic() - begun
    TABLE.append(f"{fault.name} | {fault.line}: {line['reason']} | {line['cure']} | {seconds:.1f} s")


def put_right(stack: Deployed) -> None:
    """Leave nothing to the next fault, whatever became of this one."""
    for drift in drifts(Surroundings(stack.stage).reading):
        for call in drift.calls:
            call.carry_out(stack.client)
    local_stage.store_secrets(stack.stage)
    local_stage.allow_parameters(stack.stage)
    stack.workspace.workspace.token_error = None
    stack.team()
    in_slack.reinstalled(stack)
    key = {"team_id": {"S": TEAM_ID}, "standup_id": {"S": "retro"}}
    stack.client("dynamodb").delete_item(TableName=stack.stage.tables["standups"], Key=key)
