"""Decides what each message of a digest shows: answers are split between people, then between answers, then within one.

A digest is split once, before its first message is posted. Afterwards an edit changes only the pieces of its own
person: nobody else's move, and what does not fit goes to the thread.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.report.digest import Page, Piece, answered, is_by_question, listed, text_of
from app.domain.standup import Question
from app.language import later
from app.records import replace
from app.views.kit.splitting import cut_at, size
from app.views.kit.text import cut

# All texts of a message together, escaped. Slack takes more; the rest is room for the notes that edits add.
LONGEST = 9000
MOST_BLOCKS = 45
LONGEST_NAME = 80
# What a block and a piece count besides their text.
BLOCK, WORDS = 50, 12
# What follows a name or a question that an earlier message has already; no translation of it is longer.
CONTINUED = later(" (continued)")
# With less room than this, a long answer begins in the next message.
WORTH_CUTTING = LONGEST // 3

AnsweredQuestions = Sequence[tuple[Question, str]]


class Load(Struct, frozen=True):
    """How full a message is."""

    characters: int = 0
    blocks: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.characters + other.characters, self.blocks + other.blocks)

    @property
    def fits(self) -> bool:
        return self.characters <= LONGEST and self.blocks <= MOST_BLOCKS


def split(occurrence: Occurrence, reports: Sequence[Report]) -> list[Page]:
    """Return the pages that show all answers of these reports, in their order; nothing is left out."""
    filling = _Filling(occurrence)
    for report, written in _units(occurrence, reports):
        filling.add(report, written)
    return [Page(number, tuple(pieces)) for number, pieces in enumerate(filling.all) if pieces]


def _units(occurrence: Occurrence, reports: Sequence[Report]) -> Iterator[tuple[Report, AnsweredQuestions]]:
    """Return what stays together: a person's answers, or one answer if the digest is sorted by question."""
    everything = [(report, listed(occurrence, report)) for report in reports]
    if not is_by_question(occurrence):
        yield from everything
        return
    for question in occurrence.questions:
        own = [(report, each) for report, written in everything for each in written if each[0].id == question.id]
        for report, each in sorted(own, key=lambda unit: not unit[1][1]):  # an empty answer begins no message
            yield report, [each]


def shown_text(piece: Piece, report: Report) -> str:
    """Return what a piece shows of an answer: never more than its size, even if the answer was edited."""
    answer = text_of(report, piece.question_id)
    text = answer[piece.start : piece.end]
    return text if size(text) <= piece.size else answer[piece.start : cut_at(answer, piece.start, piece.size)]


def shown_name(report: Report) -> str:
    return cut(report.person.display_name or report.user_id, LONGEST_NAME)


class _Filling(Struct):
    """Fills pages with pieces, one page after the other."""

    occurrence: Occurrence
    all: list[list[Piece]] = field(default_factory=lambda: [[]])
    load: Load = field(default_factory=Load)

    def add(self, report: Report, written: AnsweredQuestions) -> None:
        whole = [Piece(report.user_id, question.id, 0, len(text), size(text)) for question, text in written]
        if not any(piece.size for piece in whole):
            self._current.extend(whole)
            return
        if not self._fits(report, whole):
            self._begin_page()
        if self._fits(report, whole):
            for piece in whole:
                self._put(report, piece)
        else:
            for question, text in written:
                self._put_answer(report, question, text)

    def _put_answer(self, report: Report, question: Question, text: str) -> None:
        start = 0
        while start < len(text):
            nothing = Piece(report.user_id, question.id, start, start, 0)
            room = LONGEST - (self.load + self._weight(report, nothing)).characters
            if size(text[start:]) > room and self._current and room < WORTH_CUTTING:
                self._begin_page()
                continue
            end = cut_at(text, start, room)
            self._put(report, replace(nothing, end=end, size=size(text[start:end])))
            start = end

    @property
    def _current(self) -> list[Piece]:
        return self.all[-1]

    def _fits(self, report: Report, pieces: Sequence[Piece]) -> bool:
        load, before = self.load, self._current[-1] if self._current else None
        for piece in pieces:
            load += weight(self.occurrence, before, piece, report)
            before = piece
        return load.fits

    def _weight(self, report: Report, piece: Piece) -> Load:
        return weight(self.occurrence, self._current[-1] if self._current else None, piece, report)

    def _put(self, report: Report, piece: Piece) -> None:
        self.load += self._weight(report, piece)
        self._current.append(piece)

    def _begin_page(self) -> None:
        if self._current:
            self.all.append([])
            self.load = Load()


