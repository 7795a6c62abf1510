"""The standups of the local workspace, read from their table: when the next tick has something to do, and what."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.calendars import Calendars
from app.domain.day.occurrence import ReportId
from app.domain.schedule import moments, next_days, zones_of
from app.domain.setup.stored import StoredStandup
from app.domain.standup import DEFAULT_STANDUP_ID, default_standup
from app.storage.rows.days import occurrence_or_lost
from app.storage.rows.tables import OccurrenceRow, StandupRow
from app.storage.setup.stored import is_standup, stored_standup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.domain.day.occurrence import Occurrence

_CALENDARS = Calendars()
KINDS = {"ask": "send_questions", "report": "send_report"}


def read_standups(rows: Iterable[dict[str, Any]], team_id: str, channel: str) -> list[StoredStandup]:
    """Give the standups that there are and make sense; the default one until it is stored."""
    stored = [row for row in map(StandupRow.from_raw_data, rows) if is_standup(row)]
    stored = [row for row in stored if not row.standup_id.startswith(".")]  # a draft is like a standup
    found = [one for one in map(stored_standup, stored) if not (one.is_broken or one.deletion.at)]
    if all(row.standup_id != DEFAULT_STANDUP_ID for row in stored):
        found.append(StoredStandup(default_standup(team_id, channel)))
    return found


def read_occurrences(items: Iterable[dict[str, Any]]) -> dict[ReportId, Occurrence]:
    """Give the days that have begun, by their ids."""
    found = (occurrence_or_lost(OccurrenceRow.from_raw_data(item)) for item in items)
    return {occurrence.report_id: occurrence for occurrence in found}


def days_of(standups: Sequence[StoredStandup], now: datetime) -> list[ReportId]:
    """Give the days of all standups that are today somewhere, or yesterday: they may have begun."""
    near = [now.date() + timedelta(days=offset) for offset in range(-2, 2)]
    return [ReportId(one.standup.team_id, one.standup.standup_id, day) for one in standups for day in near]


def upcoming(
    standups: Sequence[StoredStandup], begun: Mapping[ReportId, Occurrence], now: datetime
) -> list[dict[str, str]]:
    """Tell, for the page, when people are asked next and when a report comes next, soonest first."""
    found = []
    for kind, event in KINDS.items():
        times = [(at, one.standup.name) for one in standups for at in _next(one, kind, begun, now)]
        found += [{"type": event, "standup": name, "next": at.isoformat()} for at, name in sorted(times)[:1]]
    return sorted(found, key=lambda one: one["next"])


def _next(stored: StoredStandup, kind: str, begun: Mapping[ReportId, Occurrence], now: datetime) -> Iterator[datetime]:
    """Give the next moment of a kind, if there is one: of a day that has begun by what is left of it."""
    standup = stored.standup
    if standup.is_paused:
        return
    mine = {one.day: one for one in begun.values() if one.report_id.standup_id == standup.standup_id}
    left = [at for one in mine.values() for at in _left_of(one, kind) if at > now]
    for day in next_days(standup, now.date() - timedelta(days=1), _CALENDARS.day_off(standup)):
        if day in mine and mine[day].is_open:
            continue
        times = [moments(standup, day, zone) for zone in zones_of(standup, stored.counted.zones)]
        # Of a day that nobody was asked on there is no report.
        left += [getattr(one, kind) for one in times if one.ask > now]
        if left:
            break
    yield from sorted(left)[:1]


def _left_of(occurrence: Occurrence, kind: str) -> list[datetime]:
    """Give what is still to come of a day that has begun."""
    if occurrence.is_over or not occurrence.is_open:
        return []
    if kind == "ask":
        return [] if occurrence.progress.asked_at else [group.times.ask for group in occurrence.times]
    return [] if occurrence.is_out else [group.times.report for group in occurrence.times]
