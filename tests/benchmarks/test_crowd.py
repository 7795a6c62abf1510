"""A crowd is asked in time, and a clock that nobody waits for measures it."""

import threading
import time
from dataclasses import replace
from datetime import time as at
from datetime import timedelta

import pytest

from benchmarks.crowd.clock import NOON, HeldClock
from benchmarks.crowd.compared import BEFORE, Baseline, keep, least_seconds, most_by, release_before
from benchmarks.crowd.figures import Figures, Minutes, by_minute, refused_clicks
from benchmarks.crowd.goals import goals_of
from benchmarks.crowd.running import take_place
from benchmarks.crowd.scenario import BESIDE, MANY, MINUTE, NINE, ONE, SCENARIOS, Group

SMALL = replace(
    MANY,
    groups=(
        Group("crowd", 40, 3, with_calendar=2),
        Group(BESIDE, 1, 10),
        Group("09:02", 2, 3, ask_at=at(9, 2), report_at=at(9, 15)),
    ),
    accounts=150,
    lasts=timedelta(minutes=75),
)


def test_many_standups_are_asked_and_reported_in_time_and_a_small_team_does_not_wait_for_them(processes):
    found = take_place(SMALL, lambda *_: None)
    missed = [goal.what for goal in goals_of(SMALL, found) if not goal.is_met]
    assert set(missed) <= {"last asked, ratio to Slack's least time", "calls refused (429)"}
    # The next tick's environment does not know how many menus the sender has updated in the minute before.
    assert found.refused_by.keys() <= {"chat.update"}
    assert found.header_late_longest < 60
    assert found.reached == SMALL.people == 136
    assert found.minutes.headers[-1] == 43
    assert 43 < found.minutes.answers[-1] < 136


def in_threads(*works):
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def test_sleeping_alone_moves_the_clock_at_once():
    clock = HeldClock()
    clock.sleep(90)
    clock.sleep(-1)
    assert clock.now() == NOON + timedelta(seconds=90)


def test_those_who_sleep_at_the_same_time_sleep_side_by_side_and_wake_in_their_order():
    clock, woken = HeldClock(), []

    def sleeps(seconds):
        clock.sleep(seconds)
        woken.append((seconds, (clock.now() - NOON).total_seconds()))
        clock.sleep(100)

    clock.sleep(0.001)  # from now on all new threads are waited for
    clock.moment = NOON
    gate = threading.Barrier(3)

    def after_the_others(seconds):
        gate.wait(20)
        sleeps(seconds)

    in_threads(*(lambda seconds=seconds: after_the_others(seconds) for seconds in (3, 1, 2)))
    assert woken == [(1, 1.0), (2, 2.0), (3, 3.0)]
    assert clock.now() == NOON + timedelta(seconds=103)


def test_no_time_goes_by_while_another_thread_is_at_work_or_waits_for_an_answer():
    clock = HeldClock()
    clock.sleep(0.001)
    seen = []

    def works():
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            sum(range(100))
        seen.append(clock.now())
        with clock.outside():
            time.sleep(0.05)
        seen.append(clock.now())

    begins = clock.now()
    in_threads(works, lambda: clock.sleep(60))
    assert seen == [begins, begins]
    assert clock.now() == begins + timedelta(seconds=60)


def test_no_time_goes_by_while_a_thread_waits_for_the_interpreter_that_the_workspace_has():
    clock, is_over, seen = HeldClock(is_careful=True), threading.Event(), set()

    def answers_somebody():
        while not is_over.wait(0.0001):
            sum(range(90_000))  # keeps the interpreter all the while

    workspace = [threading.Thread(target=answers_somebody) for _ in range(8)]
    for thread in workspace:
        thread.start()
    clock.sleep(0.001)

    def works():
        for _ in range(60):
            until = time.thread_time() + 0.01
            while time.thread_time() < until:
                sum(range(100))
            seen.add(clock.now())
        is_over.set()

    begins = clock.now()
    in_threads(works, lambda: clock.sleep(60))
    for thread in workspace:
        thread.join(20)
    assert seen == {begins}
    assert clock.now() == begins + timedelta(seconds=60)


