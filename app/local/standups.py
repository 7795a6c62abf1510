"""The standups of the local workspace, read from their table: when the next tick has something to do, and what."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.domain.config import from_stored
from app.domain.schedule import moments, next_days, zones_of
from app.domain.standup import DEFAULT_STANDUP_ID, default_standup
from app.domain.zones import can_be_told
from app.errors import InvalidStandup
from app.storage.stored import StoredStandup
from app.storage.tables import SENSELESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

KINDS = {"ask": "send_questions", "report": "send_report"}


def read_standups(rows: Iterable[dict[str, Any]], team_id: str, channel: str) -> list[StoredStandup]:
    """Give the standups that there are, but no drafts; the default one until it is stored."""
    stored = [row for row in rows if "config" in row and not row["standup_id"].startswith(".")]
    read = [_read(row) for row in stored if "deleted_at" not in row]
    found = [standup for standup in read if standup]
    if all(row["standup_id"] != DEFAULT_STANDUP_ID for row in stored):
        found.append(StoredStandup(default_standup(team_id, channel)))
    return found


def _read(row: dict[str, Any]) -> StoredStandup | None:
    """Read one; of one that makes no sense nothing is coming."""
    try:
        return StoredStandup(
            from_stored(row["team_id"], row["standup_id"], json.loads(row["config"])),
            due_at=datetime.fromisoformat(row["due_at"]) if row.get("due_at") else None,
            zones=tuple(filter(can_be_told, json.loads(row.get("zones") or "[]"))),
        )
    except (*SENSELESS, InvalidStandup):
        return None


def upcoming(standups: Sequence[StoredStandup], now: datetime) -> list[dict[str, str]]:
    """Tell, for the page, when people are asked next and when a report comes next, soonest first."""
    found = []
    for kind, event in KINDS.items():
        times = [(at, one.standup.name) for one in standups for at in _next(one, kind, now)]
        found += [{"type": event, "standup": name, "next": at.isoformat()} for at, name in sorted(times)[:1]]
    return sorted(found, key=lambda one: one["next"])


def _next(stored: StoredStandup, kind: str, now: datetime) -> Iterator[datetime]:
    """Give the next moment of a kind, if there is one; holidays and calendars are left to the tick."""
    standup = stored.standup
    if standup.is_paused:
        return
    for day in next_days(standup, now.date(), lambda day: day in standup.days_off):
        times = [getattr(moments(standup, day, zone), kind) for zone in zones_of(standup, stored.zones)]
        if later := [at for at in times if at > now]:
            yield min(later)
            return
