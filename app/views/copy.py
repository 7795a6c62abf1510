"""The copy of a report that somebody who only reads gets by direct message: its heading, and where it comes from."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ContextBlock, MarkdownTextObject

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.views.heading import heading
from app.views.message import Message


def copied_heading(occurrence: Occurrence, reports: Sequence[Report], *, is_whole: bool) -> Message:
    """Give the report's heading and say where the report is; answers follow as replies, all of them if `is_whole`."""
    shown = heading(occurrence, reports)
    where = f"<{occurrence.permalink}|See it there>" if occurrence.permalink else "See it there"
    more = "" if is_whole else " for all answers: the first of them are in this thread"
    words = f"A copy of the report in <#{occurrence.channel}>. {where}{more}."
    block = ContextBlock(elements=[MarkdownTextObject(text=words, verbatim=True)])
    return Message(text=f"{shown.text}\n{words}", blocks=[*shown.blocks, block])
