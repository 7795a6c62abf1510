"""The first message in a channel: posted once, whatever becomes of those who post it."""

import pytest

from app.domain.day.member import Preferences
from app.errors import SlackUnavailable
from app.flows.requester import member_of
from app.flows.setup.introducing import come_again, introduce, leave_channel
from slack_simulator.ids import TEAM_ID
from tests.setup.flows.living import living_in

CHANNEL = "C0GENERAL1"


@pytest.fixture(autouse=True)
def same_time(team, clock):
    """The workspace stamps messages by its own clock."""
    clock.moment = team.now


def first_messages(team, channel):
    return [each for each in team[0].state()["messages"][channel] if each["author"]["is_app"]]


def test_the_same_event_twice_posts_once(team, services):
    for _ in range(2):
        introduce(services, CHANNEL, team[0].id, "Ev1")
    assert len(first_messages(team, CHANNEL)) == 1
    services.clock.sleep(120)
    introduce(services, CHANNEL, team[0].id, "Ev2")
    assert len(first_messages(team, CHANNEL)) == 2


def test_a_message_whose_reply_was_lost_is_found_again(team, services):
    team.fault("chat.postMessage", "lost_reply")
    with pytest.raises(SlackUnavailable):
        introduce(services, CHANNEL, team[0].id, "Ev1")
    assert len(first_messages(team, CHANNEL)) == 1
    introduce(services, CHANNEL, team[0].id, "Ev1")
    assert len(first_messages(team, CHANNEL)) == 1
    known = services.setup.introductions.get(TEAM_ID, living_in(services, CHANNEL).standup_id)
    assert known.ts == first_messages(team, CHANNEL)[0]["ts"]


def test_a_message_that_was_never_sent_is_sent(team, services):
    team.fault("chat.postMessage", "error", error="internal_error")
    with pytest.raises(SlackUnavailable):
        introduce(services, CHANNEL, team[0].id, "Ev1")
    introduce(services, CHANNEL, team[0].id, "Ev1")
    assert len(first_messages(team, CHANNEL)) == 1


def test_who_speaks_czech_has_a_czech_standup_in_their_channel(team, services, clock):
    services.members.remember_preferences(TEAM_ID, team[0].id, Preferences(language="cs"), clock.now())
    introduce(services, CHANNEL, team[0].id, "Ev1")
    standup = living_in(services, CHANNEL)
    assert (standup.name, standup.look.language, standup.channel) == ("Denní standup", "cs", CHANNEL)
    assert [question.label for question in standup.questions] == ["{last_workday}", "Dnes", "Překážky"]
    (message,) = first_messages(team, CHANNEL)
    assert "ve všední dny v 09:00" in message["text"]


def test_coming_again_twice_is_once(team, services):
    introduce(services, CHANNEL, team[0].id, "Ev1")
    owner = member_of(services, TEAM_ID, team[0].id)
    standup_id = living_in(services, CHANNEL).standup_id
    for _ in range(2):
        leave_channel(services, owner, standup_id)
    for _ in range(2):
        come_again(services, owner, standup_id)
    stored = services.standups.stored(TEAM_ID, standup_id)
    assert stored.deletion.at is None
    assert stored.attention.due_at
    assert len(services.setup.changes.latest(TEAM_ID, standup_id, services.clock.now(), 50)) == 3
