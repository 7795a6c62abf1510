"""Rehearsing: somebody tries a standup by themselves, and nobody else sees anything of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.access import Action
from app.domain.member import Member
from app.domain.occurrence import REHEARSAL, Occurrence, plan_occurrence
from app.domain.report import Report
from app.domain.schedule import local_date
from app.domain.standup import Standup
from app.flows import access
from app.services import Services
from app.slack import Mark
from app.views import ids
from app.views.menu import menu

# A rehearsal is nobody's record: its day and the next are enough to play with it.
KEPT = 1


def rehearse(services: Services, member: Member, standup_id: str, received_at: datetime) -> None:
    """Send the person a menu that leads nowhere but back to them; the same click again sends no second one.

    Raises PersonError for who does not belong to the standup's channel.
    """
    standup = access.standup_for(services, member, standup_id, Action.TRY)
    occurrence = _occurrence(standup, member, received_at)
    stored = services.reports.open(occurrence, (member.user_id,), services.clock.now())
    report = Report(
        report_id=stored.report_id,
        user_id=member.user_id,
        user_name=member.user_name,
        display_name=member.display_name or member.user_id,
        icon_url=member.icon_url,
        language=member.speaks,
    )
    is_new = services.reports.claim(report, services.clock.now(), KEPT)
    if is_new or not _was_sent(services, report, received_at):
        message = menu(stored, report, now=services.clock.now())
        channel, ts = services.slack.post(member.user_id, message.text, message.blocks, _mark(report))
        services.reports.mark_asked(report, channel, ts)


def _occurrence(standup: Standup, member: Member, received_at: datetime) -> Occurrence:
    """Plan an occurrence under an id that the click alone has."""
    own = f"{REHEARSAL}{member.user_id}-{received_at:%H%M%S}"
    return plan_occurrence(replace(standup, standup_id=own, retention_days=KEPT), local_date(received_at, standup.zone))


def _was_sent(services: Services, report: Report, since: datetime) -> bool:
    """Tell whether an earlier run for the same click got as far as sending."""
    _, known = services.reports.snapshot(report.report_id, report.user_id, services.clock.now())
    if known is None or known.menu_ts:
        return known is not None
    channel = services.slack.direct_channel(report.user_id)
    ts = services.slack.find(channel, _mark(report), since - timedelta(minutes=1))
    if ts:
        services.reports.mark_asked(report, channel, ts)
    return ts is not None


def _mark(report: Report) -> Mark:
    return Mark(ids.MENU, str(report.report_id), report.user_id)
