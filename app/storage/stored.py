"""A stored standup: what a row of the `standups` table says, as far as it makes sense."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct, field

from app.domain.config import Plain
from app.domain.days import never
from app.domain.limits import is_moment, read_day, read_text
from app.domain.mending import mended
from app.domain.standup import Standup, with_calendar_days
from app.domain.zones import can_be_told
from app.problem import Problem, Wrong
from app.records import replace
from app.storage.changes import paused_by, readable_changes, set_up_by
from app.storage.since import Takeover, since_from, takeover_from
from app.storage.tables import StandupRow
from app.storage.unreadable import sensible

# Longer than from one reading to the next: after that nobody is at it.
CALENDAR_LIVES = timedelta(days=1, hours=2)
# Without these nobody can tell what a standup is; what else is lost is as if it had never been noted.
_NEEDED = frozenset({"config", "version", "deleted_at"})

_Calendar = tuple[tuple[date, ...], datetime | None, frozenset[str]]


class Attention(Struct, frozen=True):
    """When to look at a standup, and for what.

    It is looked at next at `due_at` and answers for what is due from `since` on (in a row that an older release wrote
    last that is `due_at`). `open_days` have begun and are not over. `wanted` is what somebody asked to have done now,
    by its name, with the day.
    """

    due_at: datetime | None = None
    since: datetime | None = None
    open_days: frozenset[date] = frozenset()
    wanted: Mapping[str, date] = field(default_factory=dict)


class Counted(Struct, frozen=True):
    """The ids of those who had a part in it when they were last counted, and their zones."""

    people: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


class CalendarRead(Struct, frozen=True):
    """When the calendar at its present address was last fetched, with or without success, and who was told of what."""

    read_at: datetime | None = None
    told: frozenset[str] = frozenset()


class Deletion(Struct, frozen=True):
    """When it was deleted, and until when it can be had back; for good where `gone_at` is None."""

    at: datetime | None = None
    gone_at: datetime | None = None


class History(Struct, frozen=True):
    """When it was first and last stored, and who lets it rest, a person or the bot; None or empty if not known.

    `old_changes` are those that an earlier version has kept with it, as stored; all others have rows of their own.
    """

    set_up_at: datetime | None = None
    changed_at: datetime | None = None
    paused_by: str = ""
    old_changes: tuple[Plain, ...] = ()


class StoredStandup(Struct, frozen=True):
    """A standup with what is kept beside its configuration.

    `problems` has what makes no sense in what is stored, field by field: such a standup is broken, and what is told of
    it is the rest.
    """

    standup: Standup
    attention: Attention = Attention()
    counted: Counted = Counted()
    calendar: CalendarRead = CalendarRead()
    deletion: Deletion = Deletion()
    history: History = History()
    problems: Mapping[str, Problem] = field(default_factory=dict)
    takeover: Takeover | None = None

    @property
    def id(self) -> str:
        """Name it, as in logs and events."""
        return f"{self.standup.team_id}.{self.standup.standup_id}"

    @property
    def gone_at(self) -> datetime | None:
        """Until when it can be had back, if it is deleted."""
        return self.deletion.gone_at

    @property
    def is_broken(self) -> bool:
        """Whether it only waits for its owners to set it up anew, or to delete it."""
        return bool(self.problems)

    @property
    def usable(self) -> Standup | None:
        """The standup, unless it is deleted or broken."""
        return None if self.deletion.at or self.is_broken else self.standup

    @property
    def clocks(self) -> frozenset[str]:
        """The zones by whose clocks its days are looked at: those of its people, and its own.

        That one counts where nobody is asked, as all are away: only who looks by it finds that out in time.
        """
        return frozenset({*self.counted.zones, self.standup.schedule.zone})

    def is_restorable(self, now: datetime) -> bool:
        """Whether it is deleted, and not gone yet: DynamoDB removes what has expired only days later."""
        return self.deletion.at is not None and (self.deletion.gone_at is None or self.deletion.gone_at > now)

    def answers_since(self, now: datetime) -> datetime:
        """Give the moment from which on it answers for what is due at `now`."""
        return self.attention.since or min(self.attention.due_at or now, now)

    def needs_its_calendar(self, now: datetime) -> bool:
        """Whether its company's calendar has not been fetched for longer than it should be."""
        read_at = self.calendar.read_at
        return bool(self.standup.time_off.calendar_url) and (read_at is None or now - read_at >= CALENDAR_LIVES)


def day_keys(days: Iterable[date]) -> set[str]:
    """Give days as they are kept among the open ones."""
    return {f"{day:%Y%m%d}" for day in days}


def is_standup(row: StandupRow) -> bool:
    return row.config is not None or "config" in row.flaws


def stored_standup(row: StandupRow) -> StoredStandup:
    """Give what a row holds, whatever that is: what makes no sense of a configuration is named in `problems`."""
    lost = dict.fromkeys(row.flaws & _NEEDED, Problem(Wrong.MAKES_NO_SENSE, {"value": "?"}))
    standup, problems = mended(row.team_id, row.standup_id, row.config, int(row.version or 0), lost)
    standup = replace(
        standup, readers=replace(standup.readers, since=sensible(lambda: since_from(row.since), never(standup)))
    )
    if problems:
        return StoredStandup(standup, deletion=Deletion(at=row.deleted_at, gone_at=row.expires_at), problems=problems)
    nothing: _Calendar = ((), None, frozenset())
    days, read_at, told = sensible(lambda: _calendar(row.calendar, standup.time_off.calendar_url), nothing)
    none: tuple[Plain, ...] = ()
    old_changes = sensible(lambda: readable_changes(row.changes), none)
    return StoredStandup(
        standup=with_calendar_days(standup, days),
        calendar=CalendarRead(read_at=read_at, told=told),
        attention=Attention(
            due_at=row.due_at,
            since=row.responsible_since,
            open_days=sensible(lambda: frozenset(map(read_day, row.open_days or ())), frozenset()),
            wanted=sensible(lambda: {name: read_day(day) for name, day in row.wanted.items()}, {}),
        ),
        counted=Counted(
            people=sensible(lambda: tuple(map(read_text, row.people)), ()),
            zones=sensible(lambda: tuple(filter(can_be_told, row.zones)), ()),
        ),
        deletion=Deletion(at=row.deleted_at, gone_at=row.expires_at),
        history=History(
            set_up_at=row.set_up_at or set_up_by(old_changes),
            changed_at=datetime.fromisoformat(old_changes[-1]["at"]) if old_changes else row.changed_at,
            paused_by=paused_by(old_changes, row.paused_by or "") if standup.is_paused else "",
            old_changes=old_changes,
        ),
        takeover=sensible(lambda: takeover_from(row.takeover), None),
    )


def _calendar(kept: Plain, url: str) -> _Calendar:
    """Give the days that were read at an address, when, and of what its owners were told."""
    if kept["url"] != url:
        return (), None, frozenset()
    told = frozenset(map(read_text, kept.get("told", ())))
    return tuple(map(read_day, kept["days"])), _moment(kept["read_at"]), told


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if not is_moment(moment):
        raise ValueError(text)
    return moment
