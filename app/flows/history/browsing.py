"""Show pages of the history, read anew and checked anew each time somebody turns to one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from slack_sdk.models.views import View

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.history.history import Look, Page, day_page, last_weeks, month_of, says
from app.domain.home.commands import Asked
from app.domain.privacy.access import INSIDE, Action, may, roles_of
from app.domain.privacy.days import standup_of_day
from app.domain.schedule import local_date
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import UnknownReport, UnknownStandup
from app.flows import access
from app.flows.day.explaining import explain_day, explain_today, read_day
from app.flows.day.finding_standups import local_today
from app.flows.day_access import allowed_day, days_for, require_day
from app.flows.membership import Memberships
from app.flows.outlook import outlook
from app.records import replace
from app.services import Services
from app.slack.message import Message
from app.views import ids
from app.views.day.answers import as_posted
from app.views.history import history, own_reports, why
from app.views.history.history import Past, StoredDay
from app.views.history.own_reports import ReportsFound
from app.views.home import commands
from app.views.kit.readers import channel_locale, member_locale
from app.views.report import excerpt
from app.views.report.posts import posts

# Occurrences read in one request: for a page, as many as it may show; for a search, as many as a batch holds.
FEW = 14
MANY = 49
# A page ends after this many batches or reports, whatever is left to look through.
MOST_READS = 4
MOST_SHOWN = 10
# Of another person's standups, only this many are looked at: those of their latest reports.
MOST_STANDUPS = 8
# A day's neighbours are looked for within this time before and after it.
NEAR = timedelta(days=10)
# A view holds at most 250 kB; people ask for a month or a few days.
LONGEST_SPAN = timedelta(days=62)

Form = Mapping[str, Any]
Both = tuple[Occurrence, Report]


def page_asked(services: Services, member: Member, asked: Asked, standup: Standup | None) -> Page:
    """Return the page that a member asks for in words; without a standup it is about a person."""
    if asked.user_id or standup is None:
        user_id = "" if asked.user_id == member.user_id else asked.user_id
        return Page(Look.REPORTS, standup.standup_id if standup else "", user_id, asked.span)
    if asked.span and asked.span.first != asked.span.last:
        return Page(Look.DAYS, standup.standup_id, span=asked.span)
    today = local_date(services.clock.now(), standup.schedule.zone)
    return day_page(standup.standup_id, asked.span.first if asked.span else today)


def view_of(services: Services, member: Member, page: Page) -> View:
    """Read a page and return it as a modal; raises PersonError if the member may not see it."""
    looks: dict[Look, Callable[[Services, Member, Page], View]] = {
        Look.DAYS: _days,
        Look.DAY: _day,
        Look.REPORTS: _reports,
        Look.TEXT: _text,
        Look.WHY: _why,
    }
    if page.look not in looks:
        raise UnknownReport(page.look)
    return looks[page.look](services, member, page)


def open_page(services: Services, member: Member, page: Page, trigger_id: str) -> None:
    """Open a page as a modal; raises PersonError, SlackError."""
    services.slack.open_view(trigger_id, view_of(services, member, page))


def turn_to(services: Services, member: Member, page: Page, here: Form, trigger_id: str) -> None:
    """Show a page in place of the open one; a text to copy is laid over the page it was asked from."""
    view = view_of(services, member, page)
    if page.look is Look.TEXT and here.get("callback_id") != ids.TEXT_FORM:
        services.slack.push_view(trigger_id, view)
    else:
        services.slack.update_view(str(here.get("id")), view)


def in_a_message(services: Services, member: Member, page: Page) -> Message:
    """Return what a message can show of a page, with a button for the rest: only a click can open a modal."""
    locale = member_locale(member)
    if page.look is not Look.DAY or page.span is None:
        return commands.to_read(locale, page)
    stored, where = _stored(services, member, page), Memberships(services)
    standup, shown = stored.standup, page.span.first
    occurrence, reports = services.reports.day(
        ReportId(standup.team_id, standup.standup_id, shown), services.clock.now()
    )
    if occurrence is None:
        access.require(services, standup, member, Action.READ_REPORTS, where=where)
        return commands.no_report(locale, standup, shown, page, local_today(services, member))
    require_day(services, standup, occurrence, member, Action.READ_REPORTS, where=where)
    if occurrence.is_out:
        return commands.report_shown(
            locale, occurrence, reports, page, is_past=occurrence.is_past(services.clock.now())
        )
    is_early = allowed_day(services, standup, occurrence, member, Action.PREVIEW, where=where)
    becomes = outlook(services, occurrence, services.clock.now())
    return commands.report_to_come(locale, occurrence, reports if is_early else [], page, becomes)


def _stored(services: Services, member: Member, page: Page) -> StoredStandup:
    stored = services.standups.stored(member.team_id, page.standup_id)
    if stored is None:
        raise UnknownStandup(page.standup_id)
    return stored


def _past(
    services: Services, member: Member, stored: StoredStandup, shown: Sequence[Occurrence], where: Memberships
) -> Past:
    """Return the standup whose history is read, with the days that are `shown`.

    A member who may read only earlier days is not told what has become of the standup since. Raises as
    `access.require`.
    """
    standup = stored.standup
    if not shown:
        access.require(services, standup, member, Action.READ_REPORTS, where=where)
    elif not access.allowed(services, standup, member, Action.READ_REPORTS, where=where):
        newest = max(shown, key=lambda each: each.day)
        standup = replace(standup_of_day(standup, newest), name=newest.name)
    today = local_date(services.clock.now(), standup.schedule.zone)
    has_figures = may(roles_of(standup, member, INSIDE), Action.READ_INSIGHT)
    return Past(standup, today, _began(stored), has_figures=has_figures)


def _began(stored: StoredStandup) -> date | None:
    """Return the day on which a standup was set up, if that is known."""
    return local_date(stored.history.set_up_at, stored.standup.schedule.zone) if stored.history.set_up_at else None


def _days(services: Services, member: Member, page: Page) -> View:
    locale = member_locale(member)
    stored, where, now = _stored(services, member, page), Memberships(services), services.clock.now()
    standup = stored.standup
    if stored.deletion.at:
        return history.gone(locale, _past(services, member, stored, [], where), page)
    today = local_date(now, standup.schedule.zone)
    span = page.span or last_weeks(today)
    days = [day for day in span.days if day <= today] if span.last - span.first <= LONGEST_SPAN else []
    every = services.reports.occurrences(standup.team_id, standup.standup_id, days, now) if days else []
    shown = days_for(services, standup, every, member, Action.READ_REPORTS, where=where)
    past = _past(services, member, stored, shown, where)
    return history.days(locale, past, replace(page, span=span), span, shown, others=len(every) - len(shown))


def _day(services: Services, member: Member, page: Page) -> View:
    locale = member_locale(member)
    stored, where, now = _stored(services, member, page), Memberships(services), services.clock.now()
    standup = stored.standup
    if stored.deletion.at:
        return history.gone(locale, _past(services, member, stored, [], where), page)
    shown = page.span.first if page.span else local_date(now, standup.schedule.zone)
    occurrence, reports = services.reports.day(ReportId(standup.team_id, standup.standup_id, shown), now)
    if occurrence:
        require_day(services, standup, occurrence, member, Action.READ_REPORTS, where=where)
    past = _past(services, member, stored, [occurrence] if occurrence else [], where)
    near = [shown + timedelta(days=offset) for offset in range(-NEAR.days, NEAR.days + 1) if offset]
    every = services.reports.occurrences(standup.team_id, standup.standup_id, near, now)
    around = days_for(services, standup, every, member, Action.READ_REPORTS, where=where)
    early = occurrence if occurrence and not occurrence.is_out else None
    is_open = bool(early and allowed_day(services, standup, early, member, Action.PREVIEW, where=where))
    may_explain = may(roles_of(standup, member, INSIDE), Action.PREVIEW) and past.standup is standup
    found = StoredDay(occurrence, reports, around, is_open=is_open, is_explained=may_explain)
    return history.day(locale, past, page, shown, found, now)


def _why(services: Services, member: Member, page: Page) -> View:
    """Show why one has no menu today; or, to whoever may see a report before it is out, why its people had none."""
    locale = member_locale(member)
    if not page.standup_id:
        return why.own(locale, Page(Look.WHY), explain_today(services, member.team_id, member.user_id))
    stored = access.stored_for(services, member, page.standup_id, Action.PREVIEW)
    shown = page.span.first if page.span else local_date(services.clock.now(), stored.standup.schedule.zone)
    occurrence = read_day(services, stored, shown)
    if occurrence and not occurrence.trouble.is_lost:
        require_day(services, stored.standup, occurrence, member, Action.PREVIEW)
    found = explain_day(services, stored, shown, occurrence)
    return why.of_a_day(locale, page, stored.standup.name, found, services.clock.now().date())


def _reports(services: Services, member: Member, page: Page) -> View:
    locale = member_locale(member)
    today = local_today(services, member)
    if not page.user_id or page.user_id == member.user_id:
        own = replace(page, user_id="")
        wanted = _days_of_page(services, member.team_id, member.user_id, own)
        found = _found(services, member.user_id, own, wanted, lambda _: True)
        return own_reports.own_reports(locale, own, found, today, _name(found, page))
    theirs = _days_of_page(services, member.team_id, page.user_id, page)
    where = Memberships(services)
    known = _shared(services, member, page, theirs, where)
    shared = [each for each in theirs if each.standup_id in known]

    def may_see(occurrence: Occurrence) -> bool:
        standup = known[occurrence.report_id.standup_id]
        return occurrence.is_out and allowed_day(
            services, standup, occurrence, member, Action.READ_ANOTHERS, where=where
        )

    found = _found(services, page.user_id, page, shared, may_see)
    name = known[page.standup_id].name if page.standup_id else ""
    return own_reports.someones_reports(locale, page, found, today, name)


def _shared(
    services: Services, member: Member, page: Page, theirs: Sequence[ReportId], where: Memberships
) -> dict[str, Standup]:
    """Return the standups, by id, in which a member may read another person's reports.

    Each may cost a question to Slack, so only standups with something to read are checked.
    """
    if page.standup_id:
        meant = access.stored_for(services, member, page.standup_id, Action.READ_ANOTHERS, where)
        return {page.standup_id: meant.standup}
    latest = list(dict.fromkeys(each.standup_id for each in theirs))[:MOST_STANDUPS]
    stored = services.standups.several(member.team_id, latest)
    present = {each.standup.standup_id: each.standup for each in stored}
    known = [present[standup_id] for standup_id in latest if standup_id in present]
    readable = [each for each in known if access.allowed(services, each, member, Action.READ_ANOTHERS, where=where)]
    return {each.standup_id: each for each in readable}


def _name(found: ReportsFound, page: Page) -> str:
    return next((occurrence.name for occurrence, _ in found.reports), "") if page.standup_id else ""


def _found(
    services: Services, user_id: str, page: Page, wanted: Sequence[ReportId], may_see: Callable[[Occurrence], bool]
) -> ReportsFound:
    """Look through a person's reports from a place on, newest first, until a page is full or has cost enough reads."""
    found: list[Both] = []
    room, place = excerpt.LONGEST, page.start
    for report_id, both in _in_batches(services, user_id, wanted[place:], MANY if page.words else FEW):
        if (
            both
            and both[1].is_submitted
            and may_see(both[0])
            and says(as_posted(channel_locale(both[0]), *both), page.words)
        ):
            length = sum(excerpt.length_of(post.blocks) for post in posts(*both))
            if found and (len(found) == MOST_SHOWN or length > room):
                return ReportsFound(found, place, report_id.day)
            found.append(both)
            room -= length
        place += 1
    return ReportsFound(
        found, place if place < len(wanted) else None, wanted[place - 1].day if wanted[:place] else None
    )


