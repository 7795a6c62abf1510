"""The pages of the history as values of buttons, and the buttons that lead to them."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DatePickerElement

from app.domain.history.history import LONGEST_WORDS, Look, Page, Span, day_page
from app.domain.limits import read_day
from app.errors import SHAPE_ERRORS, UnknownReport
from app.language import Locale
from app.views import ids
from app.views.kit.fields import value_of

# Whatever a button says, the way back fits into one again.
LONGEST_TRAIL, FURTHEST = 100, 1_000_000
_ID = re.compile(r"[A-Za-z0-9_-]{0,60}", re.ASCII)


def page_value(page: Page) -> str:
    """Return the value of a button that leads to a page."""
    span = [page.span.first.isoformat(), page.span.last.isoformat()] if page.span else None
    parts = [page.look.value, page.standup_id, page.user_id, span, page.words, list(page.trail)]
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False)


def parse_page(text: Any) -> Page:
    """Parse the page that a button leads to; raises UnknownReport if the value makes no sense."""
    try:
        look, standup_id, user_id, span, words, trail = json.loads(text)
        return Page(
            Look(look),
            _id(standup_id),
            _id(user_id),
            Span(*map(read_day, span)) if span else None,
            str(words)[:LONGEST_WORDS],
            tuple(min(max(0, int(start)), FURTHEST) for start in trail[-LONGEST_TRAIL:]) or (0,),
        )
    except SHAPE_ERRORS:
        raise UnknownReport(str(text)) from None


def _id(text: Any) -> str:
    if not _ID.fullmatch(str(text)):
        raise ValueError(text)
    return str(text)


def day_from(page: Page, action: Mapping[str, Any]) -> Page:
    """Parse the day that was picked for the standup of a page; raises UnknownReport if it is no day."""
    try:
        return day_page(page.standup_id, read_day(value_of(action)))
    except ValueError:
        raise UnknownReport(page.standup_id) from None


def turn(
    label: str, page: Page, number: int, *, style: str | None = None, accessibility_label: str | None = None
) -> ButtonElement:
    """Return a button that leads to a page; `number` is unique in the view."""
    return ButtonElement(
        text=label,
        action_id=f"{ids.LOOK}.{number}",
        value=page_value(page),
        style=style,
        accessibility_label=accessibility_label,
    )


def day_picker(locale: Locale, shown: date | None = None) -> DatePickerElement:
    initial = shown.isoformat() if shown else None
    return DatePickerElement(action_id=ids.LOOK_AT_DAY, initial_date=initial, placeholder=locale.gettext("Go to a day"))


def row_of(block_id: str, *elements: ButtonElement | DatePickerElement | None) -> list[Block]:
    """Return a row with the elements that are not None; empty if there are none."""
    present = [element for element in elements if element]
    return [ActionsBlock(block_id=block_id, elements=present)] if present else []
