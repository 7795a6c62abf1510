"""Count the standups in trouble, so that an alarm rings while there are any, and ends when all are mended.

A standup is in trouble while Slack refuses a day of it, asking or reporting does not succeed for five minutes, many of
its people cannot be messaged, or its stored settings make no sense. From then on a job counts it every five minutes,
until it is in trouble no more: then the job counts 0 and ends. The ticks find the job with the query that they make
anyway. What somebody has paused or deleted is not in trouble, nor is anything in a workspace that the app has left.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.domain.owners.trouble import trouble_on
from app.domain.scheduling.due import days_to_look_at
from app.domain.scheduling.job import Job, JobKind, Progress
from app.domain.setup.stored import StoredStandup
from app.records import replace
from app.services import Services
from app.telemetry import metrics

# The period of the alarm in stack/alarms.yml.
EVERY = timedelta(minutes=5)
UNREADABLE = "unreadable"

_log = logging.getLogger(__name__)


def watch(services: Services, team_id: str, standup_id: str, *, after: timedelta = timedelta()) -> None:
    """Have the ticks count a standup while it is in trouble, from now on or `after` a while."""
    at = services.clock.now() + after
    services.jobs.keep_unless_there(Job(team_id, JobKind.TROUBLE, standup_id, at))


def count_trouble(services: Services, job: Job) -> Progress | None:
    """Count a job's standup, and have it counted again if it is in trouble."""
    now = services.clock.now()
    is_left = services.setup.installations.farewell(job.team_id) is not None
    stored = None if is_left else services.standups.stored(job.team_id, job.about)
    day, reason = next(_troubles(services, stored, now), ("", "")) if stored else ("", "")
    about = {"team": job.team_id, "standup": job.about, "day": day, "reason": reason}
    metrics.count(metrics.STANDUPS_IN_TROUBLE, now, 1 if reason else 0, **about)
    if reason:
        _log.error("a standup is in trouble", extra=about)
        services.jobs.keep(replace(job, due_at=_next_look(now)))
    return None


def _next_look(now: datetime) -> datetime:
    """Return the next full five minutes: each standup is counted once in each period of the alarm."""
    return now.replace(minute=now.minute - now.minute % 5, second=0, microsecond=0) + EVERY


def _troubles(services: Services, stored: StoredStandup, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the days in trouble, with the reasons."""
    standup = stored.standup
    if stored.deletion.at:
        return
    if stored.is_broken:
        yield "", UNREADABLE
        return
    is_paused_by_hand = standup.is_paused and stored.history.paused_by != services.slack.identity().bot_user_id
    days = () if is_paused_by_hand else sorted({*days_to_look_at(standup, now), *stored.attention.open_days})
    for each in services.reports.occurrences(standup.team_id, standup.standup_id, days, now) if days else ():
        reports = services.reports.day(each.report_id, now)[1] if each.roster and not each.is_over else ()
        if reason := trouble_on(each, reports, now):
            yield each.day.isoformat(), reason
