"""The probe: it tells which way a Slack decides, and leaves nothing behind."""

import json
from dataclasses import replace

import pytest
from slack_sdk import WebClient
from typer.testing import CliRunner

from local.stack import BOT_TOKEN
from ops.probing import probe
from ops.probing.app_log import AppLog
from ops.probing.asking import Of, outcome
from ops.probing.channel import TestChannel
from ops.probing.questions import QUESTIONS
from ops.stage import Stage
from ops.steps import Problem
from slack_simulator.ids import GENERAL_CHANNEL
from slack_simulator.visitor import CHANNEL

ANA = "U0ANAPRG01"
NEW = "C0SHARED01"
(EMPTY, AUTHOR, DELETING, WHOLE, MIXED, PICTURE, EMOJI, ARCHIVED, REMOVED, OPEN, UNARCHIVED, OLD) = QUESTIONS
UNSEEN = "a change: channel_not_found; the token works on"
WITHOUT = "not_in_channel; a change: no_permission; the token works on"

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
    (REMOVED, {}, f"channel_not_found; {UNSEEN}; the app was told by group_left"),
    (REMOVED, {"outside": "not_in_channel"}, f"not_in_channel; {UNSEEN}; the app was told by group_left"),
    (REMOVED, {"outside": "access_denied"}, f"access_denied; {UNSEEN}; the app was told by group_left"),
    (REMOVED, {"leaving": ""}, f"channel_not_found; {UNSEEN}; the app was told by nothing"),
    (OPEN, {}, f"{WITHOUT}; the app was told by channel_left"),
    (OPEN, {"leaving": "member_left_channel"}, f"{WITHOUT}; the app was told by member_left_channel"),
    (OPEN, {"leaving": ""}, f"{WITHOUT}; the app was told by nothing"),
    (
        OPEN,
        {"changes_outside": ""},
        f"{WITHOUT.replace('no_permission', 'it is taken')}; the app was told by channel_left",
    ),
    (UNARCHIVED, {}, "it is empty; the app was told by channel_archive, channel_unarchive"),
    (UNARCHIVED, {"tells_unarchived": False}, "it is empty; the app was told by channel_archive"),
    (
        UNARCHIVED,
        {"unarchived_with": "who did it"},
        "1 of you in it, and the app not; the app was told by channel_archive, channel_unarchive",
    ),
    (
        UNARCHIVED,
        {"unarchived_with": "everybody"},
        "1 of you in it, and the app too; the app was told by channel_archive, channel_unarchive",
    ),
    (OLD, {}, "channel_not_found"),
    (OLD, {"old_id": "is_archived"}, "is_archived"),
    (OLD, {"old_id": ""}, f"it works, and gives {NEW}"),
]


MADE = {
    Of.PRIVATE: {"name": "probe", "is_private": True},
    Of.PUBLIC: {"name": "probe-open"},
    Of.OLD: {"name": "shared", "is_private": True},
}


class Ids(dict):
    """Channels that Ana has made for this alone, each when it is needed, with the app in it; one has got another id."""

    def __init__(self, team):
        super().__init__()
        self.team = team

    def __missing__(self, of):
        made = self.team.place.post("channel", create=MADE[of], add=[ANA, "bot"])["conversation"]["id"]
        self.team.settles()
        if of is Of.OLD:
            self.team.place.post("channel", id=made, new_id=NEW)
            self.team.settles()
        self[of] = made
        return made


@pytest.fixture
def ids(team):
    return Ids(team)


@pytest.fixture
def channel(ids):
    return ids[Of.PRIVATE]


class Admin:
    """Does by hand what they are asked for."""

    def __init__(self, team, ids):
        self.team = team
        self.ids = ids
        self.asked = []

    def in_channel(self, of):
        def does(what):
            self.asked.append(what)
            self.does(self.ids[of], what)
            self.team.settles()
            return True

        return does

    def does(self, channel, what):
        if "Remove" in what:
            wish = {"remove": ["bot"]}
        elif what.startswith("Archive"):
            wish = {"set": {"is_archived": True}}
        elif "nothing else" in what:
            wish = {"set": {"is_archived": False}}
        else:
            wish = {"set": {"is_archived": False}, "add": [ANA, "bot"]}
        self.team.place.post("channel", id=channel, **wish)


