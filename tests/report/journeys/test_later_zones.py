"""Over time zones everybody reads their own deadline and when the report begins; a digest grows as they answer."""

import json
import re
from datetime import timedelta

import pytest

from app.views import ids
from tests.kit.forms import picks, presses
from tests.kit.people import answers, labels
from tests.kit.setting_up import owns_it, sets

TOKEN = re.compile(r"<!date\^(\d+)\^[^|]*\|([^>]*)>")


class Zones:
    """London is asked at 08:00 UTC and reported at 16:00, São Paulo three hours later, New York five."""

    def __init__(self, team) -> None:
        self.team = team
        by_city = {person.city: person for person in team.people}
        self.london, self.paulo, self.york = (by_city[city] for city in ("London", "Sao Paulo", "New York"))

    def it_is(self, hour: int, minute: int = 0) -> None:
        at = self.team.now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.team.place.move_to(at + timedelta(seconds=1))
        self.team.event("tick", time=f"{at:%Y-%m-%dT%H:%M:00Z}")

    def pages(self):
        """What the app has posted below the summary header, under its own name."""
        ours = [one for one in self.team.channel() if not one.get("username")]
        summary_header = next(number for number, one in enumerate(ours) if one["text"].startswith("Daily standup ·"))
        return ours[summary_header + 1 :]


@pytest.fixture
def begin(team):
    def begin(layout="by_person", **settings):
        owner = owns_it(team)
        sets(team, owner, report={ids.LAYOUT: layout}, first={"report_at": "16:00"}, own_zones="own", **settings)
        zones = Zones(team)
        zones.it_is(8, 0)
        zones.it_is(11, 0)
        return zones

    return begin


def times_in(*surfaces):
    """All times that are named, once each."""
    found = TOKEN.findall(json.dumps(surfaces, ensure_ascii=False))
    return sorted({fallback for _, fallback in found})


def test_menu_form_and_thanks_name_the_persons_own_deadline_and_when_the_report_begins(begin):
    zones = begin()
    person = zones.paulo
    (menu,) = person.messages()
    said = "Answer by 16:00; the report in #team begins at 13:00."  # as their own clock shows it
    assert said in person.reader.message(menu)
    person.clicks("Open Report")
    form = person.form()["blocks"]
    assert said in json.dumps([person.reader.markup(form[-1]["elements"][0]["text"])], ensure_ascii=False)
    assert times_in(menu["blocks"]) == times_in(form) == ["16:00 UTC", "19:00 UTC"]
    person.sends("Export")
    zones.team.settles()
    assert "it goes to #team at 13:00." in person.reads()
    assert times_in(zones.london.messages()) == ["16:00 UTC"], "whose time is that of the report reads one time"


def test_once_the_report_has_begun_it_is_as_soon_as_they_answer(begin):
    zones = begin()
    answers(zones.london, "Export")
    zones.it_is(13, 0)
    zones.it_is(16, 0)
    person = zones.paulo
    presses(zones.team, person, person.messages()[-1], "Open Report")
    form = person.form()["blocks"][-1]["elements"][0]["text"]
    assert person.reader.markup(form) == "Goes to #team under your name as soon as you send it; open until 16:00."


@pytest.mark.parametrize("layout", ["by_person", "by_question"])
def test_who_answers_later_joins_the_pages(begin, layout):
    zones = begin(layout)
    answers(zones.london, "Export", "Import", "")
    zones.it_is(13, 0)
    zones.it_is(16, 0)
    (page,) = zones.pages()
    posted = len(zones.team.channel())
    answers(zones.paulo, "Search", "Filters", "")
    zones.team.settles()
    answers(zones.york, "Sign-in", "Sign-out", "CI is red")
    zones.team.settles()
    (page,) = zones.pages()
    assert all(word in page["text"] for word in ("Export", "Import", "Search", "Filters", "Sign-in", "CI is red"))
    assert "edited at" not in json.dumps(page["blocks"])
    assert len(zones.team.channel()) == posted, "nothing is posted besides"
    assert zones.team.thread() == []
    for person in (zones.paulo, zones.york):
        assert "was posted to #team" in person.reads()
        assert page["ts"].replace(".", "") in json.dumps(person.messages()[-1])
        assert labels(person) == ["Edit"]
    zones.team.time_passes(minutes=1)
    answers(zones.paulo, "Search, found", "Filters", "")
    zones.team.settles()
    assert "Search, found" in zones.pages()[0]["text"]
    zones.it_is(20, 0)
    answers(zones.paulo, "Search, found late", "Filters", "")
    zones.team.settles()
    assert "edited at" in json.dumps(zones.pages()[0]["blocks"])
    assert zones.team.failures() == []


def test_where_nobody_has_answered_before_the_first_later_answer_begins_the_digest(begin):
    zones = begin()
    zones.it_is(16, 0)
    assert zones.pages() == []
    answers(zones.paulo, "Search", "Filters", "")
    zones.team.settles()
    (page,) = zones.pages()
    assert "Search" in page["text"]
    assert page["ts"].replace(".", "") in json.dumps(zones.paulo.messages()[-1])


def test_a_full_page_is_followed_by_another(begin):
    zones = begin()
    answers(zones.london, *["word " * 550] * 3)
    zones.it_is(13, 0)
    zones.it_is(16, 0)
    answers(zones.paulo, *["other " * 480] * 3)
    zones.team.settles()
    first, second = zones.pages()
    assert "page 1 of 2" in first["text"]
    assert "page 2 of 2" in second["text"]
    assert "other" in second["text"]
    assert zones.team.thread() == []


def test_who_is_too_late_goes_to_the_thread_as_before(begin):
    zones = begin()
    answers(zones.london, "Export")
    zones.it_is(16, 0)
    zones.it_is(19, 0)
    answers(zones.paulo, "Search")
    zones.team.settles()
    (reply,) = zones.team.thread()
    assert "Search" in reply["text"]
    assert "added at" in json.dumps(reply["blocks"])


def test_an_answer_whose_message_is_lost_joins_once(begin):
    zones = begin()
    zones.it_is(16, 0)
    zones.team.fault("chat.postMessage", "lost_reply", times=1)
    answers(zones.paulo, "Search")
    zones.team.settles()
    zones.it_is(19, 0)
    (page,) = zones.pages()
    assert "Search" in page["text"]
    assert zones.team.thread() == []


def test_the_preview_says_what_becomes_of_who_answers_later(begin, team):
    zones = begin()
    owner = zones.team[0]
    first_message = next(each for each in owner.channel() if each["author"]["is_app"])
    presses(team, owner, first_message, "Change")
    presses(team, owner, owner.form(), "The report")
    assert "Those who answer later, in other time zones, join these pages." in json.dumps(owner.form()["blocks"])
    picks(team, owner, ids.LAYOUT, "posts")
    assert "Those who answer later, in other time zones, follow in its thread." in json.dumps(owner.form()["blocks"])
