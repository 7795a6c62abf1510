"""What one tick has to do for each standup, and in which order."""

from datetime import date, datetime, timedelta

from msgspec import Struct, field

from app.domain.day.occurrence import Occurrence
from app.domain.scheduling.due import LOOKED_BACK, Act, Around
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.records import replace
from app.services import Services

ASK, REPORT = "ask", "report"  # stored names of what owners start by hand


class Todo(Struct, frozen=True):
    """One thing to do for a standup; `by_hand` if somebody started it now, whatever the clock says."""

    act: Act
    day: date
    by_hand: bool = False


class Agenda(Struct):
    """What is to be done for one standup, and the failure that stopped it."""

    stored: StoredStandup
    around: Around
    occurrences: list[Occurrence] = field(default_factory=list)
    todo: list[Todo] = field(default_factory=list)
    failure: Exception | None = None

    @property
    def standup(self) -> Standup:
        return self.stored.standup


def as_paused(stored: StoredStandup) -> StoredStandup:
    """Return a deleted standup as a paused one: the only thing left to do is to end its open days."""
    if stored.deletion.at is None:
        return stored
    return replace(
        stored, standup=replace(stored.standup, is_paused=True), attention=replace(stored.attention, wanted={})
    )


def around_of(services: Services, stored: StoredStandup, now: datetime) -> Around:
    """Return what the decision about a standup's days depends on at a moment."""
    return Around(
        stored.clocks,
        services.calendars.day_off(stored.standup),
        stored.responsible_since(now),
        now,
        stored.attention.open_days,
        looked_at=stored.attention.due_at if stored.attention.since else now - timedelta(days=LOOKED_BACK),
        by_hand=stored.attention.wanted.get(ASK),
    )
