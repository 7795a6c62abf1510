"""Wherever whoever sends the copies of a report dies, each who only reads has theirs once, and whole."""

from itertools import count

import pytest

from app.errors import StorageUnavailable
from app.flows.report.copies import copy_to_observers
from app.flows.sender import sole_sender
from app.records import replace
from tests.kit.scenes import Run, Steps, dies, gets_no_answer
from tests.report.flows.reporting_day import LONG, Day

# Claimed, and two messages sent at least.
FEWEST = 3


class Copies(Day):
    """A day whose report is out, in an answer too long for one message."""

    def are_sent(self, services, reader):
        standup = replace(
            self.standup,
            roles=replace(self.standup.roles, observers=(reader.id,)),
            readers=replace(self.standup.readers, copies=True),
        )
        tellings = Steps(services.day.tellings, self.happens, StorageUnavailable, "claim_copy")
        stepping = replace(services, day=replace(services.day, tellings=tellings))
        with sole_sender(services, self.id.team_id, "copies", self.now + LONG) as pacer:
            copy_to_observers(stepping, pacer, standup, self.occurrence)

    def happens(self, error):
        """At the steps of a run."""

    def theirs(self, reader):
        """The copy as it is there: its summary header, and what is in its thread."""
        told = reader.messages()
        headings = [each for each in told if "A copy of the report" in each["text"]]
        replies = [[one for one in told if one.get("thread_ts") == each["ts"] != one["ts"]] for each in headings]
        return [[one["text"] for one in thread] for thread in replies]


@pytest.fixture
def day(services, team):
    one = Copies(services, team, people=team.people[:2])
    for person in one.people:
        one.answers(person, *[f"{person.name} has written much. " * 110] * 3)
    one.report()
    return one


def forgotten(day, reader):
    """Let nothing be known nor left of a copy."""
    day.services.privacy.rows.remove("reports", {"report_id": f"{day.id}.copies", "report_user_id": reader.id})
    for each in reader.messages():
        day.services.slack.delete(each["channel"], each["ts"])


def runs(day, reader, at=0, what=lambda _: None):
    run = Run(lambda services: day.are_sent(services, reader), at, what)
    day.happens = run._happens
    is_there = run(day.services)
    day.services.clock.sleep(30)
    return is_there


def test_a_copy_is_sent_once(day):
    reader = day.team.people[4]
    for _ in range(2):
        runs(day, reader)
        (copy,) = day.theirs(reader)
        assert len(copy) > 1


@pytest.mark.parametrize("second", [0, 2, 4])
@pytest.mark.parametrize("happens", [dies, gets_no_answer])
def test_a_copy_is_there_once_and_whole_whatever_happens_to_who_sends_it(day, happens, second):
    reader, other = day.team.people[4:6]
    runs(day, other)
    (whole,) = day.theirs(other)
    for at in count(1):
        is_there = runs(day, reader, at, happens)
        if second:
            runs(day, reader, second, happens)
        runs(day, reader)
        assert day.theirs(reader) == [whole], at
        forgotten(day, reader)
        if not is_there:
            break
    assert at > FEWEST


def test_a_lost_answer_of_slacks_leaves_no_half_of_a_copy(day):
    """Nobody sent the rest of it, nor looked whether it was there."""
    reader = day.team.people[4]
    for at in (2, 3, 4):
        runs(day, reader, at, gets_no_answer)
        (copy,) = day.theirs(reader)
        assert len(copy) > 1
        forgotten(day, reader)
