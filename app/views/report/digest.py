"""The messages of a digest: everybody's answers, sorted by person or by question."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby

from msgspec import Struct
from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    HeaderBlock,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)

from app.domain.day.blocker import named_blocker
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.report.digest import Page, Piece, is_by_question, is_covered, text_of
from app.domain.standup import Question
from app.language import Locale, later
from app.slack.message import Message
from app.views.kit.kinds import answer_text
from app.views.kit.plain_text import more_answers, plain_text
from app.views.kit.rich_text import Inline, after_label, linked
from app.views.kit.text import cut_plain
from app.views.report.digest_split import CONTINUED, shown_name, shown_text
from app.views.report.posts import withdrawn_part

LONGEST_HEADER = 150
GOES_ON = later("goes on in the thread")

Note = RichTextElementParts.Text | RichTextElementParts.Date
Words = Inline | Note
_BOLD = RichTextElementParts.TextStyle(bold=True)
_ITALIC = RichTextElementParts.TextStyle(italic=True)


def message(
    locale: Locale, occurrence: Occurrence, pages: Sequence[Page], number: int, reports: Mapping[str, Report]
) -> Message:
    """Return message `number` of a digest as it should look now; one that is empty by now says so."""
    return _PageView(locale, occurrence, pages, number, reports).message()


class _PageView(Struct, frozen=True):
    """One message of a digest, with all that it depends on."""

    locale: Locale
    occurrence: Occurrence
    pages: Sequence[Page]
    number: int
    reports: Mapping[str, Report]

    def message(self) -> Message:
        clear = self._question_without_blockers()
        pieces = [piece for piece in self.pages[self.number].pieces if self._text(piece) or piece.question_id == clear]
        if not pieces:
            return withdrawn_part(self.locale, self.occurrence)
        blocks, lines = self._by_question(pieces) if is_by_question(self.occurrence) else self._by_person(pieces)
        if len(self.pages) > 1:
            place = self.locale.gettext("Page {page} of {pages}", page=self.number + 1, pages=len(self.pages))
            blocks.append(ContextBlock(elements=[PlainTextObject(text=place, emoji=False)]))
            lines.insert(0, f"{self.occurrence.name}, {place[0].lower()}{place[1:]}")
        return Message(text=plain_text(lines, partial(more_answers, self.locale)), blocks=blocks)

    def _by_person(self, pieces: Sequence[Piece]) -> tuple[list[Block], list[str]]:
        blocks: list[Block] = []
        lines: list[str] = []
        for user_id, group in groupby(pieces, key=lambda piece: piece.user_id):
            own = list(group)
            name = self._name(own[0])
            words: list[Words] = []
            for piece in own:
                start = "\n" if words else ""
                text = self._text(piece)
                if len(self.occurrence.questions) > 1:
                    words.append(_bold(f"{start}{self._label(piece)}{after_label(text, ' ')}"))
                words += linked(text)
                lines.append(f"{name}: {self._label(piece)}: {text}")
            notes = self._notes(user_id)
            lines[-1] += _plain_text(notes)
            section = RichTextSectionElement(elements=[_bold(name), *notes])
            blocks.append(RichTextBlock(elements=[section, RichTextQuoteElement(elements=words)]))
        return blocks, lines

    def _by_question(self, pieces: Sequence[Piece]) -> tuple[list[Block], list[str]]:
        blocks: list[Block] = []
        lines: list[str] = []
        last = {piece.user_id: piece for piece in filter(self._text, pieces)}
        for question_id, group in groupby(pieces, key=lambda piece: piece.question_id):
            header = self._question(question_id).label + (
                self.locale.gettext(CONTINUED) if self._is_continued(question_id) else ""
            )
            blocks.append(HeaderBlock(text=PlainTextObject(text=cut_plain(header, LONGEST_HEADER), emoji=False)))
            texts: list[str] = []
            answers: list[RichTextSectionElement] = []
            for piece in filter(self._text, group):
                name, text = self._name(piece), self._text(piece)
                notes = self._notes(piece.user_id) if piece is last[piece.user_id] else []
                words = [_bold(name + after_label(text, "  ")), *linked(text), *notes]
                answers.append(RichTextSectionElement(elements=words))
                texts.append(f"{name}: {text}{_plain_text(notes)}")
            if answers:
                blocks.append(RichTextBlock(elements=[RichTextListElement(style="bullet", elements=answers)]))
            else:
                nothing = self.locale.gettext("Nothing in the way.")
                blocks.append(SectionBlock(text=PlainTextObject(text=nothing, emoji=False)))
                texts.append(nothing)
            lines += [f"{header}:\n{texts[0]}", *texts[1:]]
        return blocks, lines

    def _question_without_blockers(self) -> str | None:
        """Return the id of the question for blockers if it begins on this page and no answer to it names a blocker."""
        asking = self.occurrence.blockers_question
        if asking is None or not is_by_question(self.occurrence):
            return None
        pieces = (piece for page in self.pages for piece in page.pieces if piece.question_id == asking.id)
        first = next(filter(self._answer, pieces), None)
        is_here = first in self.pages[self.number].pieces
        is_named = any(named_blocker(self.occurrence, report) for report in self.reports.values())
        return asking.id if is_here and not is_named else None

    def _text(self, piece: Piece) -> str:
        report = self.reports.get(piece.user_id)
        return answer_text(self.locale, self._question(piece.question_id), shown_text(piece, report)) if report else ""

    def _answer(self, piece: Piece) -> str:
        report = self.reports.get(piece.user_id)
        return text_of(report, piece.question_id) if report else ""

    def _question(self, question_id: str) -> Question:
        return next(each for each in self.occurrence.questions if each.id == question_id)

    def _label(self, piece: Piece) -> str:
        return self._question(piece.question_id).label

    def _name(self, piece: Piece) -> str:
        """Return the name above a piece, marked as continued if its answers began in an earlier message."""
        by_question = is_by_question(self.occurrence)
        earlier = (each for page in self.pages[: self.number] for each in page.pieces)
        is_later = any(
            each.user_id == piece.user_id
            and (not by_question or each.question_id == piece.question_id)
            and self._text(each)
            for each in earlier
        )
        return shown_name(self.reports[piece.user_id]) + (self.locale.gettext(CONTINUED) if is_later else "")

    def _is_continued(self, question_id: str) -> bool:
        earlier = (each for page in self.pages[: self.number] for each in page.pieces)
        return any(each.question_id == question_id and self._text(each) for each in earlier)

    def _notes(self, user_id: str) -> list[Note]:
        """Return notes after somebody's answers: when they were edited, and that the rest is in the thread."""
        report = self.reports[user_id]
        planned = self.occurrence.header.digest_at
        until = max(planned, report.terms.closes_at or planned) if planned else None
        notes: list[Note] = []
        if until and report.received.answers_at and report.received.answers_at > until:
            fallback = f"{report.received.answers_at:%H:%M} UTC"
            at = int(report.received.answers_at.timestamp())
            notes.append(
                RichTextElementParts.Text(text="  " + self.locale.gettext("edited at {time}", time=""), style=_ITALIC)
            )
            notes.append(RichTextElementParts.Date(timestamp=at, format="{time}", fallback=fallback, style=_ITALIC))
        later = (each for page in self.pages[self.number + 1 :] for each in page.pieces if each.user_id == user_id)
        if not any(map(self._text, later)) and not is_covered(self.occurrence, self.pages, report):
            notes.append(RichTextElementParts.Text(text=f"  {self.locale.gettext(GOES_ON)}", style=_ITALIC))
        return notes


def _plain_text(notes: Sequence[Note]) -> str:
    """Return notes as plain text, with times in UTC."""
    return "".join(str(note.text if isinstance(note, RichTextElementParts.Text) else note.fallback) for note in notes)


def _bold(text: str) -> RichTextElementParts.Text:
    return RichTextElementParts.Text(text=text, style=_BOLD)
