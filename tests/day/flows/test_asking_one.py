"""Whoever asks a person, wherever they die and however many do it at once: the person has one menu of a day."""

from itertools import count

import pytest

from app.domain.day.report import State
from app.domain.standup import with_values
from app.errors import SlackRefused
from app.flows.day import answering
from app.flows.requester import Requester
from app.flows.scheduling import roster
from app.records import replace
from app.views.day.report_form import Origin, Submission
from local.stack import CHANNEL
from slack_simulator.ids import TEAM_ID
from tests.kit.scenes import (
    ALL,
    FEWEST,
    LATER,
    ComingBack,
    NoTime,
    Rejoining,
    Run,
    SkippingNoMore,
    TryingIt,
    WithTheOthers,
    dies,
    gets_no_answer,
)


@pytest.fixture
def scene(services, team, clock):
    numbers = count()

    def begins(kind):
        return kind(services, team, clock, next(numbers))

    return begins


def holds(scene, sent):
    scene.comes_to_an_end()
    assert scene.menus() == (sent, 1), (scene.number, scene.report())
    scene.goes()


def steps(scene, services, kind, what):
    """Let it happen at one step after the other, each time to somebody who is asked anew."""
    for at in count(1):
        one = scene(kind)
        if not Run(one.act, at, what(one))(services):
            holds(one, kind.sent)
            break
        yield one
    assert at > FEWEST, one.report()


@pytest.mark.parametrize("happens", [dies, gets_no_answer])
@pytest.mark.parametrize("kind", ALL)
def test_a_person_has_one_menu_whatever_happens_to_who_asks_them(scene, services, kind, happens):
    for one in steps(scene, services, kind, lambda _: happens):
        holds(one, kind.sent)


@pytest.mark.parametrize("second", [1, 3, 5])
@pytest.mark.parametrize("kind", ALL)
def test_a_person_has_one_menu_though_who_takes_over_dies_too(scene, services, kind, second):
    for one in steps(scene, services, kind, lambda _: dies):
        one.clock.sleep(LATER)
        Run(one.act, second, dies)(services)
        holds(one, kind.sent)


@pytest.mark.parametrize("kind", [Rejoining, ComingBack, SkippingNoMore, TryingIt])
def test_of_two_who_ask_a_person_at_once_one_does(scene, services, kind):
    """Another one begins, and does what it can without waiting, at any moment of the first."""

    def another(one):
        return lambda _: Run(one.act)(replace(services, clock=NoTime(one.clock)))

    for one in steps(scene, services, kind, another):
        holds(one, kind.sent)


@pytest.mark.parametrize("kind", [Rejoining, ComingBack, SkippingNoMore])
def test_the_sender_asks_nobody_twice_who_is_being_asked(scene, services, kind):
    def the_sender(one):
        return lambda _: one.is_asked_by_the_sender(services)

    for one in steps(scene, services, kind, the_sender):
        holds(one, kind.sent)


class Meanwhile:
    """The way to Slack, on which something happens while a person's menu is under way; and what Slack says then."""

    def __init__(self, slack, one, happens, refusal=None) -> None:
        self._slack, self._one, self._happens, self._refusal = slack, one, happens, refusal

    def __getattr__(self, name):
        return getattr(self._slack, name)

    def post(self, channel, *what, **how):
        if channel != self._one.person.id:
            return self._slack.post(channel, *what, **how)
        self._happens()
        if self._refusal:
            raise SlackRefused("chat.postMessage", self._refusal)
        return self._slack.post(channel, *what, **how)


def answers(services, one):
    requester, written = Requester(one.person.id, {TEAM_ID}), {"question0": "Export"}
    answering.submit_answers(
        services, requester, Submission(Origin(str(one.id)), written), one.clock.now(), services.clock.now()
    )


def test_who_comes_and_cannot_be_messaged_is_recorded_and_nothing_fails(scene, services, team, logged):
    """It failed the event, three times, and only a tick recorded it then."""
    one = scene(Rejoining)
    team.fault("chat.postMessage", "error", error="cannot_dm_bot", times=1)
    one.act(services)
    assert (one.report().state, one.report().problem) == (State.UNREACHABLE, "cannot_dm_bot")
    assert "cannot be messaged" in logged.text
    one.is_asked_by_the_sender(services)
    assert one.menus() == (0, 0)


def test_who_leaves_while_their_menu_is_refused_keeps_nobody_from_theirs(scene, services):
    """It ended the asking of everybody."""
    one = scene(WithTheOthers)
    slack = Meanwhile(services.slack, one, lambda: services.reports.take_off(one.report()), "cannot_dm_bot")
    one.act(replace(services, slack=slack))
    assert one.report() is None
    assert services.reports.day(one.id, one.clock.now())[0].progress.asked_at


def test_who_answers_while_their_menu_is_refused_has_answered(scene, services):
    one = scene(WithTheOthers)
    slack = Meanwhile(services.slack, one, lambda: answers(services, one), "cannot_dm_bot")
    one.act(replace(services, slack=slack))
    assert (one.report().state, one.report().answers) == (State.SUBMITTED, {"question0": "Export"})


@pytest.mark.parametrize("kind", [WithTheOthers, Rejoining])
def test_who_answers_while_their_menu_is_under_way_reads_in_it_that_they_have(scene, services, kind):
    one = scene(kind)
    one.act(replace(services, slack=Meanwhile(services.slack, one, lambda: answers(services, one))))
    assert one.menus() == (1, 1)
    assert "Thank you" in one.person.reads()


def test_who_is_asked_first_when_they_come_and_goes_and_comes_again_has_one_menu(scene, services, clock):
    """Nothing was known of the conversation with them, so nobody looked for the menu of before."""
    one = scene(Rejoining)
    everyone = services.standups.save(with_values(one.standup, {"people": None}), one.owner.id, clock.now(), None)
    roster.join(services, TEAM_ID, one.person.id, everyone.standup.channel, clock.now())
    assert one.menus() == (1, 1)
    clock.sleep(60)
    roster.leave(services, TEAM_ID, one.person.id, CHANNEL, clock.now())
    clock.sleep(60)
    roster.join(services, TEAM_ID, one.person.id, CHANNEL, clock.now())
    assert one.menus() == (1, 1)
