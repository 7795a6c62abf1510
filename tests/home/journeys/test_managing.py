import pytest

from tests.kit.at_home import AtHome
from tests.kit.people import answers


@pytest.fixture
def ana(asked_team):
    return asked_team.asked[0]


@pytest.fixture
def home(team, ana):
    return AtHome(team, ana).opens()


def test_pausing_and_resuming(home):
    home.chooses("Pause")
    assert "*Daily standup* is paused" in home.reads()
    home.chooses("Resume")
    assert "*Daily standup* goes on. It asks next" in home.reads()


def test_asking_again_is_turned_down_with_a_sentence(home):
    home.chooses("Ask now")
    assert "Everybody was asked today already." in home.reads()


def test_a_preview_shows_what_the_channel_would_get(team, ana, home):
    answers(ana, "Export")
    home.chooses("Preview report")
    assert "Export" in str(ana.form())


def test_edit_and_new(team, ana, home):
    home.presses("Edit")
    assert "Daily standup" in str(ana.form()["blocks"])
    home.presses("New standup")
    assert "Weekly review" in str(ana.form()["blocks"])


def test_commands_away_and_back(team, ana, home):
    team.place.post("command", **{"as": ana.id}, command="/standup", text="away until Friday", channel="C0TEAM0001")
    team.settles()
    assert team.row(ana)["state"] == "away"
    assert "You are marked away until Friday" in home.opens().reads()
    home.presses("I'm back")
    assert team.row(ana)["state"] == "asked"
