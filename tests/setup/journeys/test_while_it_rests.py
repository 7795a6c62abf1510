"""A day under way whose standup is paused, deleted or moved since, or whose channel is closed: every door says so.

Bo has not answered by then, Cleo has. The report would have been posted to #team at 10:00.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.home.journeys.test_typing import Typist
from tests.kit.at_home import AtHome
from tests.kit.forms import presses, sends
from tests.kit.people import CHANNEL, Team, answers
from tests.kit.setting_up import owns_it

GENERAL = "C0GENERAL1"
AT_TEN = "to <#C0TEAM0001> at <!date^1795514400^"
BY_TEN_AT_NIGHT = "before <!date^1795557600^{time}|22:00 UTC>."
MY_REPORTS = "Either way they stay with you, under *My reports* on my Home tab."


def is_paused(team, ana):
    assert "is paused" in Typist(team, ana).commands("pause")


def is_deleted(team, ana):
    home = AtHome(team, ana).opens()
    home.chooses("Delete…")
    home.fills()


def is_moved(team, ana):
    team.place.post("channel", id=GENERAL, add=["bot"])
    team.settles()
    presses(team, ana, next(each for each in ana.channel() if each["author"]["is_app"]), "Change")
    if sends(team, ana, channel=GENERAL)["outcome"] == "pushed":
        sends(team, ana)


def loses_the_bot(team, _ana):
    team.place.post("channel", id=CHANNEL, remove=["bot"])


def is_archived(team, _ana):
    team.place.post("channel", id=CHANNEL, set={"is_archived": True})


@dataclass(frozen=True)
class Event:
    """What happens to the standup, what people read of it, and how it is undone."""

    happens: Callable
    why: str = AT_TEN
    condition: str = ""
    recorded: str = ""
    missed: str = ""
    can_answer: bool = True
    form_why: str = ""

    def __str__(self):
        return self.happens.__name__

    @property
    def goes_on(self) -> bool:
        """Whether the day goes on as if nothing had happened: it stays where it began."""
        return not self.recorded


EVENTS = [
    Event(
        is_paused,
        "This standup is paused, so nothing is posted to <#C0TEAM0001> for now.",
        f"Your answers go there if the standup is resumed {BY_TEN_AT_NIGHT}",
        "standup_paused",
        "The standup was paused.",
    ),
    Event(
        is_deleted,
        "This standup was deleted, so nothing is posted to <#C0TEAM0001>.",
        f"Your answers go there only if the standup is restored {BY_TEN_AT_NIGHT}",
        "standup_deleted",
        "The standup was deleted.",
        can_answer=False,
    ),
    Event(is_moved, form_why="Goes to <#C0TEAM0001> at <!date^1795514400^"),
    Event(
        loses_the_bot,
        "I'm not in <#C0TEAM0001> any more, so I can't post there.",
        f"Your answers go there if somebody writes `/invite @standup` there {BY_TEN_AT_NIGHT}",
        "not_in_channel",
        "I wasn't in the channel.",
    ),
    Event(
        is_archived,
        "<#C0TEAM0001> is archived, so I can't post there.",
        f"Your answers go there if the channel is unarchived, with me in it, {BY_TEN_AT_NIGHT}",
        "is_archived",
        "The channel was archived.",
    ),
]
STOPPING = [event for event in EVENTS if not event.goes_on]
each_event = pytest.mark.parametrize("event", EVENTS, ids=str)
each_that_stops = pytest.mark.parametrize("event", STOPPING, ids=str)


@dataclass
class Morning:
    """The team of #team at half past eight, and those of it who matter here."""

    team: Team

    def __post_init__(self):
        self.ana = owns_it(self.team)
        self.team.are_asked()
        self.bo, self.cleo, self.dan = self.team.asked[1:4]
        answers(self.cleo, "Export")
        self.team.settles()

    def comes(self, event):
        event.happens(self.team, self.ana)
        self.team.settles()

    def is_over(self):
        """The day passes without anything being put right."""
        self.team.time_passes(hours=15)
        self.team.comes_the_next_tick()


@pytest.fixture
def morning(team):
    return Morning(team)


def menu_of(person):
    """What the oldest menu says, as the bot has written it."""
    return next(one["text"] for one in person.messages() if "Daily standup" in one["text"] or "menu." in str(one))


def form_of(person):
    return json.dumps(person.form()["blocks"], ensure_ascii=False)


@each_event
def test_the_menus_say_what_becomes_of_the_day_within_a_minute(morning, event):
    morning.comes(event)
    morning.team.comes_the_next_tick()
    open_, answered = menu_of(morning.bo), menu_of(morning.cleo)
    assert event.why in open_
    assert event.why in answered
    if event.goes_on:
        return
    assert AT_TEN not in open_ + answered
    assert event.condition in answered
    assert MY_REPORTS in answered
    assert "Export" in answered
    assert ("You can still answer." in open_) is event.can_answer
    assert ("don't need to answer" in open_) is not event.can_answer
    assert (event.condition in open_) is event.can_answer


@each_event
def test_who_presses_a_button_on_the_menu_reads_it_at_once(morning, event):
    morning.comes(event)
    morning.bo.clicks("Skip today")
    morning.cleo.clicks("Withdraw")
    morning.team.settles()
    skipped, withdrawn = menu_of(morning.bo), menu_of(morning.cleo)
    if event.goes_on:
        assert "You are skipping" in skipped
    else:
        assert event.why in skipped
        assert "will see that you skip" not in skipped
    assert event.why in withdrawn


@each_event
def test_home_says_it_at_once(morning, event):
    morning.comes(event)
    open_, answered = (AtHome(morning.team, person).opens().reads() for person in (morning.bo, morning.cleo))
    assert (event.why if event.can_answer else "Nothing to answer right now.") in open_
    assert event.why in answered
    if not event.goes_on:
        assert AT_TEN not in open_ + answered
        assert event.condition in answered


