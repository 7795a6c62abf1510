"""The whole local workspace starts, stops, is killed and comes back, and says in a sentence why it cannot start."""

import contextlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

import httpx
import pytest
from filelock import FileLock
from rich.console import Console

from local.cli import main
from local.day import Day
from local.stack import Options, running
from slack_simulator.hosting import Clock
from slack_simulator.visitor import Place
from tests import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends signals as a terminal on Unix does")

ANA = "U0ANAPRG01"
TEAM = "C0TEAM0001"
# 08:00 is 09:00 in Prague.
IN_WINTER = datetime(2026, 11, 24, 7, 59, 30, tzinfo=UTC)


def command(*arguments, **environment):
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "local", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def output(*arguments, **environment):
    process = command(*arguments, **environment)
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


@contextlib.contextmanager
def started(state):
    process = command("--no-browser", "--port", 0, "--state", state, "--pace", 1000)
    try:
        said = ""
        while not (url := re.search(r"http://127\.0\.0\.1:\d+", said)):
            line = process.stdout.readline()
            assert line, said
            said += line
        yield process, url[0]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def say(url, text):
    httpx.post(f"{url}/_local/say", json={"as": ANA, "channel": TEAM, "text": text}).raise_for_status()


def said(url):
    state = httpx.get(f"{url}/_local/state", params={"as": ANA}).json()
    return [message["text"] for message in state["messages"].get(TEAM, [])]


def is_free(lock):
    with FileLock(lock, timeout=10):  # else it raises
        return True


def menus(place):
    return [message["ts"] for person in place.people() for message in person.messages()]


def wait_for(condition):
    until = time.monotonic() + 60
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)  # what is waited for happens in another process
    assert condition()


def test_it_outlives_being_killed_and_stops_cleanly_on_ctrl_c(tmp_path, processes):
    """Killed, it leaves no process behind and has lost nothing but the last second; the bot knows whom it has asked."""
    with started(tmp_path) as (process, url), Place(url) as place:
        say(url, "before")
        place.post("schedule", type="send_questions", wait=True)
        before = menus(place)
        kept = [tmp_path / "workspace.json", tmp_path / "aws" / "dynamodb.json"]
        wait_for(lambda: all(file.exists() and all(ts in file.read_text() for ts in before) for file in kept))
        process.kill()
        process.wait()
    assert is_free(tmp_path / "aws" / "lock")
    with started(tmp_path) as (process, url), Place(url) as place:
        assert said(url)[0] == "before"
        place.post("schedule", type="send_questions", wait=True)
        assert menus(place) == before != []
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(timeout=60) == 0
    assert "Stopped" in rest
    assert "Traceback" not in rest
    assert is_free(tmp_path / "aws" / "lock")


def test_it_says_why_it_cannot_start(tmp_path, capsys):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        assert main(["--no-browser", "--state", str(tmp_path), "--port", str(busy.getsockname()[1])]) == 1
    assert "another program" in capsys.readouterr().err
    with FileLock(tmp_path / "lock"):
        assert main(["--no-browser", "--state", str(tmp_path)]) == 1
    assert "running with" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert main(["--no-browser", "--state", str(tmp_path / "file")]) == 1
    assert "cannot be used" in capsys.readouterr().err


def test_the_tables_command_says_when_the_endpoint_does_not_answer(processes):
    code, words = output(
        "tables",
        AWS_ENDPOINT_URL_DYNAMODB="http://127.0.0.1:9",
        AWS_ACCESS_KEY_ID="local",
        AWS_SECRET_ACCESS_KEY="local",
        AWS_REGION="us-east-1",
    )
    assert code == 1
    assert words.startswith("The tables could not be created at http://127.0.0.1:9")
    assert "Traceback" not in words


@pytest.mark.parametrize("wrong", [["--port", "high"], ["--pace", "0"], ["--nothing"]])
def test_a_wrong_option_is_explained(wrong, capsys):
    with pytest.raises(SystemExit):
        main(wrong)
    assert "usage:" in capsys.readouterr().err


def test_the_day_is_right_in_a_fresh_workspace_and_says_what_is_not_in_another(tmp_path, processes):
    (tmp_path / "workspace.json").write_text("{}")
    failing = {"on": "chat.postMessage", "kind": "error", "error": "restricted_action", "times": None}
    options = Options(state=tmp_path, port=0, pace=1000, fresh=True, clock=lambda: Clock(opens=IN_WINTER))
    with running(options) as stack, Place(stack.url) as place:
        printed = io.StringIO()
        day = Day(place, Console(file=printed, width=96))
        day.play()
        assert day.wrong == []
        assert day.result(1) == 0
        assert "Ana · Prague 09:00" in printed.getvalue()
        place.post("reset")
        place.post("faults", add={**failing, "where": {"channel": ANA}})
        again = Day(place, Console(file=printed, width=96))
        again.play()
    assert "Ana got one menu" in again.wrong
    assert again.result(1) == 1
