"""Moods and numbers of a team, in words and as a small bar of signs."""

from app.domain.standup import AnswerKind
from app.domain.tallies import Tally
from app.language import later, say
from app.views.numbers import rounded, written_number

_STEPS = "▁▂▃▄▅▆▇"
_MOODS = (later("great"), later("good"), later("okay"), later("not so good"), later("bad"))


def counts(tally: Tally) -> str:
    """Say what was answered, as in "Mood: 3 great · 1 okay" or "Energy: 7.3 on average, from 5 to 9"."""
    return f"{tally.question.label}: {_said(tally)}"


def _said(tally: Tally) -> str:
    if tally.question.kind is AnswerKind.MOOD:
        return " · ".join(f"{count} {word_of(mood)}" for mood, count in tally.given)
    average, least, most = written_number(rounded(tally.average, 1)), tally.given[0][0], tally.given[-1][0]
    if least == most:
        return say("{value} from all {number}", value=least, number=tally.total)
    return say("{average} on average, from {least} to {most}", average=average, least=least, most=most)


def word_of(mood: str) -> str:
    """Give the word of a mood, without its picture."""
    word = mood.partition(" ")[2].lower()
    return say(word) if word in _MOODS else word or mood


def bar(tally: Tally) -> str:
    """Give a sign for each possible answer, the higher the more people gave it; it says nothing without the words."""
    most = max(tally.counts)
    return "".join(_STEPS[0] if not count else _STEPS[max(1, round(count * 6 / most))] for count in tally.counts)
