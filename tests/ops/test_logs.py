"""Which lines of the functions' logs people get to see."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from ops.logs import Line, is_about, moment, shown
from ops.steps import Problem


def line(**fields) -> Line:
    text = json.dumps(fields)
    return Line("1", datetime(2026, 11, 24, 8, tzinfo=UTC), "slack-responses", text, fields)


@pytest.mark.parametrize(
    ("fields", "noise"),
    [
        ({"level": "INFO", "message": "menu opened"}, False),
        ({"level": "INFO", "message": "metric", "_aws": {"CloudWatchMetrics": []}, "Asked": 8}, True),
        ({"type": "platform.report", "record": {}}, True),
    ],
)
def test_metrics_and_lambdas_own_lines_are_left_out(fields, noise):
    assert line(**fields).is_noise is noise


def test_a_line_is_laid_out_for_people():
    text = shown(line(level="INFO", message="menu opened", request_id="r-1", timestamp="x")).plain
    assert text == "08:00:00.000  slack-responses  INFO    menu opened  request_id=r-1"


@pytest.mark.parametrize(
    ("fields", "is_theirs"),
    [
        ({"standup": "daily"}, True),
        ({"standup": "T0TEAM.daily"}, True),
        ({"report_id": "T0TEAM.daily.20261124"}, True),
        ({"cause": {"of": ["daily"]}}, True),
        ({"standup": "daily-two"}, False),
        ({"standup": "notdaily"}, False),
        ({"message": "a daily standup"}, False),
    ],
)
def test_a_line_is_about_a_standup_that_one_of_its_fields_names(fields, is_theirs):
    assert is_about(line(**{"message": "x", **fields}), ["daily"]) is is_theirs


NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2h", NOW - timedelta(hours=2)),
        ("90m", NOW - timedelta(minutes=90)),
        ("3d", NOW - timedelta(days=3)),
        ("2026-11-27T09:00", NOW - timedelta(hours=3)),
        ("2026-11-27T09:00+01:00", NOW - timedelta(hours=4)),
        ("2026-11-27", NOW - timedelta(hours=12)),
    ],
)
def test_a_moment_is_read_as_it_is_typed(text, at):
    assert moment(text, NOW) == at


@pytest.mark.parametrize("text", ["", "yesterday", "2 weeks", "-2h", "2026-13-01"])
def test_a_moment_that_makes_no_sense_is_asked_for_again(text):
    with pytest.raises(Problem, match="When is"):
        moment(text, NOW)
