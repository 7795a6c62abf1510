"""The menu: a member's one direct message for an occurrence, showing its present state."""

from datetime import datetime

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
from app.domain.report import Report
from app.domain.standup import Posting
from app.views import ids
from app.views.message import Message
from app.views.rehearsal import rehearsal
from app.views.text import clock_time, cut, escape, questions, written_date

# All text of a message together: Slack refuses from somewhere above 11,000 characters on.
LONGEST_QUOTE = 2500


def menu(
    occurrence: Occurrence,
    report: Report,
    newer: ReportId | None = None,
    *,
    now: datetime | None = None,
    minutes_left: int | None = None,
) -> Message:
    """Give the menu as it should look at `now`; without it, as if everybody's time were that of the report.

    `newer` is the person's later occurrence, if there is one; `minutes_left` are told by a reminder.
    """
    if occurrence.is_rehearsal:
        return rehearsal(occurrence, report)
    if newer is not None:
        return _superseded(occurrence, newer)
    if report.is_submitted:
        return _posted(occurrence, report) if occurrence.is_out else _submitted(occurrence, report)
    if report.is_closed(occurrence, now) if now else occurrence.is_out:
        return _closed(occurrence, report)
    return _waiting(occurrence, report, minutes_left)


def _waiting(occurrence: Occurrence, report: Report, minutes_left: int | None) -> Message:
    if report.is_skipped:
        return _skipped(occurrence)
    return _away(occurrence, report) if report.is_away else _open(occurrence, report, minutes_left)


def _open(occurrence: Occurrence, report: Report, minutes_left: int | None) -> Message:
    words = f"{questions(len(occurrence.questions))}, posted to {_channel(occurrence)} {_when(occurrence, report)}."
    if minutes_left is not None:
        words += f" *Still open, closes in {_duration(minutes_left)}.*"
    return _message(
        occurrence,
        f"*{escape(occurrence.name)}* · {written_date(occurrence.day)}\n{words}",
        _button(occurrence, "Open Report", ids.OPEN_DIALOG, style="primary"),
        _button(occurrence, "Skip today", ids.SKIP_TODAY),
    )


def _when(occurrence: Occurrence, report: Report) -> str:
    by = clock_time(report.closes_at or occurrence.report_at)
    words = {
        Posting.AS_IT_COMES: f"as soon as you answer; open until {by}",
        Posting.WHEN_COMPLETE: f"when everyone has answered, at {by} at the latest",
    }
    if occurrence.posting in words:
        return words[occurrence.posting]
    return f"as soon as you answer; open until {by}" if occurrence.is_out else f"at {by}"


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' if hours > 1 else ''}"] if hours else []
    if rest or not hours:
        parts.append(f"{rest} minute{'s' if rest != 1 else ''}")
    return " and ".join(parts)


def _away(occurrence: Occurrence, report: Report) -> Message:
    until = f" until {written_date(report.until)}" if report.until else ""
    return _message(
        occurrence,
        f"*{escape(occurrence.name)}* · {written_date(occurrence.day)}\n"
        f"You are marked away{until}, so this is not waiting for you.",
        _button(occurrence, "Answer anyway", ids.OPEN_DIALOG),
        _button(occurrence, "I'm back", ids.COME_BACK),
    )


def left(occurrence: Occurrence) -> Message:
    """Give what the menu says to somebody who is not in the channel any more."""
    return _left(occurrence, f"You have left {_channel(occurrence)}, so this is not waiting for you.")


def left_by_choice(occurrence: Occurrence) -> Message:
    """Give what the menu says to somebody who does not take part in the standup any more."""
    words = "You have left this standup, so this is not waiting for you. *Rejoin* is on my Home tab."
    return _left(occurrence, words)


def _left(occurrence: Occurrence, words: str) -> Message:
    return _message(occurrence, f"*{escape(occurrence.name)}* · {written_date(occurrence.day)}\n{words}")


def _submitted(occurrence: Occurrence, report: Report) -> Message:
    goes = f"it goes to {_channel(occurrence)} {_goes(occurrence)}."
    return _message(
        occurrence,
        f"*Thank you.* Your report for {written_date(occurrence.day)} is in; {goes}",
        _button(occurrence, "Edit", ids.OPEN_DIALOG),
        _button(occurrence, "Withdraw", ids.WITHDRAW),
        answers=_quoted(occurrence, report),
    )


def _goes(occurrence: Occurrence) -> str:
    by = clock_time(occurrence.report_at)
    if occurrence.posting is Posting.WHEN_COMPLETE:
        return f"when everyone has answered, at {by} at the latest"
    return "in a moment" if occurrence.posting is Posting.AS_IT_COMES else f"at {by}"


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
    if report.is_skipped:
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
