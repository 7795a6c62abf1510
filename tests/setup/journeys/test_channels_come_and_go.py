"""Channels are archived, shared, and left without the bot: standups rest, come back, and their owners know how."""

import json

import pytest

from slack_simulator.ids import TEAM_ID
from tests.kit.people import CHANNEL, Team, answers
from tests.kit.requester import Requester

PRIVATE = "C0LEADS001"
INVITE = "write `/invite @standup` in the channel"


@pytest.fixture
def ana(team):
    return team[0]


def standup(team: Team, channel=CHANNEL):
    rows = [row for row in team.rows("standup-standups") if "config" in row]
    return next(row for row in rows if json.loads(row["config"])["channel"] == channel)


def is_paused(team, channel=CHANNEL):
    return json.loads(standup(team, channel)["config"])["is_paused"]


def told(person, words):
    return [message["text"] for message in person.messages() if words in message["text"]]


def members(team, channel=CHANNEL):
    return next(each["members"] for each in team.place.state()["conversations"] if each["id"] == channel)


def changes(team, channel=CHANNEL, **wish):
    team.place.post("channel", id=channel, **wish)
    team.settles()


def test_who_takes_the_bot_out_of_a_channel_has_its_standup_rest_and_reads_how_to_bring_it_back(asked_team, ana):
    changes(asked_team, remove=["bot"])
    assert is_paused(asked_team)
    assert len(told(ana, "is paused: I'm not in the channel any more")) == 1
    assert INVITE in ana.reads()
    changes(asked_team, add=["bot"])
    assert not is_paused(asked_team)
    assert len(told(ana, "goes on:")) == 1
    assert asked_team.failures() == []


def test_slack_tells_the_bot_of_its_own_leaving_by_channel_left_and_never_by_member_left_channel(asked_team, stack):
    changes(asked_team, remove=["bot"])
    titles = [entry["title"] for entry in asked_team.place.get("journal")["entries"]]
    assert any("channel_left" in title and "member" not in title for title in titles)
    assert not any("member_left_channel" in title for title in titles)


def withheld(team):
    """Take the bot out of the channel without Slack's telling it."""
    team.place.post("policies", leaving="")
    changes(team, remove=["bot"])


def tells(team, stack, event, event_id="Ev1"):
    """Have Slack tell of something that may have been so a while ago, or that it has told of already."""
    told = {"type": "event_callback", "team_id": TEAM_ID, "event_id": event_id, "event": event}
    answer = Requester(stack.url, team.now).send(json.dumps(told).encode(), form=False)
    assert answer.status_code == 200
    team.settles()


def test_an_event_of_leaving_that_comes_after_the_bot_is_back_changes_nothing(asked_team, stack):
    tells(asked_team, stack, {"type": "channel_left", "channel": CHANNEL, "actor_id": asked_team[0].id})
    assert told(asked_team[0], "is paused") == []


def test_when_slack_withholds_it_the_owners_learn_at_the_report_that_the_bot_is_not_there(asked_team, ana):
    answers(asked_team.asked[1], "Export")
    asked_team.settles()
    withheld(asked_team)
    assert asked_team.get_the_report()["status"] == "failed"
    assert is_paused(asked_team)
    assert len(told(ana, "could not be posted to")) == 1
    assert "is kept. Write `/invite @standup` in the channel, then press Post now." in ana.reads()
    assert "Until I'm there again, the standup is paused." in ana.reads()
    assert told(ana, "is paused: I'm not") == [], "once is enough"

    changes(asked_team, add=["bot"])
    assert not is_paused(asked_team)
    asked_team.get_the_report()
    assert [post["username"] for post in asked_team.posts()] == [asked_team.asked[1].name]


def test_owners_who_know_that_the_bot_is_out_are_not_told_again_by_each_report_that_is_tried_by_hand(asked_team, ana):
    answers(asked_team.asked[1], "Export")
    asked_team.settles()
    changes(asked_team, remove=["bot"])
    before = len(ana.messages())
    for _ in range(3):
        assert asked_team.get_the_report()["status"] == "failed"
        asked_team.are_asked()
    assert len(ana.messages()) == before
    assert told(ana, "could not be posted to") == []
    changes(asked_team, add=["bot"])
    asked_team.get_the_report()
    assert [post["username"] for post in asked_team.posts()] == [asked_team.asked[1].name]


def test_of_an_archived_channel_owners_hear_once_too(asked_team, ana):
    changes(asked_team, set={"is_archived": True})
    asked_team.get_the_report()
    asked_team.get_the_report()
    assert len(told(ana, "is paused: the channel was archived")) == 1
    assert told(ana, "could not be posted to") == []


