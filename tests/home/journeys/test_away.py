"""Going away and coming back: what the menus and the Home tab say of it."""

from datetime import timedelta

import pytest

from tests.kit.at_home import AtHome
from tests.kit.people import answers, labels


@pytest.fixture
def alice(asked_team):
    return asked_team.asked[0]


@pytest.fixture
def home(team, alice):
    return AtHome(team, alice).opens()


def goes_away(home, first, last=None, note=""):
    home.presses("Mark me away")
    values = {"first_day": {"selected_date": str(first)}, "note": {"value": note}}
    return home.fills(**values, last_day={"selected_date": str(last) if last else None})


def today(team):
    return team.now.date()


def test_who_goes_away_is_not_waited_for_and_comes_back(team, alice, home):
    goes_away(home, today(team), today(team) + timedelta(days=3), "Skiing")
    assert team.row(alice)["state"] == "away"
    assert "You are marked away until Friday, 27 November." in home.reads()
    assert "> Skiing" in home.reads()
    assert "Skiing" not in alice.reads()
    home.presses("I'm back")
    assert team.row(alice)["state"] == "asked"
    assert labels(alice) == ["Open Report", "Skip today"]
    assert "Mark me away" in home.reads()


def test_who_has_answered_and_goes_away_has_answered(team, alice, home):
    answers(alice, "Export")
    team.settles()
    goes_away(home, today(team))
    assert "until you say that you are back" in home.reads()
    assert team.row(alice)["state"] == "submitted"


def test_who_goes_away_later_is_asked_today(team, alice, home):
    goes_away(home, today(team) + timedelta(days=1), today(team) + timedelta(days=2))
    assert team.row(alice)["state"] == "asked"
    assert "The next standup asks <!date^1795766400^" in home.reads()  # Friday
    home.presses("Cancel")
    assert "The next standup asks <!date^1795593600^" in home.reads()  # tomorrow


def test_plans_that_move_away_from_today_open_the_menu_again(team, alice, home):
    goes_away(home, today(team), today(team))
    assert team.row(alice)["state"] == "away"
    home.presses("Change")
    home.fills(
        first_day={"selected_date": str(today(team) + timedelta(days=7))},
        last_day={"selected_date": str(today(team) + timedelta(days=9))},
    )
    assert team.row(alice)["state"] == "asked"


@pytest.mark.parametrize(
    ("first", "last", "sentence"), [(5, 4, "The last day comes after the first."), (-3, -2, "That day is over.")]
)
def test_days_that_make_no_sense_are_said_at_the_field(team, home, first, last, sentence):
    days = (today(team) + timedelta(days=offset) for offset in (first, last))
    answer = goes_away(home, *days)
    assert (answer["outcome"], answer["errors"]) == ("errors", {"last_day": sentence})
    assert "Mark me away" in home.reads()


def test_who_comes_back_while_the_standup_is_paused_reads_that_it_is(team):
    ana, bo = team[0], team[1]
    home = AtHome(team, bo).opens()
    goes_away(home, today(team), today(team))
    team.are_asked()
    assert bo.messages() == []
    AtHome(team, ana).opens().chooses("Pause")
    team.comes_the_next_tick()
    home.opens().presses("I'm back")
    assert "This standup is paused, so nothing is posted to #team for now." in bo.reads()
    AtHome(team, ana).opens().chooses("Resume")
    team.comes_the_next_tick()
    assert "Three questions, posted to #team" in bo.reads()
    assert len(bo.messages()) == 1
