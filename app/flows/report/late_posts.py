"""Post answers that were written while a channel was closed, once it is open again.

Until then they are stored and kept out of the channel. A job for each day of a standup checks whether the channel takes
them: when the channel or the standup is back, and once a day besides, because Slack may not tell.
"""

import logging
from datetime import timedelta

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report, in_order
from app.domain.scheduling.job import Job, JobKind, Progress
from app.errors import SlackRefused
from app.flows.report.menus_afterwards import show_menus
from app.flows.report.posts import say_words_refused, show_in_channel
from app.flows.report.summary_header import correct_header
from app.flows.sender import at_once
from app.records import replace
from app.services import Services
from app.slack.limits import UPDATES
from app.slack_errors import Meaning

EVERY = timedelta(days=1)

_log = logging.getLogger(__name__)


def leave_for_later(services: Services, report_id: ReportId) -> None:
    """Have a job post a day's missing answers when its channel takes them."""
    due_at = services.clock.now() + EVERY
    services.jobs.keep_unless_there(Job(report_id.team_id, JobKind.POSTS, str(report_id), due_at))


def show_or_keep(services: Services, occurrence: Occurrence, report: Report) -> Report:
    """Show a report in the channel as it is now; if Slack refuses it, its menu says so instead.

    An immediate repetition would not mend that, and the answers are stored.
    """
    try:
        return show_in_channel(services, occurrence, report, at_once(services))
    except SlackRefused as refusal:
        if refusal.meaning is Meaning.WORDS:
            return say_words_refused(services, occurrence, report, refusal)
        if not refusal.is_out_of_reach:
            raise
        _log.warning("answers stay out of the channel", extra={"user": report.user_id, "reason": refusal.code})
        services.reports.note_refused(report, refusal.code)
        if refusal.is_of_closed_channel:
            leave_for_later(services, report.report_id)
        return replace(report, problem=refusal.code)


def look_again(services: Services, team_id: str) -> None:
    """Have the ticks check now whether channels take what was left for later."""
    for job in services.jobs.waiting(JobKind.POSTS):
        if job.team_id == team_id:
            services.jobs.keep(replace(job, due_at=services.clock.now()))


def bring_in(services: Services, job: Job) -> Progress | None:
    """Post one person's missing answers; None if none are left or the channel is still closed."""
    report_id, now = ReportId.parse(job.about), services.clock.now()
    occurrence, reports = services.reports.day(report_id, now)
    waiting = [report for report in reports if report.awaits_post and not report.is_refused]
    if occurrence is None or occurrence.progress.reported_at is None or not waiting:
        return None
    report = min(waiting, key=in_order)
    try:
        shown = show_in_channel(services, occurrence, report, at_once(services))
    except SlackRefused as refusal:
        if refusal.meaning is not Meaning.WORDS:  # the channel is still closed
            services.jobs.keep(replace(job, due_at=now + EVERY))
            return None
        shown = say_words_refused(services, occurrence, report, refusal)
    show_menus(services, occurrence, [shown], services.clock.now(), at_once(services))
    correct_header(services, occurrence)
    services.clock.sleep(60 / UPDATES.a_minute / services.settings.pace)
    return Progress()
