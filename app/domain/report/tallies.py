"""Tallies: how many people gave which mood or number; always about the team, never about a person."""

from collections.abc import Sequence

from msgspec import Struct

from app.domain.day.kinds import offered, read, traits
from app.domain.day.report import Report
from app.domain.standup import Question


class Tally(Struct, frozen=True):
    """The answers to one question: a count for each answer that it offers, in order."""

    question: Question
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> float | None:
        """The mean of the answers; None if the question does not ask for numbers."""
        if not traits(self.question.kind).is_number:
            return None
        return sum(int(answer) * count for answer, count in self.given) / self.total

    @property
    def given(self) -> list[tuple[str, int]]:
        """The answers that were given, and how many people gave each."""
        return [(answer, count) for answer, count in self.each if count]

    @property
    def each(self) -> list[tuple[str, int]]:
        """All answers that the question offers, and how many people gave each."""
        return list(zip(offered(self.question), self.counts, strict=True))


def tallies(questions: Sequence[Question], reports: Sequence[Report]) -> list[Tally]:
    """Return the tallies of moods and numbers to which enough people have answered."""
    counted = [
        (_tally(question, reports), fewest) for question in questions if (fewest := traits(question.kind).fewest)
    ]
    return [tally for tally, fewest in counted if tally.total >= fewest]


def _tally(question: Question, reports: Sequence[Report]) -> Tally:
    answers = [read(question, report.answers.get(question.id, "")) for report in reports if report.is_submitted]
    return Tally(question, tuple(map(answers.count, offered(question))))
