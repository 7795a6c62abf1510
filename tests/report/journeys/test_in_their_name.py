"""Posts are in people's names: Slack keeps these until a post is changed, and a changed one names its author inside."""

import pytest

from tests.day.journeys.test_helping import WAITING, presses
from tests.kit.people import answers


@pytest.fixture
def people(asked_team):
    ana, bo, *_ = asked_team.asked
    answers(ana, "Export", "Import", WAITING)
    asked_team.settles()
    asked_team.get_the_report()
    return ana, bo


def first_line(post):
    return post["text"].partition("\n")[0]


def test_who_edits_is_still_named_in_their_post_with_their_picture(asked_team, people):
    ana, _ = people
    (before,) = asked_team.posts()
    assert (before["username"], first_line(before)) == (ana.name, "Yesterday: Export")
    answers(ana, "Export and import", "Import", "none")
    asked_team.settles()
    (post,) = asked_team.posts()
    assert "username" not in post, "Slack shows the app as the author from now on"
    assert first_line(post) == ana.name
    picture, name = post["blocks"][0]["elements"]
    assert (picture["type"], picture["alt_text"], name["text"]) == ("image", ana.name, f"*{ana.name}*")
    assert "edited at" in str(post["blocks"])
    assert "Export and import" in post["text"]


def test_a_picture_that_slack_cannot_fetch_keeps_nobody_from_editing(asked_team, people):
    ana, _ = people
    asked_team.fault("chat.update", "error", error="invalid_blocks", times=1)
    answers(ana, "Export and import", "Import", "none")
    asked_team.settles()
    (post,) = asked_team.posts()
    assert (first_line(post), "image" in str(post["blocks"])) == (ana.name, False)
    assert asked_team.failures() == []


def test_who_helps_with_what_is_in_the_way_leaves_the_post_in_its_authors_name(asked_team, people):
    ana, bo = people
    presses(asked_team, bo, "I can help")
    (post,) = asked_team.posts()
    assert post["username"] == ana.name
    (said,) = asked_team.thread()
    assert said["text"] == f"*{ana.name}*: <@{bo.id}> helps."
    assert said["thread_ts"] == post["ts"]


def test_help_with_a_late_answer_is_said_in_the_reports_thread(asked_team):
    ana, bo, lee, *_ = asked_team.asked
    answers(lee, "Anything")
    asked_team.settles()
    asked_team.get_the_report()
    answers(ana, "Export", "Import", WAITING)
    asked_team.settles()
    presses(asked_team, bo, "I can help")
    late, said = asked_team.thread()
    assert (late["username"], said["text"]) == (ana.name, f"*{ana.name}*: <@{bo.id}> helps.")
    assert late["thread_ts"] == said["thread_ts"]


def test_what_was_said_of_help_is_said_once_though_the_reply_was_lost(asked_team, people):
    ana, bo = people
    asked_team.fault("chat.postMessage", "lost_reply", times=1, where={"channel": "C0TEAM0001"})
    presses(asked_team, bo, "I can help")
    asked_team.time_passes(minutes=1)
    presses(asked_team, bo, "I can help")
    (said,) = asked_team.thread()
    assert said["text"] == f"*{ana.name}*: <@{bo.id}> helps."
