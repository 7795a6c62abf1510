"""Messages are posted, changed and refused as Slack does it."""

import pytest

from slack_room import (
    ANA,
    ANA_DM,
    BOT,
    BUILD_BOT,
    FORMER,
    LEADS,
    MARCUS,
    OLD,
    SLACKBOT,
    TEAM,
    a_room,
    a_section,
)


def test_a_post_to_a_person_opens_the_direct_message(room):
    reply = room.api("chat.postMessage", channel=ANA, text="hello")
    assert reply["channel"] == ANA_DM
    message = reply["message"]
    assert (message["bot_id"], message["user"], message["type"]) == ("B0THEAPP01", BOT, "message")
    assert "_local" not in message
    assert room.api("chat.update", channel=ANA, ts=reply["ts"], text="x")["error"] == "channel_not_found"
    assert room.api("chat.update", channel=ANA_DM, ts=reply["ts"], text="x")["ok"]


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("C0NOWHERE1", "channel_not_found"),
        ("U0NOBODY01", "channel_not_found"),
        (LEADS, "channel_not_found"),
        (OLD, "is_archived"),
        (BUILD_BOT, "cannot_dm_bot"),
        (SLACKBOT, "channel_not_found"),
        (FORMER, "channel_not_found"),
    ],
)
def test_where_the_app_cannot_post(room, target, error):
    assert room.api("chat.postMessage", channel=target, text="x")["error"] == error


def test_the_app_must_be_in_the_channel(room):
    room.local("channel", id=TEAM, remove=["bot"])
    assert room.api("chat.postMessage", channel=TEAM, text="x")["error"] == "not_in_channel"
    assert room.api("conversations.history", channel=TEAM)["error"] == "not_in_channel"
    assert room.api("conversations.join", channel=TEAM)["channel"]["is_member"] is True
    assert room.api("conversations.join", channel=TEAM)["warning"] == "already_in_channel"
    assert room.api("chat.postMessage", channel=TEAM, text="x")["ok"]


def test_public_channels_are_open_with_the_scope_for_it():
    with a_room(scopes=["chat:write", "chat:write.public"]) as room:
        room.local("channel", id=TEAM, remove=["bot"])
        assert room.api("chat.postMessage", channel=TEAM, text="x")["ok"]


def test_people_who_cannot_be_messaged(room):
    room.local("people", id=ANA, set={"cannot_be_messaged": True})
    assert room.api("chat.postMessage", channel=ANA, text="x")["error"] == "app_access_restricted"
    assert room.api("conversations.open", users=ANA)["error"] == "user_not_visible"
    assert room.api("conversations.open", users=FORMER)["error"] == "user_disabled"


def test_a_deactivated_person_with_an_open_direct_message_still_gets_posts(room):
    """Slack takes such posts without a word, as reported in python-slack-sdk 1156."""
    room.api("chat.postMessage", channel=ANA, text="x")
    room.local("people", id=ANA, set={"deleted": True})
    assert room.api("chat.postMessage", channel=ANA, text="x")["ok"]


def test_the_messages_tab_must_be_on():
    with a_room(messages=False) as room:
        assert room.api("chat.postMessage", channel=ANA, text="x")["error"] == "messages_tab_disabled"
        assert room.api("chat.postMessage", channel=TEAM, text="x")["ok"]


def test_a_custom_author_needs_its_scope_and_is_shown(room):
    picture = "http://127.0.0.1/pictures/U0ANAPRG01.svg"
    reply = room.api("chat.postMessage", channel=TEAM, text="x", username="Ana", icon_url=picture)
    assert (reply["message"]["username"], reply["message"]["subtype"]) == ("Ana", "bot_message")
    shown = room.state()["messages"][TEAM][-1]["author"]
    assert shown == {"name": "Ana", "picture": "/pictures/U0ANAPRG01.svg", "is_app": True}
    changed = room.api("chat.update", channel=TEAM, ts=reply["ts"], text="y")["message"]
    assert {"username", "icons", "subtype"}.isdisjoint(changed), "it is the app's own from then on"
    assert changed["bot_profile"]["name"]
    assert room.api("chat.delete", channel=TEAM, ts=reply["ts"])["error"] == "cant_delete_message"
    with a_room(scopes=["chat:write"]) as poor:
        reply = poor.api("chat.postMessage", channel=TEAM, text="x", username="Ana")
        assert (reply["error"], reply["needed"]) == ("missing_scope", "chat:write.customize")


def test_a_custom_author_and_a_user_id_end_in_the_slackbot_conversation(room):
    reply = room.api("chat.postMessage", channel=ANA, text="x", username="Ana")
    assert reply["channel"] != ANA_DM


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "x", "as_user": True}, "as_user_not_supported"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": "b" * 9000}}}, "metadata_too_large"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ({"text": "x", "blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
    ],
)
def test_what_cannot_be_posted(room, args, error):
    assert room.api("chat.postMessage", channel=TEAM, **args)["error"] == error


