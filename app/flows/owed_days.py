"""Find days that were due by a standup's previous schedule and that no tick has seen yet: they are still asked."""

from datetime import date, datetime

from app.domain.scheduling.due import Act, Around, days_to_look_at, what_is_due
from app.domain.scheduling.responsibility import begins_anew
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import SlackRefused
from app.flows.gathering import gather, look_at_once, zones_of_asked
from app.records import replace
from app.services import Services


def owed_days(services: Services, before: StoredStandup | None, after: Standup, now: datetime) -> list[date]:
    """Return the days whose asking was due before a change that takes effect now, and that no tick has carried out.

    A tick comes once a minute and may be late; an edit must not lose what it has not seen yet.
    """
    if before is None or after.is_paused or not begins_anew(before.standup, after):
        return []
    if (
        before.deletion.at
        or before.standup.is_paused
        or before.attention.due_at is None
        or before.attention.due_at > now
    ):
        return []
    standup, days = before.standup, days_to_look_at(before.standup, now)
    around = Around(before.clocks, services.calendars.day_off(standup), before.responsible_since(now), now)
    known = {each.day for each in services.reports.occurrences(standup.team_id, standup.standup_id, days, now)}
    due = [day for day in days if day not in known and _is_due(standup, day, around)]
    if not (due and standup.schedule.own_zones):
        return due
    try:  # only the times of people who are asked count, not of absent ones
        asked = {day: zones_of_asked(standup, day, gather(services, standup, day, look_at_once), now) for day in due}
    except SlackRefused:  # the previous channel is closed to us, which is no reason to refuse the new one
        return due
    return [day for day in due if _is_due(standup, day, replace(around, asked=asked))]


def _is_due(standup: Standup, day: date, around: Around) -> bool:
    return Act.ASK in what_is_due(standup, day, None, lambda: (), around)
