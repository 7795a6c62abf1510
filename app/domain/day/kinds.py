"""What a question can be: what each kind takes as an answer, and how that is read, counted and exported.

The other half of the table is `views/kit/kinds.py`: the field, and how people read the answer. A new kind is a case of
each `match` here and there; mypy names those that are missing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from msgspec import Struct

from app.domain.standup import AnswerKind, Question

YES_OR_NO = ("yes", "no")
ONE_TO_TEN = tuple(str(number) for number in range(1, 11))


class Mood(StrEnum):
    """How somebody is, the best first; the value is the code that stands for it in forms and in what is stored."""

    GREAT = "great"
    GOOD = "good"
    OKAY = "okay"
    LOW = "low"
    BAD = "bad"


# What webhooks and exports say, and what releases before codes have stored and still read.
_IN_WORDS = {
    Mood.GREAT: "😀 Great",
    Mood.GOOD: "🙂 Good",
    Mood.OKAY: "😐 Okay",
    Mood.LOW: "🙁 Not so good",
    Mood.BAD: "😞 Bad",
}
_MOODS = {text: mood for mood, words in _IN_WORDS.items() for text in (mood.value, words)}


class Traits(Struct, frozen=True):
    """What is so of a kind, whatever the question.

    `fewest` is how many must have answered before the team's answers are counted: one person's mood is nobody's
    business, a single number stands in that person's own post. 0 is a kind that is never counted.
    """

    fewest: int = 0
    is_number: bool = False
    has_choices: bool = False  # which the question brings along
    can_ask_for_blockers: bool = False
    names_blocker: bool = True  # "yes" says that there is one, and not which


def traits(kind: AnswerKind) -> Traits:
    """Return what is so of a kind."""
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
    """Return the answers to choose from, in their order; none where they cannot be listed."""
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
    """Read an answer as a form sends it or any release has stored it; what was chosen comes as its code."""
    match question.kind:
        case AnswerKind.TEXT | AnswerKind.CHOICE | AnswerKind.YES_NO | AnswerKind.NUMBER:
            return text
        case AnswerKind.MOOD:
            return _MOODS.get(text, text)
        case _:
            assert_never(question.kind)


def fits(question: Question, answer: str) -> bool:
    """Whether a question takes an answer that was read."""
    match question.kind:
        case AnswerKind.TEXT:
            return True
        case AnswerKind.CHOICE | AnswerKind.YES_NO | AnswerKind.NUMBER | AnswerKind.MOOD:
            return answer in offered(question)
        case _:
            assert_never(question.kind)


def in_words(answer: str) -> str:
    """Return an answer for those who do not know our codes: webhooks, exports, and releases before there were any."""
    return _IN_WORDS[answer] if isinstance(answer, Mood) else answer


def words_of(answers: Mapping[str, str]) -> dict[str, str]:
    """Return somebody's answers, by question, in the same words."""
    return {question: in_words(answer) for question, answer in answers.items()}
