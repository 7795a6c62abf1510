"""`setup` as one command from nothing to a standup that runs: through a real deployment, to the embedded AWS."""

import json
import os
import subprocess
import sys

import pytest

from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET
from ops.deploying import emulator, local_stage
from ops.steps import ROOT
from slack_simulator.ids import FIRST_TOKEN

pytestmark = pytest.mark.deployment

# The embedded AWS asks for wider roles than AWS does; tests/ops/deploying/test_iam.py looks after the roles.
WITHOUT_ROLES = {"AUTH": "false"}


KNOWN_TO_THE_STAGE = {"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CHANNEL"}


@pytest.fixture
def env(tmp_path):
    """What an admin has: AWS, Slack, the two secrets and a configuration token; nothing is set up."""
    with emulator.running(tmp_path / "aws", WITHOUT_ROLES) as embedded, local_stage.slack(tmp_path / "slack") as slack:
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SLACK_"))}
        secrets = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET}
        aws = {name: value for name, value in embedded.variables.items() if value}
        slacks = {"SLACK_API_URL": f"{slack.url}/api/", "SLACK_CONFIG_TOKEN": FIRST_TOKEN, "SLACK_CHANNEL": CHANNEL}
        yield {**mine, **aws, **slacks, **secrets}


def test_one_command_leads_from_nothing_to_functions_that_answer_twice_over(env, tmp_path):
    command = [sys.executable, "-m", "ops", "setup", "--yes", "--stage=dev", f"--state={tmp_path / 'state'}"]
    records = []
    for _ in range(2):
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stdout + done.stderr
        assert "the functions answer, and know the signing secret" in done.stdout
        assert not any(secret in done.stdout + done.stderr for secret in (BOT_TOKEN, SIGNING_SECRET, FIRST_TOKEN))
        records.append(json.loads((tmp_path / "state" / "dev.json").read_text("utf-8")))
    assert records[0] == records[1]
    assert "is as manifest.json says" in done.stdout
    examines_a_stage_from_here({name: value for name, value in env.items() if name not in KNOWN_TO_THE_STAGE})


def examines_a_stage_from_here(env):
    """`invoke` takes tables and secrets from the stage, and needs none in the environment."""
    arguments = ["slack-responses", "example-data/url-verification.json", "--sign", "--stage=dev"]
    command = [sys.executable, "-m", "ops", "invoke", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert "3eZbrw1a" in done.stdout
