"""Why people got no menu: a person's own reasons, and those of a standup's people for its owners."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from slack_sdk.models.blocks import Block, DividerBlock
from slack_sdk.models.views import View

from app.domain.day.reason import Why
from app.domain.history.history import Page, day_page
from app.domain.home.explanation import Cause, Explanation
from app.language import Locale, later
from app.views.history.history import modal, section
from app.views.history.pages import row_of, turn
from app.views.kit.dates import date_and_time, written_date
from app.views.kit.reasons import until_words
from app.views.kit.text import cut_escaped, escape, listed

# Slack: 100 blocks a view, and 3,000 characters a text.
MOST_STANDUPS = 90
MOST_NAMED = 60
MOST_REASONS = 45
MOST_ALIKE, LONGEST_NAME = 20, 100

# What is said to the person, and of people to an owner: the same sentence without a subject.
_UNKNOWN = later("I tried {date}, and don't know whether it arrived.")
_PAUSED = later("The standup is paused.")
_SAID = {
    Cause.ASKED: later("Asked {date}."),
    Cause.ANSWERED: later("Answered {date}."),
    Cause.WILL_BE_ASKED: later("It asks {date}."),
    Cause.BEING_ASKED: later("It is asking right now."),
    Cause.AWAY: later("Marked away {until}."),
    Cause.HOLIDAY: later("A public holiday: {words}."),
    Cause.STATUS: later("The Slack status says “{words}”, which counts as away here."),
    Cause.SKIPPED: later("Skipped beforehand, on the Home tab."),
    Cause.LEFT: later("Left this standup. *Rejoin* is on the Home tab."),
    Cause.OBSERVER: later("Named to read along, and not asked."),
    Cause.NOT_CHOSEN: later("Not among those who are asked."),
    Cause.NOT_A_PERSON: later("The account is deactivated, or is an app."),
    Cause.NOT_IN_CHANNEL: later("Not in the channel when I last looked who is."),
    Cause.CAME_LATER: later("Not there yet when the day began, {date}."),
    Cause.CANNOT_BE_MESSAGED: later("Slack doesn't let my messages through (`{code}`)."),
    Cause.TOO_MANY_MENUS: later("Other standups had asked too often within the hour."),
    Cause.NOT_SENT: later("I tried {date}, and Slack didn't take it (`{code}`)."),
    Cause.CHANNEL_CLOSED: later("I couldn't post to the channel (`{code}`)."),
    Cause.REFUSED: later("Slack refused to let me ask (`{code}`)."),
    Cause.NOT_A_DAY: later("The standup doesn't take place on this day."),
    Cause.DAY_OFF: later("A day off for the whole standup."),
    Cause.PAUSED: later("The standup was paused {date}."),
    Cause.DELETED: later("The standup was deleted."),
    Cause.BROKEN: later("The standup's settings can't be read; its owners can set it up again."),
    Cause.NOT_SET_UP: later("The standup was set up only later."),
    Cause.NOT_RESPONSIBLE: later("The standup was set up, resumed or moved after its time to ask."),
    Cause.MISSED: later("I was out of order at that time, and nobody was asked."),
    Cause.NO_TICK: later("I was out of order at that time, and nobody was asked."),
    Cause.NOTHING_STORED: later("By its settings and calendars of that day, the standup didn't take place."),
    Cause.NO_TIME_LEFT: later("The time to answer was over before the turn came."),
    Cause.UNREADABLE: later("What is stored of this day can't be read."),
    Cause.UNINSTALLED: later("I was not installed in this workspace."),
    Cause.NOT_KEPT: later("That is too long ago: days are kept for {words} days."),
}

# What an owner reads of others instead.
_OF_OTHERS = {
    Cause.AWAY: later("Marked away, without an end."),
    Cause.LEFT: later("Left this standup."),
}


def own(locale: Locale, page: Page, found: Sequence[Explanation]) -> View:
    """Return the modal that tells a person why they have no menu today, standup by standup."""
    title = locale.gettext("Why wasn't I asked?")
    if not found:
        words = locale.gettext("Every standup of yours has asked you today, or you are in none.")
        return modal(locale, title, page, [section(words)])
    alike: dict[str, list[str]] = {}
    for each in sorted(found, key=lambda each: each.finding.cause is Cause.NOT_A_DAY):
        alike.setdefault(_sentence(locale, each, own=True), []).append(
            f"*{cut_escaped(each.facts.standup.name, LONGEST_NAME)}*"
        )
    rows = [section(f"{listed(locale, names, MOST_ALIKE)}\n{words}") for words, names in alike.items()]
    more = len(rows) - MOST_STANDUPS
    rest = [section(locale.ngettext("And {number} more.", "And {number} more.", more))] if more > 0 else []
    head = section(locale.gettext("Your standups that have not asked you today:"))
    return modal(locale, title, page, [head, *rows[:MOST_STANDUPS], *rest])


def of_a_day(locale: Locale, page: Page, name: str, found: Sequence[Explanation], today: date) -> View:
    """Return the modal that tells an owner which of a standup's people were not asked on a day, by the reasons."""
    day = page.span.first if page.span else None
    which = written_date(locale, day, today) if day else ""
    head = section(locale.gettext("*{name}*, {date}: who was not asked, and why.", name=escape(name), date=which))
    alike: dict[str, list[str]] = {}
    for each in found:
        alike.setdefault(_sentence(locale, each), []).append(f"<@{each.facts.user_id}>")
    groups = list(alike.items())
    rest = [user for _, users in groups[MOST_REASONS:] for user in users]
    groups = [*groups[:MOST_REASONS], *([(locale.gettext("Each for a reason of their own."), rest)] if rest else [])]
    rows = chain.from_iterable([DividerBlock(), _reason(locale, words, users)] for words, users in groups)
    none = [section(locale.gettext("Everybody was asked."))]
    back = turn(locale.gettext("The report"), day_page(page.standup_id, day), 100) if day else None
    blocks: list[Block] = [head, *(list(rows) or none)]
    return modal(locale, locale.gettext("Who was not asked?"), page, [*blocks, *row_of("ways.why", back)])


def _reason(locale: Locale, words: str, people: list[str]) -> Block:
    return section(f"{listed(locale, people, MOST_NAMED)}\n{words}")


def _sentence(locale: Locale, found: Explanation, *, own: bool = False) -> str:
    """Say why, to the person (`own`) or of them to an owner."""
    finding = found.finding
    until = until_words(locale, finding.until) if finding.cause.value == Why.AWAY.value else ""
    when = date_and_time(locale, finding.at) if finding.at else locale.gettext("today")
    fields = {"until": until, "date": when, "words": escape(finding.words), "code": finding.code}
    words = _SAID[finding.cause]
    if finding.cause is Cause.NOT_SENT and not finding.code:
        words = _UNKNOWN
    elif finding.cause is Cause.PAUSED and not finding.at:
        words = _PAUSED
    elif not (own or finding.until):
        words = _OF_OTHERS.get(finding.cause, words)
    return locale.gettext(words, **fields)
