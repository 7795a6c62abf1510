"""What is said is right, and in people's words: days with their years, figures, reasons, and days that are over."""

import csv
import io
from datetime import timedelta

import httpx
import pytest

from app.calendars import Calendars
from app.domain.standup import with_values
from app.errors import NotDelivered
from app.flows.report.delivery import deliver
from app.flows.scheduling.jobs import work_on_jobs
from app.public_http import PublicHttp
from app.records import replace
from tests.home.journeys.test_typing import Typist
from tests.kit.at_home import AtHome, _texts
from tests.kit.builders import EIGHT, TUESDAY
from tests.kit.forms import presses
from tests.kit.people import answers


@pytest.fixture
def ana(team):
    return team[0]


@pytest.fixture
def types(team, ana):
    """Type something after /standup; gives the answer."""
    return Typist(team, ana).commands


@pytest.fixture
def three(services, team):
    """Three are asked, and the second of them owns the standup."""
    here = services.slack.identity().team_id
    daily = services.standups.get(here, "daily")
    wanted = with_values(daily, {"people": tuple(each.id for each in team.people[:3]), "owners": (team[1].id,)})
    saved = services.standups.save(wanted, team[1].id, EIGHT - timedelta(hours=1), EIGHT).standup
    team.are_asked()
    return saved


def modal(person):
    return "\n".join(_texts(person.form()["blocks"]))


# Days without a year


@pytest.mark.parametrize("typed", ["until 3 Nov", "3 Nov", "from 3 Nov", "24 Oct to 3 Nov", "3.11."])
def test_a_day_that_has_just_been_is_not_taken_for_one_in_eleven_months(types, team, ana, typed):
    """Today is the 24th of November."""
    said = types(f"away {typed}")
    assert "2027? Then type it with its year: `2027-" in said
    assert "Nothing is asked while you are away" not in AtHome(team, ana).opens().reads()


def test_with_its_year_it_is_taken_and_said_with_its_year_wherever_it_is_said(types, team, ana):
    team.are_asked()
    assert "to Wednesday, 3 November 2027, that day included" in types("away until 2027-11-03")
    assert "You are marked away until Wednesday, 3 November 2027" in AtHome(team, ana).opens().reads()
    assert "away until Wednesday, 3 November 2027" in ana.reads()


def test_a_day_of_next_year_is_said_with_its_year(types):
    assert "to Monday, 4 January 2027, that day included" in types("away until 4 Jan")


def test_a_picked_day_of_another_year_is_said_with_its_year(team, ana):
    home = AtHome(team, ana).opens()
    home.presses("Mark me away")
    home.fills(first_day={"selected_date": "2026-11-25"}, last_day={"selected_date": "2028-01-03"})
    home.opens()
    assert "away from Wednesday, 25 November until Monday, 3 January 2028" in home.reads()


def test_days_that_have_begun_already_are_these_days(types):
    assert "from Friday, 20 November to Tuesday, 1 December, that" in types("away 20 Nov to 1 Dec")
    assert "You are away. I will not ask you until you are back." in types("away since 20 Nov")


def test_a_report_of_last_year_is_said_with_its_year(team, ana):
    said = Typist(team, ana).tells("report 24 Dec")
    assert "There is no report of Daily standup for Wednesday, 24 December 2025." in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("report 31 Feb", "There is no 31 Feb in the calendar."),
        ("report me 30.2.", "There is no 30.2. in the calendar."),
        ("report 31 Feb daily standup", "There is no 31 Feb in the calendar."),
        ("report of daily standup on 2026-13-01", "There is no 2026-13-01 in the calendar."),
        ("away until 31 Nov", "There is no 31 Nov in the calendar."),
        ("report 31 Fxb", "There is no such standup. There is Daily standup."),
    ],
)
def test_a_day_that_no_calendar_has_is_said_to_be_none(types, typed, said):
    assert said in types(typed)


# Figures


def test_two_of_three_are_two_thirds_and_not_less(three, team):
    for person in team.people[:2]:
        answers(person, "Export", "Tests", "")
    team.get_the_report()
    owner = team[1]
    home = AtHome(team, owner).opens()
    home.presses("History")
    presses(team, owner, owner.form(), "Four weeks in figures")
    assert "67% (2 of 3 answers)" in modal(owner)


def test_an_export_counts_one_report_a_day_and_what_people_have_answered(three, team, stack):
    owner = team[1]
    for person in team.people[:2]:
        answers(person, "Export", "Tests", "")
    AtHome(team, owner).opens().presses("Export", about="daily")
    message = owner.messages()[-1]
    assert message["text"] == "One report: 2 people's answers."
    with httpx.Client(base_url=stack.url, trust_env=False) as page:
        table = page.get(message["files"][0]["url_private"], params={"as": owner.id}).text
    assert len({row["day"] for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff")))}) == 1
    home = AtHome(team, team[2]).opens()
    home.presses("Export my data")
    said = [each["text"] for each in team[2].messages() if each.get("files")]
    assert said[0] == "You have not answered yet."


# Days that are over


def test_who_looks_back_reads_nothing_of_today(three, team, types, services, clock):
    ana, owner, third = team.people[:3]
    answers(ana, "Export", "Tests", "")
    third.clicks("Skip today")
    team.settles()
    team.get_the_report()
    summary_header = next(each for each in team.channel() if each.get("thread_ts") in (None, each["ts"]))
    assert f"{third.name} skips today." in summary_header["text"]
    team.time_passes(days=1)
    assert types("report yesterday") == ""
    assert f"{third.name} skipped it." in modal(ana)
    assert "today" not in modal(ana)
    said = Typist(team, owner).tells("report yesterday")
    assert f"{third.name} skipped it." in said
    assert "today" not in said


# Reasons


def test_a_webhook_without_a_server_is_said_in_words(three, team, services):
    owner = team[1]
    with_webhook = with_values(three, {"webhook_url": "https://nowhere.invalid/in"})
    saved = services.standups.save(with_webhook, owner.id, EIGHT, EIGHT).standup
    services = replace(services, sending=replace(services.sending, public_http=PublicHttp(lambda _: True)))
    team.get_the_report()
    with pytest.raises(NotDelivered, match="gaierror"):  # for the log
        deliver(services, saved, TUESDAY, services.clock.now())
    (told,) = [each["text"] for each in owner.messages() if "webhook" in each["text"]]
    assert "to the standup's webhook: there is no server of that name." in told
    assert "gaierror" not in told


def test_a_calendar_without_a_server_is_said_in_words(three, team, services):
    owner = team[1]
    services = replace(services, calendars=Calendars(PublicHttp(lambda _: True)))
    with_calendar = with_values(three, {"calendar_url": "https://nowhere.invalid/days.ics"})
    services.standups.save(with_calendar, owner.id, services.clock.now(), None)
    services.clock.moment = EIGHT + timedelta(hours=1)
    work_on_jobs(services, EIGHT + timedelta(hours=2))
    (told,) = [each["text"] for each in owner.messages() if "calendar of days off" in each["text"]]
    assert "It could not be fetched: there is no server of that name." in told
    assert "gaierror" not in told
