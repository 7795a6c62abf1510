"""Jobs: long work on stored data, done bit by bit by the ticks until it is finished."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zlib import crc32

from msgspec import UNSET, Struct, UnsetType, convert, field

from app.domain.standup import Standup


class JobKind(StrEnum):
    """The kinds of jobs."""

    RETENTION = "retention"
    ERASURE = "erasure"
    REMOVAL = "removal"
    CALENDAR = "calendar"
    WAKING = "waking"
    CONCERNS = "concerns"
    MENUS = "menus"
    CHANNEL = "channel"
    POSTS = "posts"
    PROFILES = "profiles"
    TROUBLE = "trouble"


Row = dict[str, Any]


class Progress(Struct, omit_defaults=True):
    """How far a job has come, as it is stored; empty for jobs that begin anew each time."""


class DaysKept(Progress):
    """A standup's days, newest first, are done up to `day`."""

    day: date | None = None


class PeopleTidied(Progress):
    """Where to go on among the people or, once `reports` is set, among the reports; old releases know only `start`."""

    start: Row | None = None
    reports: Row | UnsetType | None = UNSET


class CalendarTried(Progress):
    """How often in a row the calendar could not be read."""

    tries: int = 0


class WorkspaceRemoved(Progress):
    """First the people are removed, then the days of each standup, then, with an empty `standup`, the rest."""

    standup: str | None = None
    day: date | None = None


class ConcernsNoted(Progress):
    """The standups up to the key `after` are done."""

    after: str = ""


class ChannelRenamed(Progress):
    """A channel's `old` and `new` ids, and where to go on."""

    old: str
    new: str
    table: str = "standups"
    start: Row | None = None


class PersonErased(Progress):
    """Where to go on, and what the receipt says: requested `by` whom, when it `began`, what was done, what is `left`.

    After the tables, `table` is "person" (they are told) and then "receipt". `todo` is a report whose posts are deleted
    and whose row is still to be.
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
    """One job: what it is `about` (a standup, a person, a day), and how far it has come.

    `due_at` is when a tick may take it; every taking changes it, so it is also a version. `progress` is as stored.
    """

    team_id: str
    kind: JobKind
    about: str
    due_at: datetime
    progress: Mapping[str, Any] = field(default_factory=dict)

    def progress_as(self, kind: type[_ProgressT]) -> _ProgressT:
        """Return the progress as a record of this kind; raises ValueError if it cannot be read."""
        return convert(dict(self.progress), kind)


def after_change(before: Standup | None, after: Standup, due_at: datetime) -> list[Job]:
    """Return the jobs that follow from a change of a standup."""
    kinds = []
    if before and before.readers.retention_days != after.readers.retention_days:
        kinds.append(JobKind.RETENTION)
    if (url := after.time_off.calendar_url) and (before is None or before.time_off.calendar_url != url):
        kinds.append(JobKind.CALENDAR)
    return [Job(after.team_id, kind, after.standup_id, due_at) for kind in kinds]


def share_of(text: str) -> float:
    """Return a number from 0 to below 1 that is always the same for a text: to spread jobs over a while."""
    return crc32(text.encode()) / 2**32
