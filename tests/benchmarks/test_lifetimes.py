"""The simulation of Lambda's lifetimes: its Lambda is one, and it shows what waking is for."""

import random

import pytest

from app.domain.scheduling import waking
from benchmarks import lifetimes
from benchmarks.__main__ import main
from benchmarks.lifetimes import START, Lambda, compare, share


@pytest.fixture
def aws():
    return Lambda(idle=(5, 5), draw=random.Random("lives"))  # noqa: S311 - nothing secret


def runs(aws, at, seconds=0.1):
    return aws.run(at, lambda began: began + seconds)


def test_a_request_that_finds_no_environment_free_waits_for_one_to_start(aws):
    assert runs(aws, 0)
    assert runs(aws, START / 2), "the first is still busy"
    assert not runs(aws, 2 * START)
    assert (aws.starts, len(aws.environments)) == (2, 2)


def test_an_environment_ends_after_its_idle_life(aws):
    runs(aws, 0)
    assert not runs(aws, 299)
    assert not runs(aws, 2 * 299)
    assert runs(aws, 3 * 299 + 10)


def test_aws_ends_every_environment_some_day(aws):
    assert sum(runs(aws, 240 * number) for number in range(1000)) > 10


def test_those_that_are_woken_together_are_different_ones(aws):
    for number in range(3):
        aws.run(number * 0.015, lambda _: 2.0)
    assert len(aws.environments) == 3
    for number in range(3):
        assert not aws.run(60 + number * 0.015, lambda _: 60.2)


@pytest.mark.parametrize("people", [10, 100])
def test_with_waking_hardly_any_click_meets_a_start(people):
    compared = compare(people, "all morning", "5-7 min", 2000 // people, echoes=False)
    assert share(compared.without, "cold_first_clicks", "days") == 100
    assert share(compared.woken, "cold_first_clicks", "days") == 0
    assert share(compared.without, "cold_clicks", "clicks") > 2
    assert share(compared.woken, "cold_clicks", "clicks") < 1


def test_it_is_a_command_that_says_whether_the_goal_is_met(capsys, monkeypatch):
    monkeypatch.setattr(lifetimes, "HABITS", {"all morning": lifetimes.all_morning})
    assert main(["warm", "--people", "10", "--clicks", "500"]) == 0
    assert "What meets a start" in capsys.readouterr().out
    monkeypatch.setattr(waking, "environments", lambda *_: 0)
    assert main(["warm", "--people", "10", "--clicks", "500"]) == 1
