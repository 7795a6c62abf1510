"""A digest: everybody's answers in as few messages as possible, and which message shows which part of them.

A digest is planned before its first page is posted: each report's place is claimed, and stored rows say which page
shows which characters of whose answers. An edit changes only the author's own pieces.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from app.domain.day.kinds import in_words
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.standup import Layout, Question

# A digest with more messages than this goes to the summary header's thread, so that it does not flood the channel.
MOST_IN_CHANNEL = 5


class Piece(Struct, frozen=True):
    """The part of an answer that a message shows: the characters from `start` up to `end`.

    An empty part keeps the place of an answer that was emptied. `size` is the space that it has in the message; an
    edited answer gets no more.
    """

    user_id: str
    question_id: str
    start: int
    end: int
    size: int


class Page(Struct, frozen=True):
    """One message of a digest. `revision` counts the changes of its pieces; `ts` is its timestamp, once posted."""

    number: int
    pieces: tuple[Piece, ...]
    revision: int = 0
    claimed_at: datetime | None = None
    ts: str | None = None

    def shows(self, user_id: str) -> bool:
        return any(piece.user_id == user_id for piece in self.pieces)


def is_long(occurrence: Occurrence) -> bool:
    """Whether a digest goes to the summary header's thread."""
    return (occurrence.header.digest_pages or 0) > MOST_IN_CHANNEL


def text_of(report: Report, question_id: str) -> str:
    """Return an answer as pages count its characters: in words, whichever release stored it."""
    return in_words(report.answers.get(question_id, ""))


def answered(occurrence: Occurrence, report: Report) -> list[tuple[Question, str]]:
    """Return the questions that a person has answered, in order, with the answers."""
    texts = [(question, text_of(report, question.id)) for question in occurrence.questions]
    return [(question, text) for question, text in texts if text]


def is_by_question(occurrence: Occurrence) -> bool:
    return occurrence.header.shown_as is Layout.BY_QUESTION


def listed(occurrence: Occurrence, report: Report) -> list[tuple[Question, str]]:
    """Return the answers that a digest shows; by question, a "none" among the blockers is shown as empty.

    The empty text keeps a place for a blocker that is written later.
    """
    answers = answered(occurrence, report)
    if not is_by_question(occurrence):
        return answers
    return [
        (question, "" if question.asks_for_blockers and question.id in report.blocked.nothing_in else text)
        for question, text in answers
    ]


def is_covered(occurrence: Occurrence, pages: Sequence[Page], report: Report) -> bool:
    """Whether the pages show all of a person's present answers that they should."""
    reach: dict[str, int] = {}
    for piece in (piece for page in pages for piece in page.pieces if piece.user_id == report.user_id):
        if piece.start < piece.end and piece.start != reach.get(piece.question_id, 0):
            return False
        reach[piece.question_id] = max(reach.get(piece.question_id, 0), piece.end)
    return all(reach.get(question.id, 0) == len(text) for question, text in listed(occurrence, report))
