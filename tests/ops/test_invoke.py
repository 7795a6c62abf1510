"""`invoke`: each example through the real program, against the local Slack and its AWS."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET
from ops.invoke import app as command
from ops.invoke import encoded, signed
from ops.steps import ROOT, Problem
from tests.kit.requester import invoke

EXAMPLES = ROOT / "example-data"
SCHEDULED = {"tick", "questions", "report"}
# The day that the examples are of.
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Program:
    """The command, in a process of its own, as whoever has the local workspace's settings calls it."""

    def __init__(self, stack):
        aws = {**stack.aws.credentials.variables, "AWS_REGION": "us-east-1"}
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_"))},
            **aws,
            "AWS_ENDPOINT_URL_DYNAMODB": stack.aws.dynamodb_url,
            "AWS_ENDPOINT_URL_LAMBDA": stack.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SLACK_API_URL": f"{stack.url}/api/",
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_CHANNEL": CHANNEL,
            "SLACK_PACE": "20",
        }

    def runs(self, function: str, file: str | Path, *options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ops", "invoke", function, str(file), *options]
        return subprocess.run(  # noqa: S603 - our own command
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )


@pytest.fixture
def program(stack, team):
    return Program(stack)


@pytest.fixture
def examples(stack, team):
    """Runs an example through the real handler in the local Lambda, at the time that it is of, and what follows."""
    stack.clock.move_to(MORNING)

    def run(name: str):
        event = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
        function = "scheduled-events" if name in SCHEDULED else "slack-responses"
        if name not in SCHEDULED:
            event = signed(encoded(event), SIGNING_SECRET, int(stack.clock.now().timestamp()))
        result = invoke(stack, function, event)
        team.settles()
        return result

    return run


def test_the_examples_are_all_used_and_explained():
    names = {path.stem for path in EXAMPLES.glob("*.json")}
    assert names == {
        "tick",
        "questions",
        "report",
        "http-click",
        "http-submission",
        "http-command",
        "http-event",
        "url-verification",
    }
    explained = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"[{name}.json]({name}.json)" in explained for name in names)


def test_the_questions_reach_everybody_and_the_report_the_channel(examples, team):
    examples("questions")
    assert len(team.asked) > 1
    assert all("Open Report" in person.reads() for person in team.asked)
    examples("report")
    assert "Daily standup" in json.dumps(team.channel())


def test_a_tick_at_eight_asks_everybody(examples, team):
    assert examples("tick")["done"] == ["ask T0LOCAL001.daily.20261124"]
    assert len(team.asked) > 1


def test_a_workspace_that_is_made_new_asks_at_its_time_though_the_process_has_ticked_before(examples, team):
    team.event("tick", time="2026-11-24T07:55:00Z")
    team.place.post("reset")
    assert examples("tick")["done"] == ["ask T0LOCAL001.daily.20261124"]


def test_a_click_skips_the_day(examples, team):
    examples("questions")
    assert examples("http-click")["statusCode"] == 200
    assert "skip" in team.asked[0].reads()


def test_a_submission_is_stored(examples, team):
    examples("questions")
    assert examples("http-submission")["statusCode"] == 200
    stored = {"question0": "Finished the import", "question1": "Its documentation"}
    assert team.row(team.asked[0])["answers"] == stored


def test_a_command_skips_the_day(examples, team):
    examples("questions")
    assert examples("http-command")["statusCode"] == 200
    assert "skip" in team.asked[0].reads()
    assert team.failures() == []


def test_opening_the_home_tab_shows_it(examples, team):
    assert examples("http-event")["statusCode"] == 200
    assert team.calls("views.publish")


def test_the_challenge_comes_back(examples):
    assert "3eZbrw1a" in examples("url-verification")["body"]


def test_a_function_runs_here_with_the_settings_of_the_environment(program, team):
    before = datetime.now(UTC)
    done = program.runs("scheduled-events", EXAMPLES / "questions.json", "--now")
    assert done.returncode == 0, done.stderr
    days = {f"{moment:%Y%m%d}" for moment in (before, datetime.now(UTC))}  # two, if it is midnight
    assert team.occurrence()["report_id"].rpartition(".")[2] in days
    assert len(team.asked) > 1
    assert '"outcome"' in done.stdout


def test_a_request_is_signed_on_demand(program):
    done = program.runs("slack-responses", EXAMPLES / "url-verification.json", "--sign")
    assert done.returncode == 0, done.stderr
    assert "3eZbrw1a" in done.stdout
    assert SIGNING_SECRET not in done.stdout + done.stderr


def test_an_old_signature_is_refused_with_a_hint(program):
    done = program.runs("slack-responses", EXAMPLES / "url-verification.json")
    assert done.returncode == 1
    assert "Sign it anew with --sign." in done.stderr


def test_what_a_function_raises_is_shown(program, tmp_path):
    file = tmp_path / "event.json"
    file.write_text('{"type": "send_flowers", "time": "2026-11-24T08:00:00Z"}')
    done = program.runs("scheduled-events", file)
    assert done.returncode == 1
    assert "scheduled-events failed: InvalidEvent" in done.stderr


@pytest.mark.parametrize(("text", "sentence"), [("{", "is no JSON"), ("[]", "holds no event")])
def test_a_file_without_an_event_is_a_sentence(tmp_path, text, sentence):
    file = tmp_path / "event.json"
    file.write_text(text)
    result = CliRunner().invoke(command, ["scheduled-events", str(file)])
    assert result.exit_code == 1
    assert sentence in result.output


def test_a_missing_setting_is_a_sentence(program):
    del program.env["SLACK_BOT_TOKEN"]
    done = program.runs("scheduled-events", EXAMPLES / "questions.json")
    assert done.returncode == 1
    assert "not set: SLACK_BOT_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_body_that_is_text_already_is_left_as_it_is():
    event = {"body": "payload=x", "headers": {}}
    assert encoded(event) is event


def test_only_a_request_can_be_signed():
    with pytest.raises(Problem, match="Leave --sign out"):
        signed({"type": "send_report"}, SIGNING_SECRET, 0)
