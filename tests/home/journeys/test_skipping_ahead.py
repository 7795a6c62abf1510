"""Somebody skips a day that is still to come, and nothing that they type is passed over in silence."""

import pytest

from tests.home.journeys.test_typing import Typist
from tests.kit.at_home import AtHome
from tests.kit.forms import presses
from tests.kit.people import CHANNEL, answers, labels
from tests.kit.setting_up import owns_it

TEAM = f"<#{CHANNEL}|team>"


@pytest.fixture
def alice(asked_team):
    return Typist(asked_team, asked_team.asked[0])


def summary_header(team, day):
    return next(each["text"] for each in team.channel() if each["text"].startswith(f"Daily standup · {day}"))


def day_passes(team):
    team.get_the_report()
    team.time_passes(days=1)
    team.are_asked()


@pytest.mark.parametrize("typed", [f"skip {TEAM} tomorrow", "skip tomorrow", "skip Wednesday", "skip daily on 25 Nov"])
def test_tomorrow_is_skipped_and_today_is_not(team, alice, typed):
    said = alice.commands(typed)
    assert "You are skipping Daily standup on Wednesday, 25 November." in said.replace("*", "")
    assert labels(alice.person) == ["Open Report", "Skip today"], "today still waits"
    answers(alice.person, "Export")
    team.settles()
    day_passes(team)
    assert len(alice.person.messages()) == 1, "who skips is not asked"
    assert "1 of 11 reported" in summary_header(team, "Tuesday")
    team.get_the_report()
    assert f"{alice.person.name} skips today." in summary_header(team, "Wednesday")
    team.time_passes(days=1)
    team.are_asked()
    assert labels(alice.person) == ["Open Report", "Skip today"], "the day after that is as usual"
    assert team.failures() == []


def test_it_is_taken_back_before_the_day(team, alice):
    alice.tells("skip tomorrow")
    presses(team, alice.person, alice.person.messages()[-1], "Undo")
    assert "asks you as usual on Wednesday, 25 November" in alice.person.reads()
    day_passes(team)
    assert labels(alice.person) == ["Open Report", "Skip today"]


def test_taken_back_on_the_day_itself_it_asks_at_once(team, alice):
    alice.tells("skip tomorrow")
    reply = alice.person.messages()[-1]
    day_passes(team)
    assert "You are skipping" in AtHome(team, alice.person).opens().reads()
    presses(team, alice.person, reply, "Undo")
    assert labels(alice.person) == ["Open Report", "Skip today"]
    answers(alice.person, "There after all")
    team.settles()
    team.get_the_report()
    assert "1 of 11 reported." in summary_header(team, "Wednesday")


def test_who_answers_on_the_day_all_the_same_is_reported(team, alice):
    alice.commands("skip tomorrow")
    day_passes(team)
    assert alice.commands("answer") == ""
    alice.person.sends("There after all")
    team.settles()
    team.get_the_report()
    assert "1 of 11 reported." in summary_header(team, "Wednesday")


def test_a_day_on_which_nobody_is_asked_needs_no_skip(alice):
    assert "does not ask you on Saturday, 28 November" in alice.commands("skip Saturday")
    assert "That day is over" in alice.commands("skip yesterday")


def test_who_has_left_takes_no_day_off(team, alice):
    alice.commands("skip tomorrow")
    team.place.post("channel", id=CHANNEL, remove=[alice.person.id])
    day_passes(team)
    team.get_the_report()
    assert "skips" not in summary_header(team, "Wednesday")


def test_of_another_year_a_day_is_said_with_its_year(team, alice):
    assert "on Wednesday, 3 November 2027." in alice.tells("skip 2027-11-03")
    presses(team, alice.person, alice.person.messages()[-1], "Undo")
    assert "asks you as usual on Wednesday, 3 November 2027" in alice.person.reads()
    assert "does not ask you on Saturday, 2 January 2027" in alice.commands("skip 2 Jan")


