"""The open blockers that concern a person on their Home tab, and the messages after a click on one of them."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from app.domain.day.blocker import Blocker
from app.domain.day.member import Member
from app.language import Locale
from app.slack.message import Message
from app.views import ids
from app.views.kit.dates import written_date
from app.views.kit.text import cut, escape, mentions

LONGEST_SHOWN = 300
MOST_SHOWN = 8


def blocker_rows(locale: Locale, blockers: Sequence[Blocker], member: Member) -> list[Block]:
    """Return the rows of open blockers; empty if there are none."""
    if not blockers:
        return []
    rows: list[Block] = [HeaderBlock(text=PlainTextObject(text=locale.gettext("Open blockers"), emoji=False))]
    for blocker in blockers[:MOST_SHOWN]:
        rows += _row(locale, blocker, member.user_id)
    if (more := len(blockers) - MOST_SHOWN) > 0:
        words = locale.ngettext(
            "There is {number} older one; it follows as these are resolved.",
            "There are {number} older ones; they follow as these are resolved.",
            more,
        )
        rows.append(_section(words))
    return [*rows, DividerBlock()]


def change_rows(locale: Locale, blocker: Blocker) -> list[Block]:
    """Return the rows at the top of the Home tab after a blocker was changed, with a button to undo that."""
    return [*_changed(locale, blocker), DividerBlock()]


def change_message(locale: Locale, blocker: Blocker) -> Message:
    """Return the same as a message, for the direct message in which somebody clicked."""
    return Message(text=_words_of_change(locale, blocker), blocks=_changed(locale, blocker))


def help_message(locale: Locale, blocker: Blocker, user_id: str) -> Message:
    """Return the answer to a click on *I can help*: whether the reader helps now, with a button to change that.

    The author of the blocker gets a button to resolve it instead.
    """
    if blocker.is_resolved:
        return Message(text=_words_of_change(locale, blocker), blocks=[_section(_words_of_change(locale, blocker))])
    if user_id == blocker.id.author:
        intro, button = (
            locale.gettext("This is what's in your own way. Once it's out of the way, press *Resolved*:"),
            _resolved(locale, blocker),
        )
    elif user_id in blocker.report.blocked.helpers:
        intro, button = (
            locale.gettext("You help with what is in the way of {name}:", name=_author(locale, blocker)),
            _no_more(locale, blocker),
        )
    else:
        intro = locale.gettext("You do not help with what is in the way of {name}:", name=_author(locale, blocker))
        action_id = f"{ids.HELP}.{blocker.id.author}"
        button = ButtonElement(text=locale.gettext("I can help"), action_id=action_id, value=blocker.key)
    words = f"{intro}\n{quoted(blocker)}"
    return Message(text=words, blocks=[_section(words), ActionsBlock(block_id="blocker.help", elements=[button])])


def quoted(blocker: Blocker) -> str:
    """Return the text of a blocker as a quote of one line."""
    return f"> {escape(cut(' '.join(blocker.text.split()), LONGEST_SHOWN))}"


def _changed(locale: Locale, blocker: Blocker) -> list[Block]:
    undo = ButtonElement(text=locale.gettext("Undo"), action_id=ids.OPEN_AGAIN, value=blocker.key)
    button = undo if blocker.is_resolved else _resolved(locale, blocker)
    return [_section(_words_of_change(locale, blocker)), ActionsBlock(block_id="blocker.undo", elements=[button])]


def _words_of_change(locale: Locale, blocker: Blocker) -> str:
    resolved, reopened = (
        locale.gettext("This is resolved and out of everybody's way:"),
        locale.gettext("This is open again:"),
    )
    return f"{resolved if blocker.is_resolved else reopened}\n{quoted(blocker)}"


def _row(locale: Locale, blocker: Blocker, user_id: str) -> list[Block]:
    day = written_date(locale, blocker.id.report_id.day)
    where = f"{escape(blocker.occurrence.name)}, {day}"
    is_own = blocker.id.author == user_id
    whose = (
        locale.gettext("In your way")
        if is_own
        else locale.gettext("In the way of {name}", name=_author(locale, blocker))
    )
    words = f"*{whose}* · {where}\n{quoted(blocker)}\n{_help(locale, blocker, user_id)}".rstrip()
    resolved = _resolved(locale, blocker)
    row = SectionBlock(block_id=f"blocker.{blocker.id}", text=MarkdownTextObject(text=words, verbatim=True))
    if user_id not in blocker.report.blocked.helpers:
        row.accessory = resolved
        return [row]
    return [row, ActionsBlock(block_id=f"helping.{blocker.id}", elements=[resolved, _no_more(locale, blocker)])]


def _help(locale: Locale, blocker: Blocker, user_id: str) -> str:
    """Return a sentence about who helps, or else who could; the reader is "you". Empty if nobody is named."""
    report = blocker.report
    others = [helper for helper in report.blocked.helpers if helper != user_id]
    if user_id in report.blocked.helpers:
        return (
            locale.gettext("You help, with {names}.", names=mentions(locale, others))
            if others
            else locale.gettext("You help.")
        )
    if others:
        return locale.ngettext("{names} helps.", "{names} help.", len(others), names=mentions(locale, others))
    if report.blocked.named:
        if report.blocked.named == user_id:
            return locale.gettext("You could help.")
        return locale.gettext("{name} could help.", name=mentions(locale, [report.blocked.named]))
    return ""


def _resolved(locale: Locale, blocker: Blocker) -> ButtonElement:
    return ButtonElement(text=locale.gettext("Resolved"), action_id=ids.RESOLVED, value=blocker.key)


def _no_more(locale: Locale, blocker: Blocker) -> ButtonElement:
    return ButtonElement(text=locale.gettext("I cannot help after all"), action_id=ids.HELP_NO_MORE, value=blocker.key)


def _author(locale: Locale, blocker: Blocker) -> str:
    return mentions(locale, [blocker.id.author])


def _section(words: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))
