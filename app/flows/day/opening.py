"""Open the report form, and check what is sent with it: all that a person waits for.

This is what the first click of the morning imports, so whatever is rare is imported where it is needed.
"""

from datetime import datetime

from msgspec import Struct
from slack_sdk.models.views import View

from app.domain.day.answering import can_be_replaced
from app.domain.day.blocker import Blocker, newest
from app.domain.day.member import Member, beginnings
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import accept_answers
from app.errors import DayDeleted, DayMissed, SlackRateLimited, StorageUnavailable
from app.flows.day.own_day import OwnDay, own_day, snapshot_of
from app.flows.requester import Requester
from app.services import Services
from app.storage.day.blockers import Blockers
from app.views.day.report_form import Origin, Submission, instead_of_form, report_form
from app.views.kit.readers import person_locale


def open_report(services: Services, requester: Requester, origin: Origin, trigger_id: str, now: datetime) -> bool:
    """Open the form; if a later menu has replaced this one, say so in its place.

    Returns whether the menu may still show the state before the report, since the menus of a crowd are updated
    gradually. Raises PersonError if there is nothing for this person to open, SlackError if Slack does not open it in
    time.
    """
    services.slack.get_ready()
    own = own_day(services, requester, origin.report_id, now, with_person=True)
    form = _form(services, own, origin, now)
    if form:
        try:
            services.slack.open_view(trigger_id, form)
        except SlackRateLimited:
            services.sending.leases.note_crowd(own.occurrence.report_id.team_id, now)
            raise
    return form is not None and own.occurrence.is_out


def form_of(services: Services, requester: Requester, origin: Origin, now: datetime) -> View | None:
    """Return the form; None if a later menu has replaced this one or the day was missed, which the menu then says.

    Raises PersonError.
    """
    own = own_day(services, requester, origin.report_id, now, with_person=True)
    return _form(services, own, origin, now)


def _form(services: Services, own: OwnDay, origin: Origin, now: datetime) -> View | None:
    occurrence, report, is_deleted = own.occurrence, own.report, own.becomes.is_deleted
    if is_deleted and not origin.response_url:
        raise DayDeleted(str(occurrence.report_id))
    is_over = occurrence.is_missed or is_deleted
    if is_over or can_be_replaced(occurrence, report, now):
        from app.flows.day.answering import newer_occurrence, show_menu  # noqa: PLC0415 rare

        if is_over or newer_occurrence(services, occurrence, report, now):
            show_menu(services, own, origin.response_url, now)
            return None
    last = own.member.remembered.last_answers.get(occurrence.report_id.standup_id) if own.member else None
    starts = beginnings(occurrence, report, last)
    still = still_open(services.day.blockers, occurrence, own.member, now)
    return report_form(person_locale(report), occurrence, report, starts, origin, still, now=now, becomes=own.becomes)


def still_open(blockers: Blockers, occurrence: Occurrence, member: Member | None, now: datetime) -> list[Blocker]:
    """Return a member's open blockers from earlier days of the same standup; oldest first."""
    if member is None or occurrence.is_rehearsal:
        return []
    here = occurrence.report_id
    ids = [
        one
        for one in newest(member.remembered.blockers)
        if one.author == member.user_id
        and (one.report_id.team_id, one.report_id.standup_id) == (here.team_id, here.standup_id)
        and one.report_id.day < here.day
    ]
    found = blockers.read(ids, now)
    return [each for each in reversed(found) if not each.is_resolved]


class Checked(Struct, frozen=True):
    """A submission that may be acknowledged.

    `instead` is a view to show in the form's place if the day's outlook is no longer what the form said; `snapshot` is
    the day as it was read, for the lazy run.
    """

    instead: View | None = None
    snapshot: str | None = None


def check_answers(services: Services, requester: Requester, sent: Submission, now: datetime) -> Checked:
    """Check a submission before it is acknowledged; raises PersonError.

    While the storage does not reply, the check is left to the lazy run, which is repeated until it does.
    """
    try:
        own = own_day(services, requester, sent.origin.report_id, now)
    except StorageUnavailable:
        return Checked()
    if own.occurrence.is_missed:
        raise DayMissed(str(own.occurrence.report_id))
    answers = accept_answers(own.occurrence.questions, sent.written)
    if sent.help.named:
        from app.flows.day.helper import require_helper  # noqa: PLC0415 rare

        require_helper(services, own, own.report.with_answers(answers), sent.help.named)
    if own.becomes.goes or own.becomes.fate == sent.origin.fate:
        return Checked(snapshot=snapshot_of(own))
    return Checked(instead_of_form(person_locale(own.report), own.occurrence, own.becomes))