@pytest.mark.parametrize(
    ("typed", "day", "year"),
    [("3 Nov", "Wednesday, 3 November 2027", "2027-11-03"), ("29 Feb", "Tuesday, 29 February 2028", "2028-02-29")],
)
def test_of_a_day_that_is_far_off_the_year_is_asked_for(team, alice, typed, day, year):
    for skipped in (f"skip {typed}", f"skip {TEAM} {typed}", f"skip {typed} daily"):
        said = alice.commands(skipped)
        assert f"Do you mean {day}" in said
        assert f"with its year: `{year}`" in said
    assert {row["day"] for row in team.rows("standup-reports") if "day" in row} <= {"2026-11-24"}


@pytest.mark.parametrize("typed", ["31 Feb", "29 Feb 2027", "daily 30.2.", "29 Feb 2027 daily"])
def test_a_day_that_no_calendar_has_is_not_skipped(team, typed):
    ana, day = Typist(team, team[0]), typed.replace("daily", "").strip()
    assert f"There is no {day} in the calendar." in ana.commands(f"skip {typed}")
    team.are_asked()
    assert f"There is no {day} in the calendar." in ana.commands(f"skip {typed}")
    assert labels(ana.person) == ["Open Report", "Skip today"]


@pytest.mark.parametrize("typed", ["skip zítra", "skip 25", "skip tomorrow: dentist", "skip #", "answer zítra"])
def test_a_word_is_not_passed_over_where_nothing_waits_either(team, typed):
    word = typed.partition(" ")[2]
    ana = Typist(team, team[0])
    assert f"I do not understand “{word}”" in ana.commands(typed)
    assert f"I do not understand “{word}”" in ana.tells(typed)
    assert "Daily standup is not waiting for you right now." in ana.commands("skip daily").replace("*", "")
    team.are_asked()
    said = ana.commands(typed)
    assert f"I do not understand “{word}”" in said
    assert "`help` shows all" in said
    assert labels(team[0]) == ["Open Report", "Skip today"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (f"skip {TEAM} tomorow", "tomorow"),
        (f"skip {TEAM} tomorrow morning", "tomorrow morning"),
        ("skip today tomorrow", "today"),
        (f"answer {TEAM} tomorrow", "tomorrow"),
        (f"ask now {TEAM} tomorrow", "tomorrow"),
        (f"pause {TEAM} until Monday", "until Monday"),
        ("pause today", "today"),
        (f"resume {TEAM} tomorrow", "tomorrow"),
        (f"edit {TEAM} tomorrow", "tomorrow"),
        (f"report {TEAM} backwards", "backwards"),
        (f"pause {TEAM} <#C0GENERAL1|general>", "#general"),
    ],
)
def test_a_word_that_is_not_understood_is_said_and_nothing_is_done(team, typed, word):
    owner = Typist(team, owns_it(team))
    team.are_asked()
    before = team.rows("standup-reports"), owner.commands("list")
    said = owner.commands(typed)
    assert f"I do not understand “{word}”" in said
    assert "Nothing has changed" in said
    assert (team.rows("standup-reports"), owner.commands("list")) == before
    assert owner.person.state()["views"] == []


def test_where_tomorrow_is_out_already_further_west_they_read_so(team, asked_team):
    """It is still Monday in Los Angeles."""
    sofia = next(person for person in team.people if person.city == "Los Angeles")
    asked_team.get_the_report()
    said = Typist(team, sofia).tells("skip tomorrow")
    assert "Daily standup is in #team already, without you." in said


def test_who_skips_a_standup_that_does_not_wait_reads_when_it_asks_and_how_to_leave_that_out(team):
    """It is a minute before the questions come."""
    ana = Typist(team, team[0])
    said = ana.commands("skip daily").replace("*", "")
    assert said.startswith("Daily standup is not waiting for you right now. It asks next ")
    assert said.endswith("To leave that day out, type `skip Daily standup 2026-11-24`.")
    assert "You are skipping Daily standup on Tuesday, 24 November." in (
        ana.commands("skip Daily standup 2026-11-24").replace("*", "")
    )
    team.are_asked()
    assert ana.person.messages() == [], "who skips is not asked"
    team.get_the_report()
    assert f"{ana.person.name} skips today." in summary_header(team, "Tuesday")


