"""The menu: a member's one direct message for an occurrence, which always shows the present state."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

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

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.report.digest import is_long
from app.domain.scheduling.outlook import AS_PLANNED, Fate, Outlook, why_missed
from app.domain.standup import Posting
from app.language import Locale
from app.slack.message import Message
from app.views import ids
from app.views.day import outlook
from app.views.day.not_taken import not_taken
from app.views.day.rehearsal import rehearsal
from app.views.day.timing import begins_before, deadline, goes_at_once
from app.views.kit.dates import report_time, written_date
from app.views.kit.kinds import answer_text
from app.views.kit.plain_text import more_behind_edit, more_of_ones_own, plain_text
from app.views.kit.rich_text import Inline, linked
from app.views.kit.text import cut, escape, questions

# Slack refuses a message with more than some 11,000 characters in all its texts.
LONGEST_QUOTE = 2500


def menu(
    locale: Locale,
    occurrence: Occurrence,
    report: Report,
    newer: ReportId | None = None,
    *,
    now: datetime,
    is_reminder: bool = False,
    becomes: Outlook = AS_PLANNED,
) -> Message:
    """Return the menu as it should look at `now`; `becomes` is the outlook of the day.

    `newer` is the person's later occurrence, if there is one. It matters only if this one was never posted, because a
    posted report can still be edited. Where a channel was closed between the summary header and the last post, it
    depends on the person's own post. A reminder names the time until which it is open, and not the minutes left,
    because it may be sent and read late.
    """
    if occurrence.is_rehearsal:
        return rehearsal(locale, occurrence, report)
    if report.is_posted:
        return _posted(locale, occurrence, report, becomes)
    if occurrence.is_missed:
        return _missed(locale, occurrence, report)
    if newer is not None and not occurrence.is_out:
        return _superseded(locale, occurrence, report, newer)
    is_closed = report.is_closed(occurrence, now)
    if not becomes.goes and (is_closed or not report.is_away):
        return _stopped(locale, occurrence, report, becomes, is_closed=is_closed)
    return _as_planned(locale, occurrence, report, now, is_reminder=is_reminder)


def _as_planned(locale: Locale, occurrence: Occurrence, report: Report, now: datetime, *, is_reminder: bool) -> Message:
    if report.is_submitted:
        return _posted(locale, occurrence, report) if occurrence.is_out else _submitted(locale, occurrence, report)
    if report.is_closed(occurrence, now):
        return _closed(locale, occurrence, report)
    if report.is_skipped:
        return _skipped(locale, occurrence, now.date())
    return (
        _away(locale, occurrence, report)
        if report.is_away
        else _open(locale, occurrence, report, is_reminder=is_reminder)
    )


def _open(locale: Locale, occurrence: Occurrence, report: Report, *, is_reminder: bool) -> Message:
    words = _what_and_when(locale, occurrence, report)
    if is_reminder:
        words += " *" + locale.gettext("Still open until {time}.", time=deadline(locale, occurrence, report)) + "*"
    title = f"*{escape(occurrence.name)}* · {written_date(locale, occurrence.day)}"
    return _message(locale, occurrence, f"{title}\n{words}", *_to_answer(locale, occurrence))


def _to_answer(locale: Locale, occurrence: Occurrence) -> list[ButtonElement]:
    return [
        _button(occurrence, locale.gettext("Open Report"), ids.OPEN_DIALOG, style="primary"),
        _button(occurrence, locale.gettext("Skip today"), ids.SKIP_TODAY),
    ]


def _what_and_when(locale: Locale, occurrence: Occurrence, report: Report) -> str:
    asked = questions(locale, len(occurrence.questions))
    if begins := begins_before(locale, occurrence, report):
        return f"{asked}. {begins}"
    fields = {"questions": asked, "channel": _channel(occurrence), "time": deadline(locale, occurrence, report)}
    if goes_at_once(occurrence):
        return locale.gettext("{questions}, posted to {channel} as soon as you answer; open until {time}.", **fields)
    if occurrence.look.posting is Posting.WHEN_COMPLETE:
        return locale.gettext(
            "{questions}, posted to {channel} when everyone has answered, at {time} at the latest.", **fields
        )
    return locale.gettext("{questions}, posted to {channel} at {time}.", **fields)


def _stopped(locale: Locale, occurrence: Occurrence, report: Report, becomes: Outlook, *, is_closed: bool) -> Message:
    """Return the menu of a day that is not posted as planned: the answers are kept, and may be posted later.

    What the summary header counts already can be neither withdrawn nor skipped.
    """
    words = outlook.for_menu(locale, occurrence, report, becomes)
    if report.is_submitted:
        edit = [] if becomes.is_deleted else [_button(occurrence, locale.gettext("Edit"), ids.OPEN_DIALOG)]
        withdraw = [] if occurrence.is_out else [_button(occurrence, locale.gettext("Withdraw"), ids.WITHDRAW)]
        return _message(locale, occurrence, words, *edit, *withdraw, answers=_answers(locale, occurrence, report))
    if becomes.is_deleted:
        return _message(locale, occurrence, words)
    if is_closed:
        return _message(locale, occurrence, words, _to_answer(locale, occurrence)[0])
    undo = [_button(occurrence, locale.gettext("Undo"), ids.UNDO_SKIP)]
    return _message(locale, occurrence, words, *(undo if report.is_skipped else _to_answer(locale, occurrence)))


def _missed(locale: Locale, occurrence: Occurrence, report: Report) -> Message:
    fields = {"standup": _of_its_day(locale, occurrence), "channel": _channel(occurrence)}
    words = (
        locale.gettext("{standup} is over.", **fields)
        if occurrence.is_out
        else locale.gettext("{standup} is over and was not posted to {channel}.", **fields)
    )
    if report.is_submitted or why_missed(occurrence) is not Fate.HELD:
        words += f" {outlook.reason_missed(locale, occurrence)}"
    if not report.is_submitted:
        return _message(locale, occurrence, words)
    return _message(
        locale,
        occurrence,
        f"{words} {locale.gettext('Your answers are kept:')}",
        answers=_answers(locale, occurrence, report),
    )


def _away(locale: Locale, occurrence: Occurrence, report: Report) -> Message:
    words = locale.gettext("You are marked away, so this is not waiting for you.")
    if report.absence.until:
        until = written_date(locale, report.absence.until, occurrence.day)
        words = locale.gettext("You are marked away until {date}, so this is not waiting for you.", date=until)
    return _message(
        locale,
        occurrence,
        f"*{escape(occurrence.name)}* · {written_date(locale, occurrence.day)}\n{words}",
        _button(occurrence, locale.gettext("Answer anyway"), ids.OPEN_DIALOG),
        _button(occurrence, locale.gettext("I'm back"), ids.COME_BACK),
    )


def left(locale: Locale, occurrence: Occurrence, _report: Report) -> Message:
    """Return the menu for somebody who has left the channel."""
    words = locale.gettext("You have left {channel}, so this is not waiting for you.", channel=_channel(occurrence))
    return _left(locale, occurrence, words)


def left_by_choice(locale: Locale, occurrence: Occurrence, _report: Report) -> Message:
    """Return the menu for somebody who has left the standup."""
    words = locale.gettext("You have left this standup, so this is not waiting for you. *Rejoin* is on my Home tab.")
    return _left(locale, occurrence, words)


def _left(locale: Locale, occurrence: Occurrence, words: str) -> Message:
    return _message(
        locale, occurrence, f"*{escape(occurrence.name)}* · {written_date(locale, occurrence.day)}\n{words}"
    )


def _submitted(locale: Locale, occurrence: Occurrence, report: Report) -> Message:
    return _message(
        locale,
        occurrence,
        _goes(locale, occurrence),
        _button(occurrence, locale.gettext("Edit"), ids.OPEN_DIALOG),
        _button(occurrence, locale.gettext("Withdraw"), ids.WITHDRAW),
        answers=_answers(locale, occurrence, report),
    )


def _goes(locale: Locale, occurrence: Occurrence) -> str:
    fields = {
        "date": written_date(locale, occurrence.day),
        "channel": _channel(occurrence),
        "time": report_time(locale, occurrence),
    }
    if occurrence.look.posting is Posting.WHEN_COMPLETE:
        return locale.gettext(
            "*Thank you.* Your report for {date} is in; "
            "it goes to {channel} when everyone has answered, at {time} at the latest.",
            **fields,
        )
    if occurrence.look.posting is Posting.AS_IT_COMES:
        return locale.gettext("*Thank you.* Your report for {date} is in; it goes to {channel} in a moment.", **fields)
    return locale.gettext("*Thank you.* Your report for {date} is in; it goes to {channel} at {time}.", **fields)


def _skipped(locale: Locale, occurrence: Occurrence, today: date) -> Message:
    skipping = locale.gettext(
        "You are skipping {name} on {date}. {channel} will see that you skip, nothing else.",
        name=f"*{escape(occurrence.name)}*",
        date=written_date(locale, occurrence.day, today),
        channel=_channel(occurrence),
    )
    return _message(locale, occurrence, skipping, _button(occurrence, locale.gettext("Undo"), ids.UNDO_SKIP))


def _posted(locale: Locale, occurrence: Occurrence, report: Report, becomes: Outlook = AS_PLANNED) -> Message:
    where = link_to(occurrence, report)
    seen = f" <{where}|{locale.gettext('See it there')}>." if where else ""
    rest = _address(occurrence, report.post.rest_ts, is_reply=True) if report.post.page_ts else ""
    seen += f" <{rest}|{locale.gettext('The rest is in its thread')}>." if rest else ""
    channel, date = _channel(occurrence), written_date(locale, occurrence.day)
    is_shown = bool(report.post.parts or report.post.page_ts)
    is_lacking = report.awaits_post or not is_shown
    if is_lacking and report.is_refused:
        words = not_taken(locale, channel, report.problem or "")
    elif is_lacking and is_shown and not occurrence.is_missed and (report.problem or not becomes.goes):
        words = locale.gettext(
            "*Thank you.* Your change is kept, but Slack doesn't let me change what is in {channel} now.",
            channel=channel,
        )
        words += seen
    elif is_lacking and report.problem:
        words = locale.gettext(
            "*Thank you.* Your answers are kept, but Slack doesn't let me post them to {channel} now.", channel=channel
        )
    elif not is_shown:
        words = locale.gettext("*Thank you.* Your report is in and on its way to {channel}.", channel=channel)
    elif report.is_gone:
        words = locale.gettext(
            "*Thank you.* Your change is kept, but the message with your answers is not in {channel} any more.",
            channel=channel,
        )
    elif report.problem or (is_lacking and occurrence.is_missed):
        words = locale.gettext(
            "*Thank you.* Your change is kept, but Slack doesn't let me change what is in {channel} any more.",
            channel=channel,
        )
        words += seen
    elif not report.post.page_ts and report.is_late(occurrence):
        words = locale.gettext("*Thank you.* Your report was added to the thread in {channel}.", channel=channel) + seen
    else:
        words = (
            locale.gettext("*Thank you.* Your report for {date} was posted to {channel}.", date=date, channel=channel)
            + seen
        )
    edit = [] if occurrence.is_missed else [_button(occurrence, locale.gettext("Edit"), ids.OPEN_DIALOG)]
    return _message(locale, occurrence, words, *edit, answers=_answers(locale, occurrence, report))


def _closed(locale: Locale, occurrence: Occurrence, report: Report) -> Message:
    if report.is_skipped:
        words = locale.gettext(
            "You skipped {name} on {date}.",
            name=f"*{escape(occurrence.name)}*",
            date=written_date(locale, occurrence.day),
        )
    else:
        channel = _channel(occurrence)
        words = locale.gettext(
            "{standup} was posted to {channel} without you.", standup=_of_its_day(locale, occurrence), channel=channel
        )
    still = locale.gettext("You can still add your report to the thread.")
    return _message(
        locale, occurrence, f"{words} {still}", _button(occurrence, locale.gettext("Add to thread"), ids.OPEN_DIALOG)
    )


def _superseded(locale: Locale, occurrence: Occurrence, report: Report, newer: ReportId) -> Message:
    over = locale.gettext("{standup} is over.", standup=_of_its_day(locale, occurrence))
    below = locale.gettext("The one of {date} is below.", date=written_date(locale, newer.day))
    if not report.is_submitted:
        return _message(locale, occurrence, f"{over} {below}")
    kept = locale.gettext("Your answers are kept:")
    return _message(locale, occurrence, f"{over} {below} {kept}", answers=_answers(locale, occurrence, report))


def _of_its_day(locale: Locale, occurrence: Occurrence) -> str:
    return locale.gettext("*{name}* of {date}", name=escape(occurrence.name), date=written_date(locale, occurrence.day))


def link_to(occurrence: Occurrence, report: Report) -> str:
    """Return the address of the post with a person's answers, made from the summary header's; empty if unknown."""
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


def _answers(locale: Locale, occurrence: Occurrence, report: Report) -> list[tuple[str, str]]:
    """Return the label and the answer of each answered question, shortened so that all fit the message."""
    share = LONGEST_QUOTE // max(1, len(report.answers))
    answered = [question for question in occurrence.questions if question.id in report.answers]
    return [
        (question.label, cut(answer_text(locale, question, report.answers[question.id]), share))
        for question in answered
    ]


def _quoted(answers: Sequence[tuple[str, str]]) -> RichTextBlock:
    """Return the answers as a quote; in rich text no character of theirs has a meaning for Slack."""
    elements: list[Inline] = []
    for label, text in answers:
        start = "\n" if elements else ""
        bold = RichTextElementParts.TextStyle(bold=True)
        elements.append(RichTextElementParts.Text(text=f"{start}{label} ", style=bold))
        elements += linked(text)
    return RichTextBlock(elements=[RichTextQuoteElement(elements=elements)])


def _message(
    locale: Locale, occurrence: Occurrence, words: str, *buttons: ButtonElement, answers: Sequence[tuple[str, str]] = ()
) -> Message:
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))]
    if answers:
        blocks.append(_quoted(answers))
    if buttons:
        blocks.append(ActionsBlock(block_id=f"menu.{occurrence.report_id}", elements=list(buttons)))
    more = partial(more_behind_edit, locale) if buttons else partial(more_of_ones_own, locale)
    quoted = plain_text([f"{label}: {text}" for label, text in answers], more)
    return Message(text=f"{words}\n{quoted}".rstrip(), blocks=blocks)
