"""A digest: everybody's answers in as few messages as they fit, and which message shows what of whose answers."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from app.domain.day.kinds import in_words
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.standup import Layout, Question

# More messages than these would bury the channel: a digest that needs them is the summary header's thread.
MOST_IN_CHANNEL = 5


class Piece(Struct, frozen=True):
    """What a message shows of one answer: the characters from `start` up to `end`; none keep an emptied one's place.

    `size` is what these count in the message. Whatever the answer has become since, no more of it is shown there.
    """

    user_id: str
    question_id: str
    start: int
    end: int
    size: int


class Page(Struct, frozen=True):
    """One message of a digest. `revision` counts the changes of what it shows; `ts` is the message, once posted."""

    number: int
    pieces: tuple[Piece, ...]
    revision: int = 0
    claimed_at: datetime | None = None
    ts: str | None = None

    def shows(self, user_id: str) -> bool:
        return any(piece.user_id == user_id for piece in self.pieces)


def is_long(occurrence: Occurrence) -> bool:
    """Whether a digest is the summary header's thread."""
    return (occurrence.header.digest_pages or 0) > MOST_IN_CHANNEL


def text_of(report: Report, question_id: str) -> str:
    """Return an answer as pages count its characters: in words, whether this release or an earlier one stored it."""
    return in_words(report.answers.get(question_id, ""))


def answered(occurrence: Occurrence, report: Report) -> list[tuple[Question, str]]:
    """Return the questions that somebody has answered, in their order, with the answers."""
    texts = [(question, text_of(report, question.id)) for question in occurrence.questions]
    return [(question, text) for question, text in texts if text]


def is_by_question(occurrence: Occurrence) -> bool:
    return occurrence.header.shown_as is Layout.BY_QUESTION


def listed(occurrence: Occurrence, report: Report) -> list[tuple[Question, str]]:
    """Return what a digest shows of the answers: by question, "none" is nothing to list among the blockers.

    It stands there empty, so that what is written in its place has one.
    """
    written = answered(occurrence, report)
    if not is_by_question(occurrence):
        return written
    return [
        (asked, "" if asked.asks_for_blockers and asked.id in report.blocked.nothing_in else text)
        for asked, text in written
    ]


def is_covered(occurrence: Occurrence, pages: Sequence[Page], report: Report) -> bool:
    """Whether the pages show all that they are to show of somebody's answers, as these are known now."""
    reach: dict[str, int] = {}
    for piece in (piece for page in pages for piece in page.pieces if piece.user_id == report.user_id):
        if piece.start < piece.end and piece.start != reach.get(piece.question_id, 0):
            return False
        reach[piece.question_id] = max(reach.get(piece.question_id, 0), piece.end)
    return all(reach.get(question.id, 0) == len(text) for question, text in listed(occurrence, report))
