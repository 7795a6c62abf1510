"""What a person can do with a menu, and what the menu says about it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from slack_simulator.visitor import NotAsExpected
from tests.kit.people import answers, labels
from tests.kit.requester import Requester, a_click, as_form


@pytest.fixture
def alice(asked_team):
    return asked_team.asked[0]


def press(team, person, message, label):
    """Press a button of a message that may look different by now."""
    row = next(block for block in message["blocks"] if block["type"] == "actions")
    button = next(button for button in row["elements"] if button["text"]["text"] == label)
    return team.place.post(
        "click",
        **{"as": person.id},
        action_id=button["action_id"],
        block_id=row["block_id"],
        value=button["value"],
        container={"channel": message["channel"], "ts": message["ts"]},
    )


def test_who_skips_sees_it_and_can_undo(team, alice):
    alice.clicks("Skip today")
    team.settles()
    assert "skipping" in alice.reads()
    assert labels(alice) == ["Undo"]
    alice.clicks("Undo")
    team.settles()
    assert labels(alice) == ["Open Report", "Skip today"]
    assert team.row(alice)["state"] == "asked"


def test_who_skips_is_named_and_who_is_silent_is_not(team, alice):
    silent = team.asked[1]
    answers(team.asked[2], "Export")
    alice.clicks("Skip today")
    team.settles()
    team.get_the_report()
    summary_header = team.channel()[0]["text"]
    assert f"{alice.name} skips today." in summary_header
    assert silent.name not in summary_header


def test_nobody_answered_and_the_heading_says_so(team, alice):
    team.get_the_report()
    (summary_header,) = team.channel()
    assert "No reports today." in summary_header["text"]
    assert "without you" in alice.reads()


def test_a_report_is_edited_before_it_is_out(team, alice):
    answers(alice, "Export", "Review", "None")
    team.settles()
    alice.clicks("Edit")
    initial = [block["element"].get("initial_value") for block in alice.questions()]
    assert initial == ["Export", "Review", "None"]
    alice.sends("Export, twice", "Review", "None")
    team.settles()
    team.get_the_report()
    (post,) = team.posts()
    assert "Export, twice" in post["text"]


def test_a_withdrawn_report_is_not_posted(team, alice):
    answers(alice, "Export")
    team.settles()
    alice.clicks("Withdraw")
    team.settles()
    assert labels(alice) == ["Open Report", "Skip today"]
    team.get_the_report()
    assert team.posts() == []


def test_an_answer_after_the_report_goes_into_its_thread(team, alice):
    team.get_the_report()
    answers(alice, "Export")
    team.settles()
    (late,) = team.thread()
    assert late["username"] == alice.name
    assert late["thread_ts"] == team.channel()[0]["ts"]
    assert "added to the thread" in alice.reads()


def test_an_edit_after_the_report_changes_the_post_in_place(team, alice):
    answers(alice, "Export")
    team.settles()
    team.get_the_report()
    before = team.posts()
    answers(alice, "Export and import")
    team.settles()
    (after,) = team.posts()
    assert after["ts"] == before[0]["ts"]
    assert "Export and import" in after["text"]
    assert "edited at" in str(after["blocks"])


def test_an_edit_that_makes_a_report_longer_or_shorter_keeps_all_of_it(team, alice):
    answers(alice, "short")
    team.settles()
    team.get_the_report()
    team.time_passes(minutes=1)  # who edits sooner waits until the report's own claim of the post is over
    answers(alice, "&" * 3000)
    team.settles()
    assert sum(str(post["blocks"]).count("&") for post in team.posts()) >= 3000
    answers(alice, "short again")
    team.settles()
    shown = [str(post["blocks"]) for post in team.posts()]
    assert "short again" in shown[0]
    assert all("taken out in an edit" in text for text in shown[1:])


def test_what_was_planned_is_where_yesterday_starts(team, alice):
    answers(alice, "Export", "Review the import", "Access to staging")
    team.settles()
    team.time_passes(days=1)
    team.event("send_questions")
    alice.clicks("Open Report")
    first, second, third = alice.questions()
    assert first["element"]["initial_value"] == "Review the import"
    assert "initial_value" not in second["element"]
    assert third["hint"]["text"] == "Last time: Access to staging"


def test_answers_that_are_all_empty_are_refused_in_the_modal(team, alice):
    alice.clicks("Open Report")
    refused = alice.sends("", "  \n ", "")
    assert refused["outcome"] == "errors"
    assert list(refused["errors"].values()) == ["Write at least one answer, or close this and press Skip today."]
    alice.sends("Export", "", "")
    team.settles()
    assert team.row(alice)["answers"] == {"question0": "Export"}


@pytest.mark.parametrize(("label", "state"), [("Skip today", "skipped"), ("Open Report", "asked")])
def test_a_double_click_is_one_click(team, alice, label, state):
    (menu,) = alice.messages()
    with ThreadPoolExecutor(2) as fingers:
        list(fingers.map(lambda _: press(team, alice, menu, label), range(2)))
    team.settles()
    assert team.row(alice)["state"] == state
    assert len(alice.messages()) == 1
    assert len(alice.state()["views"]) <= 1


def test_a_double_submission_is_stored_once(team, alice):
    alice.clicks("Open Report")
    view = alice.form()
    fields = [block["block_id"] for block in alice.questions()]
    values = {field: {field: {"type": "plain_text_input", "value": "Export"}} for field in fields}

    def submit(_):
        try:
            return team.place.post("submit", **{"as": alice.id}, view_id=view["id"], values=values)["outcome"]
        except NotAsExpected:  # the workspace has closed the form by then
            return "closed"

    with ThreadPoolExecutor(2) as fingers:
        assert list(fingers.map(submit, range(2))) == ["closed", "closed"]
    team.settles()
    assert team.row(alice)["answers"] == dict.fromkeys(fields, "Export")
    assert len(alice.messages()) == 1
    assert team.failures() == []


def test_a_click_that_comes_too_late_shows_the_present_state(team, stack, alice):
    """From a phone, say, that has not heard of the answer given elsewhere."""
    answers(alice, "Export")
    team.settles()
    report_id = team.occurrence()["report_id"]
    click = a_click(report_id.split(".")[0], alice.id, "standup.action.skip_today", report_id)
    assert Requester(stack.url, team.now).send(as_form(click)).status_code == 200
    team.settles()
    assert team.row(alice)["state"] == "submitted"
    assert "Thank you" in alice.reads()
    assert team.calls("chat.update")


HOSTILE = "<!channel> <!here> @everyone <@U0BOSS> <https://evil.example|bank> *bold* &amp; `x`\n> quote\n\n  indented"


def test_what_people_type_is_shown_as_typed_and_mentions_nobody(team, alice):
    answers(alice, HOSTILE, HOSTILE, HOSTILE)
    team.settles()
    assert not any(message.get("_local", {}).get("mentions") for message in alice.messages())
    team.get_the_report()
    (post,) = team.posts()
    texts = [e["text"] for e in post["blocks"][0]["elements"][0]["elements"] if not e.get("style")]
    assert texts == [HOSTILE] * 3
    assert not any(message.get("_local", {}).get("mentions") for message in team.channel())
    assert team.row(alice)["answers"]["question0"] == HOSTILE
