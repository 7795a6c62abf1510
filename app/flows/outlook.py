"""What becomes of a standup's days under way (reported, missed, paused …), and how their menus learn of it.

Menus, Home, forms and commands read it off the standup's row and the day's `problem`; after a change, the tick has the
menus updated by the same job as after a report.
"""

from collections.abc import Iterator
from datetime import datetime

from app.domain.day.occurrence import Occurrence
from app.domain.scheduling.due import days_to_look_at
from app.domain.scheduling.job import Job, JobKind
from app.domain.scheduling.outlook import AS_PLANNED, Fate, Outlook, Standing, outlook_of
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.services import Services


def days_under_way(services: Services, standup: Standup, now: datetime) -> list[Occurrence]:
    """Return a standup's days that have begun and are not over."""
    stored = services.standups.stored(standup.team_id, standup.standup_id)
    days = {*days_to_look_at(standup, now), *(stored.attention.open_days if stored else ())}
    found = services.reports.occurrences(standup.team_id, standup.standup_id, sorted(days), now)
    return [occurrence for occurrence in found if occurrence.roster is not None and not occurrence.is_over]


def outlook(services: Services, occurrence: Occurrence, now: datetime) -> Outlook:
    """Return what becomes of a day, by its standup as it is now: one request."""
    here = occurrence.report_id
    stored = None if here.is_rehearsal else services.standups.stored(here.team_id, here.standup_id)
    return outlook_as(services, occurrence, stored, now)


def outlook_of_troubled(services: Services, occurrence: Occurrence, now: datetime) -> Outlook:
    """Return what becomes of a day for those who are asked or reminded; nothing is read unless it is in trouble."""
    return outlook(services, occurrence, now) if occurrence.trouble.problem else AS_PLANNED


def outlook_as(services: Services, occurrence: Occurrence, stored: StoredStandup | None, now: datetime) -> Outlook:
    """Return what becomes of a day whose standup is already read; None counts as deleted."""
    if stored is None:
        return outlook_of(occurrence, None, lambda _: False, now)
    is_paused = stored.standup.is_paused and occurrence.trouble.problem is not None
    by_bot = is_paused and stored.history.paused_by == services.slack.identity().bot_user_id
    standing = Standing(stored.standup, is_deleted=stored.deletion.at is not None, by_bot=by_bot)
    day_off = services.calendars.day_off(stored.standup)
    return outlook_of(occurrence, standing, day_off, now)


def note_channel(services: Services, team_id: str, channel: str, fate: Fate, now: datetime) -> None:
    """Store with all days under way that report to a channel that it is closed to us, or open again."""
    for occurrence in _going_to(services, team_id, channel, now):
        problem = None if fate is Fate.GOES else fate.value
        if occurrence.trouble.problem != problem:
            services.reports.note(occurrence, problem=problem)
            services.standups.wake(team_id, occurrence.report_id.standup_id, now)


def _going_to(services: Services, team_id: str, channel: str, now: datetime) -> Iterator[Occurrence]:
    """Return the days under way that report to a channel, also of standups that have moved or were deleted since."""
    everything = services.standups.all_and_broken(team_id, even_deleted=True) if team_id else []
    for stored in everything:
        if not stored.is_broken and (stored.attention.open_days or stored.standup.channel == channel):
            found = days_under_way(services, stored.standup, now)
            yield from (each for each in found if each.channel == channel and not each.is_reported)


def tell_menus(services: Services, occurrence: Occurrence, now_so: Outlook, now: datetime) -> None:
    """Have a job update a day's menus if they say something else about its outlook."""
    is_waiting = occurrence.roster is not None and not occurrence.is_over
    if is_waiting and now_so.fate != (occurrence.trouble.menus_say or Fate.GOES):
        services.reports.note(occurrence, menus_say=now_so.fate.value)
        here = occurrence.report_id
        services.jobs.keep(Job(here.team_id, JobKind.MENUS, str(here), now))
