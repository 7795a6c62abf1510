"""The bench: its arithmetic, and one small round from end to end. What it measures is never asserted here."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.requests import goals, table
from benchmarks.requests.goals import Row, Spread
from benchmarks.requests.measuring import CLICK, Day, Start
from ops.packaging.archive import Size
from ops.steps import Problem


def a_start(variant: str, kind: str = CLICK, distance: float = 0.1, **times: float) -> Start:
    given = {"init": 0.2, "init_processor": 0.2, "first": 0.1, "warm_wall": 0.01, "warm_processor": 0.001} | times
    return Start(variant=variant, kind=kind, distance=distance, **given)


def starts(**inits: float) -> list[Start]:
    return [
        a_start(variant, kind, distance, init=init)
        for variant, init in inits.items()
        for kind in ("click", "submission")
        for distance in (0.1, 0.0)
    ]


def test_a_spread_is_the_median_with_the_middle_half_around_it():
    assert str(Spread.of([5, 1, 2, 4, 3])) == "3.0 (2.0-4.0)"
    assert str(Spread.of([7])) == "7.0 (7.0-7.0)"


def test_a_cold_start_is_init_and_first_request_as_a_ratio_to_the_baseline():
    row = goals.time_rows(starts(floor=0.0, baseline=0.9, app=0.15), 0.1)[0]
    assert row.baseline == "1000.0 (1000.0-1000.0)"
    assert row.ratio == pytest.approx(0.25)
    assert row.met


def test_a_goal_is_missed_above_it_and_met_at_it():
    assert Row("a", "", "", "", ratio=0.4, goal=0.4).met
    assert not Row("a", "", "", "", ratio=0.41, goal=0.4).met
    assert Row("a", "", "", "", ratio=9.0).met


def test_starts_are_judged_with_slack_far_away_and_work_with_slack_near():
    measured = starts(floor=0.0, baseline=0.2, app=0.2)
    assert [row.goal for row in goals.time_rows(measured, 0.1) if row.goal] == [0.3, 0.4]
    assert [row.goal for row in goals.time_rows(measured, 0.0) if row.goal] == [0.6, 0.12]


def test_requests_are_counted_a_person():
    days = [Day(variant, 100, calls, {}, 1101, 90_000_000) for variant, calls in {"baseline": 620, "app": 405}.items()]
    slack, dynamodb, memory = goals.day_rows(days)
    assert (slack.baseline, slack.ours, slack.met) == ("6.20", "4.05", True)
    assert (dynamodb.ours, dynamodb.met) == ("11.01", False)
    assert (memory.ours, memory.ratio, memory.met) == ("90.0", 1.0, True)


def test_starts_from_the_source_folder_are_compared_with_each_other_alone():
    measured = starts(**{"floor": 0.0, "baseline": 0.1, "app": 0.9, "baseline-sources": 0.9, "app-sources": 0.6})
    far, near = goals.source_rows(measured)
    assert far.ratio == near.ratio == pytest.approx(0.7)
    assert (far.goal, near.goal) == (0.75, 0.85)
    assert goals.time_rows(measured, 0.1)[0].ratio == pytest.approx(5)


def test_the_processor_of_init_is_compared_with_bare_bolts():
    measured = [a_start(name, init_processor=used) for name, used in {"bolt": 0.1, "baseline": 0.3, "app": 0.2}.items()]
    (row,) = goals.init_rows(measured)
    assert (row.ratio, row.goal) == (pytest.approx(2), None)


def test_a_small_team_is_shown_but_not_judged():
    days = [Day(variant, 10, 60, {}, 100, 90_000_000) for variant in ("baseline", "app")]
    assert [row.goal for row in goals.day_rows(days)] == [goals.MOST_CALLS_OF_FEW, None, None]
    assert goals.held_rows(goals.day_rows(days)) == []


def test_what_noise_does_not_move_is_held_whatever_the_goals_are():
    days = [Day(variant, 100, 700, {}, 1101, 90_000_000) for variant in ("baseline", "app")]
    measured = [
        a_start(name, init_processor=used) for name, used in {"bolt": 0.1, "baseline": 0.3, "app": 0.25}.items()
    ]
    rows = [*goals.init_rows(measured), *goals.day_rows(days), *goals.size_rows(Size(4_900_000, 15_000_000, 1))]
    held = goals.held_rows(rows)
    assert [row.met for row in held] == [False, False, False, False, True, True]
    assert goals.held_rows(goals.time_rows(starts(floor=0.0, baseline=0.2, app=0.2), 0.1)) == []


def test_sizes_and_the_crowd_have_their_rows():
    assert [row.met for row in goals.size_rows(Size(4_000_000, 17_000_000, 1))] == [True, False]
    assert [row.met for row in goals.crowd_rows(430.0, 0, 1)] == [True, True, True, False]
    assert goals.crowd_rows(None, 0, 0)[0].ours == "not measured here"


def test_the_table_says_what_was_missed():
    lines = table.lines("x", [Row("a", "", "2.0", "1.0", 0.5, 0.4), Row("b", "", "2.0", "0.5", 0.25, 0.4)])
    assert lines[2].split("|")[-2].strip() == "MISSED"
    assert lines[3].split("|")[-2].strip() == "met"
    assert len({len(line) for line in lines}) == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="AWS's runtime client is for Linux alone")
def test_a_small_round_runs_from_end_to_end(tmp_path: Path, monkeypatch, processes):
    """Every variant starts, clicks and submits against the same endpoints, and a day of two people is lived."""
    from benchmarks.requests import measuring, variants  # noqa: PLC0415 imports the embedded DynamoDB
    from benchmarks.requests.endpoints import Endpoints  # noqa: PLC0415
    from benchmarks.requests.quota import Quota  # noqa: PLC0415

    monkeypatch.setattr(variants, "BUILD", tmp_path / "variants")
    monkeypatch.setattr(measuring, "DISTANCES", (0.0,))
    monkeypatch.setattr(measuring, "SETTLING", 0)
    monkeypatch.setattr(measuring, "WARM_REQUESTS", 1)
    with Endpoints(tmp_path) as endpoints:
        try:
            made = variants.prepare(endpoints)
        except Problem as problem:
            if os.environ.get("REQUIRE_BROWSER"):
                raise
            pytest.skip(f"needs what requirements/bench.txt names, from the package index or uv's store: {problem}")
        quota = Quota(512)
        try:
            bench = measuring.Bench(made, endpoints, quota)
            bench.prepare()
            measured = list(bench.round())
            days = [bench.day(name, people=2) for name in ("baseline", "app")]
        finally:
            quota.close()
    assert [(start.variant, start.kind) for start in measured] == [
        *((variant, kind) for kind in ("click", "submission") for variant in ("floor", "baseline", "app")),
        *((variant, "click") for variant in ("baseline-sources", "app-sources", "bolt")),
    ]
    assert all(min(start.init, start.init_processor, start.first) > 0 for start in measured)
    assert all(day.memory > 10_000_000 for day in days)
    assert all(day.slack_calls >= 2 * 4 for day in days)
    assert endpoints.slack_calls["chat.postMessage"] == 2 * 2 + 1
