"""What each message of a digest shows: everybody's answers, split by person, then by answer, then within one."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, field

from app.domain.digest import Page, Piece, is_by_question, listed, text_of
from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.standup import Question
from app.language import later
from app.records import replace
from app.views.splitting import cut_at, size
from app.views.text import cut

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
    """Give the messages that show all answers of these reports, in their order: nothing is left out or cut off."""
    filling = _Filling(occurrence)
    for report, written in _units(occurrence, reports):
        filling.add(report, written)
    return [Page(number, tuple(pieces)) for number, pieces in enumerate(filling.all) if pieces]


def _units(occurrence: Occurrence, reports: Sequence[Report]) -> Iterator[tuple[Report, Written]]:
    """Give what belongs together: a person's answers, or each of them by itself where they are sorted by question."""
    everything = [(report, listed(occurrence, report)) for report in reports]
    if not is_by_question(occurrence):
        yield from everything
        return
    for question in occurrence.questions:
        own = [(report, each) for report, written in everything for each in written if each[0].id == question.id]
        for report, each in sorted(own, key=lambda unit: not unit[1][1]):  # what shows nothing begins no message
            yield report, [each]


def shown_text(piece: Piece, report: Report) -> str:
    """Give what a message shows of an answer: never more than there is room for, even if it is another one by now."""
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
    """Tell what a piece adds to a message in which it stands after another one, or first."""
    question = next(each for each in occurrence.questions if each.id == piece.question_id)
    words = piece.size + WORDS
    name, label = size(shown_name(report)) + len(CONTINUED), size(question.label) + len(CONTINUED)
    if is_by_question(occurrence):
        is_new = before is None or before.question_id != piece.question_id
        return Load(words + name + (label + 2 * BLOCK if is_new else 0), 2 if is_new else 0)
    is_new = before is None or before.user_id != piece.user_id
    return Load(words + label + (name + BLOCK if is_new else 0), 1 if is_new else 0)


def load_of(occurrence: Occurrence, pieces: Sequence[Piece], reports: Mapping[str, Report]) -> Load:
    """Tell how much a message holds; who is not in `reports` counts nothing, and no more does what shows nothing."""
    load, before = Load(), None
    for piece in pieces:
        if piece.user_id in reports and piece.size:
            load += weight(occurrence, before, piece, reports[piece.user_id])
            before = piece
    return load


def reflow(
    occurrence: Occurrence, pages: Sequence[Page], reports: Mapping[str, Report], report: Report
) -> tuple[list[Page], list[tuple[Question, str]]]:
    """Let the messages that show somebody's answers show what they are now; also gives what does not fit there.

    All other pieces stay where they are. What is emptied keeps its place, so that it can be filled again.
    """
    everybody = {**reports, report.user_id: report}
    rest: list[tuple[Question, str]] = []
    changed = list(pages)
    streams = [question.id for question in occurrence.questions] if is_by_question(occurrence) else [None]
    for stream in streams:
        left = [(asked, text, 0) for asked, text in listed(occurrence, report) if stream in (None, asked.id)]
        for place, page in enumerate(changed):
            mine = [piece for piece in page.pieces if _is_in(stream, piece, report)]
            if mine:
                kept = _refill(occurrence, page, everybody, mine, left)
                changed[place] = replace(page, pieces=kept)
        rest += [(asked, text[start:]) for asked, text, start in left if text[start:]]
    return changed, rest


def join(
    occurrence: Occurrence, pages: Sequence[Page], reports: Mapping[str, Report], report: Report
) -> list[Page] | None:
    """Give the messages with somebody's answers behind the others'; None if they do not all fit where they belong."""
    if not pages:
        return None
    placed = [[*page.pieces] for page in pages]
    for question, _ in listed(occurrence, report):
        here = Piece(report.user_id, question.id, 0, 0, 0)
        if is_by_question(occurrence):
            pieces = next((each for each in reversed(placed) if _last_of(question, each)), placed[-1])
            pieces.insert(_last_of(question, pieces) or len(pieces), here)
        elif not any(piece.user_id == report.user_id for piece in placed[-1]):
            placed[-1].append(here)
    wanted = [replace(page, pieces=tuple(pieces)) for page, pieces in zip(pages, placed, strict=True)]
    changed, rest = reflow(occurrence, wanted, reports, report)
    everybody = {**reports, report.user_id: report}
    fits = all(load_of(occurrence, page.pieces, everybody).fits for page in changed if page.shows(report.user_id))
    return changed if fits and not rest else None


def _last_of(question: Question, pieces: Sequence[Piece]) -> int:
    """Give the place behind the last answer to a question; 0 if there is none."""
    return max((number for number, piece in enumerate(pieces, 1) if piece.question_id == question.id), default=0)


def _is_in(stream: str | None, piece: Piece, report: Report) -> bool:
    return piece.user_id == report.user_id and stream in (None, piece.question_id)


def _refill(
    occurrence: Occurrence,
    page: Page,
    reports: Mapping[str, Report],
    mine: Sequence[Piece],
    left: list[tuple[Question, str, int]],
) -> tuple[Piece, ...]:
    """Put as much of what is `left` as fits in the place of somebody's pieces, and take that off."""
    first = page.pieces.index(mine[0])
    emptied, filled = replace(mine[0], start=0, end=0, size=0), replace(mine[0], start=0, end=1, size=1)
    before = [piece for piece in page.pieces[:first] if piece not in mine]
    after = [piece for piece in page.pieces[first:] if piece not in mine]
    room = LONGEST - load_of(occurrence, [*before, filled, *after], reports).characters + filled.size
    fresh: list[Piece] = []
    while left:
        question, text, start = left[0]
        room -= size(question.label) + len(CONTINUED) + WORDS if fresh else 0
        if room < 1:
            break
        end = cut_at(text, start, room)
        counted = size(text[start:end])
        if counted > room:
            break
        fresh.append(Piece(mine[0].user_id, question.id, start, end, counted))
        room -= counted
        left.pop(0)
        if end < len(text):
            left.insert(0, (question, text, end))
            break
    return (*before, *(fresh or [emptied]), *after)
