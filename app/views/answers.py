"""Answers as they are read: a mood, and yes or no, are stored in English and said in the language that is spoken."""

from app.domain.standup import MOODS, YES_OR_NO, AnswerKind, Question
from app.language import later, say

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