def test_who_skips_many_days_ahead_can_still_answer_today(alice):
    for day in ("25 Nov", "26 Nov", "27 Nov", "30 Nov", "1 Dec", "2 Dec", "3 Dec"):
        assert "You are skipping" in alice.commands(f"skip {day}")
    assert alice.commands("answer") == ""
    assert alice.person.sends("Export")["outcome"] == "closed"


@pytest.mark.parametrize("typed", ["skip zítra", "skip ve středu", "skip daily 25. listopadu", f"skip {TEAM} zitra"])
def test_who_speaks_czech_types_days_in_czech(team, typed):
    ana = Typist(team, team[0])
    team.place.post("people", id=ana.person.id, set={"locale": "cs-CZ"})
    team.are_asked()
    said = ana.commands(typed).replace("*", "")
    assert said.startswith("Daily standup, středa 25. listopadu: tentokrát vynecháváte.")
    assert labels(ana.person) == ["Otevřít hlášení", "Dnes vynechat"], "today still waits"
    assert ana.commands("answer dnes") == "", "the form is open"
    assert "„zejtrak“" in ana.commands("skip zejtrak"), "what is not understood is said"
    assert "do 27. listopadu" in ana.commands("away do pátku")
    assert team.failures() == []


def test_a_skip_that_is_to_come_is_seen_at_home_and_in_the_list_and_taken_back_there(team, alice):
    skips = "You skip Daily standup on Wednesday, 25 November."
    alice.commands("skip tomorrow")
    home = AtHome(team, alice.person).opens()
    assert skips in home.reads().replace("*", "")
    assert "Wednesday, 25 November at" not in home.reads(), "it asks them next on Thursday"
    said = alice.tells("list").replace("*", "")
    assert skips in said
    assert "Wednesday, 25 November at" not in said
    home.presses("Undo")
    assert "You skip" not in home.reads()
    assert "You skip" not in alice.tells("list")

    alice.commands("skip 26 Nov")
    alice.tells("list")
    presses(team, alice.person, alice.person.messages()[-1], "Undo")
    assert "asks you as usual on Thursday, 26 November" in alice.person.reads()
    assert "You skip" not in home.opens().reads()
    day_passes(team)
    assert labels(alice.person) == ["Open Report", "Skip today"]
    assert team.failures() == []


def test_on_the_day_itself_it_stands_among_what_is_today_and_afterwards_nowhere(team, alice):
    alice.commands("skip tomorrow")
    day_passes(team)
    home = AtHome(team, alice.person).opens()
    assert "You are skipping Daily standup on" in home.reads().replace("*", "")
    assert "You skip" not in home.reads()
    team.get_the_report()
    team.time_passes(days=1)
    assert "You skip" not in home.opens().reads()
    assert "You skip" not in alice.commands("list")


def test_many_that_are_to_come_are_named_by_the_nearest(team, alice):
    for day in ("2 Dec", "25 Nov", "26 Nov", "27 Nov", "30 Nov", "1 Dec", "3 Dec"):
        alice.commands(f"skip {day}")
    for said in (AtHome(team, alice.person).opens().reads(), alice.commands("list")):
        assert said.count("You skip") == 3
        assert "Friday, 27 November" in said
        assert "And 4 more, later." in said


def test_an_absence_that_is_to_come_is_seen_in_both_places_too(team, alice):
    alice.commands("away 1 Dec to 3 Dec")
    away = "You are marked away from Tuesday, 1 December until Thursday, 3 December."
    assert away in AtHome(team, alice.person).opens().reads()
    assert f"{away} Type `back` to take that back." in alice.commands("list")
    alice.commands("back")
    assert "marked away" not in alice.commands("list")
    alice.commands("away until Friday")
    assert "You are marked away until Friday, 27 November." in alice.commands("list")
