"""The deleted standups on the Home tab: until when they can be restored, and the button for it."""

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

# `/standup list` shows all others, and `/standup restore` restores them.
MOST_SHOWN = 4


class Deleted(Protocol):
    """A deleted standup, and when it is removed for good; None for a default standup, which is kept."""

    @property
    def standup(self) -> Standup: ...
    @property
    def gone_at(self) -> datetime | None: ...


def deleted_rows(locale: Locale, deleted: Sequence[Deleted]) -> list[Block]:
    """Return rows of the standups that can be restored, the latest deletion first; empty if there are none."""
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
    """Return until when a deleted standup can be restored."""
    if deleted.gone_at is None:
        return locale.gettext("It asks nobody. You can have it back at any time.")
    return locale.gettext(
        "It asks nobody. You can have it back until {date}.", date=moment_date(locale, deleted.gone_at)
    )
