"""Resting: keeping a standup's copy of its company's calendar up to date."""

import logging
from dataclasses import replace
from datetime import datetime

from app.domain.schedule import local_date
from app.errors import CalendarUnreadable
from app.services import Services
from app.storage.stored import StoredStandup

_log = logging.getLogger(__name__)


def with_its_calendar(services: Services, stored: StoredStandup, now: datetime) -> StoredStandup:
    """Give the standup with the days of its company's calendar, fetched anew if the last time was a day ago.

    A calendar that cannot be read keeps the days that were read last, and is tried again a day later. Takes up to
    5 s; only for runs that nobody waits for.
    """
    if not stored.needs_its_calendar(now):
        return stored
    standup = stored.standup
    try:
        days = tuple(services.calendars.company_days(standup.calendar_url, local_date(now, standup.zone)))
    except CalendarUnreadable as problem:
        facts = {"team": standup.team_id, "standup": standup.standup_id, "reason": str(problem)}
        _log.warning("calendar not read", extra=facts)
        days = standup.calendar_days
    services.standups.note_calendar(standup, days, now)
    return replace(stored, standup=replace(standup, calendar_days=days), calendar_read_at=now)
