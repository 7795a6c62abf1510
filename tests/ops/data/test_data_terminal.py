"""The data of a stage from a terminal: exported, erased, imported and looked into, each in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ops.data import data
from ops.ending import run as run_here
from ops.steps import ROOT
from tests.ops.stage_with_retro import stage_with_retro

STAGE, TEAM, ANA = "dev", "T0LOCAL001", "U0ANAPRG01"


@pytest.fixture(scope="module")
def run(tmp_path_factory, processes):
    """Runs one command as somebody who looks after a stage with a standup would."""
    folder = tmp_path_factory.mktemp("stage")
    with stage_with_retro(folder, STAGE, ANA, "U0MARCUS02"):

        def run(*arguments: str) -> tuple[int, str, str]:
            command = [sys.executable, "-m", "ops", "data", *arguments, f"--stage={STAGE}"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
            return done.returncode, done.stdout, done.stderr

        yield run


def test_what_a_terminal_says_and_writes(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    before, receipt = str(tmp_path / "before.jsonl"), str(tmp_path / "receipt.json")
    code, out, err = run("export", before)
    assert (code, out) == (0, ""), err
    assert "Exported 3 of standups, 14 of members, 0 of reports." in err
    code, out, err = run("export", "-", "--standup", "retro")
    assert code == 0, err
    assert [json.loads(line).get("table") for line in out.splitlines()] == [None, "standups", "standups", None]
    code, out, err = run("erase", "--person", ANA, "--team", TEAM, "--receipt", receipt, "--yes")
    assert code == 0, err
    assert "2 mentions in standups" in out
    kept = Path(receipt).read_text("utf-8")
    code, out, err = run("erase", "--person", "U0MARCUS02", "--team", TEAM, "--receipt", receipt, "--yes")
    assert (code, out) == (1, "")
    assert "is there already, from an erasure before. Name another file with --receipt." in " ".join(err.split())
    assert Path(receipt).read_text("utf-8") == kept
    code, out, err = run("import", before)
    assert code == 0, err
    assert "16 were there already" in err
    code, out, err = run("export", "-")
    assert ANA not in out
    code, out, err = run("audit", TEAM)
    deeds = [line.split("  ")[2] for line in out.splitlines()]
    assert deeds == ["exported", "imported", "erased", "exported", "exported", "changed"]
    assert run("erase", "--person", "Ana", "--team", TEAM)[0] == 1


@pytest.mark.parametrize("name", ["none/receipt.json", "folder"])
def test_a_receipt_that_cannot_be_written_is_refused_before_anybody_is_erased(tmp_path, monkeypatch, capsys, name):
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr(data, "open_services", lambda _: pytest.fail("it began"))
    options = ["--team", TEAM, "--person", ANA, "--receipt", str(tmp_path / name), "--yes", f"--stage={STAGE}"]
    assert run_here(data.app, ["erase", *options], "data") == 1
    assert "cannot be written" in capsys.readouterr().err
