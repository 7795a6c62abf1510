"""A channel that is closed between the summary header and the last post: what is out stays, and all read what is true.

Cleo's post is out. Dan's is not, Bo has not answered, and Eve skips. The report would be complete by 22:00.
"""

import json

import pytest

from app.views import ids
from tests.home.journeys.test_typing import Typist
from tests.kit.at_home import AtHome
from tests.kit.people import CHANNEL, answers, labels
from tests.setup.journeys.test_while_it_rests import EVENTS, MY_REPORTS, UNDOING, Morning, form_of, menu_of

CLOSED = EVENTS[-2:]
each_closed = pytest.mark.parametrize("event", CLOSED, ids=str)


class HalfOut(Morning):
    """The team of #team a few minutes past ten: the channel was closed while the report was being posted."""

    def __post_init__(self):
        super().__post_init__()
        self.eve = self.team.asked[4]
        answers(self.dan, "Import")
        self.eve.clicks("Skip today")
        self.team.time_passes(hours=2)
        self.team.fault("chat.postMessage", "error", error="is_archived", times=None, after=2)
        self.team.comes_the_next_tick()
        self.team.no_faults()
        assert self.posted() == ["Export"]

    def posted(self):
        return [word for post in self.team.posts() for word in ("Export", "Import", "Tests") if word in post["text"]]

    def is_closed(self, event):
        self.comes(event)
        self.ticks()

    def ticks(self, times=2):
        for _ in range(times):
            self.team.comes_the_next_tick()

    def day(self):
        return self.team.occurrence()


@pytest.fixture
def half(team):
    return HalfOut(team)


@each_closed
def test_whose_post_is_not_out_reads_why_and_what_brings_it_there(half, event):
    half.is_closed(event)
    for said in (menu_of(half.dan), AtHome(half.team, half.dan).opens().reads()):
        assert event.why in said
        assert event.condition in said
        assert MY_REPORTS in said
        assert "on its way" not in said
    assert labels(half.dan) == ["Edit"]


@each_closed
def test_whose_post_is_out_reads_that_it_is(half, event):
    half.is_closed(event)
    for said in (menu_of(half.cleo), AtHome(half.team, half.cleo).opens().reads()):
        assert "was posted to" in said
        assert event.why not in said
    Typist(half.team, half.cleo).tells("answer")
    assert event.condition not in half.cleo.messages()[-1]["text"]


@each_closed
def test_who_has_not_answered_reads_that_they_still_can(half, event):
    half.is_closed(event)
    assert event.why in menu_of(half.bo)
    assert event.condition in menu_of(half.bo)
    assert "without you" not in menu_of(half.bo)
    assert labels(half.bo) == ["Open Report"]
    assert "You are skipping this day." in menu_of(half.eve)
    assert labels(half.eve) == ["Open Report"]


@each_closed
def test_what_is_missing_follows_once_when_the_channel_is_open_again_in_time(half, event):
    half.is_closed(event)
    half.bo.clicks("Open Report")
    assert event.why in form_of(half.bo)
    half.bo.sends("Tests")
    half.team.settles()
    answers(half.cleo, "Export and more")
    half.team.settles()
    assert "Your change is kept, but Slack doesn't let me change what is in" in menu_of(half.cleo)
    half.team.time_passes(hours=3)
    half.ticks()
    assert half.posted() == ["Export"]
    UNDOING[str(event)](half.team, half.ana)
    half.team.settles()
    half.ticks()
    assert sorted(half.posted()) == ["Export", "Import", "Tests"]
    assert half.day()["settled_at"]
    assert "missed_at" not in half.day()
    for person in (half.bo, half.cleo, half.dan):
        assert "See it there" in menu_of(person)
    assert "Export and more" in json.dumps(half.team.posts())
    half.ticks()
    assert len(half.posted()) == 3
    headers = [each for each in half.team.channel() if (each.get("metadata") or {}).get("event_type") == ids.HEADER]
    assert len(headers) == 1


@each_closed
def test_a_day_whose_channel_stays_closed_ends_and_everybody_reads_the_truth(half, event):
    half.is_closed(event)
    answers(half.dan, "Import and more")
    half.is_over()
    half.ticks()
    assert half.day()["missed_at"]
    assert half.day()["problem"] == event.recorded
    assert [row.get("open_days") for row in half.team.rows("standup-standups") if row.get("config")] == [None]
    assert half.posted() == ["Export"]
    assert "was posted to" in half.cleo.reads()
    assert "See it there" in half.cleo.reads()
    assert labels(half.cleo) == []
    assert f"is over. {event.missed} Your answers are kept:" in menu_of(half.dan)
    assert "Import and more" in menu_of(half.dan)
    for person in (half.bo, half.eve):
        assert menu_of(person).endswith(f"is over. {event.missed}")
    UNDOING[str(event)](half.team, half.ana)
    half.team.settles()
    half.ticks()
    assert half.posted() == ["Export"]
    assert half.team.failures() == []


@each_closed
def test_who_sends_a_form_after_the_end_reads_that_it_would_not_be_posted(half, event):
    half.is_closed(event)
    for person in (half.bo, half.dan, half.cleo):
        person.clicks(labels(person)[0])
    half.is_over()
    half.ticks()
    for person in (half.bo, half.dan, half.cleo):
        assert "this would not be posted" in json.dumps(person.sends("Tests"))
    half.team.settles()
    assert half.team.row(half.cleo)["answers"] == {"question0": "Export"}
    assert half.team.row(half.dan)["answers"] == {"question0": "Import"}
    assert half.posted() == ["Export"]


def test_where_slack_tells_nothing_the_ticks_find_out_and_end_the_day(half):
    half.team.fault("chat.postMessage", "error", error="is_archived", times=None, where={"channel": CHANNEL})
    half.ticks()
    assert CLOSED[-1].why in menu_of(half.dan)
    assert CLOSED[-1].condition in menu_of(half.bo)
    half.is_over()
    half.ticks()
    assert half.day()["missed_at"]
    assert half.posted() == ["Export"]
    half.team.no_faults()
    half.ticks()
    assert half.posted() == ["Export"]
