"""The modal in which a standup is set up: what most people change, and buttons to the rest.

Questions and further settings open over it, in modals of their own. Meanwhile the content of the fields is stored as
the person's draft, because a whole standup does not fit the 3,000 characters that a modal can carry.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.json import encode
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from app.domain.limits import MOST_QUESTIONS
from app.domain.standup import AnswerKind, Posting, Question, Standup
from app.errors import SHAPE_ERRORS, UnknownStandup
from app.language import Locale, later
from app.views import ids
from app.views.kit.dates import written_date
from app.views.kit.kinds import kind_name
from app.views.kit.text import escape
from app.views.setup.setting_fields import WHEN, WHO
from app.views.setup.setting_kinds import fields

_POSTING_HINTS = {
    Posting.WHEN_COMPLETE: later("Earlier, if everyone has answered."),
    Posting.AS_IT_COMES: later("Each answer is posted as it comes; this is when the standup ends."),
}


class Editing(Struct, frozen=True):
    """What a modal is about: the standup, the version that was read, and the draft.

    `is_home` if the Home tab is to be published again afterwards.
    """

    standup_id: str
    version: int
    draft_id: str
    is_new: bool = False
    is_home: bool = False
    question_id: str = ""

    def metadata(self) -> str:
        return encode(self).decode()


def parse_editing(view: Mapping[str, Any]) -> Editing:
    """Parse what a modal is about; raises UnknownStandup if it does not say."""
    text = view.get("private_metadata") or ""
    try:
        metadata = json.loads(text)
        return Editing(
            standup_id=str(metadata["standup_id"]),
            version=int(metadata["version"]),
            draft_id=str(metadata["draft_id"]),
            is_new=metadata["is_new"] is True,
            is_home=metadata["is_home"] is True,
            question_id=str(metadata["question_id"]),
        )
    except SHAPE_ERRORS:
        raise UnknownStandup(str(text)) from None


def standup_form(
    locale: Locale, standup: Standup, editing: Editing, effective: date | None, today: date | None = None
) -> View:
    """Return the modal; `effective` is the first day on which a change counts, shown with its year if not today's."""
    return View(
        type="modal",
        callback_id=ids.STANDUP_FORM,
        title=locale.gettext("New standup") if editing.is_new else locale.gettext("Edit standup"),
        submit=locale.gettext("Create") if editing.is_new else locale.gettext("Save"),
        close=locale.gettext("Cancel"),
        private_metadata=editing.metadata(),
        blocks=[
            *fields(locale, WHO, standup),
            *_questions(locale, standup.questions),
            *fields(locale, WHEN, standup, _hints(locale, standup)),
            _ways_on(locale, editing),
            ContextBlock(elements=[PlainTextObject(text=_effect(locale, standup, effective, today), emoji=False)]),
        ],
    )


def _questions(locale: Locale, questions: tuple[Question, ...]) -> list[Block]:
    rows: list[Block] = [_question_row(locale, questions, number) for number in range(len(questions))]
    add = ButtonElement(text=locale.gettext("Add a question"), action_id=ids.ADD_QUESTION, value="new")
    more: list[Block] = [ActionsBlock(block_id="add", elements=[add])] if len(questions) < MOST_QUESTIONS else []
    return [SectionBlock(text=MarkdownTextObject(text=f"*{locale.gettext('Questions')}*")), *rows, *more]


def _question_row(locale: Locale, questions: tuple[Question, ...], number: int) -> SectionBlock:
    question = questions[number]
    offered = {
        "edit": locale.gettext("Edit"),
        **({"up": locale.gettext("Move up")} if number else {}),
        **({"down": locale.gettext("Move down")} if number < len(questions) - 1 else {}),
        **({"remove": locale.gettext("Remove")} if len(questions) > 1 else {}),
    }
    notes = [kind_name(locale, question.kind)] if question.kind is not AnswerKind.TEXT else []
    notes += [locale.gettext("needs an answer")] if question.required else []
    notes += [locale.gettext("asks for blockers")] if question.asks_for_blockers else []
    small = f"\n_{', '.join(notes)}_" if notes else ""
    menu = OverflowMenuElement(
        action_id=ids.QUESTION,
        options=[Option(text=words, value=f"{verb}:{question.id}") for verb, words in offered.items()],
    )
    words = MarkdownTextObject(text=f"{number + 1}. {escape(question.text) or '…'}{small}", verbatim=True)
    return SectionBlock(block_id=f"question.{question.id}", text=words, accessory=menu)


def _hints(locale: Locale, standup: Standup) -> dict[str, str]:
    place = standup.schedule.zone.replace("_", " ")
    zone = (
        locale.gettext("In each person's own time zone.")
        if standup.schedule.own_zones
        else locale.gettext("Time in {zone}.", zone=place)
    )
    more = _POSTING_HINTS.get(standup.look.posting)
    day = (
        locale.gettext("This is on the next day.")
        if standup.schedule.reports_next_day
        else locale.gettext("A time before that of the questions is on the next day.")
    )
    return {"ask_at": zone, "report_at": " ".join(filter(None, (zone, locale.gettext(more) if more else "", day)))}


def _ways_on(locale: Locale, editing: Editing) -> ActionsBlock:
    more = ButtonElement(text=locale.gettext("More settings"), action_id=ids.MORE_SETTINGS, value="more")
    report = ButtonElement(text=locale.gettext("The report"), action_id=ids.REPORT_SETTINGS, value="report")
    history = ButtonElement(text=locale.gettext("History"), action_id=ids.HISTORY, value="history")
    return ActionsBlock(block_id="ways_on", elements=[more, report] if editing.is_new else [more, report, history])


def _effect(locale: Locale, standup: Standup, effective: date | None, today: date | None) -> str:
    if standup.is_paused:
        return locale.gettext("This standup is paused. What you change counts from when it goes on.")
    if effective is None:
        return locale.gettext("With these settings no day is left on which it takes place.")
    day = written_date(locale, effective, today)
    return locale.gettext("What you change counts from {date}. What has already begun stays as it is.", date=day)
