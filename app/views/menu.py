"""The menu: a member's one direct message for an occurrence, showing its present state."""

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    MarkdownTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextQuoteElement,
    SectionBlock,
)

from app.domain.occurrence import Occurrence, ReportId
from app.domain.report import Report, State
from app.views import ids
from app.views.message import Message
from app.views.rehearsal import rehearsal
from app.views.text import clock_time, counted, cut, escape, written_date

# All text of a message together: Slack refuses from somewhere above 11,000 characters on.
LONGEST_QUOTE = 2500


def menu(occurrence: Occurrence, report: Report, newer: ReportId | None = None) -> Message:
    """Give the menu as it should look now. `newer` is the person's later occurrence, if there is one."""
    if occurrence.is_rehearsal:
        return rehearsal(occurrence, report)
    if newer is not None:
        return _superseded(occurrence, newer)
    if report.is_submitted:
        return _posted(occurrence, report) if occurrence.is_out else _submitted(occurrence, report)
    if occurrence.is_out:
        return _closed(occurrence, report)
    if report.state is State.SKIPPED:
        return _skipped(occurrence)
    return _open(occurrence)


def _open(occurrence: Occurrence) -> Message:
    questions = counted(len(occurrence.questions), "question")
    words = f"{questions}, posted to {_channel(occurrence)} at {clock_time(occurrence.report_at)}."
    return _message(
        occurrence,
        f"*{escape(occurrence.name)}* · {written_date(occurrence.day)}\n{words}",
        _button(occurrence, "Open Report", ids.OPEN_DIALOG, style="primary"),
        _button(occurrence, "Skip today", ids.SKIP_TODAY),
    )


def _submitted(occurrence: Occurrence, report: Report) -> Message:
    goes = f"it goes to {_channel(occurrence)} at {clock_time(occurrence.report_at)}."
    return _message(
        occurrence,
        f"*Thank you.* Your report for {written_date(occurrence.day)} is in; {goes}",
        _button(occurrence, "Edit", ids.OPEN_DIALOG),
        _button(occurrence, "Withdraw", ids.WITHDRAW),
        answers=_quoted(occurrence, report),
    )


def _skipped(occurrence: Occurrence) -> Message:
    sees = f"{_channel(occurrence)} will see that you skip, nothing else."
    return _message(
        occurrence,
        f"You are skipping *{escape(occurrence.name)}* on {written_date(occurrence.day)}. {sees}",
        _button(occurrence, "Undo", ids.UNDO_SKIP),
    )


def _posted(occurrence: Occurrence, report: Report) -> Message:
    where = link_to(occurrence, report)
    seen = f"<{where}|See it there>." if where else ""
    if not report.posted:
        words = f"*Thank you.* Your report is in and on its way to {_channel(occurrence)}."
    elif _is_late(occurrence, report):
        words = f"*Thank you.* Your report was added to the thread in {_channel(occurrence)}. {seen}"
    else:
        words = (
            f"*Thank you.* Your report for {written_date(occurrence.day)} was posted to {_channel(occurrence)}. {seen}"
        )
    return _message(
        occurrence,
        words.rstrip(),
        _button(occurrence, "Edit", ids.OPEN_DIALOG),
        answers=_quoted(occurrence, report),
    )


def _closed(occurrence: Occurrence, report: Report) -> Message:
    if report.state is State.SKIPPED:
        words = f"You skipped *{escape(occurrence.name)}* on {written_date(occurrence.day)}."
    else:
        when = f"{escape(occurrence.name)} of {written_date(occurrence.day)}"
        words = f"*{when}* was posted to {_channel(occurrence)} without you."
    return _message(
        occurrence,
        f"{words} You can still add your report to the thread.",
        _button(occurrence, "Add to thread", ids.OPEN_DIALOG),
    )


def _superseded(occurrence: Occurrence, newer: ReportId) -> Message:
    over = f"*{escape(occurrence.name)}* of {written_date(occurrence.day)} is over."
    return _message(occurrence, f"{over} The one of {written_date(newer.day)} is below.")


def link_to(occurrence: Occurrence, report: Report) -> str:
    """Give the address of a person's post, made from that of the heading; empty if that is not known."""
    if not (occurrence.permalink and report.posted):
        return ""
    first = report.posted[0]
    address = f"{occurrence.permalink.rsplit('/', 1)[0]}/p{first.replace('.', '')}"
    in_thread = f"?thread_ts={occurrence.heading_ts}&cid={occurrence.channel}"
    return address + (in_thread if _is_late(occurrence, report) else "")


def _is_late(occurrence: Occurrence, report: Report) -> bool:
    """Whether the post went into the thread: it was claimed when the report was already complete."""
    claimed, reported = report.post_claimed_at, occurrence.reported_at
    return claimed is not None and reported is not None and claimed > reported


def _channel(occurrence: Occurrence) -> str:
    return f"<#{occurrence.channel}>"


def _button(occurrence: Occurrence, text: str, action_id: str, style: str | None = None) -> ButtonElement:
    return ButtonElement(text=text, action_id=action_id, value=str(occurrence.report_id), style=style)


def _quoted(occurrence: Occurrence, report: Report) -> RichTextBlock:
    """Quote the answers; rich text is the one place where no character of theirs can mean anything."""
    share = LONGEST_QUOTE // max(1, len(report.answers))
    elements: list[RichTextElementParts.Text] = []
    for question in occurrence.questions:
        if question.id in report.answers:
            start = "\n" if elements else ""
            text = report.answers[question.id]
            bold = RichTextElementParts.TextStyle(bold=True)
            elements.append(RichTextElementParts.Text(text=f"{start}{question.label} ", style=bold))
            elements.append(RichTextElementParts.Text(text=cut(text, share)))
    return RichTextBlock(elements=[RichTextQuoteElement(elements=elements)])


def _message(
    occurrence: Occurrence, words: str, *buttons: ButtonElement, answers: RichTextBlock | None = None
) -> Message:
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))]
    if answers:
        blocks.append(answers)
    if buttons:
        blocks.append(ActionsBlock(block_id=f"menu.{occurrence.report_id}", elements=list(buttons)))
    return Message(text=words, blocks=blocks)
