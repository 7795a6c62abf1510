"""A standup's questions as plain values, as they are stored, exported and imported, and what is wrong with them."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from app.domain.day.kinds import traits
from app.domain.limits import (
    LONGEST_CHOICE,
    LONGEST_LABEL,
    LONGEST_QUESTION,
    MOST_CHOICES,
    MOST_QUESTIONS,
    read_line,
    read_text,
)
from app.domain.standup import AnswerKind, Question, QuestionRole
from app.errors import NotAQuestion
from app.problem import Problem, Wrong

_QUESTION_ID = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)

_Choice = TypeVar("_Choice", AnswerKind, QuestionRole)


def plain_question(question: Question) -> dict[str, Any]:
    """Return a question as it is stored."""
    return {
        "id": question.id,
        "text": question.text,
        "label": question.label,
        "starts_from": question.starts_from,
        "kind": question.kind.value,
        "required": question.required,
        "choices": list(question.choices),
        "role": question.role.value,
    }


def question_from(values: Any) -> Question:
    """Return a question stored by this release or an earlier one; raises NotAQuestion."""
    if not isinstance(values, Mapping):
        raise NotAQuestion(Problem(Wrong.NO_QUESTION))
    choices = values.get("choices") or ()
    if not isinstance(choices, list | tuple):
        raise NotAQuestion(Problem(Wrong.CHOICES_NO_LIST))
    return Question(
        id=read_text(values.get("id") or ""),
        text=read_line(values.get("text") or ""),
        label=read_line(values.get("label") or values.get("text") or ""),
        starts_from=read_text(values.get("starts_from") or "") or None,
        kind=_one_of(AnswerKind.TEXT, values.get("kind"), Wrong.UNKNOWN_KIND),
        required=bool(values.get("required")),
        choices=tuple(map(read_line, choices)),
        role=_one_of(QuestionRole.PLAIN, values.get("role"), Wrong.UNKNOWN_ROLE),
    )


def _one_of(default: _Choice, name: Any, otherwise: Wrong) -> _Choice:
    """Return the enum member with this name, the default for an empty name; raises NotAQuestion."""
    try:
        return type(default)(name or default)
    except (TypeError, ValueError):
        data = {"names": ", ".join(type(default)), "name": f"{name!r:.40}"}
        raise NotAQuestion(Problem(otherwise, data)) from None


def questions_problem(questions: tuple[Question, ...]) -> Problem | None:
    """Return what is wrong with a standup's questions."""
    ids = [question.id for question in questions]
    if not questions:
        return Problem(Wrong.NO_QUESTIONS)
    if len(questions) > MOST_QUESTIONS:
        return Problem(Wrong.TOO_MANY_QUESTIONS, {"most": MOST_QUESTIONS})
    if len(set(ids)) < len(ids) or not all(map(_QUESTION_ID.fullmatch, ids)):
        return Problem(Wrong.QUESTION_IDS)
    return next(filter(None, map(_question_problem, questions)), None) or _role_problem(questions)


def _role_problem(questions: tuple[Question, ...]) -> Problem | None:
    """Return what is wrong with the question that asks for blockers."""
    asking = [question for question in questions if question.asks_for_blockers]
    if len(asking) > 1:
        return Problem(Wrong.BLOCKERS_TWICE)
    if any(not traits(question.kind).can_ask_for_blockers for question in asking):
        return Problem(Wrong.BLOCKERS_BY_KIND)
    return None


def _question_problem(question: Question) -> Problem | None:
    if not question.text.strip() or len(question.text) > LONGEST_QUESTION:
        return Problem(Wrong.QUESTION_LENGTH, {"most": LONGEST_QUESTION})
    if not question.label.strip() or len(question.label) > LONGEST_LABEL:
        return Problem(Wrong.LABEL_LENGTH, {"most": LONGEST_LABEL})
    if not traits(question.kind).has_choices:
        return None
    good = [choice for choice in question.choices if len(choice.strip()) > 0 and len(choice) <= LONGEST_CHOICE]
    if len(good) < len(question.choices) or not 2 <= len(set(good)) <= MOST_CHOICES:  # noqa: PLR2004 one is no choice
        return Problem(Wrong.CHOICES, {"most": MOST_CHOICES, "longest": LONGEST_CHOICE})
    return None
