"""Who is taken off the people of a standup in mid-day: the day under way keeps its people, and each door says so.

The standup is Marcus's and asks Sofia and Oliver by name; Oliver is taken off at half past eight.
"""

import json

import pytest

from app.domain.day.member import Away
from app.domain.standup import with_values
from app.flows.home import absence
from app.flows.requester import member_of
from app.flows.setup.counting import count_people
from app.views import ids
from slack_simulator.ids import TEAM_ID
from tests.home.journeys.test_typing import Typist
from tests.kit.at_home import AtHome
from tests.kit.builders import EIGHT, TUESDAY, a_standup
from tests.kit.people import answers, labels
from tests.kit.requester import Requester, a_click, as_form

MARCUS, SOFIA, OLIVER = "U0MARCUS02", "U0SOFIAL03", "U0OLIVER08"
LEADS, TEAM = "C0LEADS001", "C0TEAM0001"
REPORT = f"{TEAM_ID}.vault.20261124"


class Morning:
    """The standup under way, in a channel that Marcus, Sofia and Oliver are in."""

    def __init__(self, services, team, stack, channel):
        self.services, self.team, self.stack, self.channel = services, team, stack, channel
        services.clock.moment = team.now
        for person in (MARCUS, SOFIA, OLIVER):
            team.place.post("channel", id=channel, add=[person, "bot"])
        team.settles()
        wanted = {"channel": channel, "owners": (MARCUS,), "people": (SOFIA, OLIVER), "standup_id": "vault"}
        standup = a_standup(team_id=TEAM_ID, name="Vault", **wanted)
        services.standups.save(standup, MARCUS, EIGHT, None)
        team.are_asked(standup=f"{TEAM_ID}.vault")
        self.oliver = next(person for person in team if person.id == OLIVER)
        self.sofia = next(person for person in team if person.id == SOFIA)

    def changes(self, **changes):
        before = self.services.standups.get(TEAM_ID, "vault")
        self.services.clock.moment = self.team.now
        saved = self.services.standups.save(with_values(before, changes), MARCUS, self.team.now, self.team.now).standup
        count_people(self.services, saved)

    def home(self, person):
        return AtHome(self.team, person).opens()

    def types(self, text):
        """What is answered to Oliver's command, or the form that it opens."""
        known = self.oliver.state()["messages"].get(TEAM, [])
        Typist(self.team, self.oliver).commands(text)
        fresh = self.oliver.state()["messages"].get(TEAM, [])[len(known) :]
        return fresh[-1]["text"] if fresh else json.dumps(self.oliver.form()["blocks"])

    def summary_header(self):
        self.team.get_the_report(standup=f"{TEAM_ID}.vault")
        said = self.oliver.state()["messages"].get(self.channel, [])
        return next(each["text"] for each in said if each["text"].startswith("Vault · "))


@pytest.fixture
def morning(services, team, stack):
    return Morning(services, team, stack, TEAM)


def test_home_goes_on_showing_what_waits_for_them_and_the_standup_is_no_more_among_theirs(morning):
    morning.changes(people=(SOFIA,))
    home = morning.home(morning.oliver)
    assert "Three questions" in home.reads()
    assert "Nothing to answer right now." not in home.reads()
    assert f"*Vault* · <#{TEAM}>" not in home.reads()
    home.presses("Open Report")
    morning.oliver.sends("Export")
    morning.team.settles()
    assert "Your report for Tuesday, 24 November is in" in home.reads()
    assert "2 of 2" not in morning.summary_header()
    assert "1 of 2 reported." in morning.summary_header()


def test_the_command_opens_their_report(morning):
    morning.changes(people=(SOFIA,))
    assert "What did you work on yesterday?" in morning.types("answer vault")


def test_the_command_skips_for_them_and_the_heading_says_so(morning):
    morning.changes(people=(SOFIA,))
    assert "You are skipping *Vault* today." in morning.types("skip vault")
    assert "skipping" in morning.home(morning.oliver).reads()
    assert "Oliver" in morning.summary_header()


def test_who_says_then_that_they_are_away_is_waited_for_no_more(morning):
    morning.changes(people=(SOFIA,))
    oliver = member_of(morning.services, TEAM_ID, OLIVER)
    absence.go_away(morning.services, oliver, Away(TUESDAY, TUESDAY))
    assert "You are marked away" in morning.oliver.reads()
    assert "Answer anyway" in labels(morning.oliver)


def test_who_becomes_an_observer_in_mid_day_can_still_answer(morning):
    morning.changes(people=(SOFIA,), observers=(OLIVER,))
    assert "Three questions" in morning.home(morning.oliver).reads()
    assert "What did you work on yesterday?" in morning.types("answer vault")


def test_a_day_that_is_out_stays_theirs_to_add_to_and_the_next_one_does_not_ask_them(morning):
    morning.changes(people=(SOFIA,))
    morning.team.get_the_report(standup=f"{TEAM_ID}.vault")
    assert "You can still add your report to the thread." in morning.home(morning.oliver).reads()
    morning.team.time_passes(days=1)
    morning.team.are_asked(standup=f"{TEAM_ID}.vault")
    assert sum("Vault" in message["text"] for message in morning.oliver.messages()) == 1
    assert "Vault" not in morning.home(morning.oliver).reads()
    assert "You are not among those who are asked." in morning.types("answer vault")


def test_of_a_whole_channels_standup_that_has_moved_those_of_before_answer_by_each_door(morning):
    morning.changes(people=None)
    morning.changes(people=None, channel=LEADS)
    morning.team.place.post("channel", id=LEADS, remove=[OLIVER])
    morning.team.settles()
    assert "Three questions" in morning.home(morning.oliver).reads()
    assert "What did you work on yesterday?" in morning.types("answer vault")


class TestInAPrivateChannel:
    """Who is not in it any more has no part in it, however they were named; what they wrote stays theirs."""

    @pytest.fixture
    def morning(self, services, team, stack):
        return Morning(services, team, stack, LEADS)

    def test_who_is_taken_off_and_still_in_it_answers_by_each_door(self, morning):
        morning.changes(people=(SOFIA,))
        assert "Three questions" in morning.home(morning.oliver).reads()
        assert "What did you work on yesterday?" in morning.types("answer vault")

    @pytest.mark.parametrize("is_first", [False, True])
    def test_who_leaves_it_finds_nothing_by_any_door(self, morning, is_first):
        if is_first:
            morning.changes(people=(SOFIA,))
        morning.team.place.post("channel", id=LEADS, remove=[OLIVER])
        morning.team.settles()
        morning.team.comes_the_next_tick()
        assert "Vault" not in morning.home(morning.oliver).reads()
        assert "no such standup" in morning.types("answer vault")
        assert "no such standup" in morning.types("skip vault")
        click = a_click(TEAM_ID, OLIVER, ids.OPEN_DIALOG, REPORT)
        Requester(morning.stack.url, morning.team.now).send(as_form(click))
        assert "What did you work on" not in json.dumps(morning.oliver.state()["views"])

    def test_what_they_wrote_before_they_left_stays_theirs_to_change(self, morning):
        answers(morning.oliver, "Export")
        morning.team.settles()
        morning.team.place.post("channel", id=LEADS, remove=[OLIVER])
        morning.team.settles()
        assert "Export" in json.dumps(morning.home(morning.oliver).view)
        assert f"*Vault* · <#{LEADS}>" not in morning.home(morning.oliver).reads()
