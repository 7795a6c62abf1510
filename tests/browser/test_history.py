"""Looking back by people who look at the page: a day, page by page, one's own reports, and a search."""

import os
import re
from datetime import date

import pytest
from playwright.sync_api import expect

from app.domain.history.history import month_of
from app.settings import Settings
from app.storage.rows import connection
from benchmarks.browse import store_days
from local.stack import CHANNEL
from slack_simulator.ids import TEAM_ID
from tests.browser.test_journeys import someone  # noqa: F401 the fixture
from tests.kit.builders import a_standup

DAYS = [day for day in month_of(date(2026, 11, 1)).days if day < date(2026, 11, 24) and day.weekday() < 5]


@pytest.fixture
def month(team, stack, monkeypatch):
    """Twenty people more, and what everybody reported this month."""
    team.place.post("people", add=20)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", stack.aws.dynamodb_url)
    for name, value in stack.aws.credentials.variables.items():
        monkeypatch.setenv(name, value)
    connection.connect(Settings.from_env(os.environ))
    people = [each for each in stack.workspace.conversations[CHANNEL].members if stack.workspace.people[each].can_act]
    store_days(a_standup(team_id=TEAM_ID, channel=CHANNEL), people, DAYS)
    return team


def test_a_month_is_browsed_day_by_day_and_page_by_page(someone, month):  # noqa: F811
    someone.is_now(month[1].id)
    someone.goes_to("app-home")
    someone.presses("History")
    someone.sees("28 October to 24 November")
    dialog = someone.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Read the report of Monday, 23 November").click()
    someone.sees("Only you see this.")
    someone.sees("Page 1 of 2: 1 to 15 of")
    someone.presses("Next page")
    someone.sees("Page 2 of 2: 16 to")
    someone.presses("Earlier day")
    someone.sees("Daily standup · Friday, 20 November")
    dialog.locator("input[type=date]").fill("2026-11-21")
    someone.sees("nobody was asked.")
    someone.presses("Later day")
    someone.sees("Daily standup · Monday, 23 November")
    someone.presses("All days")
    someone.presses("Four weeks in figures")
    someone.sees("There are none about one person.")
    someone.presses("All days")
    someone.sees("28 October to 24 November")


def test_ones_own_reports_are_searched_and_copied(someone, month):  # noqa: F811
    someone.is_now(month[1].id)
    someone.goes_to("app-home")
    someone.presses("My reports")
    dialog = someone.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("importer")
    someone.presses("Search")
    someone.sees("Searched for: importer")
    expect(dialog.get_by_text("the importer").first).to_be_visible()
    dialog.get_by_role("textbox").fill("zebra")
    someone.presses("Search")
    someone.sees("No report has these words.")
    someone.presses("November as text")
    text = dialog.last.get_by_role("textbox").first
    expect(text).to_have_value(re.compile("^Monday, 2 November\n.*Today: Go on with", re.DOTALL))
    someone.presses("Done")
    someone.sees("No report has these words.")


def test_why_somebody_was_not_asked(someone, month):  # noqa: F811
    someone.is_now(month[1].id)
    someone.goes_to("app-home")
    someone.presses("Why wasn't I asked?")
    someone.sees("Your standups that have not asked you today:")
    someone.sees("It asks")
    someone.presses("Close")
    someone.presses("History")
    dialog = someone.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Read the report of Monday, 23 November").click()
    someone.presses("Who was not asked?")
    someone.sees("who was not asked, and why.")
