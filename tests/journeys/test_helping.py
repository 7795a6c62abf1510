"""Somebody says that they can help, takes it back, and says it again: all who read of it see what is the case."""

import pytest

from app.local.slack.installation import TEAM_ID
from app.local.visitor import NotAsExpected
from app.views import ids
from tests.at_home import AtHome
from tests.people import answers
from tests.requester import Requester, a_click, as_form

WAITING = "Waiting for a review"
CANNOT = "I cannot help after all"


@pytest.fixture
def people(asked_team):
    """Who is blocked, and who reads of it."""
    ana, bo, *_ = asked_team.asked
    answers(ana, "Export", "Import", WAITING)
    asked_team.settles()
    asked_team.get_the_report()
    return ana, bo


def presses(team, person, label):
    """Press the latest button with a label that the person sees in the channel."""
    for message in reversed(person.channel()):
        for block in (block for block in message["blocks"] if block["type"] == "actions"):
            for button in (each for each in block["elements"] if each["text"]["text"] == label):
                pressed = {"action_id": button["action_id"], "block_id": block["block_id"], "value": button["value"]}
                where = {"channel": message["channel"], "ts": message["ts"]}
                team.place.post("click", **{"as": person.id}, **pressed, container=where)
                team.settles()
                return
    raise NotAsExpected(f"no {label} in the channel")


def post(team):
    (message,) = team.posts()
    return message["text"]


def whispered(person):
    return [message["text"] for message in person.channel() if message.get("ephemeral")]


def test_who_helps_can_take_it_back_where_they_said_it_and_the_author_sees_it(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    assert f"<@{bo.id}> helps." in post(team)
    assert f"<@{bo.id}> can help with what is in your way" in ana.messages()[-1]["text"]
    assert whispered(bo) == [f"You help with what is in the way of <@{ana.id}>:\n> {WAITING}"]
    assert whispered(ana) == []
    told = len(team.calls("chat.postMessage"))

    presses(team, bo, CANNOT)
    assert "helps." not in post(team)
    assert f"<@{bo.id}> cannot help after all with what is in your way" in ana.messages()[-1]["text"]
    assert whispered(bo) == [f"You do not help with what is in the way of <@{ana.id}>:\n> {WAITING}"]
    assert team.row(ana).get("helpers") is None

    presses(team, bo, "I can help")
    assert f"<@{bo.id}> helps." in post(team)
    assert f"<@{bo.id}> can help with what is in your way" in ana.messages()[-1]["text"]
    assert len(team.calls("chat.postMessage")) == told, "nobody is notified again"
    assert team.failures() == []


def test_it_can_be_taken_back_on_the_home_tab(team, people):
    ana, bo = people
    presses(team, bo, "I can help")
    home = AtHome(team, bo).opens()
    home.presses(CANNOT)
    assert "You do not help" in home.reads()
    assert "Open blockers" not in home.reads()
    assert "helps." not in AtHome(team, ana).opens().reads()
    home.presses("I can help")
    assert "You help." in home.reads()
    assert f"<@{bo.id}> helps." in post(team)


@pytest.fixture
def says(team, stack, people):
    """Send a signed click of who helps, received at a moment of which the workspace tells."""
    ana, _ = people
    slack = Requester(stack.url, team.now)
    blocker = f"{team.row(ana)['report_id']}.{ana.id}"

    def click(person, action_id, **changes):
        answer = slack.send(as_form(a_click(TEAM_ID, person.id, action_id, blocker, **changes)))
        team.settles()
        return answer

    return click


def test_it_may_be_said_twice(team, people, says):
    ana, bo = people
    for _ in range(2):
        assert says(bo, f"{ids.HELP}.{ana.id}").status_code == 200
    for _ in range(2):
        assert says(bo, ids.HELP_NO_MORE).status_code == 200
    assert len(ana.messages()) == 2
    assert "cannot help after all" in ana.messages()[-1]["text"]
    assert team.failures() == []


def test_who_never_helped_takes_nothing_back(team, people, says):
    ana, bo = people
    before = post(team)
    for person in (bo, ana):
        says(person, ids.HELP_NO_MORE)
    assert post(team) == before
    assert len(ana.messages()) == 1


def test_what_is_resolved_stays_as_it_is(team, people, says):
    ana, bo = people
    says(bo, f"{ids.HELP}.{ana.id}")
    says(ana, ids.RESOLVED)
    says(bo, ids.HELP_NO_MORE)
    assert post(team).endswith("What was in the way is resolved.")
    assert list(team.row(ana)["helpers"]) == [bo.id]
