"""Who leaves, goes away or comes back while they wait in line is asked as they want it when their turn comes."""

from datetime import time, timedelta

import pytest

from app.domain.day.member import Away
from app.domain.day.occurrence import ReportId
from app.flows.home.absence import come_back, go_away
from app.flows.scheduling import roster
from app.records import replace
from benchmarks.crowd.clock import NOON
from tests.scheduling.sending.in_line import DUE, TODAY, morning

ANA = "U0ANAPRG01"


@pytest.fixture
def one(processes):
    """Thirty people of one standup; somebody far behind in the line."""
    with morning(30) as there:
        there.who = there.groups[0][25]
        yield there


def leaves(there):
    roster.take_off(there.services, there.standup(0), there.who)


def goes_away(there):
    member = there.services.members.get(there.team_id, there.who, there.now)
    go_away(there.services, member, Away(TODAY, TODAY), there.now)


def comes_back(there):
    come_back(there.services, there.services.members.get(there.team_id, there.who, there.now), there.now)


def day(there):
    return there.services.reports.day(ReportId(there.team_id, "many-0", TODAY), there.now)[0]


@pytest.mark.parametrize("is_by_hand", [False, True])
@pytest.mark.parametrize("goes", [leaves, goes_away])
def test_who_goes_before_their_turn_gets_no_menu(one, goes, is_by_hand):
    if is_by_hand:
        one.services.standups.want(one.standup(0), "ask", TODAY, DUE)
    one.after(7, lambda: goes(one))
    one.ticks(2)
    assert set(one.groups[0]) - set(one.reached()) == {one.who}
    assert len(one.reached()) == 29
    assert day(one).progress.asked_at
    assert (one.who in day(one).roster) is (goes is goes_away)


def test_who_was_away_and_is_back_before_their_turn_gets_one(one):
    one.after(7, lambda: goes_away(one))
    one.after(13, lambda: comes_back(one))
    one.ticks(2)
    assert sorted(one.reached()) == one.groups[0]


@pytest.mark.parametrize("change", ["pause", "delete"])
def test_reminders_that_wait_in_line_rest_with_their_standup(processes, change):
    with morning(*[3] * 40, report_at=time(14, 30), reminders=(30,)) as there:
        there.ticks(2)
        asked, resting = len(there.reached()), []

        def changes():
            reminded = set(there.reached()[asked:])
            number = next(one for one in range(39, -1, -1) if not reminded & set(there.groups[one]))
            resting.extend(there.groups[number])
            standup, standups = there.standup(number), there.services.standups
            if change == "pause":
                standups.save(replace(standup, is_paused=True), ANA, there.now, there.now)
            else:
                standups.delete(standup, ANA, there.now)

        there.after(20, changes)
        there.ticks(2, since=NOON + timedelta(hours=2))
        reminded = there.reached()[asked:]
        assert len(reminded) == len(set(reminded)) == 117
        assert not set(reminded) & set(resting)
