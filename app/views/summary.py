"""The report in the channel: its heading, and each person's posts."""

from collections.abc import Iterator
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextSectionElement,
)

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.standup import Question
from app.views.heading import heading
from app.views.message import Message
from app.views.text import clock_time, cut_escaped, escaped_length

# All text of a message together: Slack refuses from somewhere above 11,000 characters on, counted when escaped.
LONGEST_POST = 9000
LONGEST_HEADING = 150
LONGEST_FALLBACK = 3500

__all__ = ["added", "edited", "heading", "posts", "withdrawn_part"]

_Part = list[tuple[Question, str]]


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
