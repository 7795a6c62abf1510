"""The answers to typed commands: help, lists, what was done, and buttons.

Some answers are a button, because Slack opens a modal only for a click.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    InputBlock,
    MarkdownTextObject,
    Option,
    PlainTextObject,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from app.domain.day.member import Away, Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.history.history import Look, Page
from app.domain.scheduling.outlook import AS_PLANNED, Outlook
from app.domain.scheduling.upcoming import Asking
from app.domain.standup import Standup
from app.errors import UnknownReport
from app.language import Locale, later
from app.slack.message import Message
from app.views import ids
from app.views.day import outlook
from app.views.history.history import seen_by_you
from app.views.history.pages import row_of, turn
from app.views.home.deleted_standups import Deleted, until
from app.views.kit.dates import date_and_time, report_time, written_date
from app.views.kit.fields import picked, values_of
from app.views.kit.schedule_words import schedule_words
from app.views.kit.text import cut, escape
from app.views.report import excerpt

LONGEST_SECTION = 3000
LONGEST_LABEL = 75
MOST_OPTIONS = 100
MOST_BUTTONS = 5
MOST_LISTED = 30
# So many lines fit a section, however long the names are when they are escaped.
LINES_EACH = 5

_HELP = later("""\
*For you*
`answer` opens your report, `skip` leaves today out, `skip tomorrow` another day
`away until Friday`, `away 3 days`, `away 24 Dec to 2 Jan`; and `back` when you are
`report`, `report yesterday`, `report last week` show reports to you alone
`report me`, `report me last month`, `report @name` show one person's
`list` shows your standups and when they ask next

*For owners*
`edit` changes a standup, `ask now` asks everybody within a minute
`pause` lets it rest, `resume` lets it go on
`restore` brings a deleted one back, for 30 days

With several standups, add a name or a #channel: `skip retro`. Type it to me here, or after `/standup` anywhere.""")


def reply(words: str, *buttons: ButtonElement) -> Message:
    """Return a message with a text and buttons below it."""
    text = cut(words, LONGEST_SECTION)
    blocks: list[Block] = [SectionBlock(text=MarkdownTextObject(text=text, verbatim=True))]
    if buttons:
        blocks.append(ActionsBlock(elements=list(buttons)))
    return Message(text=text, blocks=blocks)


def helping(locale: Locale) -> Message:
    return reply(locale.gettext(_HELP))


def standups(
    locale: Locale,
    member: Member,
    upcoming: Sequence[tuple[Standup, Asking | None]],
    deleted: Sequence[Deleted] = (),
    plans: Sequence[SectionBlock] = (),
) -> Message:
    """Return the list of a person's standups, each with the time when it asks them next, and the deleted ones.

    `plans` are the person's planned absences and skips, which stand between the two.
    """
    if not upcoming and not deleted:
        return reply(locale.gettext("You are in no standup yet. Invite me to a channel, and it has one."))
    lines = [_line(locale, standup, asking, member) for standup, asking in upcoming[:MOST_LISTED]]
    if more := len(upcoming) - len(lines):
        lines.append(locale.ngettext("And {number} more, on my Home tab.", "And {number} more, on my Home tab.", more))
    first, last = (
        [block for part in _in_parts(each) for block in reply(part).blocks]
        for each in (lines, _deleted(locale, deleted))
    )
    blocks = [*first, *plans, *last]
    texts = [block.text.text for block in blocks if isinstance(block, SectionBlock) and block.text]
    return Message(text="\n".join(texts), blocks=blocks)


def _in_parts(lines: Sequence[str]) -> list[str]:
    return ["\n".join(lines[start : start + LINES_EACH]) for start in range(0, len(lines), LINES_EACH)]


def _deleted(locale: Locale, deleted: Sequence[Deleted]) -> list[str]:
    """Return lines about the standups that can be restored; empty if there are none."""
    if not deleted:
        return []
    lines = [f"{standup_name(each.standup)}: {until(locale, each)}" for each in deleted[:MOST_LISTED]]
    if more := len(deleted) - len(lines):
        lines.append(locale.ngettext("And {number} more.", "And {number} more.", more))
    return [f"*{locale.gettext('Deleted')}*", *lines, locale.gettext("Type `restore` and its name to have one back.")]


