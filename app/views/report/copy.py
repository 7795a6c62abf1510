"""The copy of a report that an observer gets by direct message: its summary header, and where it comes from.

The summary header speaks the language of the channel, the line below that of the reader.
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
    """Return the summary header and say where the report is; answers follow as replies, all of them if `is_whole`."""
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
