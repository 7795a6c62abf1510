"""Each fault is planted in a deployed stage, found, cured by the cure that is printed, and then nothing is found.

Whoever runs it with -s reads the table of faults at its end.
"""

import json
import sys
import time

import pytest
from typer.testing import CliRunner

from ops import failures
from ops.checks import doctor
from ops.checks.surroundings import Surroundings
from ops.deploying import deploy, local_stage
from ops.drift.drift import drifts
from ops.ending import run
from slack_simulator.ids import APP_ID, FIRST_TOKEN
from tests.ops.deploying.cures import commands, type_aws
from tests.ops.deploying.deployed import PACE, Deployed
from tests.ops.deploying.faults import FAULTS, Fault

pytestmark = pytest.mark.deployment

OWNER = ["--app-id", APP_ID, "--config-token", FIRST_TOKEN]
# A cure may bring to light what hung on it: a new integration, then the route to it.
ROUNDS = 3
WAITING = {"Delay": 0.2, "MaxAttempts": 100}
TABLE: list[str] = []


@pytest.fixture(scope="module")
def stack(deployment):
    local_stage.register(deployment.stage, deployment.workspace, deployment.stage.outputs()["RequestUrl"])
    yield deployment
    told = [f"{len(FAULTS)} faults; {len(TABLE)} planted, found, cured by what is printed, and green again", *TABLE]
    sys.stdout.write("\n".join(["", *told, ""]))


def wrong(stack: Deployed) -> dict[str, dict[str, str]]:
    """Return the lines of the check-up that are not ok, by name, once no function is on its way any more."""
    for name in stack.stage.functions.values():
        stack.client("lambda").get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=WAITING)
        stack.client("lambda").get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=WAITING)
    told = CliRunner().invoke(doctor.app, ["--stage", stack.stage.name, "--json", *OWNER])
    return {line["name"]: line for line in json.loads(told.output) if line["state"] != "ok"}


def carry_out(stack: Deployed, cure: str, fault: Fault) -> None:
    if fault.by_hand:
        fault.by_hand(stack)
        return
    for command in commands(cure):
        if command.startswith("aws "):
            type_aws(command)
        elif command.startswith("python3 manage.py deploy "):
            deploy.deploy(stack.stage, local_stage.settings(stack.workspace, PACE), agreed=True)
            local_stage.complete(stack.stage, stack.workspace, stack.aws_url, stack.stage.outputs()["RequestUrl"])
        elif command.startswith("python3 manage.py failures "):
            assert run(failures.app, command.split()[3:], "failures") == 0
        else:
            raise AssertionError(f"nobody knows how to do: {command}")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_it_is_found_and_cured(stack: Deployed, fault: Fault):
    begun = time.monotonic()
    fault.plant(stack)
    try:
        found = wrong(stack)
        assert fault.line in found, found
        reason, cure = found[fault.line]["reason"], found[fault.line]["cure"]
        assert fault.says in reason, reason
        assert set(found) - {fault.line, *fault.also} == set(), found
        left = found
        for _ in range(ROUNDS):
            carry_out(stack, left.get(fault.line, found[fault.line])["cure"], fault)
            left = wrong(stack)
            if not left:
                break
        assert left == {}
    finally:
        put_right(stack)
    TABLE.append(f"{fault.name} | {fault.line}: {reason} | {cure} | {time.monotonic() - begun:.1f} s")


def put_right(stack: Deployed) -> None:
    """Leave nothing to the next fault, whatever became of this one."""
    for drift in drifts(Surroundings(stack.stage).reading):
        for call in drift.calls:
            call.carry_out(stack.client)
