"""Read the profiles of a standup's people anew before they are needed, by a job, at Slack's pace for that.

The job is due some hours before people are asked next, each standup at another time, and goes on each minute until
everybody's profile is young enough: so asking need not wait for it. A profile read beside yesterday's menus may last.
"""

from datetime import datetime, timedelta

from app.domain.schedule import next_asking, zones_of
from app.domain.scheduling.job import Job, JobKind, Progress, share_of
from app.domain.setup.stored import StoredStandup
from app.flows.gathering import members_of
from app.flows.sender import take_room
from app.services import Services
from app.slack.limits import PROFILES

# People of other zones may still be asked today. The reading begins so long before they are asked on another day: not
# for all standups of nine o'clock at once.
TODAY = timedelta(hours=12)
AT_LATEST, SPREAD = timedelta(hours=1), timedelta(hours=6)


def order_profiles(services: Services, stored: StoredStandup, now: datetime) -> None:
    """Have a job read the profiles that will be too old when people are asked on another day."""
    standup = stored.standup
    if at := _asks_next(services, stored, now + TODAY):
        due_at = max(now, at - AT_LATEST - SPREAD * share_of(standup.standup_id))
        services.jobs.keep(Job(standup.team_id, JobKind.PROFILES, standup.standup_id, due_at))


def _asks_next(services: Services, stored: StoredStandup, now: datetime) -> datetime | None:
    """Return when the first of a standup's people are asked next."""
    standup, day_off = stored.standup, services.calendars.day_off(stored.standup)
    zones = zones_of(standup, stored.clocks)
    return min(filter(None, (next_asking(standup, now, zone, day_off) for zone in zones)), default=None)


def read_profiles(services: Services, job: Job) -> Progress | None:
    """Read as many old profiles as Slack has room for now; None when that was all, or Slack does not answer."""
    stored = services.standups.stored(job.team_id, job.about)
    if stored is None or stored.is_broken or stored.deletion.at or stored.standup.is_paused:
        return None
    held_back = False

    def look(*, is_needed: bool) -> bool:  # noqa: ARG001 nobody waits for any of them
        nonlocal held_back
        has_room = take_room(services, job.team_id, PROFILES)
        held_back |= not has_room
        return has_room

    asked_at = _asks_next(services, stored, services.clock.now())
    members_of(services, job.team_id, stored.counted.people, look, fresh_at=asked_at)
    return Progress() if held_back else None
