"""The bot is invited to a channel: a standup is there, and one message says so."""

import json

import pytest

from slack_simulator.ids import BOT_USER_ID as BOT
from slack_simulator.ids import TEAM_ID
from tests.kit.forms import presses
from tests.kit.people import CHANNEL, answers, labels
from tests.kit.requester import Requester, a_click, as_form


@pytest.fixture
def design(team):
    """A channel of three people, without the bot."""
    first = [person.id for person in team.people[:3]]
    made = team.place.post("channel", create={"name": "design"}, add=first)["conversation"]["id"]
    team.settles()
    return made


def invited(team, channel):
    team.place.post("channel", id=channel, add=["bot"])
    team.settles()


def first_message(team, channel, person=None):
    messages = (person or team[0]).state()["messages"][channel]
    (message,) = [each for each in messages if each["author"]["is_app"] and not each["ephemeral"]]
    return message


def standups(team):
    return {row["standup_id"]: row for row in team.rows("standup-standups") if "config" in row}


def standup_in(team, channel):
    (row,) = [row for row in standups(team).values() if json.loads(row["config"])["channel"] == channel]
    return row


def test_who_is_invited_says_what_will_happen_and_has_set_it_up(team, design):
    invited(team, design)
    message = first_message(team, design)
    assert "I will ask everyone here for a short standup on weekdays at 09:00" in message["text"]
    assert "each in their own time zone, and post the answers here at 10:30. First one: " in message["text"]
    buttons = [button["text"]["text"] for button in message["blocks"][-1]["elements"]]
    assert buttons == ["Change", "Try it now on me", "Not here"]
    row = standup_in(team, design)
    assert row["due_at"]
    assert json.loads(row["people"]) == sorted(person.id for person in team.people[:3])
    assert team.failures() == []


def test_a_second_invitation_is_told_again_and_the_same_event_is_not(team, design):
    invited(team, design)
    team.place.post("channel", id=design, remove=["bot"])
    team.settles()
    invited(team, design)
    messages = [each for each in team[0].state()["messages"][design] if each["author"]["is_app"]]
    assert len(messages) == 2
    assert len(standups(team)) == 1


def test_an_event_that_comes_twice_posts_once(team, stack, design):
    invited(team, design)
    event_id = standup_in(team, design)["introduced_by"]
    body = {
        "type": "event_callback",
        "team_id": TEAM_ID,
        "event_id": event_id,
        "event": {"type": "member_joined_channel", "user": BOT, "channel": design, "inviter": team[0].id},
    }
    answer = Requester(stack.url, team.now).send(json.dumps(body).encode(), form=False)
    assert answer.status_code == 200
    team.settles()
    first_message(team, design)


def test_the_default_channel_keeps_its_standup_and_who_invites_owns_it(team):
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    team.settles()
    invited(team, CHANNEL)
    assert "on weekdays at 08:00 UTC" in first_message(team, CHANNEL)["text"]
    row = standups(team)["daily"]
    assert json.loads(row["config"])["owners"] == ["U0ANAPRG01"]


def test_not_here_can_be_undone_by_who_may(team, design):
    invited(team, design)
    owner, other = team[0], team[1]
    presses(team, other, first_message(team, design), "Not here")
    assert standup_in(team, design).get("deleted_at") is None
    assert "Only the standup's owners" in str(other.state()["messages"][design][-1])
    presses(team, owner, first_message(team, design), "Not here")
    assert standup_in(team, design)["deleted_at"]
    assert "due_at" in standup_in(team, design)  # looked at once more: an open day has an end
    assert "I ask nobody in this channel." in first_message(team, design)["text"]
    presses(team, owner, first_message(team, design), "Undo")
    assert standup_in(team, design).get("deleted_at") is None
    assert standup_in(team, design)["due_at"]
    assert "I will ask everyone here" in first_message(team, design)["text"]
    assert team.failures() == []


def test_a_rehearsal_leads_nowhere_but_back_to_who_tries_it(team, design):
    invited(team, design)
    bo = team[1]
    presses(team, bo, first_message(team, design), "Try it now on me")
    assert "This is a rehearsal: only you see it" in bo.messages()[-1]["text"]
    assert labels(bo) == ["Open Report", "Skip today"]
    bo.clicks("Skip today")
    team.settles()
    assert "You are skipping" in bo.reads()
    bo.clicks("Undo")
    team.settles()
    answers(bo, "Export", "Review", "")
    team.settles()
    assert "This is what" in bo.reads()
    assert "Export" in str(bo.messages()[-1]["blocks"])
    assert bo.name in str(bo.messages()[-1]["blocks"])
    assert len(bo.messages()) == 1
    assert [each for each in team[0].state()["messages"][design] if each.get("username")] == []
    members = {row["user_id"]: row for row in team.rows("standup-members")}
    assert "last_answers" not in members[bo.id]
    assert team.failures() == []


def test_who_is_not_in_the_channel_cannot_rehearse_its_standup(team, stack, design):
    invited(team, design)
    click = a_click(TEAM_ID, team[5].id, "standup.action.try_on_me", standup_in(team, design)["standup_id"])
    Requester(stack.url, team.now).send(as_form(click))
    team.settles()
    assert team[5].messages() == []