@pytest.fixture
def told(team):
    """What the functions of the local workspace have logged of events about a channel."""

    def of(channel):
        lines = [entry["title"] for entry in team.place.get("journal")["entries"] if entry["kind"] == "log"]
        about = [json.loads(line) for line in lines if f'"channel": "{channel}"' in line]
        return [fields["type"] for fields in about if fields["message"] == "done"]

    return of


@pytest.fixture
def admin(team, ids):
    return Admin(team, ids)


@pytest.fixture
def trial(stack, admin, ids, told):
    """Gives the channel in which a question is asked."""
    web = WebClient(BOT_TOKEN, f"{stack.url}/api/", retry_handlers=[])
    return lambda of: TestChannel(web, ids[of], admin.in_channel(of), told, is_private=of is Of.PRIVATE)


def test_every_question_is_tried_in_both_ways():
    assert {question.asks for question, _, _ in WAYS} == {question.asks for question in QUESTIONS}
    assert all(len({says for asked, _, says in WAYS if asked is question}) > 1 for question in QUESTIONS)


@pytest.mark.parametrize(("question", "policy", "says"), WAYS)
def test_it_tells_which_way_slack_decides(team, trial, question, policy, says):
    team.place.post("policies", **policy)
    assert outcome(question, trial(question.of)) == says


def test_where_the_log_cannot_be_read_it_says_so_and_what_slack_refuses_all_the_same(trial):
    public = replace(trial(Of.PUBLIC), told=lambda _channel: None)
    unread = "what the app was told of it its log would say, which could not be read"
    assert outcome(OPEN, public) == f"{WITHOUT}; {unread}"


def test_where_the_log_does_not_even_know_of_the_invitation_nothing_follows_from_it(trial):
    public = replace(trial(Of.PUBLIC), told=lambda _channel: [])
    assert outcome(OPEN, public).endswith("the app's log says nothing of it, nor of the invitation")


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
    asked = {question for question in QUESTIONS if not question.is_by_hand and question.of is Of.PRIVATE}
    assert {question for question in QUESTIONS if question.does in told.output} == asked
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
    ("of", "where", "why"),
    [
        (Of.PRIVATE, "public", "is not private"),
        (Of.PRIVATE, "crowded", "more than 3"),
        (Of.PRIVATE, "nowhere", "channel_not_found"),
        (Of.PUBLIC, "private", "is not public"),
        (Of.PUBLIC, "crowded", "more than 2"),
        (Of.PUBLIC, "general", "is everybody's"),
    ],
)
def test_a_channel_in_which_others_would_read_it_is_refused(trial, ids, of, where, why):
    team = ids.team
    if where == "crowded":
        team.place.post("channel", id=ids[of], add=[person.id for person in team][: 4 if of is Of.PRIVATE else 2])
    named = {"public": CHANNEL, "private": ids[Of.PRIVATE], "general": GENERAL_CHANNEL, "nowhere": "C0NOWHERE1"}
    with pytest.raises(Problem, match=why):
        replace(trial(of), id=named.get(where, ids[of])).require_fit()
    assert calls(team) == []


def test_a_public_channel_that_is_named_for_it_is_asked_about_by_hand_alone(team, ids, here):
    given = [ids[Of.PRIVATE], "--public", ids[Of.PUBLIC], "--old-id", ids[Of.OLD]]
    told = CliRunner().invoke(probe.app, given, input="n\n")
    assert (OPEN.does in told.output, OLD.does in told.output) == (False, True)
    assert f"In #probe ({ids[Of.PRIVATE]}) and #probe-open ({ids[Of.PUBLIC]}), and nowhere else" in told.output
    told = CliRunner().invoke(probe.app, [*given, "--by-hand"], input="n\n")
    assert all(question.does.split(",")[0] in told.output for question in QUESTIONS)
    assert calls(team) == []


def test_a_channel_that_is_archived_is_left_as_it_was_found(trial, admin):
    for question in (ARCHIVED, REMOVED, OPEN, UNARCHIVED):
        outcome(question, trial(question.of))
    first = "Archive Unarchive Remove Invite Remove Invite Archive Unarchive Join"
    assert [what.split()[0] for what in admin.asked] == first.split()


def test_the_log_of_another_app_than_the_one_that_asks_is_not_read(stack, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", stack.url)
    assert AppLog(Stage("prod", "eu-central-1"), BOT_TOKEN).told_of(CHANNEL) is None
