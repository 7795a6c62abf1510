"""What each message of a digest shows: everybody's answers, split by person, then by answer, then within one."""

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

# All text of a message together, escaped: room is left for the notes that edits add, and for what Slack counts besides.
LONGEST = 9000
MOST_BLOCKS = 45
LONGEST_NAME = 80
# What a block and a piece of text count besides their words; what is written after a name that was there before;
# no translation of it is longer.
BLOCK, WORDS = 50, 12
CONTINUED = later(" (continued)")
# A piece shorter than this is not worth beginning a message with the rest of it.
WORTH_CUTTING = LONGEST // 3

Written = Sequence[tuple[Question, str]]


class Load(Struct, frozen=True):
    """How much a message holds."""

    characters: int = 0
    blocks: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(self.characters + other.characters, self.blocks + other.blocks)

    @property
    def fits(self) -> bool:
        return self.characters <= LONGEST and self.blocks <= MOST_BLOCKS


def split(occurrence: Occurrence, reports: Sequence[Report]) -> list[Page]:
    """Return the messages that show all answers of these reports, in their order: nothing is left out or cut off."""
    filling = _Filling(occurrence)
    for report, written in _units(occurrence, reports):
        filling.add(report, written)
    return [Page(number, tuple(pieces)) for number, pieces in enumerate(filling.all) if pieces]


def _units(occurrence: Occurrence, reports: Sequence[Report]) -> Iterator[tuple[Report, Written]]:
    """Return what belongs together: a person's answers, or each of them by itself where they are sorted by question."""
    everything = [(report, listed(occurrence, report)) for report in reports]
    if not is_by_question(occurrence):
        yield from everything
        return
    for question in occurrence.questions:
        own = [(report, each) for report, written in everything for each in written if each[0].id == question.id]
        for report, each in sorted(own, key=lambda unit: not unit[1][1]):  # what shows nothing begins no message
            yield report, [each]


def shown_text(piece: Piece, report: Report) -> str:
    """Return what a message shows of an answer: never more than there is room for, even if it is another one by now."""
    answer = text_of(report, piece.question_id)
    text = answer[piece.start : piece.end]
    return text if size(text) <= piece.size else answer[piece.start : cut_at(answer, piece.start, piece.size)]


def shown_name(report: Report) -> str:
    return cut(report.person.display_name or report.user_id, LONGEST_NAME)


class _Filling(Struct):
    """The messages that are being filled, one after the other."""

    occurrence: Occurrence
    all: list[list[Piece]] = field(default_factory=lambda: [[]])
    load: Load = field(default_factory=Load)

    def add(self, report: Report, written: Written) -> None:
        whole = [Piece(report.user_id, question.id, 0, len(text), size(text)) for question, text in written]
        if not any(piece.size for piece in whole):
            self._current.extend(whole)
            return
        if not self._fits(report, whole):
            self._turn()
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
                self._turn()
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

    def _turn(self) -> None:
        if self._current:
            self.all.append([])
            self.load = Load()


def weight(occurrence: Occurrence, before: Piece | None, piece: Piece, report: Report) -> Load:
    """Return what a piece adds to a message in which it stands after another one, or first."""
    question = next(each for each in occurrence.questions if each.id == piece.question_id)
    words = piece.size + WORDS
    name, label = size(shown_name(report)) + len(CONTINUED), size(question.label) + len(CONTINUED)
    if is_by_question(occurrence):
        is_new = before is None or before.question_id != piece.question_id
        return Load(words + name + (label + 2 * BLOCK if is_new else 0), 2 if is_new else 0)
    is_new = before is None or before.user_id != piece.user_id
    return Load(words + label + (name + BLOCK if is_new else 0), 1 if is_new else 0)


def load_of(occurrence: Occurrence, pieces: Sequence[Piece], reports: Mapping[str, Report]) -> Load:
    """Return how much a message holds; who is not in `reports` counts nothing, and no more does what shows nothing."""
    load, before = Load(), None
    for piece in pieces:
        if piece.user_id in reports and piece.size:
            load += weight(occurrence, before, piece, reports[piece.user_id])
            before = piece
    return load


def update_pieces(
    occurrence: Occurrence, pages: Sequence[Page], reports: Mapping[str, Report], report: Report
) -> tuple[list[Page], list[tuple[Question, str]]]:
    """Let the messages show somebody's answers as they are now, where they stand; also gives what does not fit there.

    Who does not stand there yet comes behind the others. What others have written stays where it is.
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
    """Return what a message shows of others, and where somebody's own answers stand among it."""
    own = {piece: replace(piece, start=0, end=0, size=0) for piece in page.pieces if piece.user_id == report.user_id}
    return list(dict.fromkeys(own.get(piece, piece) for piece in page.pieces))


def _place(occurrence: Occurrence, placed: Sequence[list[Piece]], wanted: Piece) -> tuple[list[Piece], int]:
    """Return the message in which a piece belongs, and where: behind the person's own, else behind all others."""

    def is_alike(piece: Piece) -> bool:
        return not is_by_question(occurrence) or piece.question_id == wanted.question_id

    for pieces in placed:
        if place := _end(pieces, lambda piece: is_alike(piece) and piece.user_id == wanted.user_id):
            return pieces, place
    pieces = next((each for each in reversed(placed) if _end(each, is_alike)), placed[-1])
    return pieces, _end(pieces, is_alike) or len(pieces)


def _end(pieces: Sequence[Piece], belongs: Callable[[Piece], bool]) -> int:
    """Return the place behind the last piece that belongs there; 0 if there is none."""
    return max((number for number, piece in enumerate(pieces, 1) if belongs(piece)), default=0)