@each_event
def test_the_form_says_it_when_it_is_opened_afterwards(morning, event):
    morning.comes(event)
    morning.bo.clicks("Open Report")
    morning.team.settles()
    if not event.can_answer:
        assert morning.bo.state()["views"] == []
        assert event.why in menu_of(morning.bo)
        return
    said = form_of(morning.bo)
    assert (event.form_why or event.why) in said
    if not event.goes_on:
        assert event.condition in said


@each_event
def test_who_had_the_form_open_before_keeps_what_they_wrote_and_reads_it_on_sending(morning, event):
    morning.bo.clicks("Open Report")
    morning.comes(event)
    answer = morning.bo.sends("Import")
    morning.team.settles()
    assert morning.team.row(morning.bo)["answers"] == {"question0": "Import"}
    if event.goes_on:
        assert answer["outcome"] == "closed"
        return
    said = form_of(morning.bo)
    assert event.why in said
    assert event.condition in said
    assert MY_REPORTS in said
    assert event.condition in menu_of(morning.bo)


def commands(morning, person, text, channel):
    """Type a slash command and give what is answered, as the bot has written it; a form is an answer, too."""
    known = person.state()["messages"].get(channel, [])
    assert Typist(morning.team, person).commands(text, channel) is not None
    fresh = person.state()["messages"].get(channel, [])[len(known) :]
    return fresh[-1]["text"] if fresh else form_of(person)


@each_event
def test_the_commands_say_it(morning, event):
    morning.comes(event)
    where = GENERAL if event.happens in (loses_the_bot, is_archived) else CHANNEL
    if not event.can_answer:
        for who, text in ((morning.bo, "answer"), (morning.bo, "skip"), (morning.cleo, "answer")):
            assert "This standup was deleted, so nothing waits for you." in commands(morning, who, text, where)
        return
    assert (event.form_why or event.why) in commands(morning, morning.bo, "answer", where)
    if not event.goes_on:
        Typist(morning.team, morning.cleo).tells("answer")
        told = morning.cleo.messages()[-1]["text"]
        assert event.why in told
        assert event.condition in told
    skipped = commands(morning, morning.dan, "skip", where)
    assert "You are skipping *Daily standup* today." in skipped
    assert event.goes_on or event.why in skipped
    assert AT_TEN not in commands(morning, morning.dan, "list", where)


@each_that_stops
def test_a_day_that_ends_like_that_is_recorded_with_the_true_reason_and_its_menus_say_it(morning, event):
    morning.comes(event)
    morning.is_over()
    assert morning.team.occurrence()["missed_at"]
    assert morning.team.occurrence()["problem"] == event.recorded
    for person in (morning.bo, morning.cleo):
        assert "is over and was not posted to <#C0TEAM0001>." in menu_of(person)
        assert event.missed in menu_of(person)
        assert "in time" not in menu_of(person)
    assert "Your answers are kept" in menu_of(morning.cleo)


UNDOING = {
    "is_paused": lambda team, ana: Typist(team, ana).commands("resume"),
    "is_deleted": lambda team, ana: Typist(team, ana).commands("restore daily"),
    "loses_the_bot": lambda team, _: team.place.post("channel", id=CHANNEL, add=["bot"]),
    "is_archived": lambda team, ana: team.place.post(
        "channel", id=CHANNEL, set={"is_archived": False}, add=["bot", ana.id]
    ),
}


@each_that_stops
def test_once_it_goes_on_in_time_everything_says_so_and_the_report_comes(morning, event):
    morning.comes(event)
    morning.team.comes_the_next_tick()
    UNDOING[str(event)](morning.team, morning.ana)
    morning.team.settles()
    assert AT_TEN in AtHome(morning.team, morning.bo).opens().reads()
    morning.team.comes_the_next_tick()
    assert AT_TEN in menu_of(morning.bo)
    assert AT_TEN in menu_of(morning.cleo)
    morning.team.time_passes(hours=3)
    morning.team.comes_the_next_tick()
    assert ["Export" in post["text"] for post in morning.team.posts()] == [True]
    assert "See it there" in menu_of(morning.cleo)


def test_a_day_that_stays_where_it_began_reads_true_when_the_bot_is_taken_out_of_that_channel(morning):
    morning.comes(EVENTS[2])
    loses_the_bot(morning.team, morning.ana)
    morning.team.settles()
    assert EVENTS[3].why in AtHome(morning.team, morning.cleo).opens().reads()
    morning.team.comes_the_next_tick()
    assert EVENTS[3].condition in menu_of(morning.cleo)
    loses = {"id": CHANNEL, "add": ["bot"]}
    morning.team.place.post("channel", **loses)
    morning.team.settles()
    assert AT_TEN in AtHome(morning.team, morning.cleo).opens().reads()


def test_when_nothing_tells_of_it_before_the_menus_say_from_the_reports_time_on_what_is_in_its_way(morning):
    morning.team.place.post("channel", id=CHANNEL, remove=["bot"], quietly=True)
    morning.team.settles()
    morning.team.time_passes(hours=2, minutes=5)
    morning.team.comes_the_next_tick()
    morning.team.comes_the_next_tick()
    assert EVENTS[3].why in menu_of(morning.bo)
    assert EVENTS[3].condition in menu_of(morning.cleo)


def test_who_reads_ahead_what_the_report_would_be_is_not_told_that_it_comes_at_ten(morning):
    morning.comes(EVENTS[0])
    Typist(morning.team, morning.ana).tells("report")
    said = morning.ana.messages()[-1]["text"]
    assert AT_TEN not in said
    assert "*Daily standup*: This standup is paused, so nothing is posted" in said
