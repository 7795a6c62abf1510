"""The bot is invited to a channel: a standup is there, and one message says so."""

import pytest


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


def presses(team, person, message, label):
    for block in message["blocks"]:
        for button in block.get("elements", []):
            if button.get("type") == "button" and button["text"]["text"] == label:
                where = {"channel": message["channel"], "ts": message["ts"]}
                what = {"action_id": button["action_id"], "block_id": block["block_id"], "value": button["value"]}
                answer = team.place.post("click", **{"as": person.id}, **what, container=where)
                team.settles()
                return answer
    raise AssertionError(f"no {label} in {message['blocks']}")


def standups(team):
    return {row["standup_id"]: row for row in team.rows("standup-standups") if "config" in row}


def test_who_is_invited_says_what_will_happen_and_has_set_it_up(team, design):
    invited(team, design)
    message = first_message(team, design)
    assert "I will ask everyone here for a short standup on weekdays at 09:00" in message["text"]
    assert "each in their own time zone, and post the answers here at 10:30. First one: <!date^" in message["text"]
    buttons = [button["text"]["text"] for button in message["blocks"][-1]["elements"]]
    assert buttons == ["Change", "Try it now on me", "Not here"]
    row = standups(team)[design]
    assert row["due_at"]
    assert sorted(row["people"]) == sorted(person.id for person in team.people[:3])
    assert team.failures() == []
