"""People come and go while a standup is under way, and channels do."""

import json
from datetime import UTC, datetime

import pytest

from tests.kit.people import CHANNEL, Team, answers, labels

EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)


def is_paused(team: Team) -> bool:
    """Whether the standup rests; as long as nobody has changed anything about it, it need not be stored."""
    rows = [row for row in team.rows("standup-standups") if row.get("standup_id") == "daily"]
    return any(json.loads(row["config"])["is_paused"] for row in rows)


@pytest.fixture
def small_team(team: Team):
    """The standup under way, after the first two have left."""
    for person in team.people[:2]:
        team.place.post("channel", id=CHANNEL, remove=[person.id])
    team.settles()
    team.event("tick", time=f"{team.now:%Y-%m-%dT%H:%M:00Z}")
    team.are_asked()
    return team


def test_who_joins_before_the_report_is_asked_at_once_and_only_once(small_team):
    newcomer = small_team[0]
    assert newcomer.messages() == []
    for _ in range(2):
        small_team.place.post("channel", id=CHANNEL, add=[newcomer.id])
        small_team.settles()
    assert labels(newcomer) == ["Open Report", "Skip today"]
    assert len(newcomer.messages()) == 1
    answers(newcomer, "Export")
    small_team.settles()
    small_team.get_the_report()
    assert [post["username"] for post in small_team.posts()] == [newcomer.name]


def test_who_joins_after_the_report_is_asked_the_next_time(small_team):
    small_team.get_the_report()
    small_team.place.post("channel", id=CHANNEL, add=[small_team[0].id])
    small_team.settles()
    assert small_team[0].messages() == []


def test_who_leaves_is_taken_off_and_their_menu_says_so(small_team):
    leaver = small_team[3]
    small_team.place.post("channel", id=CHANNEL, remove=[leaver.id])
    small_team.settles()
    assert "You have left" in leaver.reads()
    assert labels_or_none(leaver) == []
    small_team.comes_the_next_tick()
    assert leaver.id not in json.loads(small_team.occurrence()["roster"])


def test_an_answer_that_was_given_stays_when_its_author_leaves(small_team):
    leaver = small_team[3]
    answers(leaver, "Export")
    small_team.settles()
    small_team.place.post("channel", id=CHANNEL, remove=[leaver.id])
    small_team.settles()
    small_team.get_the_report()
    assert [post["username"] for post in small_team.posts()] == [leaver.name]


def test_an_archived_channel_lets_the_standup_rest_until_it_is_back(small_team):
    actor = next(person for person in small_team if person.id == "U0ANAPRG01")
    small_team.place.post("channel", id=CHANNEL, set={"is_archived": True})
    small_team.settles()
    assert is_paused(small_team)
    assert "is paused: the channel was archived" in actor.reads()
    small_team.place.post("channel", id=CHANNEL, set={"is_archived": False}, add=["bot"])
    small_team.settles()
    assert not is_paused(small_team)
    assert "goes on" in actor.reads()


def test_without_the_bot_in_its_channel_the_standup_rests(small_team):
    small_team.place.post("channel", id=CHANNEL, remove=["bot"])
    small_team.settles()
    assert is_paused(small_team)
    assert small_team.failures() == []


def labels_or_none(person):
    blocks = person.messages()[-1]["blocks"]
    return [block for block in blocks if block["type"] == "actions"]


def test_a_renamed_channel_changes_nothing(small_team):
    answers(small_team[3], "Export")
    small_team.place.post("channel", id=CHANNEL, set={"name": "crew"})
    small_team.settles()
    assert small_team.get_the_report()["status"] == "succeeded"
    assert [post["username"] for post in small_team.posts()] == [small_team[3].name]
    assert not is_paused(small_team)
    assert small_team.failures() == []
