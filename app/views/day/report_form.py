"""The report form: the modal with the questions, and the parser of what somebody sends with it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.json import encode
from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    InputBlock,
    MarkdownTextObject,
)
from slack_sdk.models.views import View

from app.domain.day.blocker import Blocker
from app.domain.day.member import Beginning
from app.domain.day.nothing import is_ticked
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.outlook import AS_PLANNED, Fate, Outlook
from app.domain.standup import Question
from app.errors import SHAPE_ERRORS, UnknownReport
from app.language import Locale
from app.records import replace
from app.views import ids
from app.views.day.blocker_fields import (
    NO_HELP,
    Help,
    can_be_ticked,
    nothing_blocks_field,
    parse_help,
    still_open_field,
    who_could_help_field,
    with_ticked,
)
from app.views.day.outlook import for_answered
from app.views.day.timing import form_goes
from app.views.kit.fields import value_of, values_of
from app.views.kit.kinds import answer_element, answer_text
from app.views.kit.notices import rich_notice
from app.views.kit.text import cut_plain

LONGEST_TITLE = 24
LONGEST_HINT = 150
LONGEST_LABEL = 2000


class Origin(Struct, frozen=True):
    """Where a click or a form came from: the occurrence, and the address to update the menu by, or the Home tab.

    `fate` is what the form said about the day when it was opened.
    """

    report_id: str
    response_url: str = ""
    is_home: bool = False
    fate: str = Fate.GOES.value


class Submission(Struct, frozen=True):
    """What somebody sent with the form: its origin, the answers by question id, and what they say about blockers."""

    origin: Origin
    written: Mapping[str, str]
    help: Help = NO_HELP


def report_form(
    locale: Locale,
    occurrence: Occurrence,
    report: Report,
    starts: Mapping[str, Beginning],
    origin: Origin,
    still_open: Sequence[Blocker] = (),
    *,
    now: datetime,
    becomes: Outlook = AS_PLANNED,
) -> View:
    """Return the form as it should look at `now`; `starts` holds the first content of each field, by question id.

    Before the question for blockers the form lists the blockers that are `still_open`; after it, it asks who could
    help. `becomes` is the outlook of the day.
    """
    blocks: list[Block] = []
    for question in occurrence.questions:
        start = starts.get(question.id, Beginning())
        if question.asks_for_blockers:
            blocks += still_open_field(locale, still_open)
        blocks.append(_input(locale, question, start, is_first=not blocks))
        if can_be_ticked(question):
            blocks.append(nothing_blocks_field(locale, question, is_ticked=is_ticked(question, start.text)))
        if question.asks_for_blockers and not occurrence.is_rehearsal:
            blocks.append(who_could_help_field(locale, report.blocked.named))
    goes = MarkdownTextObject(text=_where_it_goes(locale, occurrence, report, now, becomes), verbatim=True)
    return View(
        type="modal",
        callback_id=ids.ANSWERS,
        title=cut_plain(occurrence.name, LONGEST_TITLE),
        submit=locale.gettext("Send"),
        close=locale.gettext("Cancel"),
        blocks=[*blocks, ContextBlock(elements=[goes])],
        private_metadata=encode(replace(origin, fate=becomes.fate.value)).decode(),
    )


def _input(locale: Locale, question: Question, start: Beginning, *, is_first: bool) -> InputBlock:
    return InputBlock(
        block_id=question.id,
        label=cut_plain(question.text, LONGEST_LABEL),
        hint=_hint(locale, question, start),
        optional=not question.required or can_be_ticked(question),
        element=answer_element(
            locale, question, "" if is_ticked(question, start.text) else start.text, is_first=is_first
        ),
    )


def _hint(locale: Locale, question: Question, start: Beginning) -> str | None:
    if start.is_planned:
        return locale.gettext("This is what you planned last time.")
    if not start.before:
        return None
    return cut_plain(
        locale.gettext("Last time: {answer}", answer=answer_text(locale, question, start.before)), LONGEST_HINT
    )


def _where_it_goes(locale: Locale, occurrence: Occurrence, report: Report, now: datetime, becomes: Outlook) -> str:
    if occurrence.is_rehearsal:
        return locale.gettext("Only you see this; nothing goes to the channel.")
    return form_goes(locale, occurrence, report, now, becomes)


def instead_of_form(locale: Locale, occurrence: Occurrence, becomes: Outlook) -> View:
    """Return the modal that replaces a form that was sent, if the outlook is not what the form said."""
    return rich_notice(locale, f"{locale.gettext('*Thank you.*')} {for_answered(locale, occurrence, becomes)}")


def parse_submission(view: Mapping[str, Any]) -> Submission:
    """Parse a form that was sent; raises UnknownReport or InvalidForm."""
    return Submission(parse_origin(view), parse_answers(view), parse_help(view))


def parse_origin(view: Mapping[str, Any]) -> Origin:
    """Parse where the form was opened from; raises UnknownReport if it does not say."""
    text = view.get("private_metadata") or ""
    try:
        origin = json.loads(text)
        url, fate = str(origin.get("response_url") or ""), str(origin.get("fate") or Fate.GOES.value)
        return Origin(str(origin["report_id"]), url, origin.get("is_home") is True, fate)
    except SHAPE_ERRORS:
        raise UnknownReport(str(text)) from None


def parse_answers(view: Mapping[str, Any]) -> dict[str, str]:
    """Parse the answers, by question id; fields that hold no text are left out.

    Raises InvalidForm if somebody wrote a blocker and ticked that nothing blocks them.
    """
    answers = {question: text for question, element in values_of(view).items() if (text := value_of(element))}
    return with_ticked(view, answers)
