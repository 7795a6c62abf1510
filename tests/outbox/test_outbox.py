"""The outbox against a model of one line: whoever dies wherever, and however many try, the channel has one message."""

from datetime import timedelta
from threading import Semaphore, Thread

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.standup import with_values
from app.errors import SlackRateLimited, SlackUnavailable
from app.flows.sender import at_once
from app.flows.setup.introducing import _Slot
from app.outbox import CLAIM_LIVES, LEFT_TO_OTHERS, Address, Outbox
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from tests.kit.builders import EIGHT
from tests.kit.people import CHANNEL

THE_SAME_EACH_TIME = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
)

# Before the workspace's own clock, by which it dates its messages, so that looking for one finds it.
EARLY = EIGHT - timedelta(hours=1)
WORDS = Message("I ask here at nine", [])


class Killed(BaseException):
    """The machine is gone: nobody catches this."""


class WouldWait(BaseException):
    """Somebody else is at it, and we would wait for them: they go on first."""


class Attempt(Thread):
    """One run of sending, as slot, clock and way of calling at once: it takes a step when it is its turn.

    Those of a workspace's one sender hold dead whoever made the claim that they have found: that is their `claims`.
    """

    def __init__(self, services, slot, happenings=None, claims=None):
        super().__init__()
        self.claims = claims or {}
        self.services, self.slot, self.happenings = services, slot, happenings or {}
        self.step, self.turn, self.taken = 0, Semaphore(0), Semaphore(0)
        self.is_whole = self.is_over = False

    def takes_a_step(self):
        self.turn.release()
        self.taken.acquire()

    def happens(self):
        self.taken.release()
        self.turn.acquire()
        self.step += 1
        match self.happenings.get(self.step):
            case "dies":
                raise Killed
            case "no answer":
                raise SlackUnavailable("chat.postMessage", "timeout")

    def carry_out(self, call, *limits):
        self.happens()
        result = at_once(self.services)(call, *limits)
        self.happens()
        return result

    def claim(self, now):
        return self._does(self.slot.claim, now)

    def read(self):
        return self._does(self.slot.read)

    def take_over(self, unconfirmed, now):
        return self._does(self.slot.take_over, unconfirmed, now)

    def mark(self, ts):
        return self._does(self.slot.mark, ts)

    def _does(self, step, *arguments):
        self.happens()
        done = step(*arguments)
        self.happens()
        return done

    def now(self):
        return self.services.clock.now()

    def sleep(self, _seconds):
        raise WouldWait

    def run(self):
        self.turn.acquire()
        try:
            outbox = Outbox(self.services.slack, self, self.carry_out)
            outbox.send_once(address(self.slot), self, lambda: WORDS, **self.claims)
            self.is_whole = True
        except (Killed, WouldWait, SlackUnavailable):
            pass
        finally:
            self.is_over = True
            self.taken.release()


def run(*attempts, order=()):
    """Let attempts run, step by step in this order, then one after the other; True if none was cut off."""
    for each in attempts:
        each.start()
    for number in order:
        if not attempts[number % len(attempts)].is_over:
            attempts[number % len(attempts)].takes_a_step()
    for each in attempts:
        while not each.is_over:
            each.takes_a_step()
        each.join()
    return all(each.is_whole for each in attempts)


def of_senders(slot):
    """Say whose claims are dead to senders who look at this moment: there are two where one has lost its lease."""
    found = slot.read()
    return {"lives": LEFT_TO_OTHERS, "dead": found and found.claimed_at}


def address(slot):
    return Address(CHANNEL, Mark(ids.INTRODUCTION, slot.event_id), since=EARLY)


@pytest.fixture
def slot(services, clock, team):
    clock.moment = EARLY
    standup = services.standups.get(services.slack.identity().team_id, "daily")
    saved = services.standups.save(with_values(standup, {"owners": (team[0].id,)}), team[0].id, EARLY, None).standup
    return lambda event_id: _Slot(services, saved, event_id, clock.now())


