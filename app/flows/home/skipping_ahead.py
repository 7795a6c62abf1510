"""Let a member skip a day ahead, and take that back.

A skip ahead is a report of a day that has not begun. When the day begins, the member is on its roster and is not asked.
"""

from datetime import date, datetime

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Received, Report, State
from app.domain.schedule import moments, takes_place, zone_for
from app.domain.standup import Posting, Standup
from app.flows.access import report_id_of
from app.flows.day import answering
from app.flows.day.finding_standups import local_today
from app.flows.day.own_day import OwnDay
from app.flows.gathering import Participant, report_of
from app.flows.home.absence import claimed, show_or_ask
from app.flows.outlook import outlook
from app.flows.planning import plan_day
from app.flows.requester import Requester, acting_member
from app.records import replace
from app.services import Services
from app.slack.message import Message
from app.views.day.menu import menu
from app.views.day.report_form import Origin
from app.views.home import skips as words
from app.views.kit.readers import member_locale, person_locale


def skip_ahead(services: Services, member: Member, standup: Standup, day: date, received_at: datetime) -> Message:
    """Store that a member skips a future day of a standup, and return the reply; may run twice."""
    locale = member_locale(member)
    now = services.clock.now()
    is_asked = takes_place(standup, day) and not services.calendars.day_off(standup)(day)
    if not is_asked or why_not_asked(standup, member, day, services.calendars.holiday):
        return words.nothing_to_skip(locale, standup, day, local_today(services, member))
    planned = plan_day(services, standup, day)
    skipped = replace(_part(planned, standup, member), state=State.SKIPPED, received=Received(skip_at=received_at))
    if not services.reports.keep(skipped, standup.readers.retention_days):
        stored, known = services.reports.snapshot(planned.report_id, member.user_id, now)
        if stored and known:  # it has begun somewhere
            own = answering.skip_today(services, _requester(member), Origin(str(planned.report_id)), received_at, now)
            stored, known = own.occurrence, own.report
            if not known.is_skipped:
                return words.after_skipping(locale, stored, known)
        planned, skipped = stored or planned, known or skipped
    services.members.note_skip(planned.report_id, member.user_id, now)
    return menu(person_locale(skipped), planned, skipped, now=now)


def _part(planned: Occurrence, standup: Standup, member: Member) -> Report:
    report = report_of(planned, standup, Participant(member, None))
    zone = zone_for(standup, member.profile.zone)
    has_closing = standup.schedule.own_zones or standup.look.posting is Posting.AS_IT_COMES
    closes_at = moments(standup, planned.day, zone).report if has_closing else None
    return replace(report, terms=replace(report.terms, closes_at=closes_at))


def _requester(member: Member) -> Requester:
    return Requester(member.user_id, frozenset({member.team_id}))


def undo(services: Services, requester: Requester, origin: Origin, received_at: datetime, now: datetime) -> None:
    """Take a skip back and show it.

    After a skip ahead, the member is asked with the others, or now if these were asked already.
    """
    report_id = report_id_of(requester, origin.report_id)
    occurrence, report = services.reports.snapshot(report_id, requester.user_id, now)
    if report is None or report.was_skipped_ahead:
        services.members.drop_skip(report_id, requester.user_id, now)
    if report is None or report.menu_at or (report.menu.claimed_at and report.menu.claimed_at < received_at):
        answering.undo_skip(services, requester, origin, received_at, now)
        return
    member = acting_member(services, requester)
    if report.was_skipped_ahead and (occurrence is None or not _had_their_time(occurrence, report)):
        services.reports.take_off(report)
    elif occurrence and not _ask_now(services, occurrence, report, member, received_at, now=now):
        own = OwnDay(occurrence, report, outlook(services, occurrence, now))
        answering.show_menu(services, own, origin.response_url, now)
        return
    standup = services.standups.get(member.team_id, report_id.standup_id)
    said = words.skips_no_more(member_locale(member), standup, report_id.day, local_today(services, member))
    if origin.response_url:
        services.slack.replace_clicked(origin.response_url, said)


def _had_their_time(occurrence: Occurrence, report: Report) -> bool:
    """Whether the people with the same times as this member have been asked."""
    through, ask = occurrence.progress.asked_through, occurrence.group_of(report.user_id).times.ask
    return occurrence.progress.asked_at is not None or (through is not None and ask <= through)


def _ask_now(
    services: Services, occurrence: Occurrence, report: Report, member: Member, received_at: datetime, *, now: datetime
) -> bool:
    """Send the member their menu; False if it is too late for that, or they have answered all the same."""
    back = claimed(report.undo_skip(occurrence, received_at), report, now)
    is_done = back is report and report.state is State.ASKED and report.received.skip_at == received_at
    if not is_done and (back is report or not services.reports.save(back, report)):
        return False
    show_or_ask(services, occurrence, back, member, received_at, now=now, is_claimed=not is_done)
    return True
