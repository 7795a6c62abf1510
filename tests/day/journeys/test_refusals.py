"""What Slack refuses is about what it says it is about: one channel, one person, one message; not all of the app."""

import pytest

from tests.kit.people import CHANNEL, answers


@pytest.fixture
def alice(asked_team):
    """Not the one who created the channel: who looks after a standup is told of what becomes of it."""
    return asked_team.asked[1]


def test_who_edits_after_the_channel_was_archived_keeps_the_answers_and_nothing_fails(team, alice):
    answers(alice, "Export")
    team.settles()
    team.get_the_report()
    team.place.post("channel", id=CHANNEL, set={"is_archived": True})
    team.settles()
    answers(alice, "Export and import")
    team.settles()
    assert team.failures() == []
    assert team.row(alice)["answers"] == {"question0": "Export and import"}


def test_who_answers_after_the_channel_was_archived_reads_that_it_is_kept(team, alice):
    team.get_the_report()
    team.place.post("channel", id=CHANNEL, set={"is_archived": True})
    team.settles()
    answers(alice, "Export")
    team.settles()
    assert team.failures() == []
    assert team.row(alice)["answers"] == {"question0": "Export"}
    assert "Your answers are kept, but Slack doesn't let me post them to #team now." in alice.reads()

    team.place.post("channel", id=CHANNEL, set={"is_archived": False}, add=["bot"])
    team.settles()
    answers(alice, "Export and import")
    team.settles()
    assert len(team.thread()) == 1


def test_a_menu_that_an_admin_has_deleted_fails_nothing(team, alice):
    alice.clicks("Open Report")
    team.fault("response_url", "error", error="used_url", times=None)
    team.fault("chat.update", "error", error="message_not_found", times=None)
    assert alice.sends("Export")["outcome"] == "closed"
    team.settles()
    assert team.failures() == []
    assert team.row(alice)["answers"] == {"question0": "Export"}


@pytest.mark.parametrize("code", ["no_permission", "access_denied", "messages_tab_disabled"])
def test_what_slack_refuses_of_one_person_stops_nobody_else(team, code):
    team.fault("chat.postMessage", "error", error=code, times=1, after=2)
    assert team.are_asked()["status"] == "succeeded"
    assert len(team.asked) == 10
    (unreached,) = [row for row in team.rows() if row.get("state") == "unreachable"]
    assert unreached["problem"] == code
