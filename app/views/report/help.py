"""Help with blockers, as the channel sees it: who could help, who does, and the button for those who can."""

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
    """Return who helps, or else who could, or that the blocker is resolved; empty if there is nothing to say."""
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
    """Return that the blocker was reworded since somebody began to help; empty if it was not."""
    if report.blocked.reworded_at is None:
        return ""
    return locale.gettext(
        "What is in the way was reworded at {time}.", time=clock_time(locale, report.blocked.reworded_at)
    )


def could_help(locale: Locale, occurrence: Occurrence, report: Report) -> str:
    """Return who could help, as the author named them, or empty; the thread says who does help."""
    blocker = blocker_of(occurrence, report)
    if blocker is None or blocker.is_resolved or not report.blocked.named:
        return ""
    return locale.gettext("{name} could help.", name=mentions(locale, [report.blocked.named]))


def in_thread(locale: Locale, occurrence: Occurrence, report: Report) -> Message | None:
    """Return the message about help in the thread of a post; None if there is nothing to say and nothing was said."""
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
    """Whether the message about help is older than the present blocker."""
    since, claimed = report.blocked.since, report.blocked.help_claimed_at
    return since is not None and claimed is not None and claimed < since


def under_post(locale: Locale, occurrence: Occurrence, report: Report) -> list[Block]:
    """Return the blocks under a person's last post: who could help, and while the blocker is open the button."""
    line = could_help(locale, occurrence, report)
    blocks: list[Block] = [ContextBlock(elements=[MarkdownTextObject(text=line, verbatim=True)])] if line else []
    blocker = blocker_of(occurrence, report)
    if blocker and not blocker.is_resolved:
        blocks.append(ActionsBlock(block_id="help", elements=[_button(blocker, locale.gettext("I can help"))]))
    return blocks


def under_header(locale: Locale, occurrence: Occurrence, reports: Sequence[Report]) -> Message:
    """Return what stands under the summary header of a digest, which has no posts: help for all open blockers."""
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
    who_helps = MarkdownTextObject(text=words, verbatim=True)
    blocks: list[Block] = [ContextBlock(elements=[who_helps])] if lines else []
    if buttons:
        blocks.append(ActionsBlock(block_id="help", elements=buttons[:MOST_BUTTONS]))
    return Message(text=words, blocks=blocks)


def _button(blocker: Blocker, label: str) -> ButtonElement:
    return ButtonElement(
        text=cut_plain(label, LONGEST_BUTTON), action_id=f"{ids.HELP}.{blocker.id.author}", value=str(blocker.id)
    )


def _name(blocker: Blocker) -> str:
    return blocker.report.person.display_name or blocker.report.person.user_name or "?"
