"""In a crowd, too, everybody reads what became of their report: in the background, at Slack's pace, each once."""

from collections import Counter
from datetime import timedelta

import pytest

from app.flows.day import answering
from app.flows.report.summary import post_report
from app.flows.requester import Requester
from app.flows.scheduling import ticking
from app.flows.scheduling.asking_by_hand import ask_everyone
from app.flows.scheduling.jobs import work_on_jobs
from app.records import replace
from app.slack.limits import UPDATES
from app.storage.scheduling.jobs import TAKEN_FOR
from app.views.day.report_form import Origin, Submission
from slack_simulator.ids import TEAM_ID
from tests.kit.builders import TEN, TUESDAY
from tests.kit.people import Team

MINUTE = timedelta(minutes=1)
LONG = timedelta(minutes=14)
ANSWERED = 24


class Killed(BaseException):
    """The process is gone, whatever it was at."""


class Mortal:
    """The way to Slack of a process that dies after so many changes."""

    def __init__(self, slack, lives: int) -> None:
        self._slack, self._lives = slack, lives

    def update(self, *what) -> None:
        if self._lives == 0:
            raise Killed
        self._lives -= 1
        self._slack.update(*what)


@pytest.fixture
def crowd(services, team, clock):
    """A hundred people with menus, of whom some have answered; the report is out, and some know it already."""
    team.place.post("people", add=90)
    team = Team(team.place)
    ask_everyone(services, services.standups.get(TEAM_ID, "daily"), TUESDAY, clock.now() + LONG)
    report_id = f"{TEAM_ID}.daily.{TUESDAY:%Y%m%d}"
    for person in team.people[:ANSWERED]:
        clock.sleep(1)
        written = {"question0": f"Export of {person.name}"}
        answering.submit_answers(
            services,
            Requester(person.id, {TEAM_ID}),
            Submission(Origin(report_id), written),
            clock.now(),
            services.clock.now(),
        )
    clock.moment = TEN
    post_report(services, services.standups.get(TEAM_ID, "daily"), TUESDAY, clock.now() + LONG)
    clock.sleep(60)
    return team


def changed(team, since=0):
    """How often each menu was changed after the report."""
    return Counter(call["args"]["ts"] for call in team.calls("chat.update")[since:] if call["ok"])


def tells_the_truth(person, has_answered):
    said = person.reader.message(person.messages()[0])
    return ("was posted to #team." in said and "Withdraw" not in said) if has_answered else "without you" in said


def all_true(team):
    return [tells_the_truth(person, number < ANSWERED) for number, person in enumerate(team.people)]


def test_everybody_is_told_over_the_next_ticks_once_and_at_slacks_pace(crowd, services, clock):
    before = len(crowd.calls("chat.update"))
    begun = clock.now()
    while not all(all_true(crowd)):
        assert clock.now() < begun + timedelta(minutes=10)
        ticking.tick(services, clock.now(), clock.now() + MINUTE)
        clock.moment += MINUTE
    assert clock.now() - begun >= (len(crowd.people) // UPDATES.a_minute) * MINUTE - MINUTE
    counted = changed(crowd, before)
    assert len(counted) == len(crowd.people) - UPDATES.at_once > 60
    assert set(counted.values()) == {1}
    ticking.tick(services, clock.now(), clock.now() + LONG)
    assert changed(crowd, before) == counted


def minutes_pass(services, clock, minutes=3):
    for _ in range(minutes):
        clock.moment += MINUTE
        work_on_jobs(services, clock.now() + LONG)


@pytest.mark.parametrize("after", [1, 25])
def test_a_run_that_is_killed_is_gone_on_with_and_changes_nothing_twice(crowd, services, clock, after):
    before = len(crowd.calls("chat.update"))
    with pytest.raises(Killed):
        work_on_jobs(replace(services, slack=Mortal(services.slack, after)), clock.now() + LONG)
    assert changed(crowd, before).total() == after
    clock.moment += TAKEN_FOR
    minutes_pass(services, clock)
    assert all(all_true(crowd))
    assert set(changed(crowd, before).values()) == {1}


def test_while_slack_does_not_answer_the_next_ticks_try_again(crowd, services, clock):
    crowd.fault("chat.update", "status", status=503, times=None, after=5)
    work_on_jobs(services, clock.now() + LONG)
    assert sum(all_true(crowd)) == UPDATES.at_once + 5
    crowd.no_faults()
    clock.moment += TAKEN_FOR
    minutes_pass(services, clock)
    assert all(all_true(crowd))


def test_who_answers_late_meanwhile_keeps_what_they_see_and_slacks_limit_is_kept(crowd, services, clock):
    crowd.fault("chat.update", "ratelimited", seconds=30, times=1)
    work_on_jobs(services, clock.now() + LONG)
    assert sum(all_true(crowd)) == UPDATES.at_once
    clock.sleep(61)
    late = crowd.people[-1]
    written, origin = {"question0": "Late"}, Origin(f"{TEAM_ID}.daily.{TUESDAY:%Y%m%d}")
    answering.submit_answers(
        services, Requester(late.id, {TEAM_ID}), Submission(origin, written), clock.now(), services.clock.now()
    )
    minutes_pass(services, clock)
    assert "was added to the thread" in late.reader.message(late.messages()[0])
    assert all(all_true(crowd)[:-1])


def test_a_portion_that_began_late_in_its_minute_does_not_keep_the_next_waiting(crowd, services, clock):
    begun = clock.now()
    for number, late in ((1, 20), (2, 0), (3, 0)):
        clock.moment = begun + number * MINUTE + timedelta(seconds=late)
        ticking.tick(services, clock.now(), clock.now() + MINUTE)
    assert all(all_true(crowd))
