"""Help in the channel: who could or does help with what is in somebody's way, and the button for those who can."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    MarkdownTextObject,
    SectionBlock,
)

from app.domain.day.blocker import Blocker, blocker_of
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, by_name
from app.language import Locale
from app.slack.message import Message
from app.views import ids
from app.views.kit.dates import clock_time
from app.views.kit.text import cut_plain, escape, mentions

MOST_BUTTONS = 10
LONGEST_BUTTON = 60
LONGEST_NAME = 80


def help_line(locale: Locale, occurrence: Occurrence, report: Report) -> str:
    """Say who helps, or else who could, or that it is resolved; empty if there is nothing to say."""
    blocker = blocker_of(occurrence, report)
    if blocker is None:
        return ""
    if blocker.is_resolved:
        return locale.gettext("What was in the way is resolved.")
    if report.blocked.helpers:
        return f"{_who_helps(locale, report)} {_rewording(locale, report)}".rstrip()
    return (
        locale.gettext("{name} could help.", name=mentions(locale, [report.blocked.named]))
        if report.blocked.named
        else ""
    )


def _who_helps(locale: Locale, report: Report) -> str:
    return locale.ngettext(
        "{names} helps.", "{names} help.", len(report.blocked.helpers), names=mentions(locale, report.blocked.helpers)
    )


def _rewording(locale: Locale, report: Report) -> str:
    """Say that it was put into other words since somebody began to help; empty if it was not."""
    if report.blocked.reworded_at is None:
        return ""
    return locale.gettext(
        "What is in the way was reworded at {time}.", time=clock_time(locale, report.blocked.reworded_at)
    )


def could_help(locale: Locale, occurrence: Occurrence, report: Report) -> str:
    """Say who could help, as the person says; empty if there is nothing to say. Who does is said in the thread."""
    blocker = blocker_of(occurrence, report)
    if blocker is None or blocker.is_resolved or not report.blocked.named:
        return ""
    return locale.gettext("{name} could help.", name=mentions(locale, [report.blocked.named]))


def in_thread(locale: Locale, occurrence: Occurrence, report: Report) -> Message | None:
    """Return what the thread of a person's post says of help; None where nothing is to be said, and nothing was."""
    blocker = blocker_of(occurrence, report)
    if blocker and (blocker.is_resolved or report.blocked.helpers):
        line = help_line(locale, occurrence, report)
    elif report.blocked.help_ts and blocker and _is_another(report):
        line = locale.gettext("Something else is in the way by now. Nobody helps yet.")
    elif report.blocked.help_ts and blocker:
        line = locale.gettext("Nobody helps at the moment.")
    elif report.blocked.help_ts:
        line = locale.gettext("Nothing is in the way any more.")
    else:
        return None
    words = f"*{escape(cut_plain(report.person.display_name or report.person.user_name or '?', LONGEST_NAME))}*: {line}"
    return Message(text=words, blocks=[SectionBlock(text=MarkdownTextObject(text=words, verbatim=True))])


def _is_another(report: Report) -> bool:
    """Whether the thread began to speak of help before what is in the way now was written."""
    since, said = report.blocked.since, report.blocked.help_claimed_at
    return since is not None and said is not None and said < since


def under_post(locale: Locale, occurrence: Occurrence, report: Report) -> list[Block]:
    """Return what stands under a person's last post: who could help, and the button while it is of use."""
    line = could_help(locale, occurrence, report)
    blocks: list[Block] = [ContextBlock(elements=[MarkdownTextObject(text=line, verbatim=True)])] if line else []
    blocker = blocker_of(occurrence, report)
    if blocker and not blocker.is_resolved:
        blocks.append(ActionsBlock(block_id="help", elements=[_button(blocker, locale.gettext("I can help"))]))
    return blocks


def under_header(locale: Locale, occurrence: Occurrence, reports: Sequence[Report]) -> Message:
    """Return the same for a digest, in which nobody has a post of their own, person by person; empty for nobody."""
    blockers = [blocker for report in sorted(reports, key=by_name) if (blocker := blocker_of(occurrence, report))]
    lines = [
        f"<@{blocker.id.author}>: {line}"
        for blocker in blockers
        if (line := help_line(locale, occurrence, blocker.report))
    ]
    buttons = [
        _button(blocker, locale.gettext("I can help {name}", name=_name(blocker)))
        for blocker in blockers
        if not blocker.is_resolved
    ]
    words = "\n".join(lines[:MOST_BUTTONS])
    said = MarkdownTextObject(text=words, verbatim=True)
    blocks: list[Block] = [ContextBlock(elements=[said])] if lines else []
    if buttons:
        blocks.append(ActionsBlock(block_id="help", elements=buttons[:MOST_BUTTONS]))
    return Message(text=words, blocks=blocks)


def _button(blocker: Blocker, label: str) -> ButtonElement:
    return ButtonElement(
        text=cut_plain(label, LONGEST_BUTTON), action_id=f"{ids.HELP}.{blocker.id.author}", value=str(blocker.id)
    )


def _name(blocker: Blocker) -> str:
    return blocker.report.person.display_name or blocker.report.person.user_name or "?"
