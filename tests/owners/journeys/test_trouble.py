"""When something fails: who is told what, what is kept, and how it goes on."""

from datetime import timedelta

import pytest

from tests.kit.people import CHANNEL, answers, labels
from tests.kit.requester import invoke

TODAY = "2026-11-24T08:00:00Z"


@pytest.fixture
def alice(asked_team):
    return asked_team.asked[0]


def test_an_archived_channel_keeps_the_answers_and_the_report_goes_out_later(team, alice):
    answers(alice, "Export")
    team.settles()
    team.place.post("channel", id=CHANNEL, set={"is_archived": True})
    refused = team.get_the_report()
    assert (refused["status"], team.occurrence()["problem"]) == ("failed", "is_archived")
    assert team.row(alice)["answers"] == {"question0": "Export"}
    team.place.post("channel", id=CHANNEL, set={"is_archived": False}, add=["bot"])
    assert team.get_the_report()["status"] == "succeeded"
    assert [post["username"] for post in team.posts()] == [alice.name]
    assert "problem" not in team.occurrence()


def test_without_the_bot_in_the_channel_nothing_is_lost(team, alice):
    answers(alice, "Export")
    team.settles()
    bot = alice.state()["app"]["bot_user_id"]
    team.place.post("channel", id=CHANNEL, remove=[bot])
    assert team.get_the_report()["status"] == "failed"
    assert team.occurrence()["problem"] == "not_in_channel"
    team.place.post("channel", id=CHANNEL, add=[bot])
    assert team.get_the_report()["status"] == "succeeded"
    assert len(team.posts()) == 1


def test_the_failing_event_is_repeated_by_lambda_and_ends_in_the_failure_list(team, alice):
    answers(alice, "Export")
    team.place.post("channel", id=CHANNEL, set={"is_archived": True})
    team.place.post("schedule", type="send_report")
    team.settles()
    (failure,) = team.failures()
    assert (failure["function"], failure["attempts"]) == ("scheduled-events", 3)
    assert "is_archived" in str(failure["error"])


def test_a_lost_reply_does_not_send_a_second_menu(team):
    team.fault("chat.postMessage", "lost_reply", times=2, after=3)
    assert team.are_asked()["status"] == "succeeded"
    assert [len(person.messages()) for person in team.asked] == [1] * 11
    assert all("menu_ts" in row for row in team.rows() if "user_id" in row)


def test_a_lost_reply_does_not_post_a_report_twice(team, alice):
    answers(alice, "Export")
    answers(team.asked[1], "Import")
    team.settles()
    team.fault("chat.postMessage", "lost_reply", times=1)
    team.fault("chat.postMessage", "lost_reply", times=1, after=1)
    team.place.post("schedule", type="send_report")
    team.settles()
    assert len([message for message in team.channel() if message not in team.posts()]) == 1
    assert sorted(post["username"] for post in team.posts()) == sorted([alice.name, team.asked[1].name])
    assert team.failures() == []


def test_without_the_scope_to_read_the_channel_a_doubtful_post_is_made_again(team, alice):
    """Nobody can tell whether it was posted: twice is better than never."""
    team.place.post("scopes", declined=["channels:history", "groups:history"])
    answers(alice, "Export")
    team.settles()
    team.fault("chat.postMessage", "lost_reply", times=1, after=1)
    assert team.get_the_report()["status"] == "succeeded"
    assert [post["username"] for post in team.posts()] == [alice.name, alice.name]
    team.place.post("scopes", declined=[])


def test_a_rate_limit_is_waited_for_and_costs_nobody_their_menu(team):
    team.fault("chat.postMessage", "ratelimited", seconds=1, times=2, after=2)
    assert team.are_asked()["status"] == "succeeded"
    assert [len(person.messages()) for person in team.asked] == [1] * 11


def test_one_persons_failure_never_stops_the_others(team):
    unreachable = team[3]
    team.place.post("people", id=unreachable.id, set={"cannot_be_messaged": True})
    assert team.are_asked()["status"] == "succeeded"
    assert len(team.asked) == 10
    row = team.row(unreachable)
    assert row["state"] == "unreachable"
    assert row["problem"]
    answers(team.asked[0], "Export")
    team.settles()
    team.get_the_report()
    assert "1 of 10 reported." in team.channel()[0]["text"]


def test_a_dead_token_stops_the_run_and_says_so(team):
    team.fault("chat.postMessage", "error", error="token_revoked", times=None, after=2)
    assert team.are_asked()["status"] == "failed"
    assert team.occurrence()["problem"] == "token_revoked"
    assert len(team.calls("chat.postMessage")) == 3
    team.no_faults()
    assert team.are_asked()["status"] == "succeeded"
    assert [len(person.messages()) for person in team.asked] == [1] * 11


def test_slack_away_fails_the_event_and_the_next_try_finishes_it(team):
    team.fault("chat.postMessage", "status", status=503, times=None, after=4)
    assert team.are_asked()["status"] == "failed"
    team.no_faults()
    assert team.are_asked()["status"] == "succeeded"
    assert [len(person.messages()) for person in team.asked] == [1] * 11


def test_an_invoke_that_fails_loses_nothing(team, alice):
    team.fault("invoke", "status", status=500, times=None)
    answers(alice, "Export")
    assert team.row(alice)["answers"] == {"question0": "Export"}
    assert "Thank you" in alice.reads()
    bob = team.asked[1]
    bob.clicks("Skip today")
    assert labels(bob) == ["Undo"]