def _in_batches(
    services: Services, user_id: str, wanted: Sequence[ReportId], at_once: int
) -> Iterator[tuple[ReportId, Both | None]]:
    """Yield these occurrences with the person's reports, read in batches, up to a limit of requests."""
    for start in range(0, min(len(wanted), MOST_READS * at_once), at_once):
        part = wanted[start : start + at_once]
        _, stored = services.reports.person_and_reports(part[0].team_id, user_id, part, services.clock.now())
        yield from ((report_id, stored.get(report_id)) for report_id in part)


def _days_of_page(services: Services, team_id: str, user_id: str, page: Page) -> list[ReportId]:
    """Return the person's occurrences that a page is about, newest first, without rehearsals."""
    return [
        each
        for each in services.reports.days_of(team_id, user_id)
        if not each.is_rehearsal
        and (not page.standup_id or each.standup_id == page.standup_id)
        and (page.span is None or page.span.first <= each.day <= page.span.last)
    ]


def _text(services: Services, member: Member, page: Page) -> View:
    today = local_today(services, member)
    span = month_of(page.span.first if page.span else today)
    month = replace(page, user_id="", span=span)
    wanted = _days_of_page(services, member.team_id, member.user_id, month)
    now = services.clock.now()
    _, stored = services.reports.person_and_reports(member.team_id, member.user_id, wanted, now)
    return own_reports.month_as_text(
        member_locale(member), month, span, [both for both in stored.values() if both[1].is_submitted], today
    )