def test_when_slack_withholds_it_nobody_is_asked_for_a_report_that_could_not_be_posted(team, ana):
    withheld(team)
    for _ in range(2):
        assert team.are_asked()["status"] == "failed"
    assert is_paused(team)
    assert [len(person.messages()) for person in team.asked] == [1], "the owner is told, and nobody asked"
    assert len(told(ana, "is paused: I'm not in the channel any more")) == 1
    assert INVITE in ana.reads()


def test_a_public_channel_that_is_unarchived_is_empty_and_the_owners_are_told_to_invite_the_bot(asked_team, ana):
    changes(asked_team, set={"is_archived": True})
    assert "unarchive the channel and write" in ana.reads()
    changes(asked_team, set={"is_archived": False})
    assert members(asked_team) == []
    assert is_paused(asked_team)
    assert len(told(ana, "is unarchived, but I'm not in it any more")) == 1
    changes(asked_team, add=["bot", ana.id])
    assert not is_paused(asked_team)
    assert len(told(ana, "goes on:")) == 1


def test_of_an_unarchived_channel_that_slack_tells_of_twice_the_owners_are_told_once(asked_team, ana, stack):
    changes(asked_team, set={"is_archived": True})
    changes(asked_team, set={"is_archived": False})
    before = len(told(ana, "is unarchived"))
    for _ in range(2):
        tells(asked_team, stack, {"type": "channel_unarchive", "channel": CHANNEL, "user": ana.id}, "Ev7")
    assert len(told(ana, "is unarchived")) == before + 1


def test_a_private_channel_that_is_unarchived_has_its_people_and_goes_on_by_itself(team, ana):
    changes(team, PRIVATE, add=["bot"])
    changes(team, PRIVATE, set={"is_archived": True})
    assert is_paused(team, PRIVATE)
    changes(team, PRIVATE, set={"is_archived": False})
    assert not is_paused(team, PRIVATE)
    assert told(ana, "is unarchived, but I'm not in it") == []


NEW = "C0SHARED01"


def moved(team):
    """The private channel with a standup whose questions are out, shared with another company since."""
    changes(team, PRIVATE, add=["bot"])
    config = json.loads(standup(team, PRIVATE)["config"])
    name = f"{TEAM_ID}.{standup(team, PRIVATE)['standup_id']}"
    assert config["channel"] == PRIVATE
    team.are_asked(standup=name)
    return name


def test_a_channel_that_is_shared_has_another_id_and_its_report_arrives_all_the_same(team, ana, stack):
    name = moved(team)
    answers(ana, "Export")
    team.settles()
    before = standup(team, PRIVATE)
    changes(team, PRIVATE, new_id=NEW)
    event = {"type": "channel_id_changed", "old_channel_id": PRIVATE, "new_channel_id": NEW}
    tells(team, stack, event)
    assert PRIVATE not in standup(team, NEW)["config"]
    assert standup(team, NEW)["version"] == before["version"] + 1, "told twice, it is changed once"
    assert standup(team, NEW).get("since") == before.get("since")
    assert standup(team, NEW)["introduction_channel"] == NEW
    assert team.get_the_report(standup=name)["status"] == "succeeded"
    posts = [message for message in ana.state()["messages"][NEW] if message.get("username")]
    assert [post["username"] for post in posts] == [ana.name]
    concerned = [row["standup_id"] for row in team.rows("standup-standups") if row.get("concerned")]
    assert f".in.{NEW}" in concerned
    assert team.failures() == []


def test_what_is_out_can_be_edited_after_the_channel_got_another_id(team, ana):
    name = moved(team)
    answers(ana, "Export")
    team.settles()
    team.get_the_report(standup=name)
    changes(team, PRIVATE, new_id=NEW)
    answers(ana, "Export and import")
    team.settles()
    posts = [message for message in ana.state()["messages"][NEW] if "Export" in message["text"]]
    assert ["Export and import" in post["text"] for post in posts] == [True]
    assert team.failures() == []


def test_days_long_past_follow_the_new_id_too(team, ana, stack):
    name = moved(team)
    team.get_the_report(standup=name)
    team.time_passes(days=40)
    changes(team, PRIVATE, new_id=NEW)
    team.time_passes(minutes=6)
    team.comes_the_next_tick()
    days = [row for row in team.rows() if "user_id" not in row and row["report_id"].startswith(name)]
    assert len(days) > 1
    assert {(day["channel"], day["home"]) for day in days} == {(NEW, NEW)}
