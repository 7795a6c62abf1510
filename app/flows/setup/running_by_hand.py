"""Run a standup by hand: ask now, preview the report, pause and resume."""

from app.domain.day.member import Member
from app.domain.day.occurrence import ReportId
from app.domain.privacy.access import Action
from app.domain.schedule import day_under_way, local_date
from app.domain.standup import Standup
from app.errors import AlreadyAsked
from app.flows import access
from app.flows.agenda import ASK
from app.flows.day_access import require_day
from app.flows.owners.telling_new_owners import tell_of_takeover
from app.flows.planning import plan_day
from app.flows.report.closed_channels import is_paused_by_bot
from app.flows.report.late_posts import look_again
from app.flows.setup.configuring import again_if_changed, changeable, save_standup
from app.records import replace
from app.services import Services
from app.slack.message import Message
from app.views.report import excerpt


@again_if_changed
def ask_now(services: Services, member: Member, standup_id: str) -> Standup:
    """Have everybody asked within a minute, whatever the day; raises PersonError."""
    standup = changeable(services, member, standup_id)
    now = services.clock.now()
    day = local_date(now, standup.schedule.zone)
    occurrence, _ = services.reports.snapshot(ReportId(standup.team_id, standup.standup_id, day), member.user_id, now)
    if occurrence and occurrence.progress.asked_at:
        raise AlreadyAsked(standup_id)
    services.standups.want(_stored_standup(services, member, standup), ASK, day, now)
    return standup


def preview(services: Services, member: Member, standup_id: str) -> list[Message]:
    """Return the messages that the channel would get if the report went out now; raises PersonError."""
    standup = access.standup_for(services, member, standup_id, Action.PREVIEW)
    report_id = _today(standup, services)
    occurrence, reports = services.reports.day(report_id, services.clock.now())
    if occurrence:
        require_day(services, standup, occurrence, member, Action.PREVIEW)
    return excerpt.report(occurrence or plan_day(services, standup, report_id.day), reports)


def pause(services: Services, member: Member, standup_id: str) -> Standup:
    """Pause a standup until somebody resumes it; raises PersonError."""
    return _set_paused(services, member, standup_id, is_paused=True)


def resume(services: Services, member: Member, standup_id: str) -> Standup:
    """Resume a paused standup with its next day, and post what was kept out of its channel; raises PersonError."""
    resumed = _set_paused(services, member, standup_id, is_paused=False)
    look_again(services, member.team_id)
    return resumed


@again_if_changed
def _set_paused(services: Services, member: Member, standup_id: str, *, is_paused: bool) -> Standup:
    stored = access.stored_for(services, member, standup_id, Action.CHANGE)
    standup = stored.standup
    # A pause made by the bot ends by itself; a member who pauses it, too, does not want that.
    if standup.is_paused is is_paused and not (is_paused and is_paused_by_bot(services, stored)):
        tell_of_takeover(services, standup.team_id, standup_id)  # an earlier run may have died before that
        return standup
    return save_standup(services, member, replace(standup, is_paused=is_paused)).standup


def _today(standup: Standup, services: Services) -> ReportId:
    return ReportId(standup.team_id, standup.standup_id, day_under_way(standup, services.clock.now()))


def _stored_standup(services: Services, member: Member, standup: Standup) -> Standup:
    """Store the default standup if nobody has yet: only a stored standup can be asked by hand."""
    if standup.version:
        return standup
    now = services.clock.now()
    return services.standups.save(standup, member.user_id, now, now).standup
