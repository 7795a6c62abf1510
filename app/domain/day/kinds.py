"""The kinds of questions: which answers each takes, and how they are read, counted and exported.

`views/kit/kinds.py` has the other half: the form field, and how people read the answer. A new kind is a case of each
`match` in both; mypy names those that are missing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from app.domain.standup import AnswerKind, Question

YES_OR_NO = ("yes", "no")
ONE_TO_TEN = tuple(str(number) for number in range(1, 11))


class Mood(StrEnum):
    """A mood, the best first; the value is its code in forms and in storage."""

    GREAT = "great"
    GOOD = "good"
    OKAY = "okay"
    LOW = "low"
    BAD = "bad"


# The words of webhooks and exports; releases before there were codes stored them and still read them.
_IN_WORDS = {
    Mood.GREAT: "😀 Great",
    Mood.GOOD: "🙂 Good",
    Mood.OKAY: "😐 Okay",
    Mood.LOW: "🙁 Not so good",
    Mood.BAD: "😞 Bad",
}
_MOODS = {text: mood for mood, words in _IN_WORDS.items() for text in (mood.value, words)}


class Traits(Struct, frozen=True):
    """The properties of a kind.

    `fewest` is how many people must answer before the team's answers are counted: one person's mood is private, and a
    single number is in that person's own post. 0 is a kind that is never counted.
    """

    fewest: int = 0
    is_number: bool = False
    has_choices: bool = False  # listed by the question itself
    can_ask_for_blockers: bool = False
    names_blocker: bool = True  # "yes" says that there is a blocker, but not which


def traits(kind: AnswerKind) -> Traits:
    """Return the properties of a kind."""
    match kind:
        case AnswerKind.TEXT:
            return Traits(can_ask_for_blockers=True)
        case AnswerKind.CHOICE:
            return Traits(has_choices=True, can_ask_for_blockers=True)
        case AnswerKind.YES_NO:
            return Traits(can_ask_for_blockers=True, names_blocker=False)
        case AnswerKind.NUMBER:
            return Traits(fewest=2, is_number=True)
        case AnswerKind.MOOD:
            return Traits(fewest=3)
        case _:
            assert_never(kind)


def offered(question: Question) -> tuple[str, ...]:
    """Return the answers to choose from, in order; empty if they cannot be listed."""
    match question.kind:
        case AnswerKind.TEXT:
            return ()
        case AnswerKind.CHOICE:
            return question.choices
        case AnswerKind.YES_NO:
            return YES_OR_NO
        case AnswerKind.NUMBER:
            return ONE_TO_TEN
        case AnswerKind.MOOD:
            return tuple(Mood)
        case _:
            assert_never(question.kind)


def read(question: Question, text: str) -> str:
    """Return an answer that a form sent or any release stored; moods come as their codes."""
    match question.kind:
        case AnswerKind.TEXT | AnswerKind.CHOICE | AnswerKind.YES_NO | AnswerKind.NUMBER:
            return text
        case AnswerKind.MOOD:
            return _MOODS.get(text, text)
        case _:
            assert_never(question.kind)


def fits(question: Question, answer: str) -> bool:
    """Whether a question accepts an answer that `read` returned."""
    match question.kind:
        case AnswerKind.TEXT:
            return True
        case AnswerKind.CHOICE | AnswerKind.YES_NO | AnswerKind.NUMBER | AnswerKind.MOOD:
            return answer in offered(question)
        case _:
            assert_never(question.kind)


def in_words(answer: str) -> str:
    """Return an answer without codes, for webhooks, exports, and releases from before there were codes."""
    return _IN_WORDS[answer] if isinstance(answer, Mood) else answer


def words_of(answers: Mapping[str, str]) -> dict[str, str]:
    """Return a person's answers without codes, by question id."""
    return {question: in_words(answer) for question, answer in answers.items()}
