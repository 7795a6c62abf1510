"""Jobs: long work on what is stored, done bit by bit by the ticks until nothing of it is left."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from msgspec import UNSET, Struct, UnsetType, convert, field

from app.domain.standup import Standup


class JobKind(StrEnum):
    """What there is to do."""

    RETENTION = "retention"
    ERASURE = "erasure"
    REMOVAL = "removal"
    CALENDAR = "calendar"
    CONCERNS = "concerns"
    MENUS = "menus"
    CHANNEL = "channel"
    POSTS = "posts"


Row = dict[str, Any]


class Progress(Struct, omit_defaults=True):
    """How far some work has come, as it is noted; nothing for what begins anew each time."""


class DaysKept(Progress):
    """Of a standup's days: up to which one, from the newest on."""

    day: date | None = None


class PeopleTidied(Progress):
    """Where to go on among people; or, once `reports` is set, among the reports. Releases before know only `start`."""

    start: Row | None = None
    reports: Row | UnsetType | None = UNSET


class WorkspaceRemoved(Progress):
    """First people; then the days of each standup; then, where `standup` is empty, the rest."""

    standup: str | None = None
    day: date | None = None


class ConcernsNoted(Progress):
    """After which key to go on."""

    after: str = ""


class ChannelRenamed(Progress):
    """From which id to which, and where to go on."""

    old: str
    new: str
    table: str = "standups"
    start: Row | None = None


class PersonErased(Progress):
    """Where to go on, and what the receipt says: who asked for it `by` when it `began`, what was done, what is `left`.

    After the tables, `table` is the `person` to be told, then the `receipt`. A `todo` is a report whose posts are gone.
    """

    by: str
    began: str
    counts: dict[str, int]
    left: list[tuple[str, str, str]]
    table: str
    look: int
    found: int
    speaks: str = ""
    start: Row | None = None
    todo: Row | None = None


_ProgressT = TypeVar("_ProgressT", bound=Progress)


class Job(Struct, frozen=True):
    """One such work: what it is `about` (a standup, a person, a day), and how far it has come.

    `due_at` is when a tick may take it; it tells one taking from the next. `progress` is as stored.
    """

    team_id: str
    kind: JobKind
    about: str
    due_at: datetime
    progress: Mapping[str, Any] = field(default_factory=dict)

    def progress_as(self, kind: type[_ProgressT]) -> _ProgressT:
        """Read how far it has come; raises ValueError if that makes no sense."""
        return convert(dict(self.progress), kind)


def after_change(before: Standup | None, after: Standup, due_at: datetime) -> list[Job]:
    """Return what there is to do because a standup has changed."""
    to_do = []
    if before and before.readers.retention_days != after.readers.retention_days:
        to_do.append(JobKind.RETENTION)
    if (url := after.time_off.calendar_url) and (before is None or before.time_off.calendar_url != url):
        to_do.append(JobKind.CALENDAR)
    return [Job(after.team_id, kind, after.standup_id, due_at) for kind in to_do]
