"""The modal for an absence, and its parser."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_sdk.models.blocks import DatePickerElement, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from app.domain.day.member import Away
from app.domain.limits import LONGEST_NOTE, read_day
from app.domain.setup.problems import NO_SUCH_DAY
from app.errors import InvalidForm, OutOfRange
from app.language import Locale
from app.problem import Problem, Wrong
from app.views import ids
from app.views.kit.fields import Values, picked, text_value, values_of

FIRST = "first_day"
LAST = "last_day"
NOTE = "note"


def away_form(locale: Locale, today: date, away: Away | None) -> View:
    """Return the modal, filled with the present absence; `today` is the date in the person's own zone."""
    first = away.starts if away else today
    last = away.ends if away else None
    blocks = [
        InputBlock(block_id=FIRST, label=locale.gettext("First day"), element=_day(first)),
        InputBlock(
            block_id=LAST,
            label=locale.gettext("Last day"),
            hint=locale.gettext("Leave it empty if you do not know yet, and say when you are back."),
            optional=True,
            element=_day(last),
        ),
        InputBlock(
            block_id=NOTE,
            label=locale.gettext("A word for your team"),
            hint=locale.gettext("They may see it where the report says that you are away."),
            optional=True,
            element=PlainTextInputElement(
                action_id=NOTE, max_length=LONGEST_NOTE, initial_value=(away.note if away else "") or None
            ),
        ),
    ]
    return View(
        type="modal",
        callback_id=ids.AWAY_FORM,
        title=locale.gettext("Mark me away"),
        submit=locale.gettext("Save"),
        close=locale.gettext("Cancel"),
        blocks=blocks,
        private_metadata=today.isoformat(),
    )


def parse_away(view: Mapping[str, Any]) -> Away:
    """Parse the absence; raises InvalidForm if a field makes no sense."""
    values = values_of(view)
    starts, ends = (_day_in(values, field) for field in (FIRST, LAST))
    today = _date(view.get("private_metadata"))
    if starts is None:
        raise InvalidForm({FIRST: Problem(Wrong.NO_FIRST_DAY)})
    if ends and ends < starts:
        raise InvalidForm({LAST: Problem(Wrong.LAST_BEFORE_FIRST)})
    if ends and today and ends < today:
        raise InvalidForm({LAST: Problem(Wrong.DAY_IS_OVER)})
    return Away(starts, ends, text_value(values, NOTE)[:LONGEST_NOTE])


def _day_in(values: Values, field: str) -> date | None:
    try:
        return read_day(picked(values, field))
    except OutOfRange:
        raise InvalidForm({field: NO_SUCH_DAY}) from None
    except ValueError:
        return None


def _day(initial: date | None) -> DatePickerElement:
    return DatePickerElement(action_id="day", initial_date=initial.isoformat() if initial else None)


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
