"""Chores: long work on what is stored, done bit by bit by the ticks until nothing of it is left."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from app.domain.standup import Standup


class ChoreKind(StrEnum):
    """What there is to do."""

    RETENTION = "retention"
    ERASURE = "erasure"
    REMOVAL = "removal"
    CALENDAR = "calendar"
    CONCERNS = "concerns"
    MENUS = "menus"
    CHANNEL = "channel"
    POSTS = "posts"


class Chore(Struct, frozen=True):
    """One such work: what it is `about` (a standup, a person, a day), and how far it has come.

    `due_at` is when a tick may take it; it tells one taking from the next.
    """

    team_id: str
    kind: ChoreKind
    about: str
    due_at: datetime
    progress: Mapping[str, Any] = field(default_factory=dict)


def after_change(before: Standup | None, after: Standup, due_at: datetime) -> list[Chore]:
    """Give what there is to do because a standup has changed."""
    to_do = []
    if before and before.readers.retention_days != after.readers.retention_days:
        to_do.append(ChoreKind.RETENTION)
    if (url := after.time_off.calendar_url) and (before is None or before.time_off.calendar_url != url):
        to_do.append(ChoreKind.CALENDAR)
    return [Chore(after.team_id, kind, after.standup_id, due_at) for kind in to_do]
