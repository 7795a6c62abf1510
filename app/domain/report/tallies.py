"""Tallies: how many gave which mood or number; of the team, never of a person."""

from collections.abc import Sequence

from msgspec import Struct

from app.domain.day.kinds import offered, read, traits
from app.domain.day.report import Report
from app.domain.standup import Question


class Tally(Struct, frozen=True):
    """The answers to one question: a count for each of those that it offers, in their order."""

    question: Question
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> float | None:
        """The mean of a number's answers; None where they are no numbers."""
        if not traits(self.question.kind).is_number:
            return None
        return sum(int(answer) * count for answer, count in self.given) / self.total

    @property
    def given(self) -> list[tuple[str, int]]:
        """The answers that somebody gave, and how many did."""
        return [(answer, count) for answer, count in self.each if count]

    @property
    def each(self) -> list[tuple[str, int]]:
        """All answers that the question offers, and how many gave each."""
        return list(zip(offered(self.question), self.counts, strict=True))


def tallies(questions: Sequence[Question], reports: Sequence[Report]) -> list[Tally]:
    """Count moods and numbers, where enough people have answered."""
    counted = [
        (_tally(question, reports), fewest) for question in questions if (fewest := traits(question.kind).fewest)
    ]
    return [tally for tally, fewest in counted if tally.total >= fewest]


def _tally(question: Question, reports: Sequence[Report]) -> Tally:
    answers = [read(question, report.answers.get(question.id, "")) for report in reports if report.is_submitted]
    return Tally(question, tuple(map(answers.count, offered(question))))
