"""The menu: a member's one direct message for an occurrence, showing its present state."""

from collections.abc import Sequence
from datetime import date, datetime

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

from app.domain.digest import is_long
from app.domain.occurrence import Occurrence, ReportId
from app.domain.outlook import AS_PLANNED, Fate, Outlook, why_missed
from app.domain.report import Report
from app.domain.standup import Posting
from app.language import say
from app.message import Message
from app.views import ids, outlook
from app.views.dates import report_time, written_date
from app.views.kinds import shown
from app.views.not_taken import not_taken
from app.views.plain import more_behind_edit, more_of_ones_own, plain
from app.views.readers import for_person
from app.views.rehearsal import rehearsal
from app.views.rich import Inline, linked
from app.views.text import cut, escape, questions
from app.views.timing import begins_before, deadline, goes_at_once

# All text of a message together: Slack refuses from somewhere above 11,000 characters on.
LONGEST_QUOTE = 2500


@for_person
def menu(
    occurrence: Occurrence,
    report: Report,
    newer: ReportId | None = None,
    *,
    now: datetime,
    is_reminder: bool = False,
    becomes: Outlook = AS_PLANNED,
) -> Message:
    """Give the menu as it should look at `now`; `becomes` is what becomes of the day.

    `newer` is the person's later occurrence, if there is one; it matters only where this one has never come out, for
    what is out can be edited and added to. A reminder says until when it is open: in a time of day, for it may be
    sent, and read, later than it was due.
    """
    if occurrence.is_rehearsal:
        return rehearsal(occurrence, report)
    if occurrence.is_missed:
        return _missed(occurrence, report)
    if newer is not None and not occurrence.is_out:
        return _superseded(occurrence, report, newer)
    if not (becomes.goes or report.is_away or occurrence.is_out):
        return _stopped(occurrence, report, becomes)
    return _as_planned(occurrence, report, now, is_reminder=is_reminder)


def _as_planned(occurrence: Occurrence, report: Report, now: datetime, *, is_reminder: bool) -> Message:
    if report.is_submitted:
        return _posted(occurrence, report) if occurrence.is_out else _submitted(occurrence, report)
    if report.is_closed(occurrence, now):
        return _closed(occurrence, report)
    if report.is_skipped:
        return _skipped(occurrence, now.date())
    return _away(occurrence, report) if report.is_away else _open(occurrence, report, is_reminder=is_reminder)


def _open(occurrence: Occurrence, report: Report, *, is_reminder: bool) -> Message:
    words = _what_and_when(occurrence, report)
    if is_reminder:
        words += " *" + say("Still open until {time}.", time=deadline(occurrence, report)) + "*"
    title = f"*{escape(occurrence.name)}* · {written_date(occurrence.day)}"
    return _message(occurrence, f"{title}\n{words}", *_to_answer(occurrence))


def _to_answer(occurrence: Occurrence) -> list[ButtonElement]:
    return [
        _button(occurrence, say("Open Report"), ids.OPEN_DIALOG, style="primary"),
        _button(occurrence, say("Skip today"), ids.SKIP_TODAY),
    ]


def _what_and_when(occurrence: Occurrence, report: Report) -> str:
    asked = questions(len(occurrence.questions))
    if begins := begins_before(occurrence, report):
        return f"{asked}. {begins}"
    fields = {"questions": asked, "channel": _channel(occurrence), "time": deadline(occurrence, report)}
    if goes_at_once(occurrence):
        return say("{questions}, posted to {channel} as soon as you answer; open until {time}.", **fields)
    if occurrence.look.posting is Posting.WHEN_COMPLETE:
        return say("{questions}, posted to {channel} when everyone has answered, at {time} at the latest.", **fields)
    return say("{questions}, posted to {channel} at {time}.", **fields)


def _stopped(occurrence: Occurrence, report: Report, becomes: Outlook) -> Message:
    """Give the menu of a day that does not go to its channel as planned: what is written is kept, and may go later."""
    words = outlook.for_menu(occurrence, report, becomes)
    if report.is_submitted:
        edit = [] if becomes.is_deleted else [_button(occurrence, say("Edit"), ids.OPEN_DIALOG)]
        withdraw = _button(occurrence, say("Withdraw"), ids.WITHDRAW)
        return _message(occurrence, words, *edit, withdraw, answers=_answers(occurrence, report))
    if becomes.is_deleted:
        return _message(occurrence, words)
    undo = [_button(occurrence, say("Undo"), ids.UNDO_SKIP)]
    return _message(occurrence, words, *(undo if report.is_skipped else _to_answer(occurrence)))


