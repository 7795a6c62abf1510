"""Which lines of the functions' logs people get to see."""

import json
from datetime import UTC, datetime

import pytest

from ops.logs import Line, shown


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
