"""The Home tab: today's menus, the person's absence, their standups, and their data.

It shows one person what concerns them alone. Every action there publishes the tab again, with a line at the top that
says what the action did or why it was refused, and if possible a button to undo it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from msgspec import Struct
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from app.domain.day.blocker import Blocker
from app.domain.day.member import Member
from app.domain.day.reason import Reason, Why
from app.domain.history.history import Look, Page
from app.domain.home.participation import Participation, PlannedSkip
from app.domain.schedule import local_date
from app.errors import SHAPE_ERRORS
from app.language import Locale, later
from app.records import replace
from app.views import ids
from app.views.day.blockers import blocker_rows
from app.views.day.menu import menu
from app.views.history.pages import turn
from app.views.home.broken_standups import Broken, broken_rows
from app.views.home.checklist import checklist
from app.views.home.deleted_standups import Deleted, deleted_rows
from app.views.home.planned_absences import away_words, skip_rows
from app.views.home.standups import standup_rows
from app.views.kit.dates import date_and_time
from app.views.kit.readers import member_locale, person_locale
from app.views.kit.reasons import reason_sentence
from app.views.kit.text import escape, listed
from app.views.privacy.my_data import my_data

# How many menus and how many standups a page shows. Slack: 100 blocks a Home tab.
MOST_TODAY = 8
ON_A_PAGE = 12

_HOW = later(
    "At the set time I send you a direct message with *Open Report* and *Skip today*. "
    "What you send goes to the channel under your own name; until then you can edit it or take it back."
)
_NONE_YET = later(
    "You are in no standup yet. Invite me to a channel with `/invite`, and I tell you there what happens next."
)


class Tab(Struct, frozen=True):
    """All that a person's Home tab shows.

    `note` says what an action did; `page` is the page of the standups. `besides` are the person's open days in
    standups that they do not take participation in any more.
    """

    member: Member
    participations: tuple[Participation, ...]
    now: datetime
    note: tuple[Block, ...] = ()
    page: int = 0
    blockers: tuple[Blocker, ...] = ()
    broken: tuple[Broken, ...] = ()
    deleted: tuple[Deleted, ...] = ()
    skips: tuple[PlannedSkip, ...] = ()
    besides: tuple[Participation, ...] = ()

    @property
    def today(self) -> date:
        return local_date(self.now, self.member.profile.zone or "UTC")


def home(tab: Tab) -> View:
    """Return the tab in the person's language."""
    locale = member_locale(tab.member)
    return _home(locale, tab)


def _home(locale: Locale, tab: Tab) -> View:
    blocks: list[Block] = [
        *tab.note,
        *checklist(locale, tab.member, tab.participations),
        _header(locale.gettext("Today")),
        *_today(locale, tab),
        DividerBlock(),
        *blocker_rows(locale, tab.blockers, tab.member),
        *_away(locale, tab),
        *skip_rows(locale, tab.skips, tab.today),
        DividerBlock(),
        _header(locale.gettext("My standups")),
        *broken_rows(locale, tab.broken),
        *_standups(locale, tab),
        _actions(locale, tab.member),
        *deleted_rows(locale, tab.deleted),
        *my_data(locale, tab.member, tab.participations),
        ContextBlock(elements=[MarkdownTextObject(text=locale.gettext(_HOW), verbatim=True)]),
    ]
    return View(type="home", blocks=blocks, private_metadata=json.dumps({"page": tab.page}))


def page_of(view: Mapping[str, Any]) -> int:
    """Parse the number of the page that a Home tab shows."""
    try:
        return max(0, int(json.loads(view.get("private_metadata") or "{}")["page"]))
    except SHAPE_ERRORS:
        return 0


def _today(locale: Locale, tab: Tab) -> Sequence[Block]:
    shown = [participation for participation in (*tab.participations, *tab.besides) if _is_shown(participation)]
    menus = [
        menu(
            person_locale(
                replace(participation.report, person=replace(participation.report.person, language=tab.member.speaks))
            ),
            participation.occurrence,
            replace(participation.report, person=replace(participation.report.person, language=tab.member.speaks)),
            now=tab.now,
            becomes=participation.outlook,
        )
        for participation in shown
        if participation.occurrence and participation.report
    ]
    blocks = list(chain.from_iterable(message.blocks for message in menus[:MOST_TODAY]))
    if (more := len(menus) - MOST_TODAY) > 0:
        words = locale.ngettext(
            "There is {number} more in your direct messages.", "There are {number} more in your direct messages.", more
        )
        blocks.append(_section(words))
    is_silent = any(not (each.report and each.report.menu.ts) for each in tab.participations)
    why = turn(locale.gettext("Why wasn't I asked?"), Page(Look.WHY), 1) if is_silent else None
    if not menus:
        blocks.append(_section(locale.gettext("Nothing to answer right now."), why))
    absences = _absences(locale, tab.participations)
    return [*blocks, *absences, _section(_next(locale, tab), why if menus else None)]