def test_an_update_with_text_alone_removes_the_blocks_and_keeps_the_metadata(room):
    metadata = {"event_type": "menu", "event_payload": {"report": "1"}}
    reply = room.api("chat.postMessage", channel=TEAM, text="a", blocks=[a_section()], metadata=metadata)
    kept = room.api("chat.update", channel=TEAM, ts=reply["ts"], metadata=metadata)["message"]
    assert kept["blocks"][0]["type"] == "section"
    changed = room.api("chat.update", channel=TEAM, ts=reply["ts"], text="b")
    assert "blocks" not in changed["message"]
    assert (changed["text"], changed["message"]["metadata"]) == ("b", metadata)
    assert changed["message"]["edited"]["user"] == BOT
    gone = room.api("chat.update", channel=TEAM, ts=reply["ts"], text="b", metadata={})["message"]
    assert "metadata" not in gone


def test_an_update_with_blocks_shows_no_edited_mark(room):
    reply = room.api("chat.postMessage", channel=TEAM, text="a")
    room.api("chat.update", channel=TEAM, ts=reply["ts"], text="b", blocks=[a_section()])
    assert room.state()["messages"][TEAM][-1]["edited"] is None


def test_what_cannot_be_updated(room):
    said = room.local("say", **{"as": ANA}, channel=TEAM, text="mine")
    assert room.api("chat.update", channel=TEAM, ts=said["ts"], text="x")["error"] == "cant_update_message"
    assert room.api("chat.delete", channel=TEAM, ts=said["ts"])["error"] == "cant_delete_message"
    assert room.api("chat.update", channel=TEAM, ts="1.2", text="x")["error"] == "message_not_found"
    whisper = room.api("chat.postEphemeral", channel=TEAM, user=ANA, text="psst")["message_ts"]
    assert room.api("chat.update", channel=TEAM, ts=whisper, text="x")["error"] == "message_not_found"
    ts = room.api("chat.postMessage", channel=TEAM, text="a")["ts"]
    assert room.api("chat.update", channel=TEAM, ts=ts, text="x" * 4001)["error"] == "msg_too_long"
    room.local("channel", id=TEAM, set={"is_archived": True})
    assert room.api("chat.update", channel=TEAM, ts=ts, text="x")["error"] == "is_inactive"


def test_an_ephemeral_message_is_for_one_member_only(room):
    room.api("chat.postEphemeral", channel=TEAM, user=ANA, text="psst")
    assert room.state(ANA)["messages"][TEAM][0]["ephemeral"] is True
    assert room.state(MARCUS)["messages"][TEAM] == []
    assert room.api("conversations.history", channel=TEAM)["messages"] == []
    room.local("channel", id=TEAM, remove=[ANA])
    assert room.api("chat.postEphemeral", channel=TEAM, user=ANA, text="psst")["error"] == "user_not_in_channel"


def test_threads_count_their_replies(room):
    ts = room.api("chat.postMessage", channel=TEAM, text="heading")["ts"]
    reply = room.api("chat.postMessage", channel=TEAM, text="late", thread_ts=ts)
    assert reply["message"]["thread_ts"] == ts
    history = room.api("conversations.history", channel=TEAM)["messages"]
    assert [(message["text"], message["reply_count"]) for message in history] == [("heading", 1)]
    replies = room.api("conversations.replies", channel=TEAM, ts=ts)["messages"]
    assert [message["text"] for message in replies] == ["heading", "late"]
    room.api("chat.delete", channel=TEAM, ts=reply["ts"])
    assert "reply_count" not in room.api("conversations.history", channel=TEAM)["messages"][0]


def test_a_reply_can_be_shown_in_the_channel_too(room):
    ts = room.api("chat.postMessage", channel=TEAM, text="heading")["ts"]
    room.api("chat.postMessage", channel=TEAM, text="late", thread_ts=ts, reply_broadcast=True)
    history = room.api("conversations.history", channel=TEAM)["messages"]
    assert [message["text"] for message in history] == ["late", "heading"]


def test_texts_come_back_escaped_and_are_kept_as_they_were(room):
    blocks = [a_section("a & b &lt;"), {"type": "header", "text": {"type": "plain_text", "text": "<c> & d"}}]
    sent = room.api("chat.postMessage", channel=TEAM, text="a & b", blocks=blocks)["message"]
    assert sent["text"] == "a &amp; b"
    assert [block["text"]["text"] for block in sent["blocks"]] == ["a &amp; b &lt;", "&lt;c&gt; &amp; d"]
    kept = room.state()["messages"][TEAM][-1]
    assert [block["text"]["text"] for block in kept["blocks"]] == ["a & b &lt;", "<c> & d"]
