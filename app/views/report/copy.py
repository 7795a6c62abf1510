"""The copy of a report that an observer gets by direct message: the summary header, and a line about its source.

The summary header is in the language of the channel, the line below in that of the reader.
"""

from collections.abc import Sequence

from slack_sdk.models.blocks import ContextBlock, MarkdownTextObject

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.language import Locale
from app.slack.message import Message
from app.views.kit.readers import channel_locale
from app.views.report.summary_header import summary_header


def copied_header(
    locale: Locale, occurrence: Occurrence, reports: Sequence[Report], *, is_whole: bool, is_past: bool = False
) -> Message:
    """Return the first message of a copy; answers follow as replies, and the message says if not all do.

    `is_whole` if all answers follow; `is_past` if the day is over.
    """
    shown = summary_header(channel_locale(occurrence), occurrence, reports, is_past=is_past)
    see = locale.gettext("See it there")
    where = {
        "channel": f"<#{occurrence.channel}>",
        "link": f"<{occurrence.header.permalink}|{see}>" if occurrence.header.permalink else see,
    }
    words = (
        locale.gettext("A copy of the report in {channel}. {link}.", **where)
        if is_whole
        else locale.gettext(
            "A copy of the report in {channel}. {link} for all answers: the first of them are in this thread.", **where
        )
    )
    block = ContextBlock(elements=[MarkdownTextObject(text=words, verbatim=True)])
    return Message(text=f"{shown.text}\n{words}", blocks=[*shown.blocks, block])
