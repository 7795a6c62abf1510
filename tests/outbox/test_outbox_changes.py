"""A message that is there: however many change it at once, it shows the latest; and it goes, or is emptied."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SlackRefused, SlackUnavailable
from app.flows.sender import at_once
from app.outbox import Outbox, Retracted
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from tests.kit.people import CHANNEL
from tests.outbox.test_outbox import EARLY, HAPPENS, THE_SAME_EACH_TIME, Attempt, Killed, run

INSTEAD = Message("This was taken out.")


class Change(Attempt):
    """One run that stores something else and lets the message show what is stored."""

    def __init__(self, services, stored, posted, words, happenings=None):
        super().__init__(services, None, happenings)
        self.stored, self.posted, self.words = stored, posted, words

    def run(self):
        self.turn.acquire()
        try:
            if self.words:
                self._does(self.stored.append, self.words)
            render = self._does
            Outbox(self.services.slack, self, self.carry_out).converge(
                self.posted, lambda: render(lambda: Message(self.stored[-1]))
            )
            self.is_whole = True
        except (Killed, SlackUnavailable):
            pass
        finally:
            self.is_over = True
            self.taken.release()


@pytest.fixture
def posted(services, clock, team):
    clock.moment = EARLY
    return services.slack.post(CHANNEL, Message("words 0"), Mark(ids.HEADER, "r"))


def shown(team, posted):
    (message,) = [message for message in team.channel() if message["ts"] == posted[1]]
    return message["text"]


ROUNDS = st.tuples(st.lists(HAPPENS, min_size=1, max_size=2), st.lists(st.integers(0, 1), max_size=24))


def test_of_many_who_change_it_at_once_and_die_the_message_shows_the_latest(services, team, posted):
    """Whoever dies leaves it to the next one, who need not have anything new."""
    numbers = iter(range(1, 10_000))

    @settings(THE_SAME_EACH_TIME, max_examples=100)
    @given(st.lists(ROUNDS, min_size=1, max_size=3))
    def it_shows_the_latest(rounds):
        stored = ["words 0"]
        for happenings, order in rounds:
            all_whole = run(
                *(Change(services, stored, posted, f"words {next(numbers)}", each) for each in happenings), order=order
            )
        if not all_whole:
            run(Change(services, stored, posted, ""))
        assert shown(team, posted) == stored[-1]

    it_shows_the_latest()


def test_what_is_shown_already_is_not_changed(services, clock, team, posted):
    before = len(team.calls("chat.update"))
    Outbox(services.slack, clock, at_once(services)).converge(
        posted, lambda: Message("words 0"), shown=Message("words 0")
    )
    assert len(team.calls("chat.update")) == before


def test_a_message_goes_and_one_that_is_gone_is_away(services, clock, team, posted):
    out = Outbox(services.slack, clock, at_once(services))
    assert [out.retract(posted, INSTEAD), out.retract(posted, INSTEAD)] == [Retracted.DELETED, Retracted.GONE]
    assert team.channel() == []


def test_a_message_that_slack_does_not_let_us_delete_is_emptied(services, clock, team, posted):
    team.fault("chat.delete", "error", error="cant_delete_message", times=2)
    out = Outbox(services.slack, clock, at_once(services))
    with pytest.raises(SlackRefused):
        out.retract(posted)
    assert out.retract(posted, INSTEAD) is Retracted.EMPTIED
    assert shown(team, posted) == INSTEAD.text


def test_a_message_that_is_gone_before_it_can_be_emptied_is_away(services, clock, team, posted):
    team.fault("chat.delete", "error", error="cant_delete_message", times=1)
    team.fault("chat.update", "error", error="message_not_found", times=1)
    assert Outbox(services.slack, clock, at_once(services)).retract(posted, INSTEAD) is Retracted.GONE
