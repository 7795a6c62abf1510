"""What people type after /standup, and to the bot: understood, done, and answered to them alone."""

import json

import pytest

from tests.kit.forms import presses
from tests.kit.people import CHANNEL, answers

BOT = "U0THEAPP01"
GENERAL = "C0GENERAL1"


class Typist:
    """Somebody who would rather type."""

    def __init__(self, team, person):
        self.team = team
        self.person = person

    def commands(self, text, channel=CHANNEL):
        """Type a slash command; gives the answer that only this person sees."""
        before = len(self._in(channel))
        done = self.team.place.post("command", **{"as": self.person.id}, channel=channel, command="/standup", text=text)
        assert done["outcome"] == "acknowledged", done
        self.team.settles()
        fresh = self._in(channel)[before:]
        return self.person.reader.message(fresh[-1]) if fresh else ""

    def opens(self, text, channel=CHANNEL):
        """Type a slash command that opens a modal; gives what that says."""
        assert self.commands(text, channel) == ""
        return self.sees()

    def tells(self, text, **where):
        """Write to the bot; gives its answer."""
        done = self.team.place.post("say", **{"as": self.person.id}, channel=BOT, text=text, **where)
        assert done["ok"], done
        self.team.settles()
        return self.person.reads()

    def uses_the_shortcut(self):
        done = self.team.place.post("shortcut", **{"as": self.person.id}, callback_id="standup.shortcut.open_today")
        assert done["outcome"] == "acknowledged", done

    def sees(self):
        """What the modal on top says."""
        return json.dumps(self.person.form()["blocks"])

    def _in(self, channel):
        return self.person.state()["messages"].get(channel, [])


@pytest.fixture
def alice(team):
    return Typist(team, team[0])


@pytest.fixture
def asked(asked_team, alice):
    return alice


def menu_of(person):
    """What the person's menu says, wherever it stands by now."""
    return next(person.reader.message(one) for one in person.messages() if '"menu.' in json.dumps(one["blocks"]))


@pytest.mark.parametrize("text", ["", "help", "HELP!"])
def test_help_is_shown_at_once(alice, text):
    assert "away until Friday" in alice.commands(text)


def test_help_starts_no_lazy_work(alice, team):
    alice.commands("help")
    assert [one for one in team.place.get("journal")["entries"] if "answer_command" in json.dumps(one)] == []


def test_only_the_asker_sees_the_answer(alice, team):
    alice.commands("list")
    assert "asks" not in json.dumps(team[1].state()["messages"][CHANNEL])


def test_the_bot_understands_the_same_words(alice):
    assert "away until Friday" in alice.tells("Help")
    assert "Did you mean skip?" in alice.tells("skpi").replace("`", "")


def test_an_answer_stays_in_the_thread_that_was_written_in(asked):
    menu = asked.person.messages()[-1]
    asked.tells("help", thread_ts=menu["ts"])
    assert asked.person.messages()[-1]["thread_ts"] == menu["ts"]


def test_the_bots_own_messages_and_edits_are_nobodys_wish(asked, team):
    answers(asked.person, "help", "", "")
    team.settles()
    assert len(asked.person.messages()) == 1
    assert team.failures() == []


def test_what_was_typed_is_in_no_log(alice, team):
    alice.commands("skip the-merger-is-on-friday")
    alice.tells("the-merger-is-on-friday")
    log = [entry for entry in team.place.get("journal")["entries"] if entry["kind"] == "log"]
    assert log
    assert "merger" not in json.dumps(log)


def test_the_list_says_where_and_when(alice):
    said = alice.commands("list", channel=GENERAL)
    assert "Daily standup" in said
    assert "#team" in said
    assert "Asks next" in said


def test_answer_opens_the_form_and_the_menu_shows_what_becomes_of_it(asked, team):
    assert asked.commands("answer", channel=GENERAL) == ""
    assert asked.person.sends("Finished the export", "", "")["outcome"] == "closed"
    team.settles()
    assert "Thank you" in menu_of(asked.person)
    assert team.row(asked.person)["answers"] == {"question0": "Finished the export"}


def test_before_anybody_is_asked_it_says_when_that_will_be(alice):
    assert "Nothing waits for you right now. The next standup asks" in alice.commands("answer")
    assert "Nothing waits for you right now." in alice.commands("skip")


def test_typed_to_the_bot_answer_is_a_button_that_opens_the_form(asked, team):
    assert "is ready for you" in asked.tells("answer")
    asked.person.clicks("Open Report")
    assert asked.person.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    assert "Thank you" in menu_of(asked.person)
    assert "is ready for you" in asked.person.reads()


def test_the_shortcut_opens_todays_report(asked, team):
    asked.uses_the_shortcut()
    assert asked.person.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    assert "Thank you" in menu_of(asked.person)


