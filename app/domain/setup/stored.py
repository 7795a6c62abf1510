"""A stored standup: one with all that is kept beside its configuration."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct, field

from app.domain.setup.changes import Change
from app.domain.standup import Standup
from app.problem import Problem

# Longer than from one reading to the next: after that nobody is at it.
CALENDAR_LIVES = timedelta(days=1, hours=2)


class Takeover(Struct, frozen=True):
    """Owners were changed by somebody who was none, and not all who should know of it have been told yet.

    The first of those `to_tell` was claimed at `claimed_at`, and nobody knows whether they are told.
    """

    by: str
    at: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]
    to_tell: tuple[str, ...]
    claimed_at: datetime | None = None


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

    `old_changes` are those that an earlier version has kept with it; all others have rows of their own.
    """

    set_up_at: datetime | None = None
    changed_at: datetime | None = None
    paused_by: str = ""
    old_changes: tuple[Change, ...] = ()


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
        """Return the moment from which on it answers for what is due at `now`."""
        return self.attention.since or min(self.attention.due_at or now, now)

    def needs_its_calendar(self, now: datetime) -> bool:
        """Whether its company's calendar has not been fetched for longer than it should be."""
        read_at = self.calendar.read_at
        return bool(self.standup.time_off.calendar_url) and (read_at is None or now - read_at >= CALENDAR_LIVES)
