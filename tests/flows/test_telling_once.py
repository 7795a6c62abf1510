"""Wherever whoever tells people something dies, and however many do it at once: each is told once, and nobody never."""

from itertools import count

import pytest

from app.errors import StorageUnavailable
from app.flows.looking_after import tell
from app.flows.taking_over import tell_of_takeover
from app.message import Message
from app.records import replace
from tests.flows.scenes import NoTime, Run, Steps, dies, gets_no_answer
from tests.flows.test_taking_over import ANA, MARCUS, PRIYA, SOFIA, TEAM_ID, told
from tests.flows.test_taking_over import retro as retro  # noqa: PLC0414 a fixture

# Claimed, sent and marked at least.
FEWEST = 3
# Whoever has claimed it is dead by then.
LATER = 60


class Telling:
    """Something that people are told, in runs at whose steps something happens."""

    def __init__(self, services, act, part, *steps):
        self.services, self.act, self.part, self.steps = services, act, part, steps

    def runs(self, at=0, what=lambda _: None, clock=None):
        """Let it be told; True if the step was there."""

        def act(services):
            stepping = Steps(getattr(services, self.part), run._happens, StorageUnavailable, *self.steps)
            self.act(replace(services, **{self.part: stepping}))

        run = Run(act, at, what)
        return run(replace(self.services, clock=clock or self.services.clock))

    def dies_and_is_done_again(self, at, happens):
        is_there = self.runs(at, happens)
        self.services.clock.sleep(LATER)
        self.runs()
        return is_there

    def is_done_by_two(self, at):
        is_there = self.runs(at, lambda _: self.runs(clock=NoTime(self.services.clock)))
        self.services.clock.sleep(LATER)
        self.runs()
        return is_there


WAYS = [
    lambda telling, at: telling.dies_and_is_done_again(at, dies),
    lambda telling, at: telling.dies_and_is_done_again(at, gets_no_answer),
    lambda telling, at: telling.is_done_by_two(at),
]
each_way = pytest.mark.parametrize("happens", WAYS, ids=["dies", "gets no answer", "two at once"])


@each_way
def test_former_owners_and_the_channel_are_told_once_of_a_takeover(services, team, clock, retro, happens):
    def act(services):
        tell_of_takeover(services, TEAM_ID, "retro")

    def has():
        return [len(told(team, MARCUS)), len(told(team, SOFIA)), len(team.channel())]

    for at in count(1):
        clock.moment = team.now
        before = has()
        theirs = replace(services.standups.get(TEAM_ID, "retro"), owners=(MARCUS, SOFIA))
        saved = services.standups.save(theirs, MARCUS, clock.now(), None).standup
        services.standups.save(replace(saved, owners=(PRIYA,)), ANA, clock.now(), None, is_told=True)
        is_there = happens(Telling(services, act, "standups", "stored", "note_telling"), at)
        assert has() == [each + 1 for each in before], at
        assert services.standups.stored(TEAM_ID, "retro").takeover is None
        if not is_there:
            break
    assert at > 3 * FEWEST


def test_an_owner_is_told_of_two_things_in_a_minute_though_slacks_answers_are_lost(services, team, clock, retro):
    clock.moment = team.now
    team.fault("chat.postMessage", "lost_reply", times=1)
    tell(services, retro, MARCUS, lambda: Message("One thing"))
    team.fault("chat.postMessage", "lost_reply", times=1)
    tell(services, retro, MARCUS, lambda: Message("Another thing"))
    assert told(team, MARCUS) == ["One thing", "Another thing"]
