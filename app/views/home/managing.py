"""Managing a standup on the Home tab: the modals before an action, and the line at the top of the tab after it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    MarkdownTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from app.domain.standup import Standup
from app.language import Locale
from app.slack.message import Message
from app.views import ids
from app.views.kit.dates import date_and_time
from app.views.kit.text import escape

# A modal has at most a hundred blocks; a message of ours has three.
MOST_SHOWN = 32


def delete_form(locale: Locale, standup: Standup) -> View:
    """Return the modal that asks before a standup is deleted."""
    words = locale.gettext(
        "{name} in {channel} will ask nobody any more. "
        "What was reported stays in the channel. For 30 days you find it under *Deleted* on this tab "
        "and can have it back.",
        name=_name(standup),
        channel=f"<#{standup.channel}>" if standup.channel else "…",
    )
    return View(
        type="modal",
        callback_id=ids.DELETE_FORM,
        title=locale.gettext("Delete this standup?"),
        submit=locale.gettext("Delete"),
        close=locale.gettext("Keep it"),
        blocks=[_section(words)],
        private_metadata=standup.standup_id,
    )


def parse_deletion(view: Mapping[str, Any]) -> str:
    """Parse the id of the standup to delete."""
    return str(view.get("private_metadata") or "")


def preview_modal(locale: Locale, messages: Sequence[Message]) -> View:
    """Return the modal that shows what the channel would get now."""
    blocks: list[Block] = [
        _section(locale.gettext("If the report went out now, the channel would get this:")),
        DividerBlock(),
    ]
    blocks += chain.from_iterable(message.blocks for message in messages[:MOST_SHOWN])
    if (more := len(messages) - MOST_SHOWN) > 0:
        blocks.append(_section(locale.ngettext("And {number} more.", "And {number} more.", more)))
    return View(type="modal", title=locale.gettext("Preview"), close=locale.gettext("Close"), blocks=blocks[:100])


def note(locale: Locale, words: str) -> list[Block]:
    """Return the line at the top of the Home tab that says what an action did, or why it was refused."""
    return _line(locale, words)


def asked(locale: Locale, standup: Standup) -> list[Block]:
    return _line(locale, locale.gettext("Everybody in {name} is asked within a minute.", name=_name(standup)))


def paused(locale: Locale, standup: Standup) -> list[Block]:
    return _line(locale, locale.gettext("{name} is paused: nobody is asked until it is resumed.", name=_name(standup)))


def resumed(locale: Locale, standup: Standup, next_at: datetime | None) -> list[Block]:
    when = " " + locale.gettext("It asks next {date}.", date=date_and_time(locale, next_at)) if next_at else ""
    return _line(locale, locale.gettext("{name} goes on.", name=_name(standup)) + when)


def deleted(locale: Locale, standup: Standup) -> list[Block]:
    words = locale.gettext("{name} is deleted. You find it below, under *Deleted*.", name=_name(standup))
    return _line(locale, words, ids.RESTORE, standup)


def restored(locale: Locale, standup: Standup) -> list[Block]:
    return _line(locale, locale.gettext("{name} is back.", name=_name(standup)))


def left(locale: Locale, standup: Standup) -> list[Block]:
    return _line(
        locale,
        locale.gettext("You have left {name} and are not asked any more.", name=_name(standup)),
        ids.REJOIN,
        standup,
    )


def rejoined(locale: Locale, standup: Standup) -> list[Block]:
    return _line(locale, locale.gettext("You take part in {name} again.", name=_name(standup)))


def _line(locale: Locale, words: str, undo: str = "", standup: Standup | None = None) -> list[Block]:
    blocks: list[Block] = [_section(words)]
    if standup:
        button = ButtonElement(text=locale.gettext("Undo"), action_id=undo, value=standup.standup_id)
        blocks.append(ActionsBlock(block_id="undo", elements=[button]))
    return [*blocks, DividerBlock()]


def _name(standup: Standup) -> str:
    return f"*{escape(standup.name)}*"


def _section(words: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))
