"""Insight: figures about a team's standup over some weeks; always about the team, never about a person."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from statistics import median

from msgspec import Struct, field

from app.domain.day.blocker import named_blocker
from app.domain.day.kinds import Mood, read, traits
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.standup import AnswerKind

FEWEST_MOODS = traits(AnswerKind.MOOD).fewest

Day = tuple[Occurrence, Sequence[Report]]


class Insight(Struct, frozen=True):
    """A team's figures.

    `expected` is how many answers were expected, `answered` how many came; `typical_wait` is the median time from being
    asked to the answer as it is stored now. On `blocked_days` at least one person had a blocker. `moods` counts the
    moods, and is empty if fewer than three people told theirs.
    """

    days: int = 0
    expected: int = 0
    answered: int = 0
    typical_wait: timedelta | None = None
    blocked_days: tuple[date, ...] = ()
    moods: dict[Mood, int] = field(default_factory=dict)


def insight(days: Iterable[Day]) -> Insight:
    """Return the figures of the days whose report is out, read one by one, because all together may be many."""
    count = expected = answered = 0
    waits: list[timedelta] = []
    blocked: list[date] = []
    moods: list[tuple[str, Mood]] = []
    for occurrence, reports in days:
        if not occurrence.is_out:
            continue
        submitted = [report for report in reports if report.is_submitted]
        count += 1
        expected += sum(report.is_expected for report in reports)
        answered += len(submitted)
        waits += _waits(submitted)
        moods += _moods(occurrence, submitted)
        if any(named_blocker(occurrence, report) for report in submitted):
            blocked.append(occurrence.day)
    typical = timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None
    return Insight(count, expected, answered, typical, tuple(sorted(blocked)), _counted(moods))


def _waits(submitted: Iterable[Report]) -> Iterator[timedelta]:
    for report in submitted:
        asked, answered = report.menu.claimed_at, report.received.answers_at
        if asked and answered and asked <= answered:
            yield answered - asked


def _moods(occurrence: Occurrence, submitted: Iterable[Report]) -> list[tuple[str, Mood]]:
    """Return the moods, each with the user id."""
    both = [(report, question) for report in submitted for question in occurrence.questions]
    answers = [(report.user_id, read(question, report.answers.get(question.id, ""))) for report, question in both]
    return [(user_id, mood) for user_id, mood in answers if isinstance(mood, Mood)]


def _counted(moods: Sequence[tuple[str, Mood]]) -> dict[Mood, int]:
    """Return how many told each mood, best first; empty if too few people told theirs."""
    if len({user_id for user_id, _ in moods}) < FEWEST_MOODS:
        return {}
    counts = Counter(mood for _, mood in moods)
    return {mood: counts[mood] for mood in Mood if counts[mood]}
