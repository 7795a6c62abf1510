"""Wherever whoever tells an owner of trouble dies, and however many do it at once: the owner is told once."""

from itertools import count

import pytest

from app.domain.owners.trouble import Trouble
from app.errors import SlackRefused, StorageUnavailable
from app.flows.owners.alerting import tell_not_asked, tell_not_posted, tell_unreachable
from app.records import replace
from app.storage.rows.days import range_key
from app.storage.rows.tables import OccurrenceRow
from tests.kit.scenes import NoTime, Run, Steps, dies, gets_no_answer
from tests.report.flows.reporting_day import Day

ARCHIVED = SlackRefused("chat.postMessage", "is_archived")
# Claimed, sent and marked at least.
FEWEST = 3
# Whoever has claimed it is dead by then.
LATER = 60


class Troubled(Day):
    """A day whose channel is archived, of a standup with two owners."""

    def __post_init__(self):
        super().__post_init__()
        owners = tuple(one.id for one in self.team.people[:2])
        saved = replace(self.standup, roles=replace(self.standup.roles, owners=owners))
        self.standup = self.services.standups.save(saved, owners[0], self.now, None).standup

    def is_told(self, services):
        tell_not_posted(services, self.standup, self.occurrence, ARCHIVED)

    def told(self):
        """How many messages each owner has of it."""
        return [
            len([one for one in owner.messages() if "could not be posted" in one["text"]])
            for owner in self.team.people[:2]
        ]

    def forgets(self):
        """Let nothing be known nor left of it."""
        row = OccurrenceRow(str(self.id), range_key(self.id))
        row.update(
            [
                each.remove()
                for each in (OccurrenceRow.owners_told, OccurrenceRow.owners_claimed, OccurrenceRow.owners_claimed_at)
            ]
        )
        for owner in self.team.people[:2]:
            for one in owner.messages():
                self.services.slack.delete(one["channel"], one["ts"])


@pytest.fixture
def day(services, team):
    return Troubled(services, team)


def runs(day, at=0, what=lambda _: None, clock=None):
    """Let the owners be told, and something happen at a step of it; True if the step was there."""

    def act(services):
        steps = ("claim_telling", "telling_claimed_at", "mark_telling")
        tellings = Steps(services.day.tellings, run._happens, StorageUnavailable, *steps)
        day.is_told(replace(services, day=replace(services.day, tellings=tellings)))

    run = Run(act, at, what)
    return run(replace(day.services, clock=clock or day.services.clock))


def each_is_told_once(day, tell):
    """Let the owners be told in a way in which something happens at a step, at each of the steps that there are."""
    for at in count(1):
        is_there = tell(at)
        assert day.told() == [1, 1], at
        day.forgets()
        if not is_there:
            break
    assert at > 2 * FEWEST


@pytest.mark.parametrize("second", [0, 2, 4])
@pytest.mark.parametrize("happens", [dies, gets_no_answer])
def test_each_owner_is_told_once_whatever_happens_to_who_tells_them(day, happens, second):
    def tell(at):
        is_there = runs(day, at, happens)
        day.services.clock.sleep(LATER)
        if second:
            runs(day, second, happens)
            day.services.clock.sleep(LATER)
        runs(day)
        return is_there

    each_is_told_once(day, tell)


def test_of_two_who_tell_the_owners_at_once_each_owner_hears_it_once(day):
    """Another run begins, and does what it can without waiting, at any moment of the first."""
    each_is_told_once(day, lambda at: runs(day, at, lambda _: runs(day, clock=NoTime(day.services.clock))))


def test_of_two_who_come_after_a_death_at_once_each_owner_hears_it_once(day):
    def tell(at):
        runs(day, 2, dies)
        day.services.clock.sleep(LATER)
        is_there = runs(day, at, lambda _: runs(day, clock=NoTime(day.services.clock)))
        day.services.clock.sleep(LATER)
        runs(day)
        return is_there

    each_is_told_once(day, tell)


def test_an_owner_whom_slack_refuses_is_told_the_next_time_and_the_other_at_once(day, team):
    team.fault("chat.postMessage", "error", error="restricted_action", times=1)
    runs(day)
    assert sorted(day.told()) == [0, 1]
    runs(day)
    assert day.told() == [1, 1]


def test_two_troubles_of_a_day_are_two_messages_though_whoever_tells_of_the_second_dies(day):
    """They had the same mark, by which the one would have been taken for the other."""
    kept = day.occurrence
    tell_not_asked(day.services, day.standup, kept, SlackRefused("conversations.members", "missing_scope"))
    before = [len(owner.messages()) for owner in day.team.people[:2]]
    reports = [day.row(person) for person in day.people]
    run = Run(lambda services: tell_unreachable(services, day.standup, kept, reports, len(reports)), 1, dies)
    run(day.services)
    day.services.clock.sleep(LATER)
    tell_unreachable(day.services, day.standup, kept, reports, len(reports))
    assert [len(owner.messages()) for owner in day.team.people[:2]] == [each + 1 for each in before]


def test_whom_an_earlier_release_has_told_is_told_nothing_more(day):
    """It noted nobody's claim by itself: whoever was claimed counted as told."""
    owner, other = day.standup.roles.owners
    cause = f"{Trouble.CHANNEL_ARCHIVED}.{owner}"
    OccurrenceRow(str(day.id), range_key(day.id)).update([OccurrenceRow.owners_told.set({cause})])
    assert day.occurrence.was_told(owner)
    runs(day)
    assert day.told() == [0, 1]
    assert day.occurrence.was_told(other)


def test_who_may_have_been_told_may_have_it_posted(day):
    """Whoever told them died before that was noted."""
    runs(day, 2, dies)
    assert day.occurrence.was_told(day.standup.roles.owners[0])


@pytest.mark.parametrize("fault", [("ratelimited", {"seconds": 30}), ("error", {"error": "missing_scope"})])
def test_a_look_that_slack_refuses_does_not_mean_that_an_owner_was_not_told(day, team, fault):
    """The claim was given back, and the next one sent it without looking."""
    runs(day, 2, dies)
    day.services.clock.sleep(LATER)
    kind, how = fault
    team.fault("conversations.history", kind, times=1, **how)
    for _ in range(2):
        runs(day)
        day.services.clock.sleep(LATER)
    assert day.told() == [1, 1]