def _missed(occurrence: Occurrence, report: Report) -> Message:
    channel = _channel(occurrence)
    words = say("{standup} is over and was not posted to {channel}.", standup=_of_its_day(occurrence), channel=channel)
    if report.is_submitted or why_missed(occurrence) is not Fate.HELD:
        words += f" {outlook.because(occurrence)}"
    if not report.is_submitted:
        return _message(occurrence, words)
    return _message(occurrence, f"{words} {say('Your answers are kept:')}", answers=_answers(occurrence, report))


def _away(occurrence: Occurrence, report: Report) -> Message:
    words = say("You are marked away, so this is not waiting for you.")
    if report.absence.until:
        until = written_date(report.absence.until, occurrence.day)
        words = say("You are marked away until {date}, so this is not waiting for you.", date=until)
    return _message(
        occurrence,
        f"*{escape(occurrence.name)}* · {written_date(occurrence.day)}\n{words}",
        _button(occurrence, say("Answer anyway"), ids.OPEN_DIALOG),
        _button(occurrence, say("I'm back"), ids.COME_BACK),
    )


@for_person
def left(occurrence: Occurrence, _report: Report) -> Message:
    """Give what the menu says to somebody who is not in the channel any more."""
    words = say("You have left {channel}, so this is not waiting for you.", channel=_channel(occurrence))
    return _left(occurrence, words)


@for_person
def left_by_choice(occurrence: Occurrence, _report: Report) -> Message:
    """Give what the menu says to somebody who does not take part in the standup any more."""
    words = say("You have left this standup, so this is not waiting for you. *Rejoin* is on my Home tab.")
    return _left(occurrence, words)


def _left(occurrence: Occurrence, words: str) -> Message:
    return _message(occurrence, f"*{escape(occurrence.name)}* · {written_date(occurrence.day)}\n{words}")


def _submitted(occurrence: Occurrence, report: Report) -> Message:
    return _message(
        occurrence,
        _goes(occurrence),
        _button(occurrence, say("Edit"), ids.OPEN_DIALOG),
        _button(occurrence, say("Withdraw"), ids.WITHDRAW),
        answers=_answers(occurrence, report),
    )


def _goes(occurrence: Occurrence) -> str:
    fields = {
        "date": written_date(occurrence.day),
        "channel": _channel(occurrence),
        "time": report_time(occurrence),
    }
    if occurrence.look.posting is Posting.WHEN_COMPLETE:
        return say(
            "*Thank you.* Your report for {date} is in; "
            "it goes to {channel} when everyone has answered, at {time} at the latest.",
            **fields,
        )
    if occurrence.look.posting is Posting.AS_IT_COMES:
        return say("*Thank you.* Your report for {date} is in; it goes to {channel} in a moment.", **fields)
    return say("*Thank you.* Your report for {date} is in; it goes to {channel} at {time}.", **fields)


def _skipped(occurrence: Occurrence, today: date) -> Message:
    skipping = say(
        "You are skipping {name} on {date}. {channel} will see that you skip, nothing else.",
        name=f"*{escape(occurrence.name)}*",
        date=written_date(occurrence.day, today),
        channel=_channel(occurrence),
    )
    return _message(occurrence, skipping, _button(occurrence, say("Undo"), ids.UNDO_SKIP))


def _posted(occurrence: Occurrence, report: Report) -> Message:
    where = link_to(occurrence, report)
    seen = f" <{where}|{say('See it there')}>." if where else ""
    rest = _address(occurrence, report.post.rest_ts, is_reply=True) if report.post.page_ts else ""
    seen += f" <{rest}|{say('The rest is in its thread')}>." if rest else ""
    channel, date = _channel(occurrence), written_date(occurrence.day)
    is_shown = bool(report.post.parts or report.post.page_ts)
    is_lacking = report.awaits_post or not is_shown
    if is_lacking and report.is_refused:
        words = not_taken(channel, report.problem or "")
    elif is_lacking and report.problem:
        words = say(
            "*Thank you.* Your answers are kept, but Slack doesn't let me post them to {channel} now.", channel=channel
        )
    elif not is_shown:
        words = say("*Thank you.* Your report is in and on its way to {channel}.", channel=channel)
    elif not report.post.page_ts and report.is_late(occurrence):
        words = say("*Thank you.* Your report was added to the thread in {channel}.", channel=channel) + seen
    else:
        words = say("*Thank you.* Your report for {date} was posted to {channel}.", date=date, channel=channel) + seen
    edit = _button(occurrence, say("Edit"), ids.OPEN_DIALOG)
    return _message(occurrence, words, edit, answers=_answers(occurrence, report))


