"""Merge joins and leaves into a standup's people and the rosters of its open days.

However many people come at once, each writes only rows of their own: their report, and what they did last, by Slack's
time of it (`.joined.STANDUP.USER`). The next tick merges these rows, as the workspace's sender, and asks people whom
the first attempt did not reach. Leaving and rejoining on the Home tab work the same way.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.joining import Joining, needs_no_menu, with_joinings
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Posting
from app.errors import StandupError
from app.flows.gathering import look_at_once, members_of
from app.flows.outlook import days_under_way
from app.flows.scheduling.roster import part_of, take_off_day
from app.services import Services

_STANDUP_OF = attrgetter("standup_of")

_log = logging.getLogger(__name__)


def merge(services: Services, joinings: Sequence[Joining], now: datetime) -> list[tuple[str, str]]:
    """Merge what people did, as the workspace's sender; returns the standups that have more to do now.

    What cannot be merged, because somebody else changes the same row, is left for the next tick.
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
    """Merge joins and leaves of one standup; True if something is due because of them."""
    standup = stored.standup
    is_earlier = _count(services, stored, [one for one in joinings if one.of_channel])
    to_do = [
        _merge_into(services, stored, occurrence, joinings) for occurrence in days_under_way(services, standup, now)
    ]
    if not (is_earlier or any(to_do)):
        return False
    services.standups.wake(standup.team_id, standup.standup_id, now)
    return True


def _count(services: Services, stored: StoredStandup, joinings: Sequence[Joining]) -> bool:
    """Add people who have joined and remove those who left; True if their own times may be new ones."""
    people, zones = set(stored.counted.people), set(stored.counted.zones)
    for one in joinings:
        people = people | {one.user_id} if one.is_here else people - {one.user_id}
        zones |= {one.zone or stored.standup.schedule.zone} if one.is_here else set()
    if people == set(stored.counted.people) and zones == set(stored.counted.zones):
        return False
    services.standups.note_people(stored.standup, people, zones, before=stored.counted.people)
    return stored.standup.schedule.own_zones and zones != set(stored.counted.zones)


def _merge_into(services: Services, stored: StoredStandup, occurrence: Occurrence, joinings: Sequence[Joining]) -> bool:
    """Merge joins and leaves into one day; True if somebody is to be asked, or nobody has to be waited for any more."""
    standup, now = stored.standup, services.clock.now()
    _, reports = services.reports.day(occurrence.report_id, now)
    known = {report.user_id: report for report in reports}
    gone = [one for one in joinings if not one.is_here and not _has_answered(known.get(one.user_id))]
    parts = _parts(services, stored, occurrence, [one for one in joinings if one.is_here])
    come = [one for one in joinings if one.is_here and (one.user_id in parts or one.user_id in known)]
    absent = [user_id for user_id, part in parts.items() if part.is_away]
    merged = with_joinings(occurrence, standup, [*gone, *come], absent)
    if merged != occurrence:
        services.reports.change_roster(occurrence, merged)
    for one in gone:  # they may have been asked before it was known that they left
        if one.user_id in known:
            take_off_day(services, standup, occurrence, known[one.user_id], of_channel=one.of_channel)
    for user_id, part in parts.items():
        if part.is_away and user_id not in known:
            services.reports.keep(part, occurrence.plan.retention_days)
    unseen = [user_id for user_id, part in parts.items() if not part.is_away and not needs_no_menu(known.get(user_id))]
    if not any(now < merged.group_of(user_id).times.report for user_id in unseen):
        return standup.look.posting is Posting.WHEN_COMPLETE and bool(gone)
    services.reports.note(merged, asked_at=None, asked_through=None)
    return True


def _has_answered(report: Report | None) -> bool:
    """Whether a member's answers stay in the report although they have left."""
    return report is not None and report.is_submitted


def _parts(
    services: Services, stored: StoredStandup, occurrence: Occurrence, joinings: Sequence[Joining]
) -> dict[str, Report]:
    """Return the reports of people who have joined a day; those who take no part, or come too late, are left out."""
    standup = stored.standup
    erased = services.privacy.suppressed.among(standup.team_id, [one.user_id for one in joinings])
    wanted = [one.user_id for one in joinings if one.user_id not in erased]
    members = members_of(services, standup.team_id, wanted, look_at_once)
    parts = {user_id: part_of(services, standup, occurrence, member) for user_id, member in members.items()}
    return {user_id: part for user_id, part in parts.items() if part}
