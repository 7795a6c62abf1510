"""The modal for one question of a standup."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_sdk.models.views import View

from app.domain.questions import LONGEST_CHOICE, LONGEST_LABEL, LONGEST_QUESTION, MOST_CHOICES
from app.domain.standup import AnswerKind, Question
from app.views import ids
from app.views.fields import field, lines, one_of, picked, picked_all, some_of, text_field, values_of, written
from app.views.standup_form import KINDS, Editing
from app.views.text import cut

REQUIRED = {"required": "Yes, the form is not sent without it"}


def question_form(question: Question, editing: Editing) -> View:
    """Build the modal; a new question has no text yet."""
    needed = ["required"] if question.required else []
    longest = MOST_CHOICES * (LONGEST_CHOICE + 1)
    return View(
        type="modal",
        callback_id=ids.QUESTION_FORM,
        title="Question" if question.text else "New question",
        submit="Done",
        close="Back",
        private_metadata=replace(editing, question_id=question.id).kept(),
        blocks=[
            field("text", "Question", text_field(question.text, LONGEST_QUESTION)),
            field(
                "label",
                "Short form for the report",
                text_field(question.label, LONGEST_LABEL),
                hint="Stands before each answer. Left empty, it is the question itself.",
                optional=True,
            ),
            field("kind", "How it is answered", one_of({kind.value: KINDS[kind] for kind in KINDS}, question.kind)),
            field(
                "choices",
                "Choices",
                text_field("\n".join(question.choices), longest, lines=True),
                hint="One a line; needed for one choice, and left alone otherwise.",
                optional=True,
            ),
            field("required", "Needs an answer", some_of(REQUIRED, needed), optional=True),
        ],
    )


def parse_question(view: Mapping[str, Any], question: Question) -> Question:
    """Read the question as it stands in the modal."""
    values = values_of(view)
    text = " ".join(written(values, "text").split())
    kind = picked(values, "kind")
    return replace(
        question,
        text=text,
        label=" ".join(written(values, "label").split()) or cut(text, LONGEST_LABEL),
        kind=AnswerKind(kind) if kind in KINDS else question.kind,
        choices=tuple(dict.fromkeys(lines(values, "choices"))),
        required=bool(picked_all(values, "required")),
    )
