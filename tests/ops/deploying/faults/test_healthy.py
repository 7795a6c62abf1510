"""Nothing is found where all is well: with standups and without any, in two regions of an account at once.

The embedded AWS gives the roles of both stacks the same names, which AWS does not: before a region is looked at, its
roles are put right, and at the end those of the stage that other tests go on with.
"""

import json
import os
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from ops.checks import doctor
from ops.deploying import deploy, local_stage
from ops.stage import Stage
from tests.ops.deploying.deployed import PACE, Deployed
from tests.ops.deploying.faults.test_faults import OWNER, stack

__all__ = ["stack"]

pytestmark = pytest.mark.deployment


@pytest.fixture(scope="module")
def elsewhere(stack: Deployed) -> Iterator[Stage]:
    """The same stage in another region, of the same Slack, where nobody has chosen a channel or invited the bot."""
    second = Stage(stack.stage.name, "eu-central-1")
    settings = {**local_stage.settings(stack.workspace, PACE), "SLACK_CHANNEL": "", "ALARM_EMAIL": "ops@example.com"}
    with local_stage.environment({"AWS_REGION": second.region, "AWS_DEFAULT_REGION": second.region}):
        local_stage.store_secrets(second)
        deploy.deploy(second, {**os.environ, **settings}, agreed=True)
        local_stage.allow_parameters(second)
    yield second
    local_stage.complete_stack(stack.stage)


def states(stage: Stage, *options: str) -> tuple[int, dict[str, str]]:
    local_stage.complete_stack(stage)
    arguments = ["--stage", stage.name, "--region", stage.region, "--json", *options]
    told = CliRunner().invoke(doctor.app, arguments)
    return told.exit_code, {line["name"]: f"{line['state']}: {line['reason']}" for line in json.loads(told.output)}


def test_nothing_is_found_with_standups_and_without_in_two_regions_at_once(stack: Deployed, elsewhere: Stage):
    code, lines = states(stack.stage, *OWNER)
    assert (code, {name: told for name, told in lines.items() if not told.startswith("ok")}) == (0, {})
    code, lines = states(elsewhere)
    wrong = {name: told for name, told in lines.items() if not told.startswith("ok")}
    assert (code, list(wrong)) == (0, ["registration"]), wrong
    assert wrong["registration"] == "unknown: only an app configuration token can tell"
    assert lines["channels"].startswith("ok: there is no standup yet")
