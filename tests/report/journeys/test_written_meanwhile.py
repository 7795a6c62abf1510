"""What people write while a channel is archived, or without the bot, stands in their posts once it is back; once."""

import pytest

from slack_simulator.ids import TEAM_ID
from tests.kit.people import CHANNEL, Team, answers

PRIVATE = "C0LEADS001"


@pytest.fixture
def reported(asked_team) -> Team:
    for person in asked_team.asked[1:4]:
        answers(person, "Export")
    asked_team.settles()
    asked_team.get_the_report()
    return asked_team


def changes(team, channel=CHANNEL, **wish):
    team.place.post("channel", id=channel, **wish)
    team.settles()


def ticks_come(team):
    for _ in range(3):
        team.time_passes(minutes=5)
        team.comes_the_next_tick()


def writes(team, person, words):
    answers(person, words)
    team.settles()


def words_of(team, person):
    return [
        post["text"] for post in team.posts() + team.thread() if person.name in f"{post.get('username')}{post['text']}"
    ]


def test_what_was_edited_while_it_was_archived_is_there_when_the_bot_is_back(reported):
    alice, bob, carol = reported.asked[1:4]
    changes(reported, set={"is_archived": True})
    writes(reported, alice, "Export and import")
    writes(reported, alice, "Export, import and tests")
    writes(reported, bob, "Export again")
    assert "Your change is kept, but Slack doesn't let me change what is in #team now." in alice.reads()
    changes(reported, set={"is_archived": False}, add=["bot"])
    before = len(reported.calls("chat.update"))
    ticks_come(reported)
    assert ["Export, import and tests" in text for text in words_of(reported, alice)] == [True]
    assert ["Export again" in text for text in words_of(reported, bob)] == [True]
    assert len(words_of(reported, carol)) == 1
    assert "was posted to #team" in alice.reads()
    changed = [call["args"]["ts"] for call in reported.calls("chat.update")[before:]]
    posts = [post["ts"] for post in reported.posts() if any(one.name in str(post) for one in (alice, bob))]
    theirs = {*posts, *(one.messages()[0]["ts"] for one in (alice, bob))}
    assert sorted(ts for ts in changed if ts in theirs) == sorted(theirs), "for each of two their post and their menu"
    (summary_header,) = {*changed} - theirs
    assert summary_header == reported.channel()[0]["ts"]
    ticks_come(reported)
    assert len(reported.calls("chat.update")) == before + len(changed), "nothing twice"
    assert reported.failures() == []


def test_what_was_written_late_while_it_was_archived_comes_into_the_thread_once(reported):
    dave = reported.asked[5]
    changes(reported, set={"is_archived": True})
    writes(reported, dave, "Late")
    changes(reported, set={"is_archived": False}, add=["bot"])
    ticks_come(reported)
    assert len(reported.thread()) == 1
    assert [each["text"] for each in reported.channel() if "4 of 11 reported" in each["text"]]
    ticks_come(reported)
    assert len(reported.thread()) == 1


def test_in_a_private_channel_that_is_unarchived_too(team, stack):
    changes(team, PRIVATE, add=["bot"])
    row = next(each for each in team.rows("standup-standups") if PRIVATE in str(each.get("config")))
    name = f"{TEAM_ID}.{row['standup_id']}"
    team.are_asked(standup=name)
    marcus = team[1]
    writes(team, marcus, "Export")
    team.get_the_report(standup=name)
    changes(team, PRIVATE, set={"is_archived": True})
    writes(team, marcus, "Export and import")
    changes(team, PRIVATE, set={"is_archived": False})
    ticks_come(team)
    posts = [post["text"] for post in marcus.state()["messages"][PRIVATE] if "Export" in post["text"]]
    assert ["Export and import" in text for text in posts] == [True]


def test_nothing_is_tried_again_and_again_while_the_channel_stays_archived(reported):
    changes(reported, set={"is_archived": True})
    writes(reported, reported.asked[1], "Export and import")
    before = len(reported.calls("chat.update"))
    ticks_come(reported)
    assert len(reported.calls("chat.update")) == before
    assert reported.failures() == []


def test_where_slack_tells_nothing_of_the_bot_being_back_it_is_there_by_the_next_day(reported):
    alice = reported.asked[1]
    reported.fault("chat.update", "error", error="is_inactive", times=None)
    writes(reported, alice, "Export and import")
    reported.no_faults()
    reported.time_passes(hours=23)
    reported.time_passes(hours=2)
    ticks_come(reported)
    assert ["Export and import" in text for text in words_of(reported, alice)] == [True]
