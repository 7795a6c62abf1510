"""Wherever whoever tells an author who helps dies, and however many do it at once: the author is told once."""

import pytest

from app.errors import StorageUnavailable
from app.flows.day import blockers
from app.records import replace
from tests.day.flows.test_unblocking import WAITING, Blocked, told
from tests.kit.scenes import Run, Steps, dies, gets_no_answer

# Noted, claimed and sent at least.
FEWEST = 3
# Whoever has claimed it is dead by then.
LATER = 60


@pytest.fixture
def day(services, team):
    one = Blocked(services, team)
    one.says(one.people[0], WAITING)
    return one


def presses(day, services, helper):
    blockers.offer_help(services, day.member(helper), day.blocker(day.people[0]), day.now)


def runs(day, helper, at=0, what=lambda _: None):
    """Let somebody press *I can help*, and something happen at a step of it; True if the step was there."""

    def act(services):
        blockers = Steps(services.day.blockers, run._happens, StorageUnavailable, "set_helper", "claim_telling")
        presses(day, replace(services, day=replace(services.day, blockers=blockers)), helper)

    day.services.clock.sleep(1)
    run = Run(act, at, what)
    return run(day.services)


def offers(day, helper):
    return [text for text in told(day, day.people[0]) if helper.id in text]


@pytest.mark.parametrize("second", [0, 3, 5])
@pytest.mark.parametrize("happens", [dies, gets_no_answer])
def test_an_author_is_told_once_whatever_happens_to_who_tells_them(day, happens, second):
    for at, helper in enumerate(day.people[1:], start=1):
        is_there = runs(day, helper, at, happens)
        day.services.clock.sleep(LATER)
        if second:
            runs(day, helper, second, happens)
            day.services.clock.sleep(LATER)
        runs(day, helper)
        assert len(offers(day, helper)) == 1, at
        if not is_there:
            break
    assert FEWEST < at < len(day.people) - 1


def test_of_two_who_tell_an_author_at_once_one_does(day):
    for at, helper in enumerate(day.people[1:], start=1):
        is_there = runs(day, helper, at, lambda _, helper=helper: presses(day, day.services, helper))
        assert len(offers(day, helper)) == 1, at
        if not is_there:
            break
    assert FEWEST < at < len(day.people) - 1


def test_of_two_who_come_after_a_death_at_once_one_tells_the_author(day):
    for at, helper in enumerate(day.people[1:], start=1):
        runs(day, helper, 3, dies)
        day.services.clock.sleep(LATER)
        is_there = runs(day, helper, at, lambda _, helper=helper: presses(day, day.services, helper))
        assert len(offers(day, helper)) == 1, at
        if not is_there:
            break
    assert FEWEST < at < len(day.people) - 1


def test_a_lost_answer_of_slacks_tells_an_author_once_and_without_another_press(day, team):
    helper = day.people[1]
    team.fault("chat.postMessage", "lost_reply", times=1)
    presses(day, day.services, helper)
    assert len(offers(day, helper)) == 1
