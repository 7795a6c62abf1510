"""The data of a stage from a terminal: exported, erased, imported and looked into, each in a process of its own."""

import json
import subprocess
import sys

import pytest

from app.domain.config import plain
from app.local.stack import BOT_TOKEN, CHANNEL
from ops import emulator, local_stage, standups
from ops.stage import Stage
from ops.standups_file import written
from ops.steps import ROOT
from tests.builders import a_standup

STAGE, TEAM, ANA = "dev", "T0LOCAL001", "U0ANAPRG01"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs one command as somebody who looks after a stage with a standup would."""
    folder = tmp_path_factory.mktemp("stage")
    with emulator.running(folder / "aws", {"AUTH": "false"}) as aws_url, local_stage.slack(folder / "slack") as slack:
        env = {**emulator.variables(aws_url), "SLACK_API_URL": f"{slack.url}/api/", "COLUMNS": "80"}
        with local_stage.environment(env):
            stage = Stage(STAGE)
            local_stage.store_secrets(stage)
            prefix = {"DYNAMODB_TABLE_PREFIX": stage.stack, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_CHANNEL": CHANNEL}
            with local_stage.environment({**env, **prefix}):
                subprocess.run([sys.executable, "-m", "app.local", "tables"], cwd=ROOT, check=True)
            retro = a_standup(standup_id="retro", name="Retro", channel=CHANNEL, owners=(ANA, "U0BOISLA02"))
            (folder / "first.yml").write_text(written({"retro": plain(retro)}), "utf-8")
            assert standups.main(["apply", str(folder / "first.yml"), f"--stage={STAGE}", "--yes"]) == 0

            def run(*arguments: str) -> tuple[int, str, str]:
                command = [sys.executable, "-m", "ops.data", *arguments, f"--stage={STAGE}"]
                done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
                return done.returncode, done.stdout, done.stderr

            yield run


def test_what_a_terminal_says_and_writes(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    before, receipt = str(tmp_path / "before.jsonl"), str(tmp_path / "receipt.json")
    code, out, err = run("export", before)
    assert (code, out) == (0, ""), err
    assert "Exported 2 of standups, 0 of members, 0 of reports." in err
    code, out, err = run("export", "-", "--standup", "retro")
    assert code == 0, err
    assert [json.loads(line).get("table") for line in out.splitlines()] == [None, "standups", None]
    code, out, err = run("erase", "--person", ANA, "--team", TEAM, "--receipt", receipt, "--yes")
    assert code == 0, err
    assert "1 mentions in standups" in out
    code, out, err = run("import", before)
    assert code == 0, err
    assert "2 were there already" in err
    code, out, err = run("export", "-")
    assert ANA not in out
    code, out, err = run("audit", TEAM)
    deeds = [line.split("  ")[2] for line in out.splitlines()]
    assert deeds == ["exported", "imported", "erased", "exported", "exported", "changed"]
    assert run("erase", "--person", "Ana", "--team", TEAM)[0] == 1
