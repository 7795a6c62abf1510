"""Outlook: what becomes of a day under way, given the present state of its standup and channel.

This is the one place that decides it. Menus, Home, forms and commands read it from the standup's row and the day's
`problem`; when it changes, the tick has the menus changed.
"""

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
    """What becomes of a report that is not all out; the values are also stored as the problem of a missed day."""

    GOES = "goes"
    PAUSED = "standup_paused"
    DELETED = "standup_deleted"
    ARCHIVED = "is_archived"
    REMOVED = "not_in_channel"
    GONE = "channel_not_found"
    HELD = "held"


# Slack's refusals because of a closed channel; it refuses other messages, too, so this is known before the report.
_CLOSED = {meaning: Fate(code) for code, meaning in CLOSED.items()}
_OURS = {each.value: each for each in (Fate.PAUSED, Fate.DELETED)}


class Outlook(Struct, frozen=True):
    """What becomes of a day, and until when it can still be reported; None if it cannot."""

    fate: Fate = Fate.GOES
    until: datetime | None = None

    @property
    def goes(self) -> bool:
        """Whether the report is posted at its time, or all of it is out already."""
        return self.fate is Fate.GOES

    @property
    def is_deleted(self) -> bool:
        return self.fate is Fate.DELETED


AS_PLANNED = Outlook()


class Standing(Struct, frozen=True):
    """The present state of a standup; `by_bot` if the bot paused it."""

    standup: Standup
    is_deleted: bool = False
    by_bot: bool = False


def outlook_of(occurrence: Occurrence, standing: Standing | None, day_off: DayOff, now: datetime) -> Outlook:
    """Return what becomes of a day at `now`.

    The bot pauses a standup because of its channel, so then the channel's problem decides. Once the summary header is
    out, nothing but the channel keeps the answers back.
    """
    if occurrence.is_rehearsal or occurrence.is_reported or occurrence.is_over:
        return AS_PLANNED
    fate = _fate(occurrence, standing, now)
    if fate is Fate.GOES:
        return AS_PLANNED
    # If the standup is resumed, the report is of use until the next questions.
    resumed = replace(standing.standup, is_paused=False) if standing else None
    until = useful_until(resumed, occurrence, day_off) if resumed else None
    return Outlook(fate, until if until and until > now else None)


def _fate(occurrence: Occurrence, standing: Standing | None, now: datetime) -> Fate:
    closed = _closed(occurrence.trouble.problem)
    if not occurrence.is_half_out:
        if standing is None or standing.is_deleted:
            return Fate.DELETED
        if standing.standup.is_paused and not (standing.by_bot and closed):
            return Fate.PAUSED
    if closed:
        return closed
    return Fate.HELD if occurrence.trouble.problem and occurrence.plan.report_at <= now else Fate.GOES


def why_missed(occurrence: Occurrence) -> Fate:
    """Return the recorded reason why a day was missed; HELD if it was only not done in time."""
    return _OURS.get(occurrence.trouble.problem or "") or _closed(occurrence.trouble.problem) or Fate.HELD


def _closed(problem: str | None) -> Fate | None:
    return _CLOSED.get(meaning_of("chat.postMessage", problem)) if problem else None
