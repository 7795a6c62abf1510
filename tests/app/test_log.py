"""What the log says: one click can be followed to its end, and what happened is counted."""

import json
import logging
import re
import subprocess
import sys

import pytest

from app import __version__
from app.telemetry import log, metrics
from ops.packaging.inspection import ENVIRONMENT
from tests import ROOT
from tests.kit.people import answers
from tests.kit.requester import Requester

SECRET_TEXT = "the-merger-is-on-friday"


def lines(team) -> list[dict]:
    """The program's own log lines, oldest first."""
    entries = team.place.get("journal", after=0)["entries"]
    texts = [entry["title"] for entry in entries if entry["kind"] == "log"]
    return [json.loads(text) for text in texts if text.startswith("{")]


def total(team, name: str) -> float:
    return sum(line[name] for line in lines(team) if name in line)


@pytest.fixture
def alice(asked_team):
    return asked_team.asked[0]


def test_one_click_is_followed_from_the_acknowledgement_to_the_storage(alice, team):
    answers(alice, SECRET_TEXT, "", "")
    team.settles()
    said = lines(team)
    (stored,) = [line for line in said if line["message"] == "stored"]
    trail = [line for line in said if line["request_id"] == stored["request_id"]]
    assert [line["message"] for line in trail] == ["metric", "stored", "metric", "done"]
    assert "AckMilliseconds" in trail[0]
    assert {line["function"] for line in trail} == {"slack-responses"}


def test_different_clicks_have_different_ids(alice, team):
    answers(alice, "one", "", "")
    team.settles()  # the menu has other buttons then
    answers(alice, "two", "", "")
    team.settles()
    ids = [line["request_id"] for line in lines(team) if line["message"] == "stored"]
    assert len(set(ids)) == 2
    assert all(ids)


def test_a_run_that_has_to_be_repeated_keeps_the_id_of_its_click(alice, team):
    alice.clicks("Open Report")
    team.fault("dynamodb", "status", status=500, times=None)
    alice.sends(SECRET_TEXT, "", "")
    team.settles()
    team.no_faults()
    entries = team.place.get("journal", after=0)["entries"]
    pattern = r'"message": "failed", "request_id": "([^"]+)", "function": "slack-responses", "work": "save_answers"'
    failed = [found for entry in entries for found in re.findall(pattern, entry["title"])]
    assert len(failed) == 3
    assert len(set(failed)) == 1


def test_what_happened_is_counted(team):
    team.are_asked()
    asked = team.asked
    answers(asked[0], SECRET_TEXT, "", "")
    team.settles()
    answers(asked[0], "better words", "", "")
    asked[1].clicks("Skip today")
    team.settles()
    assert total(team, metrics.ASKED) == len(asked)
    assert total(team, metrics.SUBMITTED) == 1  # an edit is no second answer
    assert total(team, metrics.SKIPPED) == 1
    assert total(team, metrics.UNREACHABLE) == 0


def test_who_cannot_be_reached_and_what_slack_slows_down_is_counted(team):
    person = team[0]
    team.fault("chat.postMessage", "error", error="cannot_dm_bot", where={"channel": person.id})
    team.fault("chat.postMessage", "ratelimited", seconds=1, after=1)
    team.are_asked()
    assert total(team, metrics.UNREACHABLE) == 1
    assert total(team, metrics.RATE_LIMITED) == 1


def test_a_metric_is_what_cloudwatch_reads(alice, team):
    counted = [line for line in lines(team) if "_aws" in line]
    assert counted
    for line in counted:
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        (metric,) = directive["Metrics"]
        assert directive["Namespace"] == "StandupBot"
        assert directive["Dimensions"] == [["Stage"]]
        assert line["Stage"] == "local"
        assert isinstance(line[metric["Name"]], int | float)
        assert metric["Unit"] in {"Count", "Milliseconds"}
        assert isinstance(line["_aws"]["Timestamp"], int)
        assert abs(line["_aws"]["Timestamp"] / 1000 - team.now.timestamp()) < 60


def test_nothing_that_people_wrote_is_in_the_log(alice, team):
    answers(alice, SECRET_TEXT, "", "")
    team.get_the_report()
    assert SECRET_TEXT not in json.dumps(lines(team))


def test_strangers_do_not_count_as_answered(stack, team):
    sends = Requester(stack.url, team.now).send
    assert sends(b"{}", {"x-slack-signature": "v0=" + 64 * "0"}).status_code == 401
    assert sends(b'{"type": "url_verification", "challenge": "x"}', form=False).status_code == 200
    assert len([line for line in lines(team) if metrics.ACK_MILLISECONDS in line]) == 1


def test_a_line_says_what_work_it_belongs_to():
    log.follow(log.Trail("the-id", "the-function"))
    try:
        record = logging.makeLogRecord({"msg": "hello", "levelname": "INFO", "name": "app.x", "user": "U1"})
        assert json.loads(log.JsonLines().format(record)) == {
            "level": "INFO",
            "logger": "app.x",
            "message": "hello",
            "request_id": "the-id",
            "function": "the-function",
            "user": "U1",
        }
    finally:
        log.follow(log.NOTHING)


def test_a_process_says_first_which_version_it_runs(processes):
    env = {**ENVIRONMENT, "PYTHONPATH": str(ROOT), "AWS_LAMBDA_FUNCTION_NAME": "standup-prod-scheduled-events"}
    done = subprocess.run([sys.executable, "-c", "import handler"], env=env, capture_output=True, text=True, check=True)
    first = json.loads(done.stdout.splitlines()[0])
    assert (first["message"], first["version"], first["function"]) == (
        "started",
        __version__,
        "standup-prod-scheduled-events",
    )