def test_an_invoke_whose_answer_is_lost_stores_once(team, alice):
    team.fault("invoke", "lost_reply", times=None)
    answers(alice, "Export")
    team.settles()
    assert team.row(alice)["answers"] == {"question0": "Export"}
    assert len(alice.messages()) == 1


def test_if_nothing_can_be_stored_the_form_stays_open_with_the_text(team, alice):
    alice.clicks("Open Report")
    team.fault("invoke", "status", status=500, times=None)
    team.fault("dynamodb", "status", status=500, times=None)
    refused = alice.sends("Export", "", "")
    assert refused["outcome"] == "errors"
    assert list(refused["errors"].values()) == [
        "We could not save this just now. Your text is still here; please press Send again."
    ]
    team.no_faults()
    assert alice.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    assert team.row(alice)["answers"] == {"question0": "Export"}


def test_a_late_answer_that_could_not_be_shown_is_shown_when_it_is_sent_again(team, alice):
    """It is stored, but nobody else would bring it into the thread."""
    team.get_the_report()
    alice.clicks("Add to thread")
    team.fault("invoke", "status", status=500, times=None)
    team.fault("chat.postMessage", "status", status=503, times=None)
    refused = alice.sends("Export", "", "")
    assert list(refused["errors"].values()) == [
        "Your report is saved, but showing it did not work just now. Please press Send again in a moment."
    ]
    assert team.row(alice)["answers"] == {"question0": "Export"}
    team.no_faults()
    team.time_passes(minutes=1)
    assert alice.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    assert len(team.thread()) == 1


def test_what_was_acknowledged_while_dynamodb_was_away_is_stored_when_it_is_back(team, alice):
    alice.clicks("Open Report")
    team.fault("dynamodb", "drop", times=4)
    assert alice.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    assert team.row(alice)["answers"] == {"question0": "Export"}
    assert team.failures() == []


def test_a_storage_that_hangs_does_not_keep_a_submission_waiting(team, alice):
    """The answer is in time (the workspace would say so if not) and what was typed is stored later."""
    alice.clicks("Open Report")
    team.fault("dynamodb", "hang", seconds=60, times=2)
    answer = alice.sends("Export", "", "")
    assert (answer["outcome"], answer["notice"]) == ("closed", None)
    team.settles()
    assert team.row(alice)["answers"] == {"question0": "Export"}


def test_a_lazy_function_that_keeps_failing_ends_in_the_failure_list(team, alice):
    alice.clicks("Open Report")
    team.fault("dynamodb", "status", status=500, times=None)
    assert alice.sends("Export", "", "")["outcome"] == "closed"
    team.settles()
    team.no_faults()
    (failure,) = team.failures()
    assert (failure["function"], failure["attempts"]) == ("slack-responses", 3)
    assert "StorageUnavailable" in str(failure["error"])


def test_a_storage_that_is_away_is_a_sentence_for_who_clicks(team, alice):
    team.fault("dynamodb", "status", status=500, times=None)
    alice.clicks("Open Report")
    assert "This takes a little longer than usual" in str(alice.form()["blocks"])


def test_a_slack_that_is_slow_is_a_sentence_for_who_clicks(team, alice):
    team.fault("views.open", "error", error="internal_error", times=1)
    alice.clicks("Open Report")
    alice_sees = alice.state()["messages"][alice.messages()[0]["channel"]][-1]
    shown = str(alice.state()["views"]) + str(alice_sees)
    assert "This takes a little longer than usual" in shown


def test_a_slack_that_hangs_does_not_keep_a_click_waiting(team, alice):
    team.fault("views.open", "hang", seconds=6, times=1)
    answer = alice.clicks("Open Report")
    assert (answer["outcome"], answer["notice"]) == ("acknowledged", None)
    assert "This takes a little longer than usual" in str(alice.messages()[-1])


def test_a_menu_that_cannot_be_changed_by_its_click_is_changed_where_it_is(team, alice):
    team.fault("response_url", "error", error="used_url", times=None)
    answers(alice, "Export")
    team.settles()
    assert "Thank you" in alice.reads()
    assert len(team.calls("chat.update")) == 1


@pytest.mark.parametrize(
    "event",
    [
        {},
        [],
        {"type": 5},
        {"type": "send_everything", "time": TODAY},
        {"type": "send_questions"},
        {"type": "send_questions", "time": "tomorrow"},
        {"type": "send_questions", "time": 5},
        {"type": "send_questions", "time": "2026-11-24T08:00:00"},
        {"type": "send_questions", "time": "9999-12-31T23:59:59Z"},
        {"type": "tick", "time": "0001-01-01T00:00:00+14:00"},
        {"type": "send_questions", "time": TODAY, "standup": "T0LOCAL001.nonsense"},
        {"type": "send_questions", "time": TODAY, "standup": "T0OTHER.daily"},
        {"type": "send_questions", "time": TODAY, "standup": 7},
    ],
)
def test_a_scheduled_event_that_makes_no_sense_fails_and_changes_nothing(team, stack, event):
    answer = invoke(stack, "scheduled-events", event)
    assert answer["errorType"] == "InvalidEvent"
    assert team.rows() == []
    assert team.asked == []


def test_the_date_is_that_of_the_event_whatever_the_clock_says(team):
    team.event("send_questions", time="2027-03-01T08:00:00Z")
    assert "Monday, 1 March" in team.asked[0].reads()
    assert team.occurrence()["report_id"].endswith(".20270301")


def test_an_answer_can_be_given_whatever_the_clock_says_while_nothing_newer_is_there(team, alice):
    team.place.post("clock", now=(team.now - timedelta(days=30)).isoformat())
    answers(alice, "Export")
    team.settles()
    assert team.row(alice)["answers"] == {"question0": "Export"}
