"""From the invitation to a changed standup, by somebody who looks at the page and clicks on it."""

import json

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(browser, team, stack):
    """Ana looks at a channel that she has just invited the bot to."""
    ana = team[0]
    made = team.place.post("channel", create={"name": "design"}, add=[ana.id, team[1].id])["conversation"]["id"]
    team.place.post("channel", id=made, add=["bot"])
    team.settles()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(stack.url)
    page.get_by_test_id("person-switcher").click()
    page.get_by_test_id(f"person-{ana.id}").click()
    page.get_by_test_id(f"conversation-{made}").click()
    yield page
    context.close()
    assert troubles == []


def presses(page, label):
    page.get_by_role("dialog").get_by_role("button", name=label, exact=True).click()


def stands_over(page, title):
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()


def test_a_standup_is_changed_over_three_screens(page, team):
    page.get_by_role("button", name="Change", exact=True).click()
    stands_over(page, "Edit standup")
    modal = page.get_by_role("dialog")
    modal.get_by_label("Name", exact=True).fill("Design daily")
    modal.get_by_label("Friday").uncheck()
    presses(page, "More settings")
    stands_over(page, "More settings")
    modal.get_by_label("One time zone for all").check()
    presses(page, "Done")
    stands_over(page, "Edit standup")
    expect(modal.get_by_label("Name", exact=True)).to_have_value("Design daily")
    expect(modal.get_by_text("Time in Europe/Prague.").first).to_be_visible()
    modal.locator(".block", has_text="3. Any impediments?").get_by_role("button").click()
    page.get_by_role("menuitem", name="Edit").click()
    stands_over(page, "Question")
    modal.get_by_label("Question", exact=True).fill("Anything in your way?")
    presses(page, "Done")
    expect(modal.get_by_text("3. Anything in your way?")).to_be_visible()
    presses(page, "Save")
    expect(modal).to_have_count(0)
    team.settles()
    said = "on Mondays, Tuesdays, Wednesdays and Thursdays at 09:00 Prague time"
    expect(page.get_by_role("main").get_by_text(said)).to_be_visible()


def test_a_report_is_seen_before_it_is_chosen(page, team):
    page.get_by_role("button", name="Change", exact=True).click()
    presses(page, "The report")
    stands_over(page, "The report")
    modal = page.get_by_role("dialog")
    modal.get_by_label("Days that answers are kept").fill("90")
    expect(modal.get_by_text("… and so on, under each one's own name and picture.")).to_be_visible()
    modal.get_by_label("One text, question by question").check()
    expect(modal.get_by_text("… and so on, under each one's own name and picture.")).to_have_count(0)
    expect(modal.get_by_text("Kim has not answered.")).to_have_count(0)
    modal.get_by_label("Name who has not answered").check()
    expect(modal.get_by_text("Kim has not answered.")).to_be_visible()
    expect(modal.get_by_label("One text, question by question")).to_be_checked()
    expect(modal.get_by_label("Days that answers are kept")).to_have_value("90")
    modal.get_by_label("Days that answers are kept").fill("9999")
    presses(page, "Done")
    expect(modal.get_by_text("0 to 3650 days; 0 keeps them for good.")).to_be_visible()
    modal.get_by_label("Days that answers are kept").fill("90")
    presses(page, "Done")
    stands_over(page, "Edit standup")
    presses(page, "Save")
    expect(modal).to_have_count(0)
    team.settles()


def test_it_is_tried_alone(page, team):
    page.get_by_role("button", name="Try it now on me", exact=True).click()
    told = page.get_by_role("main").get_by_text("I have sent you a direct message to try it with.")
    expect(told).to_be_visible()
    page.get_by_test_id("dm").click()
    page.get_by_role("button", name="Open Report", exact=True).click()
    page.get_by_role("dialog").get_by_role("textbox").first.fill("Finished the export")
    presses(page, "Send")
    expect(page.get_by_role("main").get_by_text("This is a rehearsal: only you see it")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("Finished the export")).to_be_visible()


@pytest.fixture
def inner(page, team, stack):
    """The private channel of Ana alone, at which she looks."""
    made = team.place.post("channel", create={"name": "inner", "is_private": True}, add=[team[0].id])
    team.place.post("channel", id=made["conversation"]["id"], add=["bot"], by=team[0].id)
    team.settles()
    page.get_by_test_id(f"conversation-{made['conversation']['id']}").click()
    return made["conversation"]["id"]


def test_what_leaves_a_private_channel_is_said_before_it_is_saved_and_agreed_to_by_key(page, team, inner):
    """Going back keeps what was typed, and nothing is saved before the last key."""
    address = "https://hooks.example.com/in"
    page.get_by_role("button", name="Change", exact=True).click()
    modal = page.get_by_role("dialog")
    modal.get_by_label("Name", exact=True).fill("Inner circle")
    presses(page, "The report")
    modal.get_by_label("Webhook", exact=True).fill(address)
    presses(page, "Done")
    stands_over(page, "Edit standup")
    presses(page, "Save")
    stands_over(page, "Who will read it")
    expect(modal.get_by_text("What is said in private leaves")).to_be_visible()
    presses(page, "Back")
    stands_over(page, "Edit standup")
    expect(modal.get_by_label("Name", exact=True)).to_have_value("Inner circle")
    assert stored(team, inner)["webhook_url"] == ""
    presses(page, "Save")
    stands_over(page, "Who will read it")
    while page.evaluate("document.activeElement.textContent.trim()") != "Agree and save":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(modal).to_have_count(0)
    team.settles()
    config = stored(team, inner)
    assert (config["name"], config["webhook_url"]) == ("Inner circle", address)
    assert config["agreed"] == [f"{inner} {inner} {address}"]


def stored(team, channel):
    """Give what is stored of the channel's standup."""
    configs = [json.loads(row["config"]) for row in team.rows("standup-standups") if "config" in row]
    return next(each for each in configs if each.get("channel") == channel and "standup_id" not in each)
