"""Answers as they are read: a mood, and yes or no, are stored in English and said in the language that is spoken."""

from app.domain.digest import answered
from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.standup import MOODS, YES_OR_NO, AnswerKind, Question
from app.language import later, say
from app.views.readers import for_channel

_MOODS = (later("Great"), later("Good"), later("Okay"), later("Not so good"), later("Bad"))
_WORDS = {
    AnswerKind.MOOD: dict(zip(MOODS, _MOODS, strict=True)),
    AnswerKind.YES_NO: dict(zip(YES_OR_NO, (later("yes"), later("no")), strict=True)),
}


def shown(question: Question, answer: str) -> str:
    """Say an answer that was chosen; what somebody wrote is as they wrote it."""
    word = _WORDS.get(question.kind, {}).get(answer)
    if word is None:
        return answer
    return f"{answer.partition(' ')[0]} {say(word)}" if question.kind is AnswerKind.MOOD else say(word)


@for_channel
def as_posted(occurrence: Occurrence, report: Report) -> list[str]:
    """Give all that somebody answered as the channel reads it."""
    return [shown(question, answer) for question, answer in answered(occurrence, report)]
