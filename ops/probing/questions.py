"""What nobody has seen on a real Slack, each as calls that do no harm, and what its answers are called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from ops.probing.channel import TestChannel, code_of

RICH: dict[str, Any] = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "A test"}]}],
}
SECTION: dict[str, Any] = {"type": "section", "text": {"type": "plain_text", "text": "A test, changed"}}
# Answered with 404, so that Slack cannot fetch it.
MISSING = "https://example.com/missing.png"
NO_EMOJI = "no_such_emoji_here"
EMPTY = {"a": "", "b": 0, "c": "x"}
NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, what is done for it, and how: `ask` gives what Slack decides."""

    asks: str
    does: str
    ask: Callable[[TestChannel], str]
    is_by_hand: bool = False


def outcome(question: Question, channel: TestChannel) -> str:
    """Ask one question; what Slack refuses on the way is the answer, too."""
    try:
        return question.ask(channel)
    except SlackApiError as error:
        return f"{NOT_TOLD}: {code_of(error)}"


def _refusal(call: Callable[[], object], taken: str) -> str:
    try:
        call()
    except SlackApiError as error:
        return code_of(error)
    return taken


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
    return _refusal(lambda: channel.delete(ts), "it is deleted")


def _rich(channel: TestChannel, *before: dict[str, Any]) -> str:
    ts = channel.post("A test, changed" if SECTION in before else "A test", blocks=list(before))
    return _refusal(lambda: channel.change(ts, "A test, changed", blocks=[SECTION]), "it is changed")


def _picture(channel: TestChannel) -> str:
    picture = {"type": "image", "image_url": MISSING, "alt_text": "a picture that there is not"}
    ts, blocks = channel.post("A test"), [{"type": "context", "elements": [picture]}]
    return _refusal(lambda: channel.change(ts, "A test, changed", blocks=blocks), "it is taken")


def _emoji(channel: TestChannel) -> str:
    parts = [{"type": "text", "text": "A test "}, {"type": "emoji", "name": NO_EMOJI}]
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}]
    return _refusal(lambda: channel.post("A test", blocks=blocks), "it is taken")


def _archived(channel: TestChannel) -> str:
    ts = channel.post("A test")
    if not channel.by_hand("Archive the test channel now."):
        return "left out"
    try:
        return _refusal(lambda: channel.change(ts, "A test, changed"), "it is changed")
    finally:
        channel.by_hand("Unarchive it, and invite the app again if it is not in it any more.")


def _removed(channel: TestChannel) -> str:
    if not channel.by_hand("Remove the app from the test channel now, and leave the channel as it is."):
        return "left out"
    try:
        posting = _refusal(lambda: channel.post("A test"), "it is posted")
        token = _refusal(channel.web.auth_test, "the token works on")
        return f"{posting}; {token}"
    finally:
        channel.by_hand("Invite the app again.")


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
        _archived,
        is_by_hand=True,
    ),
    Question(
        "What is posting to a private channel without the app refused with, and does the token outlive it?",
        "have you remove the app from the channel, post there, ask who we are, have you invite it again",
        _removed,
        is_by_hand=True,
    ),
)