def sent(team, slot):
    marked = [
        message for message in team.channel() if message["metadata"]["event_payload"]["report_id"] == slot.event_id
    ]
    return [message["ts"] for message in marked]


STEP = st.integers(1, 12)
HAPPENS = st.dictionaries(STEP, st.sampled_from(["dies", "no answer"]), max_size=2)
# What happens in one attempt, or in two at once, in which order these take their steps, how long until the next, and
# whether they are those of senders.
ROUNDS = st.tuples(
    st.lists(HAPPENS, min_size=1, max_size=2),
    st.lists(st.integers(0, 1), max_size=24),
    st.integers(1, 40),
    st.booleans(),
)


def test_whoever_dies_and_however_many_try_there_is_one_message(services, clock, team, slot):
    numbers = iter(range(10_000))

    @settings(THE_SAME_EACH_TIME, max_examples=150)
    @given(st.lists(ROUNDS, min_size=1, max_size=3))
    def there_is_one(rounds):
        clock.sleep(3600)
        mine = slot(f"Ev{next(numbers)}")
        for happenings, order, seconds, are_senders in rounds:
            claims = of_senders(mine) if are_senders else {}
            run(*(Attempt(services, mine, happens, claims) for happens in happenings), order=order)
            clock.sleep(seconds)
        clock.sleep(CLAIM_LIVES.total_seconds())
        assert run(Attempt(services, mine))
        assert sent(team, mine) == [mine.read().ts]

    there_is_one()


def test_two_who_die_one_after_the_other_leave_one_message(services, clock, team, slot):
    mine = slot("EvTwoDeaths")
    after_the_post, before_the_look = 4, 8
    run(Attempt(services, mine, {after_the_post: "dies"}))
    clock.sleep(7200)  # past the moment at which the workspace has dated it
    run(Attempt(services, mine, {before_the_look: "dies"}))
    clock.sleep(60)
    assert run(Attempt(services, mine))
    assert len(sent(team, mine)) == 1


def test_without_the_scope_to_read_the_channel_it_is_sent_again_rather_than_not_at_all(
    services, clock, team, slot, logged
):
    mine = slot("EvNoScope")
    run(Attempt(services, mine, {4: "dies"}))
    clock.sleep(60)
    team.fault("conversations.history", "error", error="missing_scope")
    assert run(Attempt(services, mine))
    assert len(sent(team, mine)) == 2
    assert "cannot look for a message" in logged.text


def test_a_look_that_slack_holds_back_does_not_mean_that_there_is_nothing(services, clock, team, slot):
    mine = slot("EvHeldBack")
    run(Attempt(services, mine, {4: "dies"}))
    clock.sleep(60)
    team.fault("conversations.history", "ratelimited", seconds=30, times=1)
    with pytest.raises(SlackRateLimited):
        Outbox(services.slack, clock, at_once(services)).send_once(address(mine), mine, lambda: WORDS)
    clock.sleep(60)
    assert run(Attempt(services, mine))
    assert len(sent(team, mine)) == 1


def test_of_two_who_find_the_same_dead_claim_one_goes_on(services, clock, team, slot):
    mine = slot("EvTwoHeirs")
    run(Attempt(services, mine, {3: "dies"}))
    clock.sleep(60)
    run(Attempt(services, mine), Attempt(services, mine), order=[0, 1] * 8)
    assert len(sent(team, mine)) == 1


@pytest.mark.parametrize("one_dies", [False, True])
def test_of_two_senders_who_have_found_the_same_one_sends(services, clock, team, slot, one_dies):
    """The one has lost its lease to the other and does not know yet: neither takes the other for dead."""
    mine = slot(f"EvTwoSenders{one_dies}")
    if one_dies:
        run(Attempt(services, mine, {3: "dies"}))
        clock.sleep(1)
    found = of_senders(mine)
    run(*(Attempt(services, mine, claims=found) for _ in range(2)), order=[0, 1] * 8)
    assert len(sent(team, mine)) == 1
