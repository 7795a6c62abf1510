"""Tallies: how many gave which mood or number; of the team, never of a person."""

from collections.abc import Sequence

from msgspec import Struct

from app.domain.report import Report
from app.domain.standup import AnswerKind, Question

# With fewer people a mood would be somebody's; a single number stands in that person's own post.
FEWEST = {AnswerKind.MOOD: 3, AnswerKind.NUMBER: 2}


class Tally(Struct, frozen=True):
    """The answers to one question: a count for each of those that it offers, in their order."""

    question: Question
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> float:
        """The mean of a number's answers."""
        return sum(int(offered) * count for offered, count in zip(self._offered, self.counts, strict=True)) / self.total

    @property
    def given(self) -> list[tuple[str, int]]:
        """The answers that somebody gave, and how many did."""
        return [(offered, count) for offered, count in zip(self._offered, self.counts, strict=True) if count]

    @property
    def _offered(self) -> tuple[str, ...]:
        return self.question.offered


def tallies(questions: Sequence[Question], reports: Sequence[Report]) -> list[Tally]:
    """Count moods and numbers, where enough people have answered."""
    counted = [_tally(question, reports) for question in questions if question.kind in FEWEST]
    return [tally for tally in counted if tally.total >= FEWEST[tally.question.kind]]


def _tally(question: Question, reports: Sequence[Report]) -> Tally:
    answers = [report.answers.get(question.id) for report in reports if report.is_submitted]
    return Tally(question, tuple(answers.count(offered) for offered in question.offered))
