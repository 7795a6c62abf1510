"""Wherever whoever tells people something dies, and however many do it at once: each is told once, and nobody never."""

from functools import partial
from itertools import count

import pytest

from app.domain.scheduling.job import Job, JobKind
from app.domain.standup import with_values
from app.errors import StorageUnavailable
from app.flows.owners.handing_over import tell
from app.flows.owners.telling_new_owners import tell_of_takeover
from app.flows.privacy import asking_erasure
from app.flows.privacy.erasing import erase_next
from app.flows.privacy.sending_files import Piece, hand_out
from app.flows.requester import member_of
from app.records import replace
from app.slack.files import File
from app.slack.message import Message
from slack_simulator.hosting import AT_FIRST
from tests.kit.scenes import NoTime, Run, Steps, dies, gets_no_answer
from tests.owners.flows.test_taking_over import ANA, MARCUS, PRIYA, SOFIA, TEAM_ID, told
from tests.owners.flows.test_taking_over import retro as retro  # noqa: PLC0414 a fixture
from tests.privacy.flows.test_asking_erasure import scene as scene  # noqa: PLC0414 a fixture

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
            *group, name = self.part.split(".")
            holder = getattr(services, *group) if group else services
            stepping = Steps(getattr(holder, name), run._happens, StorageUnavailable, *self.steps)
            changed = replace(holder, **{name: stepping})
            self.act(replace(services, **{group[0]: changed}) if group else changed)

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
        theirs = with_values(services.standups.get(TEAM_ID, "retro"), {"owners": (MARCUS, SOFIA)})
        saved = services.standups.save(theirs, MARCUS, clock.now(), None).standup
        services.standups.save(with_values(saved, {"owners": (PRIYA,)}), ANA, clock.now(), None, is_told=True)
        is_there = happens(Telling(services, act, "standups", "stored", "note_telling"), at)
        assert has() == [each + 1 for each in before], at
        assert services.standups.stored(TEAM_ID, "retro").takeover is None
        if not is_there:
            break
    assert at > 3 * FEWEST


def test_an_owner_is_told_of_two_things_in_a_minute_though_slacks_answers_are_lost(services, team, clock, retro):
    clock.moment = team.now
    team.fault("chat.postMessage", "lost_reply", times=1)
    tell(services, retro, MARCUS, lambda _: Message("One thing"))
    team.fault("chat.postMessage", "lost_reply", times=1)
    tell(services, retro, MARCUS, lambda _: Message("Another thing"))
    assert told(team, MARCUS) == ["One thing", "Another thing"]


@pytest.fixture
def asking(scene):
    """Ana can ask to be erased; two decide."""
    ana, bo = (member_of(scene.services, scene.team_id, person.id) for person in scene.team[:2])
    steps = ("open", "claim_telling", "telling_claimed_at", "mark_telling", "claim_decline")

    class Asking:
        deciders, person = scene.team[1:3], scene.ana

        def begins(self):
            scene.clock.moment = scene.team.now
            scene.services.privacy.erasure_requests.settle(scene.team_id, ana.user_id)

        def asks(self):
            return Telling(
                scene.services,
                lambda services: asking_erasure.ask_for_erasure(services, ana),
                "privacy.erasure_requests",
                *steps,
            )

        def declines(self):
            def act(services):
                asking_erasure.decline_erasure(services, bo, ana.user_id, "We are being audited")

            return Telling(scene.services, act, "privacy.erasure_requests", *steps)

    return Asking()


@each_way
def test_each_who_decides_is_asked_once_about_an_erasure(asking, happens):
    """Whoever died over a question had claimed it for good: somebody was never asked."""
    for at in count(1):
        asking.begins()
        before = [len(one.messages()) for one in asking.deciders]
        is_there = happens(asking.asks(), at)
        assert [len(one.messages()) for one in asking.deciders] == [each + 1 for each in before], at
        if not is_there:
            break
    assert at > 2 * FEWEST


@each_way
def test_who_asked_for_it_hears_once_that_somebody_declines(asking, happens):
    for at in count(1):
        asking.begins()
        asking.asks().runs()
        before = len(asking.person.messages())
        is_there = happens(asking.declines(), at)
        assert len(asking.person.messages()) == before + 1, at
        if not is_there:
            break
    assert at > FEWEST


@pytest.mark.parametrize("happens", [dies, gets_no_answer])
@pytest.mark.parametrize("table", ["person", "receipt"])
def test_who_was_erased_and_who_confirmed_it_are_told_once(services, team, clock, table, happens):
    team_id, reader = services.slack.identity().team_id, team[0 if table == "person" else 1]
    for at in count(1):
        clock.moment = team.now
        progress = {"by": team[1].id, "began": clock.now().isoformat(), "counts": {}, "left": [], "look": 1, "found": 0}
        job = Job(team_id, JobKind.ERASURE, team[0].id, clock.now(), {**progress, "table": table})
        before = len(reader.messages())
        telling = Telling(services, partial(erase_next, job=job), "privacy.audit", "note")
        is_there = telling.dies_and_is_done_again(at, happens)
        assert len(reader.messages()) == before + 1, at
        if not is_there:
            break
    assert at > 2


@pytest.mark.parametrize("happens", [dies, gets_no_answer])
def test_what_is_said_as_text_instead_of_a_file_is_said_once(services, team, clock, happens):
    """Lambda repeats what was begun, and each part came again."""
    team.place.post("policies", uploads=AT_FIRST[0])
    ana, channel = team[0], services.slack.direct_channel(team[0].id)
    member = member_of(services, services.slack.identity().team_id, ana.id)
    for at in count(1):
        clock.moment = team.now
        before = len(ana.messages())
        piece = Piece(File("mine.csv", b"1"), "Mine", lambda: ["Part one", "Part two"])
        act = partial(hand_out, member=member, channel=channel, pieces=[piece], received_at=clock.now())
        is_there = Telling(services, act, "privacy.audit").dies_and_is_done_again(at, happens)
        assert [one["text"] for one in ana.messages()[before + 1 :]] == ["Part one", "Part two"], at
        if not is_there:
            break
    assert at > FEWEST


def test_a_look_that_slack_refuses_does_not_mean_that_nobody_was_asked_about_an_erasure(asking, team):
    asking.begins()
    before = [len(one.messages()) for one in asking.deciders]
    asking.asks().runs(3, dies)
    team.fault("conversations.history", "ratelimited", seconds=30, times=1)
    for _ in range(2):
        asking.asks().services.clock.sleep(LATER)
        asking.asks().runs()
    assert [len(one.messages()) for one in asking.deciders] == [each + 1 for each in before]
