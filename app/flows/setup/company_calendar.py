"""Keep a standup's copy of its company's calendar up to date, by a job of its own."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.domain.schedule import local_date
from app.domain.scheduling.job import Job, JobKind, Progress
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import CalendarUnreadable
from app.flows.owners.handing_over import creator, refresh_owners, tell
from app.records import replace
from app.services import Services
from app.views.owners.calendar_trouble import CalendarFault, not_read, partly_read

EVERY = timedelta(days=1)

_log = logging.getLogger(__name__)


def order_calendar(services: Services, stored: StoredStandup, now: datetime) -> None:
    """Have a job read a standup's calendar, if it is out of date and no job is there for it."""
    if stored.needs_its_calendar(now):
        standup = stored.standup
        services.jobs.keep_unless_there(Job(standup.team_id, JobKind.CALENDAR, standup.standup_id, now))


def read_calendar(services: Services, job: Job) -> Progress | None:
    """Fetch a standup's calendar and store its days; the next time is a day later, as long as it has a calendar.

    If it cannot be read, the last days stay. The owners are told of each fault once, as long as it lasts.
    """
    stored = services.standups.stored(job.team_id, job.about)
    if stored is None or stored.deletion.at or stored.is_broken or not stored.standup.time_off.calendar_url:
        return None
    standup, now = stored.standup, services.clock.now()
    days, faults, is_read = standup.time_off.calendar_days, list[CalendarFault](), True
    try:
        reading = services.calendars.company_days(standup.time_off.calendar_url, local_date(now, standup.schedule.zone))
        days = reading.days
        faults = [CalendarFault(each.why, each.event) for each in reading.problems]
    except CalendarUnreadable as problem:
        faults, is_read = [CalendarFault(problem.why, problem.event, problem.outside)], False
        facts = {"team": standup.team_id, "standup": standup.standup_id, "reason": str(problem)}
        _log.warning("calendar not read", extra=facts)
    # Stored as told before it is told: rather never than each day.
    services.standups.note_calendar(standup, days, services.clock.now(), {each.cause for each in faults})
    services.jobs.keep(replace(job, due_at=services.clock.now() + EVERY, progress={}))
    if days != standup.time_off.calendar_days:  # the standup may be due at another time now
        services.standups.wake(standup.team_id, standup.standup_id, services.clock.now())
    if new := [each for each in faults if each.cause not in stored.calendar.told]:
        _tell_owners(services, standup, new, is_read=is_read)
    return None


def _tell_owners(services: Services, standup: Standup, faults: Collection[CalendarFault], *, is_read: bool) -> None:
    host = urlsplit(standup.time_off.calendar_url).hostname or ""
    words = partly_read if is_read else not_read
    for owner in refresh_owners(services, standup) or creator(services, standup):
        tell(services, standup, owner, lambda locale: words(locale, standup, host, faults))
