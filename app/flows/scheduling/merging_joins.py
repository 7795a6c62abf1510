"""Merging: who has come to a standup or gone since is taken over into its people and the rosters of its open days."""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.joining import Joining, is_seen_to, with_all
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Posting
from app.errors import StandupError
from app.flows.gathering import freely, members_of
from app.flows.outlook import under_way
from app.flows.scheduling.roster import part_of, take_off_day
from app.services import Services

_STANDUP_OF = attrgetter("standup_of")

_log = logging.getLogger(__name__)


def merge(services: Services, joinings: Sequence[Joining], now: datetime) -> list[tuple[str, str]]:
    """Merge what people did, as the workspace's sender; returns the standups with which there is more to do now.

    What cannot be merged, as somebody else changes the same, is left for the next tick.
    """
    changed = []
    for (team_id, standup_id), group in groupby(sorted(joinings, key=_STANDUP_OF), key=_STANDUP_OF):
        theirs = list(group)
        try:
            stored = services.standups.stored(team_id, standup_id)
            if stored and not stored.deletion.at and not stored.is_broken and _merge(services, stored, theirs, now):
                changed.append((team_id, standup_id))
            services.day.joinings.forget(theirs)
        except StandupError as error:
            _log.warning("not merged yet", extra={"standup": f"{team_id}.{standup_id}", "reason": str(error)})
    return changed


def _merge(services: Services, stored: StoredStandup, joinings: Sequence[Joining], now: datetime) -> bool:
    """Merge one standup's; True if something is due of it therefore."""
    standup = stored.standup
    is_earlier = _count(services, stored, [one for one in joinings if one.of_channel])
    to_do = [_merge_into(services, stored, occurrence, joinings) for occurrence in under_way(services, standup, now)]
    if not (is_earlier or any(to_do)):
        return False
    services.standups.wake(standup.team_id, standup.standup_id, now)
    return True


def _count(services: Services, stored: StoredStandup, joinings: Sequence[Joining]) -> bool:
    """Count who has come and no more who has gone; True if people have times of their own that may be new."""
    people, zones = set(stored.counted.people), set(stored.counted.zones)
    for one in joinings:
        people = people | {one.user_id} if one.is_here else people - {one.user_id}
        zones |= {one.zone or stored.standup.schedule.zone} if one.is_here else set()
    if people == set(stored.counted.people) and zones == set(stored.counted.zones):
        return False
    services.standups.note_people(stored.standup, people, zones, before=stored.counted.people)
    return stored.standup.schedule.own_zones and zones != set(stored.counted.zones)


def _merge_into(services: Services, stored: StoredStandup, occurrence: Occurrence, joinings: Sequence[Joining]) -> bool:
    """Merge it into one day; True if there is something to do: somebody to be asked, or nobody to be waited for."""
    standup, now = stored.standup, services.clock.now()
    _, reports = services.reports.day(occurrence.report_id, now)
    known = {report.user_id: report for report in reports}
    gone = [one for one in joinings if not one.is_here and not _has_answered(known.get(one.user_id))]
    parts = _parts(services, stored, occurrence, [one for one in joinings if one.is_here])
    come = [one for one in joinings if one.is_here and (one.user_id in parts or one.user_id in known)]
    absent = [user_id for user_id, part in parts.items() if part.is_away]
    merged = with_all(occurrence, standup, [*gone, *come], absent)
    if merged != occurrence:
        services.reports.change_roster(occurrence, merged)
    for one in gone:  # who was asked while it was on its way that they have left
        if one.user_id in known:
            take_off_day(services, standup, occurrence, known[one.user_id], of_channel=one.of_channel)
    for user_id, part in parts.items():
        if part.is_away and user_id not in known:
            services.reports.keep(part, occurrence.plan.retention_days)
    unseen = [user_id for user_id, part in parts.items() if not part.is_away and not is_seen_to(known.get(user_id))]
    if not any(now < merged.group_of(user_id).times.report for user_id in unseen):
        return standup.look.posting is Posting.WHEN_COMPLETE and bool(gone)
    services.reports.note(merged, asked_at=None, asked_through=None)
    return True


def _has_answered(report: Report | None) -> bool:
    """Whether somebody's answer stays in the report though they have gone."""
    return report is not None and report.is_submitted


def _parts(
    services: Services, stored: StoredStandup, occurrence: Occurrence, joinings: Sequence[Joining]
) -> dict[str, Report]:
    """Return the parts that those have in a day who have come; who has none, or comes too late, is left out."""
    standup = stored.standup
    erased = services.privacy.suppressed.among(standup.team_id, [one.user_id for one in joinings])
    wanted = [one.user_id for one in joinings if one.user_id not in erased]
    members = members_of(services, standup.team_id, wanted, freely)
    parts = {user_id: part_of(services, standup, occurrence, member) for user_id, member in members.items()}
    return {user_id: part for user_id, part in parts.items() if part}
