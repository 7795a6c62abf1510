"""Store what a person answered, skipped, undid or withdrew in their own report, and show it.

Each function reads the person's own day once, lets `domain/day/answering.py` decide, and applies the decision.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from app.domain.day.answering import Change, can_be_replaced, skip_undone, skipped, submitted, withdrawn
from app.domain.day.blocker import blocker_of
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report, State, accept_answers
from app.domain.schedule import local_date
from app.domain.standup import Posting
from app.errors import NotOnRoster, NotTold, SlackError, StorageUnavailable
from app.flows.access import report_id_of
from app.flows.day.blockers import (
    keep_helpers_in_view,
    resolve_days,
    reword_offers,
    take_back,
)
from app.flows.day.helper import helper_of
from app.flows.day.own_day import OwnDay, as_stored, in_snapshot, own_day
from app.flows.gathering import Participant, report_of
from app.flows.report.late_posts import show_or_keep
from app.flows.report.placing import placed
from app.flows.report.summary_header import correct_header
from app.flows.requester import Requester, member_of
from app.flows.updating import reword
from app.records import replace
from app.services import Services
from app.telemetry import metrics
from app.views.day.menu import menu
from app.views.day.report_form import Origin, Submission
from app.views.kit.readers import person_locale

ATTEMPTS = 3


def show_again(services: Services, requester: Requester, origin: Origin, now: datetime) -> None:
    """Update the menu from which somebody has opened the form."""
    show_menu(services, own_day(services, requester, origin.report_id, now), origin.response_url, now)


def submit_answers(
    services: Services,
    requester: Requester,
    sent: Submission,
    received_at: datetime,
    now: datetime,
    snapshot: str | None = None,
) -> None:
    """Store the answers and show them: in the menu, and in the channel if the report is already out there."""
    change, own = _submitted(services, requester, sent, received_at, now, snapshot)
    with not_told():
        if change.is_news:  # if the report is out by now, this run has to post the answers
            own = as_stored(services, own, now) or own
        if change.blocker or sent.help.resolved:
            own = _with_blockers(services, change, own, sent.help.resolved, received_at, now=now)
        _tell(services, own, sent.origin, now)


def _submitted(
    services: Services,
    requester: Requester,
    sent: Submission,
    received_at: datetime,
    now: datetime,
    snapshot: str | None,
) -> tuple[Change, OwnDay]:
    """Store the answers; returns the change, and the day as it is stored.

    Answers that were received later stay. Somebody who is taken off the day at the same moment is put back. What the
    acknowledgement has read is used once, on condition that it still holds; who may help is not decided by it.
    """
    known = in_snapshot(snapshot, requester, sent.origin.report_id, now - received_at)
    if known and not sent.help.named:
        change = _decided(services, known, sent, received_at)
        if change.is_news and (stored := _store(services, known, change, now, if_unchanged=True)):
            return change, replace(known, report=stored)
    for _ in range(ATTEMPTS):
        own = _still_own_day(services, requester, sent.origin.report_id, now)
        change = _decided(services, own, sent, received_at)
        if not change.is_news:
            return change, own
        if stored := _store(services, own, change, now):
            return change, replace(own, report=stored)
    raise StorageUnavailable("their author came and went all the time")


def _decided(services: Services, own: OwnDay, sent: Submission, received_at: datetime) -> Change:
    answers = accept_answers(own.occurrence.questions, sent.written)
    helper = helper_of(services, own, own.report.with_answers(answers), sent.help.named) if sent.help.named else ""
    return submitted(own.occurrence, own.report, answers, received_at, helper=helper, resolved=sent.help.resolved)


def _still_own_day(services: Services, requester: Requester, text: str, now: datetime) -> OwnDay:
    """Read the person's own day; if they were taken off it since their answers were acknowledged, put them back.

    Leaving takes no answer back. Raises UnknownReport or NotOnRoster.
    """
    try:
        return own_day(services, requester, text, now)
    except NotOnRoster:
        here = report_id_of(requester, text)
        occurrence, _ = services.reports.snapshot(here, requester.user_id, now)
        standup = services.standups.get(here.team_id, here.standup_id)
        if occurrence is None or standup is None or requester.user_id not in (occurrence.roster or ()):
            raise
        part = Participant(member_of(services, here.team_id, requester.user_id), None)
        services.reports.claim(report_of(occurrence, standup, part), now, occurrence.plan.retention_days)
        return own_day(services, requester, text, now)


def _store(
    services: Services, own: OwnDay, change: Change, now: datetime, *, if_unchanged: bool = False
) -> Report | None:
    """Store a change with its consequences and return the stored report; None if something later is stored already."""
    stored = services.reports.save(change.after, change.before, if_unchanged=if_unchanged)
    if stored is None:
        return None
    if change.is_counted:
        metrics.count(metrics.SUBMITTED if change.after.is_submitted else metrics.SKIPPED, now)
    if change.begin_the_next:
        blocker = blocker_of(own.occurrence, stored)
        services.day.last_words.remember(change.after, own.occurrence.plan.retention_days, blocker)
    if change.may_be_the_last:
        wake(services, own.occurrence, now)
    return stored


def _with_blockers(
    services: Services,
    change: Change,
    own: OwnDay,
    resolved: Sequence[date],
    received_at: datetime,
    *,
    now: datetime,
) -> OwnDay:
    """Show blockers to the people they concern; returns the day as it is stored afterwards, since this takes time."""
    if change.blocker:
        keep_helpers_in_view(services.members, own.occurrence, own.report, now, change.before.blocked.named)
        reword_offers(services, own.occurrence, own.report)
    resolve_days(services, own.report, resolved, received_at, now)
    takes_time = resolved or (change.blocker and own.report.blocked.helpers)
    return (as_stored(services, own, now) if takes_time else None) or own


def skip_today(
    services: Services, requester: Requester, origin: Origin, received_at: datetime, now: datetime
) -> OwnDay:
    """Skip today and show it; too late or twice, the menu shows the present state. Returns the day as it is stored."""
    own = own_day(services, requester, origin.report_id, now)
    return _change(services, own, skipped(own.occurrence, own.report, received_at), origin, now)


def undo_skip(services: Services, requester: Requester, origin: Origin, received_at: datetime, now: datetime) -> None:
    """Take a skip back and show it."""
    own = own_day(services, requester, origin.report_id, now)
    _change(services, own, skip_undone(own.occurrence, own.report, received_at), origin, now)


def _change(services: Services, own: OwnDay, change: Change, origin: Origin, now: datetime) -> OwnDay:
    if change.is_news:
        stored = _store(services, own, change, now)
        own = replace(own, report=stored) if stored else as_stored(services, own, now) or own
    with not_told():
        show_menu(services, own, origin.response_url, now)
    return own


def withdraw(services: Services, requester: Requester, origin: Origin, received_at: datetime, now: datetime) -> None:
    """Take back a submitted report before it is posted, with everything it said about blockers, and show it."""
    own = own_day(services, requester, origin.report_id, now)
    change = withdrawn(own.occurrence, own.report, received_at)
    stored = _store(services, own, change, now) if change.is_news else None
    if stored and (blocker := blocker_of(own.occurrence, own.report)):
        services.day.blockers.reopen(blocker, received_at)
    if stored or change.after.state is State.ASKED:  # a previous run may have died here
        take_back(services, replace(own, report=stored or own.report), own.report, received_at, now)
    with not_told():
        _tell(services, as_stored(services, own, now) or own, origin, now)


def wake(services: Services, occurrence: Occurrence, now: datetime) -> None:
    """Have the next tick check whether this was the last answer that a report waits for."""
    if occurrence.look.posting is Posting.WHEN_COMPLETE and not occurrence.is_out:
        services.standups.wake(occurrence.report_id.team_id, occurrence.report_id.standup_id, now)


@contextmanager
def not_told() -> Iterator[None]:
    """Raise NotTold for an error that comes after everything is stored."""
    try:
        yield
    except (SlackError, StorageUnavailable) as error:
        raise NotTold(str(error)) from error


def _tell(services: Services, own: OwnDay, origin: Origin, now: datetime) -> None:
    """Show what is stored now: in the channel, if the report is out, and in the menu."""
    is_out = own.occurrence.progress.reported_at is not None
    if is_out:
        own = replace(own, report=show_or_keep(services, own.occurrence, own.report))
    show_menu(services, own, origin.response_url, now)
    if is_out and own.report.is_submitted:
        correct_header(services, own.occurrence)


def show_menu(services: Services, own: OwnDay, response_url: str, now: datetime) -> None:
    """Make the menu show the present state: by the address of the click, or else by its place in the conversation.

    The address has practically no rate limit; chat.update allows fifty calls a minute for the whole workspace.
    """
    occurrence, report = own.occurrence, own.report
    if occurrence.is_out:
        (report,) = placed(services.day.digests, occurrence, [report])
    newer = newer_occurrence(services, occurrence, report, now)
    message = menu(person_locale(report), occurrence, report, newer, now=now, becomes=own.becomes)
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


def newer_occurrence(services: Services, occurrence: Occurrence, report: Report, now: datetime) -> ReportId | None:
    """Return the person's later occurrence if this one can no longer be answered because of it."""
    if not can_be_replaced(occurrence, report, now):
        return None
    here = occurrence.report_id
    newest = services.reports.newest(
        here.team_id, here.standup_id, report.user_id, local_date(now, occurrence.plan.zone)
    )
    return newest if newest and newest.day > here.day else None
