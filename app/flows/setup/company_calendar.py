"""Keep a standup's copy of its company's calendar up to date, by a job of its own, before people are asked."""

import logging
from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from msgspec import to_builtins

from app.domain.scheduling.calendar_reading import after_reading
from app.domain.scheduling.job import CalendarTried, Job, JobKind, Progress
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import CalendarUnreadable
from app.flows.owners.handing_over import creator, refresh_owners, tell
from app.records import replace
from app.services import Services
from app.views.owners.calendar_trouble import CalendarFault, not_read, partly_read

_log = logging.getLogger(__name__)


def order_calendar(services: Services, stored: StoredStandup, now: datetime) -> None:
    """Have a job read a standup's calendar, if it is out of date and no job is there for it."""
    if stored.needs_its_calendar(now):
        standup = stored.standup
        services.jobs.keep_unless_there(Job(standup.team_id, JobKind.CALENDAR, standup.standup_id, now))


def read_calendar(services: Services, job: Job) -> Progress | None:
    """Read a standup's calendar and store its days; the next time is before people are asked on the following day.

    If it cannot be read, the last days stay, and it is tried again while there is time. The owners are told of each
    fault once, as long as it lasts: at once of a calendar that was never read, else after the last try.
    """
    stored = services.standups.stored(job.team_id, job.about)
    if stored is None or stored.deletion.at or stored.is_broken or not stored.standup.time_off.calendar_url:
        return None
    standup, now = stored.standup, services.clock.now()
    days, faults, is_read = standup.time_off.calendar_days, list[CalendarFault](), True
    try:
        reading = services.calendars.company_days(standup.time_off.calendar_url, now)
        days = reading.days
        faults = [CalendarFault(each.why, each.event) for each in reading.problems]
    except CalendarUnreadable as problem:
        faults, is_read = [CalendarFault(problem.why, problem.event, problem.outside)], False
        facts = {"team": standup.team_id, "standup": standup.standup_id, "reason": str(problem)}
        _log.warning("calendar not read", extra=facts)
    now = services.clock.now()
    tries = 0 if is_read else job.progress_as(CalendarTried).tries + 1
    due_at, tries = after_reading(standup, stored.counted.zones, tries, now)
    told = stored.calendar.told
    if not tries or stored.calendar.read_at is None:  # stored as told before it is told: rather never than each day
        told = frozenset(each.cause for each in faults)
    services.standups.note_calendar(standup, days, now, told)
    services.jobs.keep(replace(job, due_at=due_at, progress=to_builtins(CalendarTried(tries))))
    if days != standup.time_off.calendar_days:  # the standup may be due at another time now
        services.standups.wake(standup.team_id, standup.standup_id, services.clock.now())
    if new := [each for each in faults if each.cause in told - stored.calendar.told]:
        _tell_owners(services, standup, new, is_read=is_read)
    return None


def _tell_owners(services: Services, standup: Standup, faults: Collection[CalendarFault], *, is_read: bool) -> None:
    host = urlsplit(standup.time_off.calendar_url).hostname or ""
    words = partly_read if is_read else not_read
    for owner in refresh_owners(services, standup) or creator(services, standup):
        tell(services, standup, owner, lambda locale: words(locale, standup, host, faults))
