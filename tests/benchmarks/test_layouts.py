"""What a report costs in each layout, and the page held to it."""

import re

import pytest

from app.domain.standup import Layout
from benchmarks import layouts
from benchmarks.ticks import room
from ops.steps import ROOT

PAGE = (ROOT / "docs" / "reports.md").read_text("utf-8")


@pytest.fixture(scope="module")
def opened(processes):
    with room(0) as opened:
        yield opened


@pytest.mark.parametrize("layout", layouts.LAYOUTS)
def test_the_page_says_what_a_small_teams_report_costs(opened, layout):
    cost = layouts.measure(opened, layout, 7)
    said = re.search(rf"^\| `{layout}` \| 7 \| (.+) \|$", PAGE, re.MULTILINE)
    messages, slack, dynamodb, seconds, runs = map(int, said[1].split(" | "))
    assert (messages, seconds, runs) == (cost.messages, round(cost.seconds), cost.runs)
    assert abs(slack - cost.slack) <= 1  # the first of a process asks who we are
    assert dynamodb == pytest.approx(cost.dynamodb, rel=0.2)


def test_the_page_has_every_layout_for_every_size():
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", PAGE, re.MULTILINE)
    assert rows == [(str(layout), str(people)) for layout in layouts.LAYOUTS for people in layouts.PEOPLE]


def test_the_worst_that_seven_people_can_write_is_posted_without_a_refusal(opened):
    cost = layouts.measure(opened, Layout.BY_PERSON, 7, worst=True)
    assert cost.refused == 0
    assert cost.messages > 7
