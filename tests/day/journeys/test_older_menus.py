"""What a menu says is true and what it offers works, today's and those of days before."""

import json

import pytest

from app.views import ids
from slack_simulator.ids import TEAM_ID
from tests.kit.forms import presses
from tests.kit.people import answers
from tests.kit.requester import Requester, a_click, as_form
from tests.kit.setting_up import owns_it, sets


def menus(person):
    """The person's menus, the oldest first."""
    return [message for message in person.messages() if '"menu.' in json.dumps(message["blocks"])]


def offers(message):
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]


def test_who_is_asked_at_once_and_as_it_comes_is_asked_and_left_out_of_nothing(team):
    ana = owns_it(team)
    sets(team, ana, posting="as_it_comes")
    team.place.post("command", **{"as": ana.id}, channel="C0TEAM0001", command="/standup", text="ask now")
    team.settles()
    team.comes_the_next_tick()
    bo = team[1]
    assert "without you" not in bo.reads()
    assert "as soon as you answer" in bo.reads()
    assert offers(menus(bo)[-1]) == ["Open Report", "Skip today"]


@pytest.fixture
def yesterday(asked_team):
    """A day that is out, which Ana has answered and Bo has not; both have the menu of the next one, too."""
    ana, bo, *_ = asked_team.asked
    answers(ana, "Export", "Import", "")
    asked_team.settles()
    asked_team.get_the_report()
    asked_team.time_passes(days=1)
    asked_team.are_asked()
    return ana, bo


def test_an_older_report_can_be_edited_and_its_menu_stays_a_record(team, yesterday):
    ana, _ = yesterday
    before = menus(ana)[0]
    assert offers(before) == ["Edit"]
    presses(team, ana, before, "Edit")
    assert ana.questions()[0]["element"]["initial_value"] == "Export"
    ana.sends("Export, at last", "Import")
    team.settles()
    (post,) = team.posts()
    assert "Export, at last" in post["text"]
    after, newer = menus(ana)
    assert "was posted to" in ana.reader.message(after)
    assert "Export, at last" in ana.reader.message(after)
    assert offers(after) == ["Edit"]
    assert offers(newer) == ["Open Report", "Skip today"]
    assert team.failures() == []


def test_who_missed_an_older_day_can_still_add_to_its_thread(team, yesterday):
    _, bo = yesterday
    assert "You can still add your report to the thread." in bo.reader.message(menus(bo)[0])
    presses(team, bo, menus(bo)[0], "Add to thread")
    said = json.dumps(bo.form()["blocks"])
    assert "in the thread of the report of Tuesday, 24 November." in said
    bo.sends("Late, but there")
    team.settles()
    (reply,) = team.thread()
    assert "Late, but there" in reply["text"]
    assert "was added to the thread" in bo.reader.message(menus(bo)[0])


def test_a_withdrawal_that_comes_a_day_late_leaves_the_record(team, stack, asked_team):
    """From a menu that an old telephone still shows."""
    ana = asked_team.asked[0]
    answers(ana, "Export", "Import", "")
    asked_team.settles()
    (old,) = menus(ana)
    assert offers(old) == ["Edit", "Withdraw"]
    asked_team.get_the_report()
    asked_team.time_passes(days=1)
    asked_team.are_asked()
    withdraw = a_click(TEAM_ID, ana.id, ids.WITHDRAW, old["blocks"][-1]["elements"][1]["value"])
    assert Requester(stack.url, team.now).send(as_form(withdraw)).status_code == 200
    team.settles()
    assert "Export" in ana.reader.message(menus(ana)[0])
    assert offers(menus(ana)[0]) == ["Edit"]
    assert len(team.posts()) == 1
