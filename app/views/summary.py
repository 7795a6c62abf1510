"""The report in the channel: its heading, and each person's posts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

from app.domain.occurrence import Occurrence
from app.domain.report import Report, State
from app.domain.standup import Question
from app.views.message import Message
from app.views.text import clock_time, cut, cut_escaped, escape, escaped_length, listed, written_date

# All text of a message together: Slack refuses from somewhere above 11,000 characters on, counted when escaped.
LONGEST_POST = 9000
LONGEST_HEADING = 150
LONGEST_SECTION = 3000
LONGEST_FALLBACK = 3500

_Part = list[tuple[Question, str]]


def heading(occurrence: Occurrence, reports: Sequence[Report], *, is_open: bool = False) -> Message:
    """Give the heading: the date, how many reported of how many asked, who is away and who skips. Silence names nobody.

    `is_open` if people have their own times, and some of them have not come yet.
    """
    title = f"{occurrence.name} · {written_date(occurrence.day)}"
    words = " ".join(filter(None, (_counted(reports, is_open=is_open), _absent(reports))))
    words = cut(words, LONGEST_SECTION)
    return Message(
        text=escape(f"{title}\n{words}"),
        blocks=[
            HeaderBlock(text=PlainTextObject(text=cut(title, LONGEST_HEADING), emoji=False)),
            SectionBlock(text=PlainTextObject(text=words, emoji=False)),
        ],
    )


def _counted(reports: Sequence[Report], *, is_open: bool) -> str:
    submitted = sum(report.is_submitted for report in reports)
    expected = sum(_is_expected(report) for report in reports)
    if is_open:
        return f"{submitted} of {expected} have reported so far." if submitted else "Reports appear here as they come."
    return f"{submitted} of {expected} reported." if submitted else "No reports today."


def _is_expected(report: Report) -> bool:
    if report.state in {State.UNREACHABLE, State.AWAY}:
        return False
    return report.is_submitted or not report.is_optional


def _absent(reports: Sequence[Report]) -> str:
    away = [report.display_name for report in reports if report.is_away]
    skipped = [report.display_name for report in reports if report.is_skipped]
    sentences = []
    if away:
        sentences.append(f"{listed(away)} {'is' if len(away) == 1 else 'are'} away.")
    if skipped:
        sentences.append(f"{listed(skipped)} {'skips' if len(skipped) == 1 else 'skip'} today.")
    return " ".join(sentences)


def posts(occurrence: Occurrence, report: Report, note: str = "") -> list[Message]:
    """Give the posts that show a report: one, unless the answers are longer than a message may be.

    `note` is a small line under the last one, such as when the report was edited.
    """
    parts = list(_parts(occurrence, report))
    labelled = len(occurrence.questions) > 1
    return [_post(part, note if part is parts[-1] else "", labelled=labelled) for part in parts]


def edited(moment: datetime) -> str:
    return f"edited at {clock_time(moment)}"


def added(moment: datetime) -> str:
    return f"added at {clock_time(moment)}"


def withdrawn_part() -> Message:
    """Give what replaces a post that an edit has made superfluous."""
    words = "(This part was taken out in an edit.)"
    return Message(text=words, blocks=[ContextBlock(elements=[PlainTextObject(text=words)])])


def _parts(occurrence: Occurrence, report: Report) -> Iterator[_Part]:
    """Split the answers so that each part fits a message, between answers where possible."""
    part: _Part = []
    room = LONGEST_POST
    for question in occurrence.questions:
        for piece in _pieces(report.answers.get(question.id, "")):
            size = escaped_length(piece) + escaped_length(question.label) + 2
            if part and size > room:
                yield part
                part, room = [], LONGEST_POST
            part.append((question, piece))
            room -= size
    if part:
        yield part


def _pieces(text: str) -> Iterator[str]:
    """Split one answer so that each piece fits a message when escaped."""
    longest = LONGEST_POST // 5 if escaped_length(text) > LONGEST_POST - LONGEST_HEADING else max(1, len(text))
    for start in range(0, len(text), longest):
        yield text[start : start + longest]


def _post(part: _Part, note: str, *, labelled: bool) -> Message:
    elements: list[RichTextElementParts.Text] = []
    for question, text in part:
        if labelled:
            start = "\n" if elements else ""
            bold = RichTextElementParts.TextStyle(bold=True)
            elements.append(RichTextElementParts.Text(text=f"{start}{question.label} ", style=bold))
        elements.append(RichTextElementParts.Text(text=text))
    blocks: list[Block] = [RichTextBlock(elements=[RichTextSectionElement(elements=elements)])]
    if note:
        blocks.append(ContextBlock(elements=[MarkdownTextObject(text=note, verbatim=True)]))
    plain = "\n".join(f"{question.label}: {text}" if labelled else text for question, text in part)
    return Message(text=cut_escaped(plain, LONGEST_FALLBACK), blocks=blocks)
