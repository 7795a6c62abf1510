"""Apply a standup's new retention to the days that it already has."""

from datetime import timedelta

from app.domain.limits import DAYS_AT_ONCE, LONGEST_RETENTION
from app.domain.scheduling.job import DaysKept, Job, Progress
from app.flows.privacy.tidying import is_tidying, tidy_people
from app.services import Services


def apply_retention(services: Services, job: Job) -> Progress | None:
    """Set a new expiry on some more days, newest first; reads the standup each time, since it may have changed."""
    if is_tidying(job):
        return tidy_people(services, job)
    now = services.clock.now()
    stored = services.standups.stored(job.team_id, job.about)
    if stored is None or stored.is_broken:  # whoever sets it up again also chooses the retention again
        return None
    done = job.progress_as(DaysKept)
    if done.day is None:
        services.day.last_words.apply_retention(job.team_id, job.about, stored.standup.readers.retention_days, now)
    latest = now.date() + timedelta(days=1)
    start = done.day or latest
    days = [start - timedelta(days=back) for back in range(DAYS_AT_ONCE)]
    for report_id in services.privacy.old_days.existing(job.team_id, job.about, days, now):
        services.privacy.old_days.keep(report_id, stored.standup.readers.retention_days, now)
    before = days[-1] - timedelta(days=1)
    if before < latest - timedelta(days=LONGEST_RETENTION + DAYS_AT_ONCE):
        return None
    return DaysKept(before)
