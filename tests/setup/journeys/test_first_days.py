"""A new workspace's first days: the bot is invited, nobody configures anything, and the standup lives by the clock."""

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.kit.people import CHANNEL, answers, labels

MINUTE = timedelta(minutes=1)
NINE, TEN, HALF_PAST_TEN = time(9), time(10), time(10, 30)
EVENING = datetime(2026, 11, 24, 18, tzinfo=UTC)
WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = (
    date(2026, 11, 25) + timedelta(days=offset) for offset in range(6)
)
CITIES = ("Australia/Sydney", "Asia/Kathmandu", "Europe/Prague", "America/Los_Angeles")


def at(day: date, local: time, person) -> datetime:
    return datetime.combine(day, local, ZoneInfo(person.profile["tz"])).astimezone(UTC)


class Design:
    """A channel of people in four zones to which the bot was invited one evening, and the clock that passes over it."""

    def __init__(self, team) -> None:
        self.team = team
        team.place.post("channel", id=CHANNEL, remove=["bot"])
        team.settles()
        by_zone = {person.profile["tz"]: person for person in team.people}
        self.people = [by_zone[city] for city in CITIES]
        ids = [person.id for person in self.people]
        made = team.place.post("channel", create={"name": "design"}, add=ids)
        self.id = made["conversation"]["id"]
        self.until(EVENING)
        team.place.post("channel", id=self.id, add=["bot"])
        team.settles()
        (row,) = [row for row in team.rows("standup-standups") if self.id in row.get("config", "")]
        self.standup_id = row["standup_id"]

    def until(self, moment: datetime) -> None:
        """Let the time pass, and the ticks with it."""
        self.team.place.post("clock", now=moment.isoformat())
        self.team.settles()

    def menus(self, person, day: date) -> list:
        return [each for each in person.messages() if f"{self.standup_id}.{day:%Y%m%d}" in str(each.get("blocks"))]

    def app_posts(self) -> list:
        return [each for each in self.people[0].state()["messages"][self.id] if each["author"]["is_app"]]

    def report(self, day: date) -> list:
        """The summary header of a day, if it is there, and what is in its thread."""
        headings = [each for each in self.app_posts() if f"{day:%A}, {day.day} {day:%B}\n" in each["text"]]
        stamps = {each["ts"] for each in headings}
        return headings + [each for each in self.app_posts() if each.get("thread_ts") in stamps - {each["ts"]}]

    def lives(self, day: date, answering) -> None:
        """Pass a day from one person's moment to another's, and look at what they have a minute before and then."""
        steps = {NINE: self._is_asked, TEN: self._is_reminded, HALF_PAST_TEN: self._sees_the_report}
        plan = [(at(day, local, person), step, person) for local, step in steps.items() for person in self.people]
        for moment, step, person in sorted(plan, key=lambda one: one[0]):
            self.until(moment - MINUTE)
            before = self.menus(person, day)
            is_out = moment - MINUTE >= at(day, HALF_PAST_TEN, self.people[0])
            assert bool(self.report(day)) == is_out, "the first city's time opens the report"
            self.until(moment)
            step(day, person, before)
            if step == self._is_asked and person in answering:
                answers(person, f"{person.name} finished the export", "Review", "")
                self.team.settles()

    def _is_asked(self, day, person, before) -> None:
        assert before == []
        (menu,) = self.menus(person, day)
        assert menu == person.messages()[-1]
        assert labels(person) == ["Open Report", "Skip today"]

    def _is_reminded(self, day, person, before) -> None:
        (known,), (menu,) = before, self.menus(person, day)
        if "Thank you" in known["text"]:
            assert menu == known
        else:
            assert "Still open" not in known["text"]
            assert menu["ts"] != known["ts"], "a reminder is a new message, so that it notifies"
            assert "Still open until " in menu["text"]

    def _sees_the_report(self, day, person, before) -> None:
        assert len(before) == len(self.menus(person, day)) == 1
        headings = [each for each in self.report(day) if each.get("thread_ts") in (None, each["ts"])]
        assert len(headings) == 1


@pytest.fixture
def design(team):
    return Design(team)


def test_an_invitation_is_all_that_the_first_days_and_the_weekend_need(design, team):
    sydney, kathmandu, prague, angeles = design.people
    assert all(person.messages() == [] for person in (sydney, kathmandu, angeles))
    design.lives(WEDNESDAY, answering=[prague, angeles])
    design.lives(THURSDAY, answering=[sydney])
    assert len(team.calls("chat.delete")) == 5, "one menu gave way to a reminder for each who had not answered"
    assert [post["username"] for post in design.report(WEDNESDAY)[1:]] == [prague.name, angeles.name]
    assert all("finished the export" in post["text"] for post in design.report(WEDNESDAY)[1:])
    assert "2 of 4 reported" in design.report(WEDNESDAY)[0]["text"]
    assert [post["username"] for post in design.app_posts() if post.get("username")][2:] == [sydney.name]
    design.until(at(FRIDAY, HALF_PAST_TEN, angeles))
    assert all(len(design.menus(person, FRIDAY)) == 1 for person in design.people)
    assert [len(person.messages()) for person in (sydney, kathmandu, angeles)] == [3, 3, 3]
    asked, posted = [person.messages() for person in design.people], design.app_posts()
    for moment in (at(SATURDAY, NINE, angeles), at(SUNDAY, NINE, angeles), at(MONDAY, NINE, sydney) - MINUTE):
        design.until(moment)
    assert ([person.messages() for person in design.people], design.app_posts()) == (asked, posted)
    design.until(at(MONDAY, NINE, sydney))
    assert [len(design.menus(person, MONDAY)) for person in design.people] == [1, 0, 0, 0]
    (row,) = [row for row in team.rows("standup-standups") if row.get("standup_id") == design.standup_id]
    assert json.loads(row["config"])["own_zones"]
    assert row["version"] == 1, "nobody changed it"
    assert team.failures() == []
