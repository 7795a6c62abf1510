"""The messages after an erasure: in place of a report, to the erased person, and to whoever confirmed it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from slack_sdk.models.blocks import (
    MarkdownTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from app.language import Locale, later
from app.slack.message import Message
from app.views.kit.dates import date_and_time
from app.views.kit.text import escape

MOST_LISTED = 20
# So many lines fit a section, whatever they say.
LINES_EACH = 12

# What an erasure counts (app/flows/privacy/erasing.py and erasing_posts.py).
COUNTED = {
    "reports": later("reports"),
    "rehearsals": later("rehearsals"),
    "profiles": later("profiles"),
    "last answers": later("last answers"),
    "drafts and requests": later("drafts and requests"),
    "standups for them alone": later("standups for them alone"),
    "mentions in reports": later("mentions in reports"),
    "mentions in standups": later("mentions in standups"),
    "mentions in members": later("mentions in members"),
    "menus deleted": later("menus deleted"),
    "menus emptied": later("menus emptied"),
    "menus left": later("menus left"),
    "posts deleted": later("posts deleted"),
    "posts emptied": later("posts emptied"),
    "posts left": later("posts left"),
    "copy parts deleted": later("copy parts deleted"),
    "copy parts emptied": later("copy parts emptied"),
    "copy parts left": later("copy parts left"),
    "copies not found": later("copies not found"),
    "headings corrected": later("headings corrected"),
    "headings left": later("headings left"),
    "places in digests": later("places in digests"),
}
LEFT = {
    "post": later("a post whose words are taken out; where it still shows a name and picture, an admin can delete it"),
    "whole post": later("a post that Slack let me neither delete nor change; an admin can delete it"),
    "menu": later("a direct message that Slack did not let me delete"),
    "heading": later("the heading of a report, which Slack did not let me correct"),
    "digest": later("a digest, which Slack did not let me correct"),
    "named": later("a post that names them as who could help; its author can edit it"),
    "copy part": later("a copy of a report, which Slack did not let me delete"),
}


def removed_report(locale: Locale) -> Message:
    """Return the message that replaces a report which Slack does not let us delete.

    It is rich text, because Slack does not let a message lose its rich text.
    """
    text = locale.gettext("This report was taken out.")
    words = RichTextElementParts.Text(text=text)
    return Message(text, [RichTextBlock(elements=[RichTextSectionElement(elements=[words])])])


def erased_message(locale: Locale) -> Message:
    """Return the message that tells the person that they are erased."""
    return _message(
        locale.gettext(
            "What I had stored about you is erased: your reports, your profile and every mention of you in how "
            "standups are set up. I will not ask you again. If you want to take part one day, open my Home tab."
        )
    )


def receipt(locale: Locale, values: Mapping[str, Any]) -> Message:
    """Return the message that tells whoever confirmed it what was done, and what is left to do by hand."""
    done = locale.gettext("The erasure of {person} is done.", person=escape(values["person"]))
    counts = [f"• {_kind_text(locale, COUNTED, what)}: {number}" for what, number in values["counts"].items()]
    left = values["left_by_hand"]
    places = [
        f"• <#{each['channel']}>, {when(locale, each['ts'])}: {_kind_text(locale, LEFT, each['what'])}"
        for each in left[:MOST_LISTED]
    ]
    if (more := len(left) - MOST_LISTED) > 0:
        places.append(locale.ngettext("And {number} more.", "And {number} more.", more))
    if elsewhere := values.get("left_elsewhere", 0):
        places.append(
            locale.ngettext(
                "And {number} more in channels that you are not in.",
                "And {number} more in channels that you are not in.",
                elsewhere,
            )
        )
    rest = (
        [f"*{locale.gettext('To look at by hand:')}*", *places]
        if places
        else [locale.gettext("Nothing is left to do by hand.")]
    )
    lines = [done, *(counts or [f"• {locale.gettext('nothing was found')}"]), *rest]
    return _message(*("\n".join(lines[start : start + LINES_EACH]) for start in range(0, len(lines), LINES_EACH)))


def when(locale: Locale, ts: str) -> str:
    """Return the time of a message, by its `ts`, in the reader's zone."""
    return date_and_time(locale, datetime.fromtimestamp(int(float(ts)), UTC))


def _kind_text(locale: Locale, words: Mapping[str, str], kind: str) -> str:
    return locale.gettext(words[kind]) if kind in words else escape(kind)


def _message(*parts: str) -> Message:
    blocks = [SectionBlock(text=MarkdownTextObject(text=part, verbatim=True)) for part in parts]
    return Message("\n".join(parts), blocks)
