"""Reactions: the app's and people's, what Slack refuses, and which events tell of them."""

import pytest

from slack_room import ANA, BOT, GENERAL, LEADS, MARCUS, OLD, SCOPES, TEAM, a_room

REACTIONS = [*SCOPES, "reactions:read", "reactions:write"]


@pytest.fixture
def room():
    with a_room(scopes=REACTIONS, events=["reaction_added", "reaction_removed"]) as room:
        yield room


def a_post(room, channel=TEAM, **args):
    return {"channel": channel, "timestamp": room.api("chat.postMessage", channel=channel, text="done", **args)["ts"]}


def events(room):
    room.settle()
    return [each.payload["event"] for each in room.received]


def test_the_app_reacts_and_takes_it_back(room):
    item = a_post(room)
    assert room.api("reactions.add", name="tada", **item) == {"ok": True}
    shown = room.api("reactions.get", **item)
    assert (shown["type"], shown["channel"]) == ("message", TEAM)
    assert shown["message"]["reactions"] == [{"name": "tada", "users": [BOT], "count": 1}]
    assert shown["message"]["permalink"].endswith(item["timestamp"].replace(".", ""))
    assert room.api("conversations.history", channel=TEAM)["messages"][0]["reactions"][0]["name"] == "tada"
    assert room.api("reactions.remove", name="tada", **item) == {"ok": True}
    assert "reactions" not in room.api("reactions.get", **item)["message"]


def test_events_tell_of_everybodys_reactions(room):
    item = a_post(room)
    assert room.local("react", **{"as": ANA}, channel=TEAM, ts=item["timestamp"], name="eyes")["ok"]
    assert room.local("react", **{"as": ANA}, channel=TEAM, ts=item["timestamp"], name="eyes", remove=True)["ok"]
    added, removed = events(room)
    what = {"user": ANA, "reaction": "eyes", "item_user": BOT}
    what["item"] = {"type": "message", "channel": TEAM, "ts": item["timestamp"]}
    assert added == {"type": "reaction_added", **what, "event_ts": added["event_ts"]}
    assert removed == {"type": "reaction_removed", **what, "event_ts": removed["event_ts"]}


def test_a_message_in_another_name_has_no_item_user(room):
    item = a_post(room, username="Somebody")
    room.api("reactions.add", name="tada", **item)
    assert "item_user" not in events(room)[0]


def test_the_app_hears_nothing_of_where_it_is_not(room):
    room.local("channel", id=GENERAL, remove=["bot"])
    said = room.local("say", **{"as": ANA}, channel=GENERAL, text="hello")
    assert room.local("react", **{"as": MARCUS}, channel=GENERAL, ts=said["ts"], name="wave")["ok"]
    assert events(room) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"timestamp": ""}, "no_item_specified"),
        ({"channel": ""}, "no_item_specified"),
        ({"timestamp": "yesterday"}, "bad_timestamp"),
        ({"timestamp": "1.000000"}, "message_not_found"),
        ({"channel": "C0NOWHERE1"}, "channel_not_found"),
        ({"channel": LEADS}, "channel_not_found"),
        ({"name": ":tada:"}, "invalid_name"),
        ({"name": "two words"}, "invalid_name"),
        ({"name": ""}, "invalid_arguments"),
    ],
)
@pytest.mark.parametrize("method", ["reactions.add", "reactions.remove"])
def test_what_is_refused(room, method, changes, error):
    assert room.api(method, **{"name": "tada", **a_post(room), **changes})["error"] == error


def test_each_reacts_once_with_one_emoji(room):
    item = a_post(room)
    assert room.api("reactions.remove", name="tada", **item)["error"] == "no_reaction"
    room.api("reactions.add", name="tada", **item)
    assert room.api("reactions.add", name="tada", **item)["error"] == "already_reacted"
    room.local("react", **{"as": ANA}, channel=TEAM, ts=item["timestamp"], name="eyes")
    assert room.api("reactions.remove", name="eyes", **item)["error"] == "no_reaction", "it is somebody else's"
    assert room.local("react", **{"as": ANA}, channel=TEAM, ts=item["timestamp"], name="eyes")["ok"] is False


def test_there_are_limits_to_enthusiasm(room):
    item = a_post(room)
    for number in range(23):
        assert room.api("reactions.add", name=f"custom_{number}", **item)["ok"]
    assert room.api("reactions.add", name="custom_23", **item)["error"] == "too_many_reactions"
    for number in range(23, 50):
        user = ANA if number < 46 else MARCUS
        assert room.local("react", **{"as": user}, channel=TEAM, ts=item["timestamp"], name=f"custom_{number}")["ok"]
    said = room.local("react", **{"as": MARCUS}, channel=TEAM, ts=item["timestamp"], name="custom_50")
    assert "too_many_emoji" in said["error"]


def test_archived_channels_and_those_from_outside(room):
    ts = room.workspace.next_ts()
    room.workspace.messages[OLD] = [{"type": "message", "ts": ts, "user": ANA, "text": "x", "_local": {}}]
    assert room.api("reactions.add", name="tada", channel=OLD, timestamp=ts)["error"] == "is_archived"
    item = a_post(room)
    room.local("channel", id=TEAM, remove=["bot"])
    assert room.api("reactions.add", name="tada", **item)["error"] == "not_in_channel"


def test_the_list_is_what_a_user_reacted_to(room):
    first, second, _other = (a_post(room) for _ in range(3))
    for item in (first, second):
        room.local("react", **{"as": ANA}, channel=TEAM, ts=item["timestamp"], name="+1")
    page = room.api("reactions.list", user=ANA, limit=1)
    assert [each["message"]["ts"] for each in page["items"]] == [second["timestamp"]]
    rest = room.api("reactions.list", user=ANA, limit=1, cursor=page["response_metadata"]["next_cursor"])
    assert [each["message"]["ts"] for each in rest["items"]] == [first["timestamp"]]
    assert room.api("reactions.list")["items"] == []
    assert room.api("reactions.list", user="U0NOBODY01")["error"] == "user_not_found"


def test_an_ephemeral_message_takes_no_reactions(room):
    ts = room.api("chat.postEphemeral", channel=TEAM, user=ANA, text="only you")["message_ts"]
    assert room.api("reactions.add", name="tada", channel=TEAM, timestamp=ts)["error"] == "message_not_found"
    assert room.local("react", **{"as": ANA}, channel=TEAM, ts=ts, name="tada")["ok"] is False


@pytest.mark.parametrize("method", ["reactions.add", "reactions.remove", "reactions.get", "reactions.list"])
def test_the_scopes_are_needed(method):
    with a_room() as room:
        assert room.api(method, name="tada", channel=TEAM, timestamp="1.000000")["error"] == "missing_scope"
