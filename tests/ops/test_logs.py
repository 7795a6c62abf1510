"""Which lines of the functions' logs people get to see."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from ops.logs import Line, Span, is_about, moment, read_for, shown, span_of
from ops.steps import Problem

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


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


def test_a_line_of_another_day_has_its_date():
    of_today = line(level="INFO", message="menu opened")
    assert shown(of_today, of_today.at.date()).plain.startswith("08:00:00.000  ")
    assert shown(of_today, of_today.at.date() + timedelta(days=1)).plain.startswith("2026-11-24 08:00:00.000  ")


class Endless:
    """A stage whose CloudWatch has found nothing yet in one of its logs, over and over."""

    log_groups = {"slack-responses": "slack-responses", "scheduled-events": "scheduled-events"}  # noqa: RUF012

    def __init__(self, endless):
        self.asked, self.endless = [], endless

    def client(self, _):
        return self

    class exceptions:  # noqa: N801 AWS's name
        class ResourceNotFoundException(Exception):
            pass

    def filter_log_events(self, *, logGroupName, **_):  # noqa: N803 AWS's names
        self.asked.append(logGroupName)
        if logGroupName == self.endless:
            return {"events": [], "nextToken": "on"}
        return {"events": [{"eventId": "1", "timestamp": 1, "message": "x"}]}


def test_a_log_of_empty_pages_is_given_up_in_time_and_the_other_one_is_read():
    stage = Endless("slack-responses")
    began = time.monotonic()
    found, is_whole = read_for(stage, list(stage.log_groups), Span(NOW), 0.3)
    assert time.monotonic() - began < 5
    assert ([each.function for each in found], is_whole) == (["scheduled-events"], False)


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


@pytest.mark.parametrize(
    ("since", "until", "minutes", "span"),
    [
        ("", "", 60, Span(NOW - timedelta(hours=1))),
        ("", "2026-11-26T09:00", 60, Span(NOW - timedelta(hours=28), NOW - timedelta(hours=27))),
        ("", "2026-12-31", 60, Span(NOW - timedelta(hours=1), datetime(2026, 12, 31, tzinfo=UTC))),
        ("", "", 99_999_999, Span(datetime(1970, 1, 1, tzinfo=UTC))),
        ("", "", 10**17, Span(datetime(1970, 1, 1, tzinfo=UTC))),
        ("2h", "1h", 60, Span(NOW - timedelta(hours=2), NOW - timedelta(hours=1))),
    ],
)
def test_a_span_goes_so_many_minutes_back_from_its_end(since, until, minutes, span):
    assert span_of(since, until, minutes, NOW) == span


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [("2026-12-31", "", "still to come"), ("1h", "2h", "before --since"), ("1h", "1h", "or the same")],
)
def test_a_span_that_is_none_is_refused(since, until, said):
    with pytest.raises(Problem, match=said):
        span_of(since, until, 60, NOW)
