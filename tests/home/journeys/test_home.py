"""The Home tab: what today asks of a person, with the buttons to do it."""

import json

import pytest

from slack_simulator.ids import TEAM_ID
from tests.home.journeys.test_typing import Typist
from tests.kit.at_home import AtHome
from tests.kit.people import CHANNEL, answers, labels
from tests.kit.requester import Requester


@pytest.fixture
def alice(asked_team):
    return asked_team.asked[0]


@pytest.fixture
def home(team, alice):
    return AtHome(team, alice).opens()


def test_before_anybody_is_asked_it_says_when_the_next_one_is(team):
    home = AtHome(team, team[0]).opens()
    assert "Nothing to answer right now." in home.reads()
    assert "The next standup asks <!date^" in home.reads()
    assert "Weekdays at 08:00 UTC, report at 10:00. Asks everyone in the channel." in home.reads()


def test_todays_standup_can_be_answered_from_there(team, alice, home):
    home.presses("Open Report")
    assert alice.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    assert "Thank you" in home.reads()
    assert "Thank you" in alice.reads()
    assert team.row(alice)["answers"] == {"question0": "Export"}


def test_a_skip_there_shows_in_the_menu_too(alice, home):
    home.presses("Skip today")
    assert "skipping" in home.reads()
    assert "skipping" in alice.reads()
    home.presses("Undo")
    assert "Three questions" in home.reads()


def test_a_home_tab_that_slack_refuses_is_no_failure(team, alice):
    team.fault("views.publish", "error", error="not_enabled", times=None)
    AtHome(team, alice).opens()
    assert team.failures() == []


def test_who_leaves_is_told_and_can_take_it_back(team, alice, home):
    home.chooses("Leave")
    assert "You have left *Daily standup*" in home.reads()
    assert "Three questions" not in home.reads()
    home.presses("Undo")
    assert "You take part in *Daily standup* again." in home.reads()
    assert "Three questions" in home.reads()


def test_told_late_that_it_was_opened_it_still_says_what_was_done_since(stack, team, alice, home):
    opened = {"type": "app_home_opened", "user": alice.id, "tab": "home", "view": home.view}
    home.chooses("Leave")
    told = {"type": "event_callback", "team_id": TEAM_ID, "event_id": "Ev1", "event": opened}
    assert Requester(stack.url, team.now).send(json.dumps(told).encode(), form=False).status_code == 200
    team.settles()
    assert "You have left *Daily standup*" in home.reads()
    assert "You have left *Daily standup*" not in home.opens().reads()


def test_the_menu_of_who_leaves_does_not_wait_and_comes_back_with_them(team, alice, home):
    home.chooses("Leave")
    assert "You have left this standup, so this is not waiting for you." in alice.reads()
    assert [block for block in alice.messages()[-1]["blocks"] if block["type"] == "actions"] == []
    team.comes_the_next_tick()
    assert alice.id not in team.occurrence()["roster"]
    home.presses("Undo")
    assert labels(alice) == ["Open Report", "Skip today"]
    team.comes_the_next_tick()
    assert len(alice.messages()) == 1
    assert alice.id in team.occurrence()["roster"]
    assert team.failures() == []


def test_who_answered_before_leaving_has_their_report_posted(team, alice, home):
    answers(alice, "Export")
    home.chooses("Leave")
    team.get_the_report()
    assert [post["username"] for post in team.posts()] == [alice.name]


def test_a_standup_that_was_left_can_be_rejoined_later(home):
    home.chooses("Leave")
    home.opens()
    assert "Undo" not in home.reads()
    home.chooses("Rejoin")
    assert "Three questions" in home.reads()


def test_the_checklist_goes_away_step_by_step(team, alice, home):
    assert "Three small steps" in home.reads()
    assert "1. Your time zone is *Prague time*, as in your Slack profile." in home.reads()
    home.presses("That's right")
    assert "✓ Your time zone" in home.reads()
    home.presses("Choose")
    home.fills(reminders={"selected_option": chosen(alice, "1")}, country={"value": "de"})
    assert "✓ Say how often" in home.reads()
    home.presses("Open Report")
    alice.sends("Export")
    team.settles()
    assert "Welcome" not in home.reads()


