"""The command line: a workspace in the browser, with an app that is started unchanged."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from slack_simulator import Actor, NotAsExpected
from slack_simulator.actor import person_named
from slack_simulator.cli.main import main
from slack_simulator.visitor import Place

HELLO = Path(__file__).parents[1] / "examples" / "hello"
SOURCE = Path(__file__).parents[1] / "src"
LONG = 60


@pytest.fixture
def started(processes):
    """Start the command with some arguments; gives the workspace's address."""
    begun = []

    def start(*arguments):
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}
        environment = {name: value for name, value in environment.items() if not name.startswith("SLACK_")}
        command = [sys.executable, "-m", "slack_simulator.cli.main", "--port", "0", "--no-browser", *arguments]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        begun.append(process)
        return re.search(r"http://127.0.0.1:\d+", process.stdout.readline())[0]

    yield start
    for process in begun:
        process.terminate()
        process.communicate(timeout=LONG)
        assert process.returncode == 0


def test_a_socket_mode_app_is_run_without_a_change(started, tmp_path):
    manifest = json.loads((HELLO / "manifest.json").read_text("utf-8"))
    manifest["settings"]["socket_mode_enabled"] = True
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    url = started(str(tmp_path / "manifest.json"), "--people", "ana,ben", "--", str(HELLO / "hello.py"))
    with Place(url, patience=LONG) as place:
        ben = Actor(place, person_named(place.post("people")["people"], "ben"))
        said_hello(ben)
        ben.sees("Hello, @Ben!")


def said_hello(person):
    """Type the command, again while the app is still starting."""
    end = time.monotonic() + LONG
    while True:
        try:
            return person.types("/hello")
        except NotAsExpected as told:
            if "dispatch_failed" not in str(told) or time.monotonic() > end:
                raise
        time.sleep(0.05)


def test_the_page_is_served_and_shows_the_manifests_app(started):
    url = started(str(HELLO / "manifest.json"))
    with httpx.Client(base_url=url, trust_env=False) as browser:
        assert "<script" in browser.get("/").text
        state = browser.get("/_local/state", params={"as": "U0ANAPRG01"}).json()
    assert (state["app"]["name"], state["app"]["commands"][0]["command"]) == ("hello", "/hello")
    assert state["panels"] == []


def test_a_manifest_that_is_not_there_is_named(capsys):
    assert main(["nowhere.json"]) == 2
    assert "nowhere.json cannot be read" in capsys.readouterr().err