def weight(occurrence: Occurrence, before: Piece | None, piece: Piece, report: Report) -> Load:
    """Return what a piece adds to a message in which it follows the piece `before`, or is the first."""
    question = next(each for each in occurrence.questions if each.id == piece.question_id)
    words = piece.size + WORDS
    name, label = size(shown_name(report)) + len(CONTINUED), size(question.label) + len(CONTINUED)
    if is_by_question(occurrence):
        is_new = before is None or before.question_id != piece.question_id
        return Load(words + name + (label + 2 * BLOCK if is_new else 0), 2 if is_new else 0)
    is_new = before is None or before.user_id != piece.user_id
    return Load(words + label + (name + BLOCK if is_new else 0), 1 if is_new else 0)


def load_of(occurrence: Occurrence, pieces: Sequence[Piece], reports: Mapping[str, Report]) -> Load:
    """Return how full a message is; pieces that are empty or whose person is not in `reports` count nothing."""
    load, before = Load(), None
    for piece in pieces:
        if piece.user_id in reports and piece.size:
            load += weight(occurrence, before, piece, reports[piece.user_id])
            before = piece
    return load


def update_pieces(
    occurrence: Occurrence, pages: Sequence[Page], reports: Mapping[str, Report], report: Report
) -> tuple[list[Page], list[tuple[Question, str]]]:
    """Return the pages with somebody's answers as they are now, and the rests of answers that do not fit there.

    The answers stay where they are; those of a person who is on no page come after all others.
    """
    if not pages:
        return [], answered(occurrence, report)
    placed, everybody = [_emptied(page, report) for page in pages], {**reports, report.user_id: report}
    rest: list[tuple[Question, str]] = []
    for question, text in listed(occurrence, report):
        pieces, place = _place(occurrence, placed, Piece(report.user_id, question.id, 0, 0, 0))
        least = Piece(report.user_id, question.id, 0, 1, 1)
        load = load_of(occurrence, [*pieces[:place], least, *pieces[place:]], everybody)
        room = LONGEST - load.characters + least.size if load.fits else 0
        end = cut_at(text, 0, room) if room else 0
        end = end if size(text[:end]) <= room else 0
        pieces.insert(place, replace(least, end=end, size=size(text[:end])))
        rest += [(question, text[end:])] if end < len(text) else []
    return [replace(page, pieces=tuple(pieces)) for page, pieces in zip(pages, placed, strict=True)], rest


def _emptied(page: Page, report: Report) -> list[Piece]:
    """Return the pieces of a page, with those of this person made empty."""
    own = {piece: replace(piece, start=0, end=0, size=0) for piece in page.pieces if piece.user_id == report.user_id}
    return list(dict.fromkeys(own.get(piece, piece) for piece in page.pieces))


def _place(occurrence: Occurrence, placed: Sequence[list[Piece]], wanted: Piece) -> tuple[list[Piece], int]:
    """Return the page that a piece belongs to, and its place there: after the person's own pieces, else after all."""

    def is_alike(piece: Piece) -> bool:
        return not is_by_question(occurrence) or piece.question_id == wanted.question_id

    for pieces in placed:
        if place := _end(pieces, lambda piece: is_alike(piece) and piece.user_id == wanted.user_id):
            return pieces, place
    pieces = next((each for each in reversed(placed) if _end(each, is_alike)), placed[-1])
    return pieces, _end(pieces, is_alike) or len(pieces)


def _end(pieces: Sequence[Piece], belongs: Callable[[Piece], bool]) -> int:
    """Return the place after the last piece that `belongs`; 0 if there is none."""
    return max((number for number, piece in enumerate(pieces, 1) if belongs(piece)), default=0)
