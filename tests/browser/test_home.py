"""The Home tab by people who look at the page: the first visit, going away, coming back, leaving."""

from playwright.sync_api import expect

from tests.browser.test_journeys import someone  # noqa: F401 the fixture


def test_a_first_visit_being_away_and_coming_back(someone, team):  # noqa: F811
    someone.is_now(team[0].id)
    someone.runs("send_questions")
    someone.goes_to("app-home")
    someone.sees("Three questions, posted to")
    team.settles()  # the tab is published anew with it, and a click on an older one leads nowhere here
    someone.sees("Three small steps, and this is gone.")
    someone.presses("That's right")
    someone.sees("✓ Your time zone is")

    someone.presses("Preferences")
    dialog = someone.page.get_by_role("dialog")
    dialog.get_by_label("Once a day").check()
    dialog.get_by_role("button", name="Save", exact=True).click()
    someone.sees("✓ Say how often")

    someone.presses("Mark me away")
    dialog.get_by_label("A word for your team").fill("Skiing")
    dialog.get_by_role("button", name="Save", exact=True).click()
    someone.sees("You are marked away until you say that you are back.")
    someone.sees("Skiing")
    someone.page.get_by_role("main").get_by_role("button", name="I'm back", exact=True).last.click()
    someone.sees("Going on holiday?")
    someone.sees("Three questions, posted to")
    expect(dialog).to_have_count(0)


def test_who_leaves_can_take_it_back(someone, team):  # noqa: F811
    someone.is_now(team[1].id)
    someone.goes_to("app-home")
    someone.sees("Asks everyone in the channel.")
    someone.page.get_by_role("button", name="More actions").click()
    someone.page.get_by_role("menuitem", name="Leave").click()
    someone.sees("and are not asked any more.")
    someone.presses("Undo")
    someone.sees("again.")
