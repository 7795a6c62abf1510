"""The probe: it tells which way a Slack decides, and leaves nothing behind."""

import pytest
from slack_sdk import WebClient
from typer.testing import CliRunner

from app.local.stack import BOT_TOKEN
from app.local.visitor import CHANNEL
from ops import probe
from ops.probing.channel import TestChannel
from ops.probing.questions import QUESTIONS, outcome
from ops.steps import Problem

ANA = "U0ANAPRG01"
(EMPTY, AUTHOR, DELETING, WHOLE, MIXED, PICTURE, EMOJI, ARCHIVED, REMOVED) = QUESTIONS

# Each question with the switch that has the local Slack decide one way and the other.
WAYS = [
    (EMPTY, {"keeps_empty": True}, "they come back"),
    (EMPTY, {"keeps_empty": False}, "only c comes back"),
    (AUTHOR, {"author": "kept"}, "the name stays"),
    (AUTHOR, {"author": "lost"}, "the app's own name stands there"),
    (DELETING, {"deletes_authors": True}, "it is deleted"),
    (DELETING, {"deletes_authors": False}, "cant_delete_message"),
    (WHOLE, {"stays_rich": ""}, "it is changed"),
    (WHOLE, {"stays_rich": "whole"}, "block_mismatch"),
    (MIXED, {"stays_rich": "whole"}, "it is changed"),
    (MIXED, {"stays_rich": "any"}, "block_mismatch"),
    (PICTURE, {}, "it is taken"),
    (PICTURE, {"unseen_picture": "invalid_blocks"}, "invalid_blocks"),
    (EMOJI, {}, "it is taken"),
    (EMOJI, {"unknown_emoji": "invalid_blocks"}, "invalid_blocks"),
    (ARCHIVED, {"archived": "is_inactive"}, "is_inactive"),
    (ARCHIVED, {"archived": "is_archived"}, "is_archived"),
    (REMOVED, {"outside": "channel_not_found"}, "channel_not_found; the token works on"),
    (REMOVED, {"outside": "not_in_channel"}, "not_in_channel; the token works on"),
    (REMOVED, {"outside": "access_denied"}, "access_denied; the token works on"),
]


@pytest.fixture
def channel(team):
    """A private channel that Ana has made for this alone, with the app in it."""
    made = team.place.post("channel", create={"name": "probe", "is_private": True}, add=[ANA, "bot"])
    team.settles()
    return made["conversation"]["id"]


@pytest.fixture
def admin(team, channel):
    """Does by hand what they are asked for."""
    asked = []

    def does(what):
        asked.append(what)
        if "Remove" in what:
            team.place.post("channel", id=channel, remove=["bot"])
        elif what.startswith("Archive"):
            team.place.post("channel", id=channel, set={"is_archived": True})
        else:
            team.place.post("channel", id=channel, set={"is_archived": False}, add=["bot"])
        team.settles()
        return True

    does.asked = asked
    return does


@pytest.fixture
def trial(stack, channel, admin):
    return TestChannel(WebClient(BOT_TOKEN, f"{stack.url}/api/", retry_handlers=[]), channel, admin)


def test_every_question_is_tried_in_both_ways():
    assert {question.asks for question, _, _ in WAYS} == {question.asks for question in QUESTIONS}
    assert all(len({says for asked, _, says in WAYS if asked is question}) > 1 for question in QUESTIONS)


@pytest.mark.parametrize(("question", "policy", "says"), WAYS)
def test_it_tells_which_way_slack_decides(team, trial, question, policy, says):
    team.place.post("policies", **policy)
    assert outcome(question, trial) == says


def tried(team, channel):
    """What the probe has left; that the app introduces itself where it is invited is another thing."""
    messages = team.place.get("state", **{"as": ANA})["messages"].get(channel, [])
    return [message["ts"] for message in messages if message["text"].startswith("A test")]


def calls(team):
    return [call for call in team.calls("") if str(call["args"].get("text")).startswith("A test")]


@pytest.fixture
def here(stack, monkeypatch):
    """The environment of an admin."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_API_URL", f"{stack.url}/api/")


def test_it_says_what_it_will_do_and_does_nothing_before_that_is_wanted(team, channel, here):
    told = CliRunner().invoke(probe.app, [channel], input="n\n")
    assert told.exit_code == 1
    assert all(question.does in told.output for question in QUESTIONS if not question.is_by_hand)
    assert "nowhere else" in told.output
    assert calls(team) == []


def test_it_posts_nowhere_else_and_cleans_up(team, channel, here):
    team.place.post("policies", deletes_authors=True)
    told = CliRunner().invoke(probe.app, [channel, "--yes"])
    assert told.exit_code == 0, told.output
    assert "block_mismatch" in told.output
    assert {call["args"]["channel"] for call in calls(team)} == {channel}
    assert tried(team, channel) == []


def test_what_cannot_be_deleted_is_named(team, channel, here):
    told = CliRunner().invoke(probe.app, [channel, "--yes"])
    left = tried(team, channel)
    assert left
    assert all(ts in told.output for ts in left)


@pytest.mark.parametrize(
    ("which", "why"), [("public", "is not private"), ("crowded", "more than 3"), ("nowhere", "channel_not_found")]
)
def test_a_channel_in_which_others_would_read_it_is_refused(team, channel, trial, which, why):
    if which == "crowded":
        team.place.post("channel", id=channel, add=[person.id for person in team][:4])
    trial.id = {"public": CHANNEL, "crowded": channel, "nowhere": "C0NOWHERE1"}[which]
    with pytest.raises(Problem, match=why):
        trial.demand_fit()
    assert calls(team) == []


def test_a_channel_that_is_archived_is_left_as_it_was_found(trial, admin):
    for question in (ARCHIVED, REMOVED):
        outcome(question, trial)
    assert [what.split()[0] for what in admin.asked] == ["Archive", "Unarchive", "Remove", "Invite"]
