"""The modal for one question of a standup, and its parser."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.views import View

from app.domain.limits import LONGEST_CHOICE, LONGEST_LABEL, LONGEST_QUESTION, MOST_CHOICES
from app.domain.standup import AnswerKind, Question, QuestionRole
from app.language import Locale, later
from app.records import replace
from app.views import ids
from app.views.kit.fields import (
    field,
    lines,
    one_of,
    picked,
    picked_all,
    some_of,
    text_field,
    text_value,
    translated,
    values_of,
)
from app.views.kit.kinds import kind_names
from app.views.kit.text import cut
from app.views.setup.standup_form import Editing

REQUIRED = {"required": later("Yes, the form is not sent without it")}
ROLE = {QuestionRole.BLOCKERS.value: later("Yes, its answers are blockers")}


def question_form(locale: Locale, question: Question, editing: Editing) -> View:
    """Return the modal; a new question has no text yet."""
    needed = ["required"] if question.required else []
    last_workday = locale.gettext("{last_workday} in it reads as the day before, such as “yesterday” or “Friday”.")
    longest = MOST_CHOICES * (LONGEST_CHOICE + 1)
    return View(
        type="modal",
        callback_id=ids.QUESTION_FORM,
        title=locale.gettext("Question") if question.text else locale.gettext("New question"),
        submit=locale.gettext("Done"),
        close=locale.gettext("Back"),
        private_metadata=replace(editing, question_id=question.id).metadata(),
        blocks=[
            field("text", locale.gettext("Question"), text_field(question.text, LONGEST_QUESTION), hint=last_workday),
            field(
                "label",
                locale.gettext("Short form for the report"),
                text_field(question.label, LONGEST_LABEL),
                hint=locale.gettext("Stands before each answer. Left empty, it is the question itself."),
                optional=True,
            ),
            field("kind", locale.gettext("How it is answered"), one_of(kind_names(locale), question.kind)),
            field(
                "choices",
                locale.gettext("Choices"),
                text_field("\n".join(question.choices), longest, lines=True),
                hint=locale.gettext("One a line; needed for one choice, and left alone otherwise."),
                optional=True,
            ),
            field(
                "required",
                locale.gettext("Needs an answer"),
                some_of(translated(locale, REQUIRED), needed),
                optional=True,
            ),
            field(
                "role",
                locale.gettext("Asks for blockers"),
                some_of(translated(locale, ROLE), [question.role]),
                hint=locale.gettext(
                    "The report names who is blocked, and others can offer help. One question of a standup asks so."
                ),
                optional=True,
            ),
        ],
    )


def parse_question(view: Mapping[str, Any], question: Question) -> Question:
    """Return the question as it is in the modal."""
    values = values_of(view)
    text = " ".join(text_value(values, "text").split())
    kind = picked(values, "kind")
    role = QuestionRole.BLOCKERS if QuestionRole.BLOCKERS in picked_all(values, "role") else QuestionRole.PLAIN
    return replace(
        question,
        text=text,
        label=" ".join(text_value(values, "label").split()) or cut(text, LONGEST_LABEL),
        kind=AnswerKind(kind) if kind in tuple(AnswerKind) else question.kind,
        choices=tuple(dict.fromkeys(lines(values, "choices"))),
        required=bool(picked_all(values, "required")),
        role=role if "role" in values else question.role,
    )