def _line(locale: Locale, standup: Standup, asking: Asking | None, member: Member) -> str:
    state = (
        locale.gettext("Asks next {date}.", date=date_and_time(locale, asking.at)) if asking else _never(locale, member)
    )
    if standup.is_paused:
        state = locale.gettext("Paused.")
    name, channel = standup_name(standup), f"<#{standup.channel}>"
    return (
        locale.gettext(
            "{name} in {channel}: {schedule}.", name=name, channel=channel, schedule=schedule_words(locale, standup)
        )
        + f" {state}"
    )


def _never(locale: Locale, member: Member) -> str:
    """Return why an active standup does not ask this person on any day."""
    if member.away and member.away.ends is None:
        return locale.gettext("Nothing is asked while you are away.")
    return locale.gettext("No day is planned.")


def to_answer(locale: Locale, reports: Sequence[tuple[Occurrence, Report, Outlook]]) -> Message:
    """Return the buttons that open today's report forms."""
    if len(reports) == 1:
        ((occurrence, report, becomes),) = reports
        name = f"*{escape(occurrence.name)}*"
        if report.is_submitted:
            answered = locale.gettext("You have answered {name} already.", name=name)
            is_told = becomes.goes or not report.awaits_post
            words = answered if is_told else f"{answered} {outlook.for_answered(locale, occurrence, becomes)}"
            return reply(words, _opener(occurrence, locale.gettext("Edit")))
        ready = locale.gettext("{name} is ready for you.", name=name)
        words = (
            ready
            if becomes.goes
            else f"*{escape(occurrence.name)}*: {outlook.for_unanswered(locale, occurrence, becomes)}"
        )
        return reply(words, _opener(occurrence, locale.gettext("Open Report"), style="primary"))
    buttons = [
        _opener(occurrence, cut(occurrence.name, LONGEST_LABEL), number)
        for number, (occurrence, _, _) in enumerate(reports[:MOST_BUTTONS])
    ]
    return reply(locale.gettext("Which one?"), *buttons)


def _opener(occurrence: Occurrence, label: str, number: int = 0, style: str | None = None) -> ButtonElement:
    text = PlainTextObject(text=label, emoji=False)
    action_id = f"{ids.OPEN_FROM_ELSEWHERE}.{number}"
    return ButtonElement(text=text, action_id=action_id, value=str(occurrence.report_id), style=style)


def to_edit(locale: Locale, standup: Standup) -> Message:
    """Return the button that opens the modal of a standup."""
    edit = ButtonElement(text=locale.gettext("Edit"), action_id=ids.EDIT_STANDUP, value=standup.standup_id)
    return reply(locale.gettext("Change {name} here.", name=standup_name(standup)), edit)


def which_report(locale: Locale, occurrences: Sequence[Occurrence]) -> View:
    """Return the small modal that asks which report to open; `picked_report` parses it."""
    options = [Option(text=_label(each.name), value=str(each.report_id)) for each in occurrences[:MOST_OPTIONS]]
    menu = StaticSelectElement(action_id=ids.PICK_REPORT, options=options, initial_option=options[0])
    return View(
        type="modal",
        callback_id=ids.PICK_REPORT,
        title="Standup",
        submit=locale.gettext("Open"),
        close=locale.gettext("Cancel"),
        blocks=[InputBlock(block_id=ids.PICK_REPORT, label=locale.gettext("Which report?"), element=menu)],
    )


def picked_report(view: Mapping[str, Any]) -> str:
    """Parse which report was picked; raises UnknownReport if none was."""
    report_id = picked(values_of(view), ids.PICK_REPORT)
    if not report_id:
        raise UnknownReport("")
    return report_id


def gone_away(locale: Locale, away: Away, today: date) -> Message:
    """Return the answer to `away`: from when to when the person is away."""
    return reply(f"{_away_words(locale, away, today)} {locale.gettext('Type `back` when you are.')}")


def _away_words(locale: Locale, away: Away, today: date) -> str:
    first = written_date(locale, away.starts, today)
    if away.ends is None:
        if away.starts <= today:
            return locale.gettext("You are away. I will not ask you until you are back.")
        return locale.gettext("You are away from {date} on. I will not ask you until you are back.", date=first)
    if away.starts == away.ends:
        if away.starts == today:
            return locale.gettext("You are away today. I will not ask you then.")
        return locale.gettext("You are away on {date}. I will not ask you then.", date=first)
    last = written_date(locale, away.ends, today)
    if away.starts == today:
        return locale.gettext(
            "You are away from today to {date}, that day included. I will not ask you then.", date=last
        )
    return locale.gettext(
        "You are away from {first} to {last}, that day included. I will not ask you then.", first=first, last=last
    )