def test_the_checklist_can_be_hidden(home):
    home.presses("Hide this")
    assert "Welcome" not in home.reads()
    assert "Welcome" not in home.opens().reads()


def chosen(person, value):
    radio = next(block["element"] for block in person.form()["blocks"] if block["element"]["type"] == "radio_buttons")
    return next(option for option in radio["options"] if option["value"] == value)


def test_preferences_are_kept_and_shown_again(team, alice, home):
    home.presses("Preferences")
    home.fills(reminders={"selected_option": chosen(alice, "0")}, country={"value": "de-by"})
    home.presses("Preferences")
    reminders, country, _ = (block["element"] for block in alice.form()["blocks"])
    assert reminders["initial_option"]["value"] == "0"
    assert country["initial_value"] == "DE-BY"
    answer = home.fills(country={"value": "German"})
    assert answer["outcome"] == "errors"
    assert answer["errors"] == {"country": "Two letters, as in DE, and the part's after a hyphen, as in DE-BY."}
    answer = home.fills(country={"value": "DE-XX"})
    assert answer["errors"] == {"country": "No public holidays are known of DE-XX."}


def test_a_standup_is_deleted_after_a_question_and_can_be_brought_back(team, home):
    home.chooses("Delete…")
    assert "will ask nobody any more" in str(home.person.form())
    home.fills()
    assert "*Daily standup* is deleted." in home.reads()
    assert "My standups\nYou are in no standup yet" in home.reads()
    home.presses("Undo")
    assert "*Daily standup* is back." in home.reads()
    assert "Asks everyone in the channel." in home.reads()


def test_a_deleted_standup_is_still_found_after_another_look_at_home(team, home):
    assert "Deleted" not in home.reads()  # where nothing is, nothing is said of it
    home.chooses("Delete…")
    home.fills()
    home.opens()
    assert "Undo" not in home.reads()
    assert "*Daily standup* · <#C0TEAM0001>\nIt asks nobody. You can have it back" in home.reads()
    assert {"Deleted", "Restore"} <= set(home.reads().split("\n"))
    guest = AtHome(team, next(person for person in team if "guest" in person.name)).opens()
    assert "Daily standup" not in guest.reads()  # anybody else may stand in, for it has no owner
    home.presses("Restore", about="daily")
    assert "*Daily standup* is back." in home.reads()
    assert "Deleted" not in home.opens().reads()


def test_a_deleted_standup_is_found_and_had_back_by_typing_too(team, home):
    types = Typist(team, home.person).commands
    assert "There is no deleted standup that you could have back." in types("restore")
    home.chooses("Delete…")
    home.fills()
    assert "Deleted\nDaily standup: It asks nobody. You can have it back" in types("list")
    assert "There is no such standup. There is Daily standup." in types("restore lunch")
    assert "Daily standup is back. It asks next" in types("restore daily")
    assert "There is no deleted standup" in types("restore daily")


def test_the_first_message_in_the_channel_says_that_it_is_deleted_and_that_it_is_back(team, home):
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    team.settles()
    team.place.post("channel", id=CHANNEL, add=["bot"])
    team.settles()
    home.opens().chooses("Delete…")
    home.fills()
    said = [each["text"] for each in home.person.channel() if each["author"]["is_app"]]
    assert said[-1] == "I ask nobody in this channel. You can leave me here or remove me."
    home.opens().presses("Restore", about="daily")
    said = [each["text"] for each in home.person.channel() if each["author"]["is_app"]]
    assert "I will ask everyone here" in said[-1]


def test_a_guest_manages_nothing(team):
    guest = next(person for person in team if "guest" in person.name)
    home = AtHome(team, guest).opens()
    assert not {"New standup", "Edit"} & set(home.reads().split("\n"))


def test_the_menu_in_the_messages_follows_what_is_done_at_home(alice, home):
    home.presses("Skip today")
    assert labels(alice) == ["Undo"]