def _is_shown(participation: Participation) -> bool:
    """Whether to show today's report: not if it is unanswered and the person left the standup, or it is deleted."""
    is_over = participation.outlook.is_deleted or (
        participation.reason is not None and participation.reason.why is Why.LEFT
    )
    return participation.report is not None and (participation.report.is_submitted or not is_over)


def _absences(locale: Locale, participations: Sequence[Participation]) -> list[Block]:
    """Return rows that say why the person is not asked today, except for their own absence, which is shown below."""
    names: dict[Reason, list[str]] = {}
    for participation in participations:
        if (
            participation.reason
            and participation.reason.is_absence
            and participation.reason.why is not Why.AWAY
            and not participation.standup.is_paused
        ):
            names.setdefault(participation.reason, []).append(f"*{escape(participation.standup.name)}*")
    return [
        _section(" ".join((reason_sentence(locale, reason), _not_asked(locale, where))))
        for reason, where in names.items()
    ]


def _not_asked(locale: Locale, names: list[str]) -> str:
    return locale.gettext("Not asked today: {names}.", names=listed(locale, names))


def _next(locale: Locale, tab: Tab) -> str:
    coming = [
        (participation.next_at, participation.standup.name)
        for participation in tab.participations
        if participation.next_at
    ]
    if not coming:
        away = tab.member.away
        is_away = away is not None and (away.ends is None or away.covers(tab.today))
        return (
            locale.gettext("Nothing is asked while you are away.")
            if is_away
            else locale.gettext("No further standup is planned.")
        )
    next_at, name = min(coming)
    if len(coming) == 1:
        return locale.gettext("The next standup asks {date}.", date=date_and_time(locale, next_at))
    return locale.gettext(
        "The next standup, {name}, asks {date}.", name=f"*{escape(name)}*", date=date_and_time(locale, next_at)
    )


def _away(locale: Locale, tab: Tab) -> list[Block]:
    away = tab.member.away
    if away is None or (away.ends and away.ends < tab.today):
        words = locale.gettext("*Away*\nGoing on holiday? I ask you nothing while you are away.")
        return [_section(words, _button(locale.gettext("Mark me away"), ids.GO_AWAY))]
    change = ButtonElement(text=locale.gettext("Change"), action_id=ids.GO_AWAY)
    back = ButtonElement(
        text=locale.gettext("I'm back") if away.starts <= tab.today else locale.gettext("Cancel"),
        action_id=ids.COME_BACK,
    )
    return [
        _section(f"*{locale.gettext('Away')}*\n{away_words(locale, away, tab.today)}"),
        ActionsBlock(block_id="away", elements=[back, change]),
    ]


def _standups(locale: Locale, tab: Tab) -> list[Block]:
    if not tab.participations:
        return [] if tab.broken else [_section(locale.gettext(_NONE_YET))]
    last_page = (len(tab.participations) - 1) // ON_A_PAGE
    page = min(tab.page, last_page)
    shown = tab.participations[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    rows = list(chain.from_iterable(standup_rows(locale, participation, tab.member) for participation in shown))
    return [*rows, *_pager(locale, page, last_page)]


def _pager(locale: Locale, page: int, last_page: int) -> list[Block]:
    back = [_button(locale.gettext("Previous"), ids.PAGE_BACK, str(page - 1))] if page else []
    on = [_button(locale.gettext("Next"), ids.PAGE_ON, str(page + 1))] if page < last_page else []
    return [ActionsBlock(block_id="pages", elements=[*back, *on])] if back or on else []


def _actions(locale: Locale, member: Member) -> ActionsBlock:
    new = [] if member.account.is_guest else [_button(locale.gettext("New standup"), ids.NEW_STANDUP)]
    reports = turn(locale.gettext("My reports"), Page(Look.REPORTS), 0)
    return ActionsBlock(
        block_id="home", elements=[*new, reports, _button(locale.gettext("Preferences"), ids.PREFERENCES)]
    )


def _button(text: str, action_id: str, value: str | None = None) -> ButtonElement:
    return ButtonElement(text=text, action_id=action_id, value=value)


def _header(text: str) -> HeaderBlock:
    return HeaderBlock(text=PlainTextObject(text=text, emoji=False))


def _section(text: str, accessory: ButtonElement | None = None) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=accessory)
