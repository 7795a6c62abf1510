"""Outlook: what becomes of a day under way, as its standup and channel are by now: the one place that decides it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from app.domain.day.occurrence import Occurrence
from app.domain.schedule import DayOff
from app.domain.scheduling.due import useful_until
from app.domain.standup import Standup
from app.records import replace
from app.slack_errors import CLOSED, meaning_of


class Fate(StrEnum):
    """What becomes of a report that is not out; as it is recorded with a day of which that was the end."""

    GOES = "goes"
    PAUSED = "standup_paused"
    DELETED = "standup_deleted"
    ARCHIVED = "is_archived"
    REMOVED = "not_in_channel"
    GONE = "channel_not_found"
    HELD = "held"


# A channel that is closed refuses what comes before the report, too.
_CLOSED = {meaning: Fate(code) for code, meaning in CLOSED.items()}
_OURS = {each.value: each for each in (Fate.PAUSED, Fate.DELETED)}


class Outlook(Struct, frozen=True):
    """What becomes of a day, and until when it can still become the report that it was to be; None if that is over."""

    fate: Fate = Fate.GOES
    until: datetime | None = None

    @property
    def goes(self) -> bool:
        """Whether the report goes to its channel at its time, or is there already."""
        return self.fate is Fate.GOES

    @property
    def is_deleted(self) -> bool:
        return self.fate is Fate.DELETED


AS_PLANNED = Outlook()


class Standing(Struct, frozen=True):
    """What a standup is by now; `by_bot` if it was the bot that paused it."""

    standup: Standup
    is_deleted: bool = False
    by_bot: bool = False


def outlook_of(occurrence: Occurrence, standing: Standing | None, day_off: DayOff, now: datetime) -> Outlook:
    """Say what becomes of a day at `now`.

    A pause of the bot's own is for the channel, and what is wrong with that says how it ends.
    """
    if occurrence.is_rehearsal or occurrence.is_out or occurrence.is_over:
        return AS_PLANNED
    fate = _fate(occurrence, standing, now)
    if fate is Fate.GOES:
        return AS_PLANNED
    # Resumed, it is over with the next questions.
    going_on = replace(standing.standup, is_paused=False) if standing else None
    until = useful_until(going_on, occurrence, day_off) if going_on else None
    return Outlook(fate, until if until and until > now else None)


def _fate(occurrence: Occurrence, standing: Standing | None, now: datetime) -> Fate:
    closed = _closed(occurrence.trouble.problem)
    if standing is None or standing.is_deleted:
        return Fate.DELETED
    if standing.standup.is_paused and not (standing.by_bot and closed):
        return Fate.PAUSED
    if closed:
        return closed
    return Fate.HELD if occurrence.trouble.problem and occurrence.plan.report_at <= now else Fate.GOES


def why_missed(occurrence: Occurrence) -> Fate:
    """Say why a day was missed, as it is recorded; HELD if it was simply not done in time."""
    return _OURS.get(occurrence.trouble.problem or "") or _closed(occurrence.trouble.problem) or Fate.HELD


def _closed(problem: str | None) -> Fate | None:
    return _CLOSED.get(meaning_of("chat.postMessage", problem)) if problem else None
