"""What is said of an erasure: in the place of a report, to the person, and to whoever confirmed it."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import MarkdownTextObject, SectionBlock

from app.views.message import Message
from app.views.text import escape

MOST_LISTED = 20


def taken_out() -> Message:
    """Stand where a report was that cannot be deleted."""
    return _message("This report was taken out.")


def told() -> Message:
    """Tell the person that it is done."""
    return _message(
        "What I had stored about you is erased: your reports, your profile and every mention of you in how standups "
        "are set up. I will not ask you again. If you want to take part one day, open my Home tab."
    )


def receipt(values: Mapping[str, Any]) -> Message:
    """Tell whoever confirmed it what was done, and what is left to do by hand."""
    counts = (
        "\n".join(f"• {escape(what)}: {count}" for what, count in values["counts"].items()) or "• nothing was found"
    )
    left = values["left_by_hand"]
    places = "\n".join(
        f"• <#{each['channel']}>, {when(each['ts'])}: {_what(each['what'])}" for each in left[:MOST_LISTED]
    )
    more = f"\nAnd {len(left) - MOST_LISTED} more." if len(left) > MOST_LISTED else ""
    rest = f"\n*To look at by hand:*\n{places}{more}" if left else "\nNothing is left to do by hand."
    return _message(f"The erasure of {escape(values['person'])} is done.\n{counts}{rest}")


def when(ts: str) -> str:
    """Give the time of a message in the reader's own words."""
    seconds = int(float(ts))
    return f"<!date^{seconds}^{{date_short_pretty}} at {{time}}|{seconds}>"


def _what(kind: str) -> str:
    words = {
        "post": "a post whose words are taken out; name and picture stay on it until an admin deletes it",
        "menu": "a direct message that Slack did not let me delete",
        "heading": "the heading of a report, which Slack did not let me correct",
        "digest": "a digest, which Slack did not let me correct",
        "copy part": "a copy of a report, which Slack did not let me delete",
    }
    return words.get(kind, kind)


def _message(text: str) -> Message:
    return Message(text, [SectionBlock(text=MarkdownTextObject(text=text[:3000], verbatim=True))])
