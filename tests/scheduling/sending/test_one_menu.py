"""Whatever keeps a reminder from being noted, or the menu before it from being deleted: a person has one in the end."""

import pytest

from app.domain.day.member import Away
from app.flows.day.reminding import remind_everyone
from app.flows.home import managing
from app.flows.home.absence import go_away
from app.flows.scheduling import ticking
from app.flows.setup import running_by_hand
from app.records import replace
from app.slack.client import Slack
from tests.kit.builders import EIGHT, TEN, TUESDAY
from tests.scheduling.flows.test_stopped_meanwhile import HALF_PAST_NINE, OWNER, Morning
from tests.scheduling.flows.test_ticking import MINUTE, SOON

LOST = {"on": "chat.postMessage", "kind": "lost_reply"}
LIMITED = {"on": "chat.delete", "kind": "ratelimited", "seconds": 3600}
BROKEN = {"on": "chat.delete", "kind": "status", "status": 500}


@pytest.fixture
def reminded(services, clock, team, stack):
    """Have three people asked and reminded while something goes wrong; returns the morning."""

    def goes_wrong(fault) -> Morning:
        morning = Morning(services, clock, team)
        morning.begins(reminders=(30,))
        morning.ticks(EIGHT)
        stack.clock.move_to(HALF_PAST_NINE)  # by this the workspace dates what it is sent
        team.fault(**fault, times=None)
        morning.ticks(HALF_PAST_NINE)
        clock.sleep(5)
        return morning

    return goes_wrong


def act(morning, what):
    services, last = morning.services, morning.last.id
    match what:
        case "answers":
            morning.answers(last)
        case "goes away":
            go_away(services, morning.member(last), Away(TUESDAY, TUESDAY))
        case "is paused":
            running_by_hand.pause(services, morning.member(OWNER), "retro")
        case "leaves":
            managing.leave(services, morning.member(last), "retro")


@pytest.mark.parametrize("what", ["nothing", "answers", "goes away", "is paused"])
@pytest.mark.parametrize("fault", [LOST, LIMITED, BROKEN], ids=["no reply", "too many deletions", "no deletion"])
def test_whatever_happens_before_the_next_tick(reminded, team, fault, what):
    morning = reminded(fault)
    act(morning, what)
    team.no_faults()
    for moment in (HALF_PAST_NINE + MINUTE, TEN, TEN + MINUTE, TEN + 2 * MINUTE):
        morning.ticks(moment)
    assert [len(person.messages()) for person in team.people[:3]] == [1, 1, 1]


@pytest.mark.parametrize("what", ["nothing", "answers"])
@pytest.mark.parametrize("fault", [LOST, BROKEN], ids=["no reply", "no deletion"])
def test_if_it_goes_wrong_until_the_report_is_out(reminded, team, fault, what):
    """Reminders that nobody finds, or menus that nobody can delete, are taken away once that is possible."""
    history = {"on": "conversations.history", "kind": "status", "status": 500}
    team.fault(**history, times=None)
    morning = reminded(fault)
    act(morning, what)
    team.no_faults()
    for moment in (TEN, TEN + MINUTE, TEN + 2 * MINUTE, TEN + 3 * MINUTE):
        morning.ticks(moment)
    assert [len(person.messages()) for person in team.people[:3]] == [1, 1, 1]


def test_who_leaves_meanwhile(reminded, team):
    morning = reminded(LOST)
    act(morning, "leaves")
    team.no_faults()
    for moment in (HALF_PAST_NINE + MINUTE, HALF_PAST_NINE + 2 * MINUTE):
        morning.ticks(moment)
    assert len(morning.last.messages()) == 1
    assert "You have left this standup" in morning.last.reads()


@pytest.mark.parametrize("fault", [LIMITED, BROKEN], ids=["too many deletions", "no deletion"])
def test_everybody_is_reminded_although_no_menu_can_be_deleted(reminded, team, fault):
    morning = reminded(fault)
    sent = [call["args"]["channel"] for call in team.calls("chat.postMessage") if call["ok"]]
    assert [sent.count(user_id) for user_id in morning.people] == [2, 2, 2]


class SlackWhile(Slack):
    """Slack, and something that happens once, before what it has answered to a deletion arrives."""

    happens = None

    def delete(self, *arguments):
        super().delete(*arguments)
        happens, SlackWhile.happens = SlackWhile.happens, None
        if happens:
            happens()


def test_if_another_sender_reminds_while_the_first_stands_still(services, clock, team, stack):
    """What the first one knows is older, and changes nothing."""
    morning = Morning(services, clock, team)
    morning.begins(reminders=(30,))
    morning.ticks(EIGHT)
    stack.clock.move_to(HALF_PAST_NINE)
    clock.moment = HALF_PAST_NINE
    standup = services.standups.get(morning.team_id, "retro")

    def stands_still():
        clock.sleep(13)
        remind_everyone(services, standup, TUESDAY, clock.now() + SOON)

    SlackWhile.happens = stands_still
    slack = SlackWhile(services.settings.secrets.bot_token, services.settings.slack_api_url)
    ticking.tick(replace(services, slack=slack), HALF_PAST_NINE, HALF_PAST_NINE + SOON)
    for moment in (HALF_PAST_NINE + MINUTE, TEN, TEN + MINUTE):
        morning.ticks(moment)
    assert [len(person.messages()) for person in team.people[:3]] == [1, 1, 1]
    assert all("without you" in person.reads() for person in team.people[:3])