def test_without_one_the_shortcut_says_when_the_next_is(alice):
    alice.uses_the_shortcut()
    assert "The next standup asks" in alice.sees()


def test_a_skip_shows_in_the_menu_and_twice_is_one(asked, team):
    assert "You are skipping Daily standup today." in asked.commands("skip").replace("*", "")
    assert "You are skipping" in menu_of(asked.person)
    assert "You are skipping" in asked.commands("skip daily")
    assert team.row(asked.person)["state"] == "skipped"


def test_who_has_answered_does_not_skip(asked, team):
    answers(asked.person, "Export", "", "")
    team.settles()
    assert "have answered" in asked.commands("skip")
    assert team.row(asked.person)["state"] == "submitted"


def test_there_is_no_standup_of_that_name(asked):
    said = asked.commands("skip retro")
    assert "There is no such standup." in said
    assert "Daily standup" in said


def test_nobody_is_told_of_a_standup_that_is_not_theirs(team):
    outsider = Typist(team, team[3])
    team.place.post("channel", id=CHANNEL, remove=[outsider.person.id])
    team.are_asked()
    for text in ("report", "list", "report daily", "answer", "edit", "pause daily"):
        assert "Daily standup" not in outsider.commands(text, channel=GENERAL)


def test_the_report_can_be_read_by_oneself(asked, team):
    answers(asked.person, "Finished the export", "", "")
    team.get_the_report()
    bob = Typist(team, team[1])
    for read in (bob.opens("report today", channel=GENERAL), bob.tells("report")):
        assert "Finished the export" in read
        assert asked.person.name in read
        assert "See it in the channel" in read
    assert "nobody was asked" in bob.opens("report yesterday")
    assert "There is no report of" in bob.tells("report yesterday")


def test_who_changes_the_standup_sees_the_report_before_it_is_out(asked, team):
    answers(asked.person, "Finished the export", "", "")
    team.settles()
    for read in (asked.opens("report"), asked.tells("report")):
        assert "goes to" in read
        assert "Finished the export" in read
    assert team.posts() == []


def test_ones_own_reports_and_those_of_others_are_asked_for(asked, team):
    answers(asked.person, "Finished the export", "", "")
    team.get_the_report()
    assert "Finished the export" in asked.opens("report me")
    bob = Typist(team, team[1])
    assert "Finished the export" in bob.opens(f"report <@{asked.person.id}|ana> this month")
    assert "You have not reported anything yet." in bob.opens("report me")
    assert "Tuesday, 24 November" in bob.opens("report this week")
    assert "Whose reports?" in bob.commands("report @ana")


def test_the_bot_offers_in_a_message_what_needs_a_modal(asked, team):
    for text in ("report me", f"report <@{team[1].id}>", "report last week", "report"):
        asked.tells(text)
        presses(team, asked.person, asked.person.messages()[-1], "Page by page" if text == "report" else "Open")
        assert asked.person.form()["title"]["text"] in ("Your reports", "Reports", "Daily standup")


def test_ask_now_is_for_the_next_tick_and_once(alice, team):
    assert "within a minute" in alice.commands("ask now")
    row = next(row for row in team.rows("standup-standups") if row["standup_id"] == "daily")
    assert json.loads(row["wanted"]) == {"ask": "2026-11-24"}
    team.are_asked()
    assert "Everybody was asked today already." in alice.commands("ask now")


def test_a_pause_and_its_end(alice):
    assert "is paused" in alice.commands("pause")
    assert "Paused." in alice.commands("list")
    assert "Nothing waits for you right now." in alice.commands("answer")
    assert "It asks next" in alice.commands("resume daily standup")


def test_only_owners_and_admins_pause(alice, team):
    alice.commands("pause")
    bob = Typist(team, next(person for person in team if not person.profile.get("is_admin") and person is not team[0]))
    assert "Only the standup's owners" in bob.commands("resume")


def test_deleting_is_done_on_the_home_tab(alice):
    for typed in ("delete", "delete daily", "Remove the standup"):
        said = alice.commands(typed)
        assert "Deleting is done on my Home tab." in said
        assert "restore" not in said


def test_who_is_away_for_an_open_time_may_say_why(alice):
    assert "You are away. I will not ask you until you are back." in alice.commands("away: dentist")
    assert "Welcome back" in alice.commands("back")


def test_days_that_make_no_sense_are_explained(alice):
    assert "I could not read these days." in alice.commands("away until whenever")


def test_a_command_is_answered_when_its_lazy_work_cannot_be_handed_over(alice, team):
    team.fault("invoke", "status", status=500, times=None)
    assert "Daily standup" in alice.commands("list")
