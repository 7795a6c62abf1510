"""The standups on the Home tab that are deleted and can be had back: until when, and the way back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from app.domain.standup import Standup
from app.language import Locale
from app.views import ids
from app.views.kit.dates import moment_date
from app.views.kit.text import escape

# All others are named by `/standup list`, and come back by `/standup restore`.
MOST_SHOWN = 4


class Deleted(Protocol):
    """What is kept of a deleted standup, and until when; a default standup is kept for good."""

    @property
    def standup(self) -> Standup: ...
    @property
    def gone_at(self) -> datetime | None: ...


def deleted_rows(locale: Locale, deleted: Sequence[Deleted]) -> list[Block]:
    """List what can be had back, the latest deletion first; nothing where there is nothing."""
    if not deleted:
        return []
    rows: list[Block] = [HeaderBlock(text=PlainTextObject(text=locale.gettext("Deleted"), emoji=False))]
    rows += [_row(locale, each) for each in deleted[:MOST_SHOWN]]
    if (more := len(deleted) - MOST_SHOWN) > 0:
        words = locale.ngettext(
            "There is {number} more: type `/standup list`.", "There are {number} more: type `/standup list`.", more
        )
        rows.append(ContextBlock(elements=[MarkdownTextObject(text=words, verbatim=True)]))
    return [*rows, DividerBlock()]


def _row(locale: Locale, deleted: Deleted) -> Block:
    standup = deleted.standup
    words = f"*{escape(standup.name)}* · <#{standup.channel}>\n{until(locale, deleted)}"
    restore = ButtonElement(text=locale.gettext("Restore"), action_id=ids.RESTORE, value=standup.standup_id)
    block_id = f"deleted.{standup.standup_id}"
    return SectionBlock(block_id=block_id, text=MarkdownTextObject(text=words, verbatim=True), accessory=restore)


def until(locale: Locale, deleted: Deleted) -> str:
    """Say until when a deleted standup can be had back."""
    if deleted.gone_at is None:
        return locale.gettext("It asks nobody. You can have it back at any time.")
    return locale.gettext(
        "It asks nobody. You can have it back until {date}.", date=moment_date(locale, deleted.gone_at)
    )
