"""The kinds of questions as people see them: the field for an answer, and the words that an answer is shown in.

What a kind takes, and how it is read and counted, is in `domain/day/kinds.py`. A new kind is a case of each `match`
here and there; mypy names those that are missing.
"""

from typing import assert_never

from slack_sdk.models.blocks import (
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
)

from app.domain.day.kinds import Mood, offered, read
from app.domain.day.nothing import is_ticked
from app.domain.day.report import LONGEST_ANSWER
from app.domain.standup import AnswerKind, Question
from app.language import Locale, later
from app.views.kit.text import capitalized, cut_plain

LONGEST_OPTION = 75
SIDE_BY_SIDE = 5

_SIGNS = {Mood.GREAT: "😀", Mood.GOOD: "🙂", Mood.OKAY: "😐", Mood.LOW: "🙁", Mood.BAD: "😞"}
_MOODS = {
    Mood.GREAT: later("Great"),
    Mood.GOOD: later("Good"),
    Mood.OKAY: later("Okay"),
    Mood.LOW: later("Not so good"),
    Mood.BAD: later("Bad"),
}
_COUNTED = {
    Mood.GREAT: later("great"),
    Mood.GOOD: later("good"),
    Mood.OKAY: later("okay"),
    Mood.LOW: later("not so good"),
    Mood.BAD: later("bad"),
}
_YES_OR_NO = {"yes": later("yes"), "no": later("no")}
_NUMBERS = ("8", "6", "9")


def kind_names(locale: Locale) -> dict[str, str]:
    """Return the names of all kinds by their values, to choose one from."""
    return {kind.value: kind_name(locale, kind) for kind in AnswerKind}


def kind_name(locale: Locale, kind: AnswerKind) -> str:
    """Return the name of a kind, which says how a question is answered."""
    match kind:
        case AnswerKind.TEXT:
            return locale.gettext("Text")
        case AnswerKind.CHOICE:
            return locale.gettext("One choice")
        case AnswerKind.YES_NO:
            return locale.gettext("Yes or no")
        case AnswerKind.NUMBER:
            return locale.gettext("A number from 1 to 10")
        case AnswerKind.MOOD:
            return locale.gettext("A mood in five steps")
        case _:
            assert_never(kind)


def answer_element(locale: Locale, question: Question, start: str, *, is_first: bool) -> InputInteractiveElement:
    """Return the element for an answer; `start` is its first content."""
    match question.kind:
        case AnswerKind.TEXT:
            return PlainTextInputElement(
                action_id=question.id,
                multiline=True,
                max_length=LONGEST_ANSWER,
                initial_value=start[:LONGEST_ANSWER] or None,
                focus_on_load=is_first,
            )
        case AnswerKind.CHOICE | AnswerKind.NUMBER | AnswerKind.MOOD:
            return _chooser(
                question, start, {answer: answer_text(locale, question, answer) for answer in offered(question)}
            )
        case AnswerKind.YES_NO:
            return _chooser(
                question,
                start,
                {answer: capitalized(answer_text(locale, question, answer)) for answer in offered(question)},
            )
        case _:
            assert_never(question.kind)


def _chooser(question: Question, start: str, words: dict[str, str]) -> InputInteractiveElement:
    """Return an element with the choices, side by side if they are few."""
    options = {
        answer: Option(text=cut_plain(text, LONGEST_OPTION), value=str(answer)) for answer, text in words.items()
    }
    chooser = RadioButtonsElement if len(options) <= SIDE_BY_SIDE else StaticSelectElement
    initial = options.get(read(question, start))
    return chooser(action_id=question.id, options=list(options.values()), initial_option=initial)


def answer_text(locale: Locale, question: Question, answer: str) -> str:
    """Return an answer in the reader's language; a text stays as somebody wrote it."""
    if is_ticked(question, answer):
        return locale.gettext("None")
    match question.kind:
        case AnswerKind.TEXT | AnswerKind.CHOICE | AnswerKind.NUMBER:
            return answer
        case AnswerKind.YES_NO:
            return locale.gettext(_YES_OR_NO[answer]) if answer in _YES_OR_NO else answer
        case AnswerKind.MOOD:
            mood = read(question, answer)
            return f"{_SIGNS[mood]} {locale.gettext(_MOODS[mood])}" if isinstance(mood, Mood) else answer
        case _:
            assert_never(question.kind)


def counted_answer(locale: Locale, question: Question, answer: str) -> str:
    """Return an answer in the form that follows a count, as in "3 great"."""
    mood = read(question, answer)
    return mood_counted(locale, mood) if isinstance(mood, Mood) else answer_text(locale, question, answer)


def mood_counted(locale: Locale, mood: Mood) -> str:
    """Return a mood in the form that follows a count."""
    return locale.gettext(_COUNTED[mood])


def example_answer(question: Question, person: int) -> str:
    """Return a made-up answer of one of three people, numbered from 0; empty for a kind that takes words."""
    match question.kind:
        case AnswerKind.TEXT:
            return ""
        case AnswerKind.NUMBER:
            return _NUMBERS[person]
        case AnswerKind.CHOICE | AnswerKind.YES_NO | AnswerKind.MOOD:
            choices = offered(question)
            return choices[person % min(2, len(choices))]
        case _:
            assert_never(question.kind)
