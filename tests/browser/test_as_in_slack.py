"""What the local page does as Slack does: links to messages, invitations, offered names, modals in their own tab."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from local.stack import BOT_TOKEN
from tests.browser.test_journeys import Someone, someone  # noqa: F401 the fixture
from tests.kit.people import CHANNEL, answers

ANA, MARCUS = "U0ANAPRG01", "U0MARCUS02"
BOT = "U0THEAPP01"
LEADS = "C0LEADS001"


@pytest.fixture
def marcus(someone):  # noqa: F811
    someone.is_now(MARCUS)
    expect(someone.page.get_by_test_id("person-switcher")).to_contain_text("marcus")
    someone.goes_to(f"conversation-{CHANNEL}")
    return someone


def composer(someone):  # noqa: F811
    return someone.page.get_by_test_id("composer")


def offers(someone):  # noqa: F811
    return someone.page.get_by_role("listbox")


# Links to messages


def test_a_link_to_a_message_opens_it_here_and_nothing_else(marcus, team):
    team.are_asked()
    answers(next(person for person in team if person.id == MARCUS), "Export", "", "")
    team.get_the_report()
    marcus.goes_to("dm")
    link = marcus.page.get_by_role("main").get_by_role("link", name=re.compile("See it|there", re.IGNORECASE)).last
    assert "slack.com" not in link.get_attribute("href")
    link.click()
    expect(marcus.page.get_by_role("main").get_by_role("heading", name="team", level=1)).to_be_visible()
    expect(marcus.page.locator(".message.pointed")).to_contain_text("Export")
    assert len(marcus.page.context.pages) == 1


# The page is told of what is posted to the channel only once `tell()` is called.
TOLD_LATE = """
const held = [];
window.tell = () => held.splice(0).forEach((one) => one());
window.EventSource = class extends EventSource {
  set onmessage(told) {
    super.onmessage = (event) => {
      if (event.data.includes('"channel": "C0TEAM0001"')) held.push(() => told(event));
      else told(event);
    };
  }
};
"""


def test_a_link_to_a_message_that_the_page_does_not_know_yet_waits_for_it(marcus, team):
    marcus.page.add_init_script(TOLD_LATE)
    marcus.page.reload()
    team.are_asked()
    answers(next(person for person in team if person.id == MARCUS), "Export", "", "")
    marcus.goes_to("dm")
    team.get_the_report()
    marcus.page.get_by_role("main").get_by_role("link", name="See it there").click()
    expect(marcus.page.get_by_role("main").get_by_role("heading", name="team", level=1)).to_be_visible()
    expect(marcus.messages).to_have_count(0)
    marcus.page.evaluate("tell()")
    expect(marcus.page.locator(".message.pointed")).to_contain_text("Export")


def test_a_link_in_a_modal_leads_to_the_message_behind_it(marcus, team):
    team.are_asked()
    answers(next(person for person in team if person.id == MARCUS), "Export", "", "")
    team.get_the_report()
    marcus.goes_to("app-home")
    marcus.presses("History")
    dialog = marcus.page.get_by_role("dialog")
    dialog.get_by_role("link", name="in the channel").click()
    expect(dialog).to_have_count(0)
    expect(marcus.page.locator(".message.pointed")).to_contain_text("Daily standup")


# Invitations


def test_whoever_presses_add_the_app_owns_the_standup(marcus, team):
    marcus.page.get_by_test_id("underneath").click()
    marcus.page.get_by_role("tab", name="People").click()
    row = marcus.page.get_by_role("listitem").filter(has_text=LEADS)
    row.get_by_role("button", name="Add the app").click()
    marcus.goes_to(f"conversation-{LEADS}")
    marcus.sees("I will ask everyone here")
    assert f'"owners": ["{MARCUS}"]' in owners_in(team, LEADS)


def test_the_app_is_invited_by_typing(marcus, team):
    marcus.goes_to(f"conversation-{LEADS}")
    field = composer(marcus)
    field.fill("/inv")
    expect(offers(marcus)).to_have_accessible_name("Commands")
    field.press("Enter")
    field.press_sequentially("@stand")
    expect(offers(marcus).get_by_role("option")).to_have_count(1)
    field.press("Enter")
    expect(field).to_have_value("/invite @standup ")
    field.press("Enter")
    marcus.sees("I will ask everyone here")
    assert f'"owners": ["{MARCUS}"]' in owners_in(team, LEADS)
    field.fill("/invite @standup")
    field.press("Enter")
    expect(marcus.page.get_by_test_id("toast").last).to_contain_text("is already in this channel.")


def owners_in(team, channel):
    team.settles()
    rows = team.rows("standup-standups")
    return next(row["config"] for row in rows if f'"channel": "{channel}"' in row.get("config", ""))


# Names


def test_a_name_is_chosen_by_the_keyboard_and_is_a_mention(marcus, team):
    marcus.goes_to(f"conversation-{CHANNEL}")
    field = composer(marcus)
    field.press_sequentially("Thanks @")
    listed = offers(marcus)
    expect(listed).to_have_accessible_name("People")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    first = listed.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    field.press("ArrowDown")
    expect(listed.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(listed).to_have_count(0)
    field.press_sequentially("ana")
    expect(listed.get_by_role("option")).to_have_count(1)
    field.press("Tab")
    field.press_sequentially("and @marcus")
    field.press("Escape")
    field.press("Enter")
    expect(marcus.messages.last).to_contain_text("Thanks @Ana and @marcus")
    said = team.place.state()["messages"][CHANNEL][-1]["text"]
    assert said == f"Thanks <@{ANA}> and @marcus"  # what was not chosen is only text, as in Slack


def test_a_channel_is_chosen_with_the_mouse_and_somebodys_report_is_asked_for(marcus, team):
    marcus.goes_to("dm")
    field = composer(marcus)
    field.press_sequentially("report @ana")
    offers(marcus).get_by_role("option").first.click()
    field.press("Enter")
    marcus.sees("reported, as far as you may see it:")
    field.press_sequentially("skip #tea")
    offers(marcus).get_by_role("option", name=re.compile("team")).click()
    expect(field).to_have_value("skip #team ")
    field.press("Enter")
    marcus.sees("is not waiting for you right now")


# Modals and tabs


def test_a_modal_opens_only_in_the_tab_in_which_it_was_asked_for(marcus, team):
    here = marcus
    there = Someone(here.page.context.new_page())
    there.page.goto(here.page.url)
    there.is_now(MARCUS)
    for each in (here, there):
        each.goes_to("app-home")
        each.sees("My standups")
    here.presses("Preferences")
    expect(here.page.get_by_role("dialog")).to_be_visible()
    there.presses("My reports")
    there.sees("Your reports in all standups")
    expect(there.page.get_by_role("dialog")).to_have_count(1)
    expect(here.page.get_by_role("dialog")).to_contain_text("Preferences")
    there.presses("Close")
    expect(there.page.get_by_role("dialog")).to_have_count(0)
    here.page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(here.page.get_by_role("dialog")).to_have_count(0)


# What is coming


def test_next_names_only_what_will_happen(someone, team):  # noqa: F811
    questions, report = (someone.page.get_by_test_id(f"next-send_{what}") for what in ("questions", "report"))
    expect(report).to_have_text("Next: Report 11:00")
    someone.runs("send_questions")
    expect(questions).to_have_text("Next: Questions Wed 09:00")
    expect(report).to_have_text("Next: Report 11:00")
    someone.runs("send_report")
    expect(report).to_have_text("Next: Report Wed 11:00")


# Reactions, and messages for one person alone


def calls(stack, method, **args):
    headers = {"authorization": f"Bearer {BOT_TOKEN}"}
    reply = httpx.post(f"{stack.url}/api/{method}", json=args, headers=headers, trust_env=False).json()
    assert reply["ok"], reply
    return reply


def test_people_react_and_take_it_back(marcus, stack):
    calls(stack, "chat.postMessage", channel=CHANNEL, text="It is out")
    message = marcus.messages.filter(has_text="It is out")
    message.hover()
    message.get_by_role("button", name="Add reaction").click()
    marcus.page.get_by_test_id("react-tada").click()
    pill = message.get_by_test_id("reaction-tada")
    expect(pill).to_have_attribute("aria-pressed", "true")
    expect(pill).to_have_attribute("title", "marcus reacted with :tada:")
    marcus.is_now(ANA)
    expect(pill).to_have_attribute("aria-pressed", "false")
    pill.click()
    expect(pill).to_contain_text("2")
    pill.click()
    expect(pill).to_contain_text("1")


def test_a_message_for_one_alone_is_gone_after_a_reload(marcus, stack):
    calls(stack, "chat.postMessage", channel=CHANNEL, text="For everybody")
    calls(stack, "chat.postEphemeral", channel=CHANNEL, user=MARCUS, text="For you alone")
    whispered = marcus.messages.filter(has_text="For you alone")
    expect(whispered).to_contain_text("Only visible to you")
    marcus.page.reload()
    expect(marcus.messages.filter(has_text="For everybody")).to_be_visible()
    expect(whispered).to_have_count(0)
