"""A stored standup: its configuration and all that is stored beside it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct, field

from app.domain.setup.changes import Change
from app.domain.standup import Standup
from app.problem import Problem

# Longer than the time between two readings: after that no job is reading it.
CALENDAR_LIVES = timedelta(days=1, hours=2)


class Takeover(Struct, frozen=True):
    """A change of owners by a person who was none, of which not everybody concerned has been told yet.

    If `claimed_at` is set, the message to the first of `to_tell` was claimed then and is unconfirmed.
    """

    by: str
    at: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]
    to_tell: tuple[str, ...]
    claimed_at: datetime | None = None


class Attention(Struct, frozen=True):
    """When to look at a standup, and for what.

    It is looked at next at `due_at`, and is responsible for what is due from `since` on (not set in rows of older
    releases; then it is `due_at`). `open_days` have begun and are not over. `wanted` are the acts that a person
    requested for now ("ask", "report"), each with its day. `wakes` counts how often somebody wanted it looked at.
    """

    due_at: datetime | None = None
    since: datetime | None = None
    open_days: frozenset[date] = frozenset()
    wanted: Mapping[str, date] = field(default_factory=dict)
    wakes: float | None = None


class Counted(Struct, frozen=True):
    """The people in its channel or list when they were last counted, and their zones."""

    people: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


class CalendarRead(Struct, frozen=True):
    """When the calendar at its present address was last fetched, successfully or not, and which problems were told."""

    read_at: datetime | None = None
    told: frozenset[str] = frozenset()


class Deletion(Struct, frozen=True):
    """When it was deleted, and until when it can be restored; with no limit if `gone_at` is None."""

    at: datetime | None = None
    gone_at: datetime | None = None


class History(Struct, frozen=True):
    """When it was first and last stored, and who has paused it, a person or the bot; None or empty if not known.

    `old_changes` are the changes that an earlier release stored in its row; all others have rows of their own.
    """

    set_up_at: datetime | None = None
    changed_at: datetime | None = None
    paused_by: str = ""
    old_changes: tuple[Change, ...] = ()


class StoredStandup(Struct, frozen=True):
    """A standup with what is stored beside its configuration.

    `problems` has, field by field, what makes no sense in the stored row. Such a standup is broken; the other fields
    are what could still be read.
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
        """The id in logs and events: TEAM.STANDUP."""
        return f"{self.standup.team_id}.{self.standup.standup_id}"

    @property
    def gone_at(self) -> datetime | None:
        """Until when it can be restored, if it is deleted."""
        return self.deletion.gone_at

    @property
    def is_broken(self) -> bool:
        """Whether its row makes no sense, so that its owners have to set it up anew or delete it."""
        return bool(self.problems)

    @property
    def usable(self) -> Standup | None:
        """The standup, unless it is deleted or broken."""
        return None if self.deletion.at or self.is_broken else self.standup

    @property
    def clocks(self) -> frozenset[str]:
        """The zones that matter for its days: those of its people, and its own.

        Its own zone matters on a day when all are away and nobody is asked.
        """
        return frozenset({*self.counted.zones, self.standup.schedule.zone})

    def is_restorable(self, now: datetime) -> bool:
        """Whether it is deleted and can still be restored; DynamoDB removes expired rows only days later."""
        return self.deletion.at is not None and (self.deletion.gone_at is None or self.deletion.gone_at > now)

    def responsible_since(self, now: datetime) -> datetime:
        """Return the moment from which on it is responsible for what is due at `now`."""
        return self.attention.since or min(self.attention.due_at or now, now)

    def needs_its_calendar(self, now: datetime) -> bool:
        """Whether its company calendar is overdue to be fetched."""
        read_at = self.calendar.read_at
        return bool(self.standup.time_off.calendar_url) and (read_at is None or now - read_at >= CALENDAR_LIVES)
