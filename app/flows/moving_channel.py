"""A channel with another id: Slack gives one to a private channel that is shared or moved, and the old one is nothing.

Days come before the standup: a run that dies in between is repeated and finds the standup where it was.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.domain.chore import Chore, ChoreKind
from app.domain.due import days_to_look_at
from app.domain.limits import LONGEST_RETENTION
from app.domain.occurrence import ReportId
from app.domain.standup import DEFAULT_STANDUP_ID
from app.errors import ChangedMeanwhile
from app.flows.concerning import in_channels
from app.services import Services
from app.storage.channel_ids import rename_in_day, rename_in_standup
from app.storage.old_days import DAYS_AT_ONCE
from app.storage.stored import StoredStandup

# Whoever is sending with the old id while this comes has stopped by then, and what they still wrote is mended, too.
LATER = timedelta(minutes=1)
ATTEMPTS = 3


def change_id(services: Services, team_id: str, old: str, new: str) -> None:
    """Let all that is stored of a channel have its new id; what is older than the open days, ticks see to.

    Told of it twice, or after a run that died, it finds what is left to be done.
    """
    if not (team_id and old and new) or old == new:
        return
    for stored in in_channels(services, team_id, old, new):
        if {stored.standup.channel, stored.standup.report_channel} & {old, new}:
            _change(services, stored, old, new)


def _change(services: Services, stored: StoredStandup, old: str, new: str) -> None:
    standup, now = stored.standup, services.clock.now()
    team_id, standup_id = standup.team_id, standup.standup_id
    for day in sorted({*days_to_look_at(standup, now), *stored.open_days}):
        rename_in_day(ReportId(team_id, standup_id, day), old, new)
    services.chores.keep(_chore(team_id, standup_id, old, new, services))
    if standup_id == DEFAULT_STANDUP_ID and not standup.version:
        services.standups.keep_default(team_id, now, since=now)
    for attempt in range(ATTEMPTS):
        try:
            rename_in_standup(team_id, standup_id, old, new)
            break
        except ChangedMeanwhile:
            if attempt == ATTEMPTS - 1:
                raise
    services.standups.wake(team_id, standup_id, now)


def _chore(team_id: str, standup_id: str, old: str, new: str, services: Services) -> Chore:
    progress = {"standup": standup_id, "old": old, "new": new}
    return Chore(team_id, ChoreKind.CHANNEL, f"{standup_id} {old}", services.clock.now() + LATER, progress)


def rename_days(services: Services, chore: Chore) -> Mapping[str, Any] | None:
    """Let some more days of a standup have the new id of their channel, the newest first."""
    kept, now = chore.progress, services.clock.now()
    latest = now.date() + timedelta(days=1)
    start = date.fromisoformat(kept["day"]) if "day" in kept else latest
    days = [start - timedelta(days=back) for back in range(DAYS_AT_ONCE)]
    for report_id in services.old_days.existing(chore.team_id, kept["standup"], days, now):
        rename_in_day(report_id, kept["old"], kept["new"])
    before = days[-1] - timedelta(days=1)
    if before < latest - timedelta(days=LONGEST_RETENTION + DAYS_AT_ONCE):
        return None
    return {**kept, "day": before.isoformat()}
