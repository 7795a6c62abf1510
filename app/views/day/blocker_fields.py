"""The fields about blockers in the report form: which earlier ones are resolved, that there is none, who could help."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from slack_sdk.models.blocks import CheckboxesElement, InputBlock, Option, UserSelectElement

from app.domain.day.blocker import Blocker
from app.domain.day.kinds import traits
from app.domain.day.nothing import NOTHING, is_nothing
from app.domain.limits import read_day
from app.domain.standup import Question
from app.errors import InvalidForm
from app.language import Locale
from app.problem import Problem, Wrong
from app.views import ids
from app.views.kit.dates import written_date
from app.views.kit.fields import field, picked, picked_all, some_of, values_of
from app.views.kit.text import cut_plain

LONGEST_OPTION = 75
MOST_OPTIONS = 10


class Help(Struct, frozen=True):
    """What a form says about blockers: the person who could help, and the days whose blocker is resolved."""

    named: str = ""
    resolved: tuple[date, ...] = ()


NO_HELP = Help()


def still_open_field(locale: Locale, blockers: Sequence[Blocker]) -> list[InputBlock]:
    """Return the field that lists the person's open blockers of earlier days, to tick those that are resolved."""
    if not blockers:
        return []
    options = [_option(locale, blocker) for blocker in blockers[-MOST_OPTIONS:]]
    hint = locale.gettext("Tick what is resolved. The others stay open; you need not write them again.")
    return [
        field(
            ids.STILL_OPEN, locale.gettext("Still open"), CheckboxesElement(options=options), hint=hint, optional=True
        )
    ]


def can_be_ticked(question: Question) -> bool:
    """Whether the form has a box "Nothing blocks me" for this question; to a yes-or-no question that is "no"."""
    return question.asks_for_blockers and traits(question.kind).names_blocker


def nothing_blocks_field(locale: Locale, question: Question, *, is_ticked: bool) -> InputBlock:
    """Return the box by which somebody says that there is no blocker, without writing anything."""
    ticked = [question.id] if is_ticked else []
    return field(
        ids.NOTHING_BLOCKS,
        locale.gettext("No blockers"),
        some_of({question.id: locale.gettext("Nothing blocks me")}, ticked),
        hint=locale.gettext("Write above what blocks you, or tick this.") if question.required else None,
        optional=True,
    )


def with_ticked(view: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers with "nothing" for each ticked question; raises InvalidForm if a blocker is written as well.

    Slack does not let anybody clear a choice once it is made, so a tick replaces a choice.
    """
    values = values_of(view)
    ticked = picked_all(values, ids.NOTHING_BLOCKS)
    chosen = {question for question in ticked if "selected_option" in values.get(question, {})}
    written = {question: "" if question in chosen else answers.get(question, "") for question in ticked}
    if any(text.strip() and not is_nothing(text) for text in written.values()):
        raise InvalidForm({ids.NOTHING_BLOCKS: Problem(Wrong.TICKED_AND_WRITTEN)})
    return {**answers, **{question: text if text.strip() else NOTHING for question, text in written.items()}}


def who_could_help_field(locale: Locale, named: str) -> InputBlock:
    """Return the field that asks who could help with the blocker above it."""
    hint = locale.gettext("They see it, too, until one of you marks it as resolved.")
    chooser = UserSelectElement(placeholder=locale.gettext("Nobody in particular"), initial_user=named or None)
    return field(ids.WHO_COULD_HELP, locale.gettext("Who could help?"), chooser, hint=hint, optional=True)


def _option(locale: Locale, blocker: Blocker) -> Option:
    day = blocker.id.report_id.day
    text = cut_plain(" ".join(blocker.text.split()), LONGEST_OPTION)
    return Option(
        text=text, value=day.isoformat(), description=locale.gettext("since {date}", date=written_date(locale, day))
    )


def parse_help(view: Mapping[str, Any]) -> Help:
    """Parse both fields about help; values that are no days are left out."""
    values = values_of(view)
    return Help(picked(values, ids.WHO_COULD_HELP), tuple(_days(picked_all(values, ids.STILL_OPEN))))


def _days(texts: Sequence[str]) -> list[date]:
    days = []
    for text in texts:
        try:
            days.append(read_day(text))
        except ValueError:
            continue
    return days
