"""The main path of a standup day, by people who look at the page and click on it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.kit.people import CHANNEL


class Someone:
    """A person in front of the page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def is_now(self, user_id: str) -> None:
        """Become somebody else at the switcher."""
        self.page.get_by_test_id("person-switcher").click()
        self.page.get_by_test_id(f"person-{user_id}").click()

    def runs(self, kind: str) -> None:
        self.page.get_by_test_id(f"run-{kind}").click()

    def goes_to(self, place: str) -> None:
        """Go there, and wait until it is shown: what is typed before that is typed where one was."""
        self.page.get_by_test_id(place).click()
        expect(self.page.get_by_test_id(place)).to_have_attribute("aria-current", "page")

    def presses(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).last.click()

    def writes(self, *answers: str) -> None:
        fields = self.page.get_by_role("dialog").get_by_role("textbox")
        expect(fields).to_have_count(3)
        for number, answer in enumerate(answers):
            fields.nth(number).fill(answer)

    def sends(self) -> None:
        self.page.get_by_role("dialog").get_by_role("button", name="Send", exact=True).click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main, dialog, aside").get_by_text(text).last).to_be_visible()

    @property
    def messages(self):
        return self.page.get_by_role("main").get_by_test_id("message")


@pytest.fixture
def someone(browser: Browser, team, stack) -> Iterator[Someone]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(stack.url)
    yield Someone(page)
    context.close()
    assert troubles == []


def test_from_the_menu_to_the_report(someone, team):
    alice, bob = team[0], team[1]
    someone.is_now(alice.id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.sees("Three questions, posted to")
    someone.presses("Open Report")
    someone.writes("Finished the export", "Review", "")
    someone.sends()
    someone.sees("Thank you.")
    expect(someone.page.get_by_role("dialog")).to_have_count(0)
    expect(someone.messages).to_have_count(1)

    someone.is_now(bob.id)
    someone.goes_to("dm")
    someone.presses("Skip today")
    someone.sees("will see that you skip")

    someone.runs("send_report")
    someone.goes_to(f"conversation-{CHANNEL}")
    someone.sees("Finished the export")
    someone.sees(f"{bob.name} skips today.")
    expect(someone.messages.filter(has_text="Finished the export")).to_contain_text(alice.name)


def test_an_empty_form_stays_open_with_a_sentence_at_the_field(someone, team):
    someone.is_now(team[0].id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.presses("Open Report")
    someone.writes("", "", "")
    someone.sends()
    someone.sees("Write at least one answer, or close this and press Skip today.")
    someone.writes("Export")
    someone.sends()
    someone.sees("Thank you.")


def test_a_late_answer_is_in_the_thread(someone, team):
    someone.is_now(team[0].id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.sees("Three questions, posted to")
    someone.runs("send_report")
    someone.presses("Add to thread")
    someone.writes("Late, but here")
    someone.sends()
    someone.sees("was added to the thread")
    someone.goes_to(f"conversation-{CHANNEL}")
    someone.sees("1 of 11 reported.")
    someone.page.get_by_test_id("thread-bar").click()
    someone.sees("Late, but here")


def test_a_place_is_gone_to_though_a_message_arrives_while_it_is_pressed(someone, team):
    someone.is_now(team[0].id)
    someone.goes_to("dm")
    someone.page.get_by_test_id(f"conversation-{CHANNEL}").hover()
    someone.page.mouse.down()
    team.are_asked()
    someone.sees("Three questions, posted to")
    someone.page.mouse.up()
    expect(someone.page.get_by_role("main").get_by_role("heading", name="team", level=1)).to_be_visible()
    expect(someone.page.get_by_test_id(f"conversation-{CHANNEL}")).to_have_attribute("aria-current", "page")


def test_what_is_read_aloud_has_its_times_in_words(someone, team):
    someone.is_now(team[0].id)
    someone.goes_to("dm")
    team.are_asked()
    expect(someone.page.get_by_role("status").filter(has_text="standup: Daily standup")).not_to_contain_text("<!date")


def test_what_people_type_is_text_and_nothing_else(someone, team):
    hostile = "<img src=x onerror=alert(1)> <script>alert(2)</script> <!channel>"
    someone.is_now(team[0].id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.presses("Open Report")
    someone.writes(hostile)
    someone.sends()
    someone.sees("Thank you.")
    someone.runs("send_report")
    someone.goes_to(f"conversation-{CHANNEL}")
    someone.sees(hostile)
    assert someone.page.locator("main img[src='x']").count() == 0


def test_the_home_tab_shows_todays_standup(someone, team):
    someone.is_now(team[0].id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.sees("Three questions, posted to")
    someone.goes_to("app-home")
    someone.sees("Today")
    someone.presses("Skip today")
    someone.sees("You are skipping")


def test_the_shortcut_beside_the_composer_opens_todays_report(someone, team):
    someone.is_now(team[0].id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.sees("Three questions, posted to")
    someone.goes_to(f"conversation-{CHANNEL}")
    someone.page.get_by_role("button", name="Shortcuts").focus()
    someone.page.keyboard.press("Enter")
    expect(someone.page.get_by_role("menuitem").first).to_be_focused()
    someone.page.keyboard.press("Enter")
    someone.writes("Finished the export", "Review", "")
    someone.sends()
    someone.goes_to("dm")
    someone.sees("Thank you.")


def test_typing_to_the_bot_is_answered_below(someone, team):
    someone.is_now(team[0].id)
    someone.goes_to("dm")
    field = someone.page.get_by_test_id("composer").get_by_role("textbox").or_(someone.page.get_by_test_id("composer"))
    field.last.fill("skpi")
    field.last.press("Enter")
    someone.sees("Did you mean")
