"""A crowd is asked at the planned pace."""

import pytest
from rich.progress import Progress

from benchmarks import crowd


@pytest.mark.parametrize(("people", "seconds"), [(10, 2.5), (300, 75), (1000, 425)])
def test_the_planned_pace_is_four_a_second_for_300_people_then_two(people, seconds):
    assert crowd.planned_seconds(people) == seconds


def test_a_small_crowd_is_reached_in_time_without_a_refusal(processes):
    asked = crowd.ask(40, Progress(disable=True))
    assert asked.is_right
    assert asked.reached == 40


def test_clicks_that_come_faster_than_slack_opens_modals_are_refused():
    at_once = [0.0] * 1000
    assert crowd.refused_clicks(at_once) > 0.3
    assert crowd.refused_clicks([number * 0.5 for number in range(1000)]) == 0
