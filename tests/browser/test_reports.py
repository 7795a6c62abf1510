"""A report stays true, for people who look at the page: a skip undone, an edit, a late one, help and its end."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_journeys import someone  # noqa: F401 the fixture
from tests.kit.people import CHANNEL


@pytest.fixture
def reader(someone, team):  # noqa: F811
    """Somebody who was the first to answer, and looks at the channel after the report."""
    answers(someone, team[0], "Open Report", "Finished the export", asks=True)
    someone.sees("Thank you.")
    someone.runs("send_report")
    someone.goes_to(f"conversation-{CHANNEL}")
    someone.sees("1 of 11 reported.")
    expect(someone.messages).to_have_count(2)
    return someone


def answers(someone, person, button, text, *, asks=False):  # noqa: F811
    someone.is_now(person.id)
    if asks:
        someone.runs("send_questions")
    someone.goes_to("dm")
    someone.presses(button)
    someone.writes(text)
    someone.sends()


def test_an_edit_changes_the_post_and_says_so(reader, team):
    answers(reader, team[0], "Edit", "Finished the export and the import")
    reader.goes_to(f"conversation-{CHANNEL}")
    post = reader.messages.filter(has_text="Finished the export and the import")
    expect(post).to_contain_text("edited at")
    expect(post).to_contain_text(team[0].name)
    expect(reader.messages).to_have_count(2)


def test_a_late_answer_joins_the_thread_and_is_counted(reader, team):
    answers(reader, team[2], "Add to thread", "Late, but here")
    reader.sees("was added to the thread")
    reader.goes_to(f"conversation-{CHANNEL}")
    reader.sees("2 of 11 reported.")
    expect(reader.messages).to_have_count(2)
    reader.page.get_by_test_id("thread-bar").click()
    reader.sees("Late, but here")
    reader.sees("added at")


def test_a_skip_is_taken_back_until_the_report(someone, team):  # noqa: F811
    someone.is_now(team[1].id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.presses("Skip today")
    someone.sees("will see that you skip")
    someone.presses("Undo")
    someone.sees("Three questions, posted to")
    someone.runs("send_report")
    someone.goes_to(f"conversation-{CHANNEL}")
    someone.sees("No reports today.")
    expect(someone.page.get_by_role("main").get_by_text("skips today")).to_have_count(0)


@pytest.fixture
def helped(someone, team):  # noqa: F811
    """Somebody in whose way something is, after somebody else has said in the channel that they can help."""
    ana, bo = team[0], team[1]
    someone.is_now(ana.id)
    someone.runs("send_questions")
    someone.goes_to("dm")
    someone.presses("Open Report")
    someone.writes("Finished the export", "Review", "Waiting for a review")
    someone.sees("Who could help?")
    someone.sends()
    someone.sees("Thank you.")
    someone.runs("send_report")
    someone.is_now(bo.id)
    someone.goes_to(f"conversation-{CHANNEL}")
    expect(someone.messages.filter(has_text="Finished the export")).to_contain_text("I can help")
    someone.presses("I can help")
    someone.sees("You help with what is in the way of")
    return someone


def test_who_is_blocked_and_who_helps_see_it_until_it_is_resolved(helped, team):
    helped.goes_to("app-home")
    helped.sees("Open blockers")
    helped.sees("In the way of")
    helped.goes_to("dm")  # not as somebody else at Home: that would open theirs, and going there once more
    helped.is_now(team[0].id)
    helped.sees("can help with what is in your way")
    helped.goes_to("app-home")
    helped.sees("In your way")
    helped.presses("Resolved")
    helped.sees("This is resolved")
    expect(helped.page.get_by_text("Open blockers")).to_have_count(0)
    helped.presses("Undo")
    helped.sees("This is open again")
    helped.sees("Open blockers")
    helped.presses("Resolved")
    helped.sees("This is resolved")
    helped.goes_to(f"conversation-{CHANNEL}")
    expect(helped.messages.filter(has_text="Finished the export")).to_contain_text(team[0].name)
    helped.page.get_by_test_id("thread-bar").click()
    helped.sees("What was in the way is resolved.")
