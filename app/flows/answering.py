"""Answering: opening the form, storing what a person wrote, skipped or took back, and showing it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from slack_sdk.models.views import View

from app import metrics
from app.domain.blocker import BlockerId, blocker_of, with_its_blocker
from app.domain.member import Member, beginnings
from app.domain.occurrence import Occurrence, ReportId
from app.domain.outlook import Outlook
from app.domain.report import Report, State, accept_answers
from app.domain.schedule import local_date
from app.domain.standup import Posting
from app.errors import DayDeleted, DayMissed, NotOnRoster, NotTold, SlackError, StorageUnavailable
from app.flows.access import found, own_report, report_id_of
from app.flows.bringing_in import show_or_keep
from app.flows.gathering import Part, report_of
from app.flows.heading import correct_heading
from app.flows.home import show_home
from app.flows.outlook import outlook, outlook_as
from app.flows.people import Asker, member_of
from app.flows.placing import placed
from app.flows.rewording import reword
from app.flows.unblocking import (
    demand_helper,
    helper_of,
    keep_in_view,
    resolve_days,
    reword_offers,
    still_open,
    take_back,
)
from app.language import speak
from app.services import Services
from app.views.blocker_fields import NO_HELP, Help
from app.views.menu import menu
from app.views.outlook import for_who_has_answered
from app.views.report_form import Origin, report_form

ATTEMPTS = 3


def open_report(services: Services, asker: Asker, origin: Origin, trigger_id: str) -> bool:
    """Open the form; where a later menu has replaced this one, say so in its place.

    Returns whether the menu may still say what was true before the report: those of a crowd are changed by and by.
    Raises PersonError if there is nothing for this person to open, SlackError if Slack does not open it in time.
    """
    form, occurrence = _form_and_day(services, asker, origin)
    if form:
        services.slack.open_view(trigger_id, form)
    return form is not None and occurrence.is_out


def form_of(services: Services, asker: Asker, origin: Origin) -> View | None:
    """Give the form; None where a later menu has replaced this one, or the day was missed, which the menu then says.

    Raises PersonError.
    """
    return _form_and_day(services, asker, origin)[0]


def _form_and_day(services: Services, asker: Asker, origin: Origin) -> tuple[View | None, Occurrence]:
    report_id = report_id_of(asker, origin.report_id)
    occurrence, report, member, becomes = _read_for_form(services, asker, report_id)
    if becomes.is_deleted and not origin.response_url:
        raise DayDeleted(str(report_id))
    if occurrence.is_missed or becomes.is_deleted or newer_occurrence(services, occurrence, report):
        show_menu(services, occurrence, report, origin.response_url)
        return None, occurrence
    last = member.remembered.last_answers.get(occurrence.report_id.standup_id) if member else None
    starts = beginnings(occurrence, report, last)
    now, still = services.clock.now(), still_open(services, occurrence, member)
    return report_form(occurrence, report, starts, origin, still, now=now, becomes=becomes), occurrence


def show_again(services: Services, asker: Asker, origin: Origin) -> None:
    """Show what is true where somebody has opened the form."""
    occurrence, report = own_report(services, asker, origin.report_id)
    _show(services, occurrence, report, origin)


def _read_for_form(
    services: Services, asker: Asker, report_id: ReportId
) -> tuple[Occurrence, Report, Member | None, Outlook]:
    """Read all that matters for a form in one request, and say what becomes of the day; raises PersonError."""
    now = services.clock.now()
    read, own, member, stored = services.reports.snapshot_for_form(report_id, asker.user_id, now, services.standups)
    occurrence, report = found(read, own, asker, report_id)
    return occurrence, report, member, outlook_as(services, occurrence, stored)


def check_answers(
    services: Services, asker: Asker, origin: Origin, written: Mapping[str, str], *, help_: Help = NO_HELP
) -> str:
    """Check a submission before it is acknowledged; raises PersonError.

    Returns what to say of what is sent, where something else becomes of the day than the form has said; else nothing.
    While the storage does not answer, the check is left to the lazy run, which is repeated until it does.
    """
    try:
        occurrence, report, _, becomes = _read_for_form(services, asker, report_id_of(asker, origin.report_id))
    except StorageUnavailable:
        return ""
    speak(report.person.language)
    if occurrence.is_missed:
        raise DayMissed(str(occurrence.report_id))
    demand_helper(services, occurrence, report.saying(accept_answers(occurrence.questions, written)), help_)
    is_news = not (becomes.goes or becomes.fate == origin.fate)
    return for_who_has_answered(occurrence, becomes) if is_news else ""


def submit_answers(
    services: Services,
    asker: Asker,
    origin: Origin,
    written: Mapping[str, str],
    received_at: datetime,
    *,
    help_: Help = NO_HELP,
) -> None:
    """Store the answers and show them: in the menu, and in the channel if the report is already out there."""

    def submit(occurrence: Occurrence, report: Report) -> Report:
        answers = accept_answers(occurrence.questions, written)
        helper = helper_of(services, occurrence, report.saying(answers), help_)
        submitted = report.submit(answers, received_at, helper, help_.resolved)
        return submitted if submitted is report else with_its_blocker(occurrence, report, submitted)

    occurrence, report, submitted, is_stored = _stored(services, asker, origin.report_id, submit)
    if is_stored and not occurrence.is_rehearsal:
        if not report.is_submitted:
            metrics.count(metrics.SUBMITTED, services.clock.now())
        services.day.last_words.remember(submitted, occurrence.plan.retention_days)
        services.members.note_answered(report.report_id.team_id, report.user_id, services.clock.now())
        wake(services, occurrence)
    if blocker_of(occurrence, report) or blocker_of(occurrence, submitted):
        keep_in_view(services, occurrence.report_id, report.user_id, report.blocked.named)
        if report.blocked.helpers:
            reword_offers(services, BlockerId(occurrence.report_id, report.user_id))
    resolve_days(services, report, help_.resolved, received_at)
    _tell(services, occurrence, report.user_id, origin)


def _stored(
    services: Services, asker: Asker, text: str, submit: Callable[[Occurrence, Report], Report]
) -> tuple[Occurrence, Report, Report, bool]:
    """Give the occurrence, the report as it was and as it is submitted, and whether that is stored, and is news.

    Whoever is taken off the day in the same moment has their part again.
    """
    for _ in range(ATTEMPTS):
        occurrence, report = _still_own_report(services, asker, text)
        submitted = submit(occurrence, report)
        if submitted is report or services.reports.save(submitted, report):
            return occurrence, report, submitted, submitted is not report
        _, known = services.reports.snapshot(report.report_id, report.user_id, services.clock.now())
        if known:  # something later is stored already
            return occurrence, report, submitted, False
    raise StorageUnavailable("their author came and went all the time")


def _still_own_report(services: Services, asker: Asker, text: str) -> tuple[Occurrence, Report]:
    """Give the person's report; who was taken off the day since their answers were acknowledged has it again.

    Leaving takes no answer back. Raises UnknownReport or NotOnRoster.
    """
    try:
        return own_report(services, asker, text)
    except NotOnRoster:
        here, now = report_id_of(asker, text), services.clock.now()
        occurrence, _ = services.reports.snapshot(here, asker.user_id, now)
        standup = services.standups.get(here.team_id, here.standup_id)
        if occurrence is None or standup is None or asker.user_id not in (occurrence.roster or ()):
            raise
        part = Part(member_of(services, here.team_id, asker.user_id), None)
        services.reports.claim(report_of(occurrence, standup, part), now, occurrence.plan.retention_days)
        return own_report(services, asker, text)


def skip_today(services: Services, asker: Asker, origin: Origin, received_at: datetime) -> None:
    """Skip today and show it; too late or a second time, the menu shows what is the case."""
    occurrence, report = own_report(services, asker, origin.report_id)
    _change(services, occurrence, report, report.skip(occurrence, received_at), origin)


def undo_skip(services: Services, asker: Asker, origin: Origin, received_at: datetime) -> None:
    """Take a skip back and show it."""
    occurrence, report = own_report(services, asker, origin.report_id)
    _change(services, occurrence, report, report.undo_skip(occurrence, received_at), origin)


def withdraw(services: Services, asker: Asker, origin: Origin, received_at: datetime) -> None:
    """Take a submitted report back before it is posted, with all that it said of blockers, and show it."""
    occurrence, report = own_report(services, asker, origin.report_id)
    withdrawn = report.withdraw(occurrence, received_at)
    is_stored = withdrawn is not report and services.reports.save(withdrawn, report)
    if is_stored and (blocker := blocker_of(occurrence, report)):
        services.day.blockers.reopen(blocker, received_at)
    if is_stored or withdrawn.state is State.ASKED:  # a run before this one may have died here
        take_back(services, report, received_at)
        reword_offers(services, BlockerId(occurrence.report_id, report.user_id))
    _tell(services, occurrence, report.user_id, origin)


def _change(services: Services, occurrence: Occurrence, before: Report, after: Report, origin: Origin) -> None:
    stored = after is not before and services.reports.save(after, before)
    if stored and after.is_skipped and not occurrence.is_rehearsal:
        metrics.count(metrics.SKIPPED, services.clock.now())
        wake(services, occurrence)
    _tell(services, occurrence, before.user_id, origin)


def wake(services: Services, occurrence: Occurrence) -> None:
    """Have the next tick see whether this was the last answer that a report waits for."""
    if occurrence.look.posting is Posting.WHEN_COMPLETE and not occurrence.is_out:
        services.standups.wake(occurrence.report_id.team_id, occurrence.report_id.standup_id, services.clock.now())


def _tell(services: Services, occurrence: Occurrence, user_id: str, origin: Origin) -> None:
    """Show what is stored by now. Raises NotTold: the storing itself is done."""
    try:
        stored, report = services.reports.snapshot(occurrence.report_id, user_id, services.clock.now())
        if stored is None or report is None:
            return
        if stored.progress.reported_at is not None:
            report = show_or_keep(services, stored, report)
        _show(services, stored, report, origin)
        if stored.progress.reported_at is not None and report.is_submitted:
            correct_heading(services, stored)
    except (SlackError, StorageUnavailable) as error:
        raise NotTold(str(error)) from error


def _show(services: Services, occurrence: Occurrence, report: Report, origin: Origin) -> None:
    show_menu(services, occurrence, report, origin.response_url)
    if origin.is_home:
        show_home(services, occurrence.report_id.team_id, report.user_id)


def show_menu(services: Services, occurrence: Occurrence, report: Report, response_url: str) -> None:
    """Let the menu show the present state, by the address of the click or, failing that, by where it is.

    The address has no rate limit to speak of; chat.update allows fifty calls a minute for the whole workspace.
    """
    now = services.clock.now()
    (report,) = placed(services, occurrence, [report])
    newer = newer_occurrence(services, occurrence, report)
    message = menu(occurrence, report, newer, now=now, becomes=outlook(services, occurrence))
    if response_url:
        try:
            services.slack.replace_clicked(response_url, message)
        except SlackError:
            if report.menu_at is None:
                raise
        else:
            return
    if report.menu_at:
        reword(services, None, report.menu_at, message)


def newer_occurrence(services: Services, occurrence: Occurrence, report: Report) -> ReportId | None:
    """Give the person's later occurrence, where this one leads nowhere any more because of it.

    What is out can be edited and added to for as long as it is kept, whatever has come since.
    """
    if occurrence.is_out or occurrence.is_missed or occurrence.is_today(services.clock.now()) or report.terms.closes_at:
        return None
    here = occurrence.report_id
    today = local_date(services.clock.now(), occurrence.plan.zone)
    newest = services.reports.newest(here.team_id, here.standup_id, report.user_id, today)
    return newest if newest and newest.day > here.day else None
