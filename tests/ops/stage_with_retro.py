"""A stage with its tables, its secrets and one standup, as an admin's terminal knows it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.setup.config import config_values
from local.stack import BOT_TOKEN, CHANNEL
from ops.deploying import emulator, local_stage
from ops.ending import run
from ops.stage import Stage
from ops.standups import standups
from ops.standups.standups_file import written
from ops.steps import ROOT
from tests.kit.builders import a_standup


@contextmanager
def stage_with_retro(folder: Path, name: str, *owners: str) -> Iterator[None]:
    """Let the environment lead to it inside the block; the standup is applied as an admin would."""
    with emulator.running(folder / "aws", {"AUTH": "false"}) as embedded, local_stage.slack(folder / "slack") as slack:
        env = {**embedded.variables, "SLACK_API_URL": f"{slack.url}/api/", "COLUMNS": "80"}
        with local_stage.environment(env):
            stage = Stage(name)
            local_stage.store_secrets(stage)
            prefix = {"DYNAMODB_TABLE_PREFIX": stage.stack, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_CHANNEL": CHANNEL}
            made = [sys.executable, "-m", "local", "tables"]
            subprocess.run(made, cwd=ROOT, env={**os.environ, **prefix}, check=True, capture_output=True)  # noqa: S603
            retro = a_standup(standup_id="retro", name="Retro", channel=CHANNEL, owners=owners)
            (folder / "first.yml").write_text(written({"retro": config_values(retro)}), "utf-8")
            assert run(standups.app, ["apply", str(folder / "first.yml"), f"--stage={name}", "--yes"], "standups") == 0
            yield