def come_back(locale: Locale, *, was_away: bool) -> Message:
    return reply(
        locale.gettext("Welcome back. I will ask you again.")
        if was_away
        else locale.gettext("You are not marked away. I will ask you as usual.")
    )


def asking(locale: Locale, standup: Standup) -> Message:
    return reply(locale.gettext("Everybody in {name} is asked within a minute.", name=standup_name(standup)))


def paused_here(locale: Locale, standup: Standup, asks_at: datetime | None) -> Message:
    """Return whether a standup is paused or active, and when it asks next."""
    if standup.is_paused:
        words = locale.gettext(
            "{name} is paused: nobody is asked until somebody types `resume`.", name=standup_name(standup)
        )
        return reply(words)
    upcoming = " " + locale.gettext("It asks next {date}.", date=date_and_time(locale, asks_at)) if asks_at else ""
    return reply(locale.gettext("{name} is on.", name=standup_name(standup)) + upcoming)


def nothing_deleted(locale: Locale) -> Message:
    return reply(
        locale.gettext(
            "There is no deleted standup that you could have back. One that you delete stays here for 30 days."
        )
    )


def restored(locale: Locale, standup: Standup, asks_at: datetime | None) -> Message:
    """Return that a deleted standup is back, and when it asks next."""
    upcoming = " " + locale.gettext("It asks next {date}.", date=date_and_time(locale, asks_at)) if asks_at else ""
    return reply(locale.gettext("{name} is back.", name=standup_name(standup)) + upcoming)


def no_report(locale: Locale, standup: Standup, day: date, page: Page, today: date) -> Message:
    words = locale.gettext(
        "There is no report of {name} for {date}.", name=standup_name(standup), date=written_date(locale, day, today)
    )
    return reply(words, turn(locale.gettext("Look around"), page, 0))


def report_to_come(
    locale: Locale, occurrence: Occurrence, reports: Sequence[Report], page: Page, becomes: Outlook = AS_PLANNED
) -> Message:
    """Return when a report is posted, or why it is not; with its present content if `reports` are given.

    `reports` are those that the requester may see before the report is posted.
    """
    words = locale.gettext(
        "The report of {name} goes to {channel} at {time}.",
        name=f"*{escape(occurrence.name)}*",
        channel=f"<#{occurrence.channel}>",
        time=report_time(locale, occurrence),
    )
    if not becomes.goes:
        words = outlook.for_reader(locale, occurrence, becomes)
    shown = excerpt.report(occurrence, reports) if reports else []
    return _with_more(
        locale, excerpt.combined([reply(words), *shown], locale.gettext("There is more than can be shown here.")), page
    )


def report_shown(
    locale: Locale, occurrence: Occurrence, reports: Sequence[Report], page: Page, *, is_past: bool = False
) -> Message:
    """Return a posted report, as much of it as fits a message, with a link to it."""
    shown = [reply(seen_by_you(locale, occurrence)), *excerpt.report(occurrence, reports, is_past=is_past)]
    return _with_more(locale, excerpt.combined(shown, locale.gettext("There is more behind the button.")), page)


def _with_more(locale: Locale, message: Message, page: Page) -> Message:
    return Message(message.text, [*message.blocks, *row_of("more", turn(locale.gettext("Page by page"), page, 0))])


def to_read(locale: Locale, page: Page) -> Message:
    """Return the button that opens pages of reports."""
    words = locale.gettext("These days, one by one:")
    if page.user_id:
        words = locale.gettext("What {person} reported, as far as you may see it:", person=f"<@{page.user_id}>")
    elif page.look is Look.REPORTS:
        words = locale.gettext("Your own reports, with a search:")
    return reply(words, turn(locale.gettext("Open"), page, 0))


def standup_name(standup: Standup) -> str:
    return f"*{escape(standup.name)}*"


def _label(name: str) -> PlainTextObject:
    return PlainTextObject(text=cut(name, LONGEST_LABEL), emoji=False)
