"""The Home tab: today's standup with its buttons, and when the next one is."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.views.menu import menu

_HOW = (
    "At the set time I send you a direct message with *Open Report* and *Skip today*. "
    "What you send goes to the channel under your own name; until then you can edit it or take it back."
)


def home(occurrence: Occurrence | None, report: Report | None, upcoming: datetime | None, now: datetime) -> View:
    """Give the tab. `occurrence` is the person's latest, `upcoming` when the standup asks next."""
    return View(
        type="home",
        blocks=[
            HeaderBlock(text=PlainTextObject(text="Today")),
            *_today(occurrence, report, now),
            _section(_next(upcoming)),
            DividerBlock(),
            ContextBlock(elements=[MarkdownTextObject(text=_HOW, verbatim=True)]),
        ],
    )


def _today(occurrence: Occurrence | None, report: Report | None, now: datetime) -> Sequence[Block]:
    if occurrence is None or report is None or (occurrence.is_out and not occurrence.is_today(now)):
        return [_section("Nothing to answer right now.")]
    return menu(occurrence, report).blocks


def _next(upcoming: datetime | None) -> str:
    if upcoming is None:
        return "No further standup is planned."
    fallback = f"{upcoming:%A, %d %B, %H:%M} UTC"
    return f"The next standup asks <!date^{int(upcoming.timestamp())}^{{date_long_pretty}} at {{time}}|{fallback}>."


def _section(text: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))