def test_a_thread_that_waits_for_a_lock_holds_nothing_up():
    clock, lock = HeldClock(), threading.Lock()
    clock.sleep(0.001)

    def holds():
        with lock:
            clock.sleep(5)

    def wants():
        with lock:
            clock.sleep(1)

    begins = clock.now()
    in_threads(holds, wants)
    assert begins + timedelta(seconds=5) <= clock.now() <= begins + timedelta(seconds=6)


def test_a_wait_for_a_condition_ends_by_the_same_clock_or_when_it_is_called():
    clock, lock, ends = HeldClock(), threading.Lock(), []
    clock.sleep(0.001)
    late, called = clock.condition(lock), clock.condition(lock)
    begins = clock.now()

    def waits(condition, seconds):
        with lock:
            condition.wait(seconds)
        ends.append((clock.now() - begins).total_seconds())

    def calls():
        clock.sleep(2)
        with lock:
            called.notify()
        clock.sleep(10)

    in_threads(lambda: waits(late, 5), lambda: waits(called, 60), calls)
    assert ends == [2, 5]


def test_clicks_that_come_faster_than_slack_opens_modals_are_refused():
    assert refused_clicks([0.0] * 1000) > 0.3
    assert refused_clicks([number * 0.5 for number in range(1000)]) == 0


def test_slack_takes_three_hundred_messages_a_minute_at_best():
    assert least_seconds(ONE) == 200
    assert least_seconds(SMALL) == 2 * 60 + 6 / 5
    assert [most_by(minute, 700) for minute in range(4)] == [300, 600, 700, 700]


def test_a_minute_counts_what_has_happened_until_its_end():
    moments = [NINE, NINE + 0.99 * MINUTE, NINE + MINUTE, NINE + 3 * MINUTE]
    assert by_minute(moments, 4) == (2, 3, 3, 4)


def test_the_baseline_opens_fifty_conversations_a_minute_and_is_refused_more():
    found = Baseline(ONE).figures()
    assert found.reached == 1000
    assert found.last_asked > 900 / 50 * 60
    assert found.refused > 0


GOOD = Figures(people=1000, reached=1000, last_asked=400, kilobytes=(100, 110, 120))


@pytest.mark.parametrize(
    "fault",
    [
        {"reached": 999},
        {"asked_again": 1},
        {"asked_too_late": 1},
        {"standups_missed": 1},
        {"last_asked": 426},
        {"headers_missing": 1},
        {"header_late_median": 121},
        {"header_late_longest": 601},
        {"refused": 1},
        {"failed_runs": 1},
        {"kilobytes": (100, 200, 300)},
    ],
    ids=lambda fault: next(iter(fault)),
)
def test_each_goal_can_be_missed(fault):
    assert all(goal.is_met for goal in goals_of(ONE, GOOD))
    assert not all(goal.is_met for goal in goals_of(ONE, replace(GOOD, **fault)))


def test_figures_that_are_kept_are_read_as_they_were(tmp_path, monkeypatch):
    found = replace(GOOD, refused_by={"chat.update": 3}, minutes=Minutes(asked=(1, 2), refused=(0, 3)))
    keep(tmp_path / "kept.json", "abc", {"one": GOOD})
    keep(tmp_path / "kept.json", "abc", {"many": found})
    monkeypatch.setattr("benchmarks.crowd.compared.BEFORE", tmp_path / "kept.json")
    assert release_before() == ("abc", {"one": GOOD, "many": found})


def test_the_release_before_is_known_for_all_scenarios():
    assert BEFORE.exists()
    commit, before = release_before()
    assert commit
    assert before.keys() == SCENARIOS.keys()
    assert all(before[name].people == scenario.people for name, scenario in SCENARIOS.items())
