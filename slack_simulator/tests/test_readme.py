"""The README's two minutes, tried as a newcomer would; and what else the distribution brings along."""

import os
import re
import subprocess
import sys
from pathlib import Path

import slack_simulator

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"^`([\w.]+)`[^\n]*:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_two_minutes_end_with_a_green_test(tmp_path, processes):
    files = dict(BLOCK.findall(README))
    assert set(files) == {"hello.py", "manifest.json", "pytest.ini", "test_hello.py"}
    for name, content in files.items():
        (tmp_path / name).write_text(content, "utf-8")
    here = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "PYTEST_"))}
    here["PYTHONPATH"] = str(ROOT / "src")
    command = [sys.executable, "-m", "pytest", "-p", "slack_simulator.pytest_plugin", "-p", "no:cacheprovider"]
    outcome = subprocess.run(command, cwd=tmp_path, env=here, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "1 passed" in outcome.stdout


def test_its_app_is_the_example():
    shown, _, _ = dict(BLOCK.findall(README))["hello.py"].partition("if __name__")
    example = (ROOT / "examples" / "hello" / "hello.py").read_text("utf-8")
    assert shown.partition("@app.command")[2].strip() in example


def test_every_verb_is_in_the_table():
    verbs = {name for name in vars(slack_simulator.Actor) if not name.startswith("_")} - {"state"}
    table = README.partition("## The verbs")[2].partition("\n\nEach waits")[0]
    assert verbs == set(re.findall(r"`(\w+)\(", table)) | set(re.findall(r", `(\w+)\(", table))


def test_what_is_told_of_the_package_names_no_product():
    """test_slack_layout.py reads the package itself."""
    told = [ROOT / name for name in ("README.md", "LICENSE", "pyproject.toml")]
    assert [path.name for path in told if "standup" in path.read_text("utf-8").lower()] == []
