"""What nobody has seen on a real Slack, each as calls that do no harm, and what its answers are called."""

from typing import Any

from ops.probing import by_hand
from ops.probing.asking import Of, Question, refusal
from ops.probing.channel import TestChannel

RICH: dict[str, Any] = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "A test"}]}],
}
SECTION: dict[str, Any] = {"type": "section", "text": {"type": "plain_text", "text": "A test, changed"}}
# Answered with 404, so that Slack cannot fetch it.
MISSING = "https://example.com/missing.png"
NO_EMOJI = "no_such_emoji_here"
EMPTY = {"a": "", "b": 0, "c": "x"}


def _empty_values(channel: TestChannel) -> str:
    metadata = {"event_type": "standup_probe", "event_payload": EMPTY}
    payload = channel.read(channel.post("A test", metadata=metadata)).get("metadata", {}).get("event_payload", {})
    return "they come back" if payload == EMPTY else f"only {', '.join(sorted(payload)) or 'nothing'} comes back"


def _in_a_name(channel: TestChannel) -> str:
    return channel.post("A test", username="Probe", icon_url=MISSING)


def _author(channel: TestChannel) -> str:
    ts = _in_a_name(channel)
    channel.change(ts, "A test, changed")
    return "the name stays" if channel.read(ts).get("username") == "Probe" else "the app's own name stands there"


def _delete_in_a_name(channel: TestChannel) -> str:
    ts = _in_a_name(channel)
    return refusal(lambda: channel.delete(ts), "it is deleted")


def _rich(channel: TestChannel, *before: dict[str, Any]) -> str:
    ts = channel.post("A test, changed" if SECTION in before else "A test", blocks=list(before))
    return refusal(lambda: channel.change(ts, "A test, changed", blocks=[SECTION]), "it is changed")


def _picture(channel: TestChannel) -> str:
    picture = {"type": "image", "image_url": MISSING, "alt_text": "a picture that there is not"}
    ts, blocks = channel.post("A test"), [{"type": "context", "elements": [picture]}]
    return refusal(lambda: channel.change(ts, "A test, changed", blocks=blocks), "it is taken")


def _emoji(channel: TestChannel) -> str:
    parts = [{"type": "text", "text": "A test "}, {"type": "emoji", "name": NO_EMOJI}]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}]
    return refusal(lambda: channel.post("A test", blocks=blocks), "it is taken")


def _old_id(channel: TestChannel) -> str:
    """Only read: there may be other people in a channel that has got another id."""
    found = ""

    def reads() -> None:
        nonlocal found
        found = channel.web.conversations_info(channel=channel.id)["channel"]["id"]

    refused = refusal(reads, "")
    return refused or ("it works, as if nothing had changed" if found == channel.id else f"it works, and gives {found}")


QUESTIONS = (
    Question(
        "Do empty texts and zeros in metadata come back?",
        "post a message with such metadata and read it back",
        _empty_values,
    ),
    Question(
        "Does a post in somebody's name keep it when it is changed?",
        "post as 'Probe', change the text, read it back",
        _author,
    ),
    Question("Can a post in somebody's name be deleted?", "post as 'Probe' and delete that", _delete_in_a_name),
    Question(
        "May rich text alone become something else?",
        "post rich text and change it to a plain section",
        lambda channel: _rich(channel, RICH),
    ),
    Question(
        "May rich text among other blocks go?",
        "post rich text with a section and change it to the section alone",
        lambda channel: _rich(channel, SECTION, RICH),
    ),
    Question(
        "Is a change taken whose picture cannot be fetched?",
        "change a message to one with a picture whose address answers 404",
        _picture,
    ),
    Question("Is an emoji taken that there is not?", f"post rich text with the emoji '{NO_EMOJI}'", _emoji),
    Question(
        "What is a change in an archived channel refused with?",
        "have you archive the channel, change a message, have you unarchive it",
        by_hand.archived,
        is_by_hand=True,
    ),
    Question(
        "What are posting to a private channel without the app, and changing a message there, refused with, does the "
        "token outlive it, and is the app told of its leaving?",
        "post there and have you remove the app from the channel, post there and change the message, ask who we are, "
        "have you invite it again, read its log",
        by_hand.removed,
        is_by_hand=True,
    ),
    Question(
        "What are posting to a public channel without the app, and changing a message there, refused with, and is the "
        "app told of its leaving?",
        "do the same in the public channel",
        by_hand.removed,
        is_by_hand=True,
        of=Of.PUBLIC,
    ),
    Question(
        "Is a public channel empty when it comes back from the archive, and is the app told of that?",
        "have you archive and unarchive the public channel, look who is in it, have you invite the app again, read its "
        "log",
        by_hand.unarchived,
        is_by_hand=True,
        of=Of.PUBLIC,
    ),
    Question(
        "Does a call with the id work that a channel had before?",
        "read what the channel with the old id is called",
        _old_id,
        of=Of.OLD,
    ),
)
