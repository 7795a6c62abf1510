"""What one tick has to do for each standup, and in which order."""

from datetime import date, datetime, timedelta

from msgspec import Struct, field

from app.domain.day.occurrence import Occurrence
from app.domain.schedule import local_date
from app.domain.scheduling.due import LOOKED_BACK, Act, Around
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.records import replace
from app.services import Services

ASK, REPORT = "ask", "report"  # stored names of what owners start by hand
# So long after its day has ended, what somebody wanted just before midnight is still done.
LATE = timedelta(hours=1)


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


def as_due(stored: StoredStandup, now: datetime) -> StoredStandup:
    """Return a standup as it is worked on at a moment.

    A deleted one counts as paused: the only thing left to do is to end its open days. What was wanted for a day that is
    over, and could not be done on it, is not wanted any more.
    """
    standup, wanted = stored.standup, stored.attention.wanted
    if stored.deletion.at:
        standup, wanted = replace(standup, is_paused=True), {}
    today = local_date(now - LATE, standup.schedule.zone)
    still = {act: day for act, day in wanted.items() if day >= today}
    return replace(stored, standup=standup, attention=replace(stored.attention, wanted=still))


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