def _closed(occurrence: Occurrence, report: Report) -> Message:
    if report.is_skipped:
        words = say(
            "You skipped {name} on {date}.", name=f"*{escape(occurrence.name)}*", date=written_date(occurrence.day)
        )
    else:
        channel = _channel(occurrence)
        words = say("{standup} was posted to {channel} without you.", standup=_of_its_day(occurrence), channel=channel)
    still = say("You can still add your report to the thread.")
    return _message(occurrence, f"{words} {still}", _button(occurrence, say("Add to thread"), ids.OPEN_DIALOG))


def _superseded(occurrence: Occurrence, report: Report, newer: ReportId) -> Message:
    over = say("{standup} is over.", standup=_of_its_day(occurrence))
    below = say("The one of {date} is below.", date=written_date(newer.day))
    if not report.is_submitted:
        return _message(occurrence, f"{over} {below}")
    kept = say("Your answers are kept:")
    return _message(occurrence, f"{over} {below} {kept}", answers=_answers(occurrence, report))


def _of_its_day(occurrence: Occurrence) -> str:
    return say("*{name}* of {date}", name=escape(occurrence.name), date=written_date(occurrence.day))


def link_to(occurrence: Occurrence, report: Report) -> str:
    """Give the address of what shows a person's answers, made from that of the heading; empty if that is not known."""
    first = next(filter(None, (report.post.page_ts, *report.post.parts)), "")
    is_reply = is_long(occurrence) if report.post.page_ts else occurrence.is_threaded or report.is_late(occurrence)
    return _address(occurrence, first, is_reply=is_reply)


def _address(occurrence: Occurrence, ts: str, *, is_reply: bool) -> str:
    if not (occurrence.header.permalink and ts):
        return ""
    in_thread = f"?thread_ts={occurrence.header.ts}&cid={occurrence.channel}" if is_reply else ""
    return f"{occurrence.header.permalink.rsplit('/', 1)[0]}/p{ts.replace('.', '')}{in_thread}"


def _channel(occurrence: Occurrence) -> str:
    return f"<#{occurrence.channel}>"


def _button(occurrence: Occurrence, text: str, action_id: str, style: str | None = None) -> ButtonElement:
    return ButtonElement(text=text, action_id=action_id, value=str(occurrence.report_id), style=style)


def _answers(occurrence: Occurrence, report: Report) -> list[tuple[str, str]]:
    """Give the label and the answer of each question that was answered, as much of it as there is room for."""
    share = LONGEST_QUOTE // max(1, len(report.answers))
    answered = [question for question in occurrence.questions if question.id in report.answers]
    return [(question.label, cut(shown(question, report.answers[question.id]), share)) for question in answered]


def _quoted(answers: Sequence[tuple[str, str]]) -> RichTextBlock:
    """Quote the answers; rich text is the one place where no character of theirs can mean anything."""
    elements: list[Inline] = []
    for label, text in answers:
        start = "\n" if elements else ""
        bold = RichTextElementParts.TextStyle(bold=True)
        elements.append(RichTextElementParts.Text(text=f"{start}{label} ", style=bold))
        elements += linked(text)
    return RichTextBlock(elements=[RichTextQuoteElement(elements=elements)])


def _message(
    occurrence: Occurrence, words: str, *buttons: ButtonElement, answers: Sequence[tuple[str, str]] = ()
) -> Message:
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))]
    if answers:
        blocks.append(_quoted(answers))
    if buttons:
        blocks.append(ActionsBlock(block_id=f"menu.{occurrence.report_id}", elements=list(buttons)))
    more = more_behind_edit if buttons else more_of_ones_own
    quoted = plain([f"{label}: {text}" for label, text in answers], more)
    return Message(text=f"{words}\n{quoted}".rstrip(), blocks=blocks)
