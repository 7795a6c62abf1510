"""What is due of a standup at a moment: decided from what is stored, carried out elsewhere."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.domain.schedule import NEAR, DayOff, local_date, moments, next_asking, next_due, takes_place, zones_of
from app.domain.standup import Posting, Standup

# So long after its time a report is still worth posting, unless people are asked again before.
STILL_USEFUL = timedelta(hours=12)


NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)


class Act(IntEnum):
    """What can be due, in the order in which it is carried out: what is short and seen by many comes first."""

    MISS = 1
    REPORT = 2
    REMIND = 3
    ASK = 4


@dataclass(frozen=True, slots=True)
class Around:
    """What a standup's days are looked at with: the zones of its people, its days off, since when it waits, and now.

    What was due before `since` is not made up for: the standup was not there yet, or that is done.
    """

    zones: Collection[str]
    day_off: DayOff
    since: datetime
    now: datetime


def days_to_look_at(standup: Standup, now: datetime) -> list[date]:
    """Give the days that are today somewhere on earth."""
    today = local_date(now, standup.zone)
    return [today + timedelta(days=offset) for offset in range(-NEAR, NEAR + 1)]


def what_is_due(
    standup: Standup,
    day: date,
    occurrence: Occurrence | None,
    reports: Callable[[], Collection[Report]],
    around: Around,
) -> list[Act]:
    """Give what is due of a standup on a day; `reports` gives those of the occurrence, where they matter."""
    now = around.now
    if standup.is_paused or (occurrence and occurrence.is_over):
        return []
    if occurrence is None or (occurrence.roster is None and occurrence.closed_at is None):
        return _first(standup, day, around, is_begun=occurrence is not None)
    if _is_too_late(standup, occurrence, around.day_off, now):
        return [Act.MISS]
    acts = {
        Act.REPORT: _closes(occurrence, reports, now),
        Act.REMIND: _reminds(occurrence, now),
        Act.ASK: _asks(occurrence, now),
    }
    return [act for act, is_due in acts.items() if is_due]


def _first(standup: Standup, day: date, around: Around, *, is_begun: bool) -> list[Act]:
    """Decide about a day of which nobody has been asked: `is_begun` if asking them was tried."""
    if not is_begun and (not takes_place(standup, day) or around.day_off(day)):
        return []
    times = [moments(standup, day, zone) for zone in zones_of(standup, around.zones)]
    first = min(one.ask for one in times)
    if first > around.now or not (is_begun or first >= around.since):
        return []
    return [Act.ASK if around.now < max(one.report for one in times) else Act.MISS]


def _is_too_late(standup: Standup, occurrence: Occurrence, day_off: DayOff, now: datetime) -> bool:
    """Whether a report that nobody has seen yet is of no use any more."""
    last = max(group.times.report for group in occurrence.times)
    if occurrence.is_out or now <= last:
        return False
    again = next_asking(standup, last, None, day_off)
    return now >= min(last + STILL_USEFUL, again or last + STILL_USEFUL)


def _asks(occurrence: Occurrence, now: datetime) -> bool:
    """Whether there are people whose time to be asked has come and who have not been seen to."""
    if occurrence.asked_at is not None or occurrence.roster is None:
        return False
    return any(
        _passed(group.times.ask, occurrence.asked_through, now) and now < group.times.report
        for group in occurrence.times
    )


def _reminds(occurrence: Occurrence, now: datetime) -> bool:
    return any(reminder_due(group.times.reminders, occurrence, now) for group in occurrence.times)


def reminder_due(reminders: Sequence[datetime], occurrence: Occurrence, now: datetime) -> datetime | None:
    """Give the latest reminder whose time has come; of several that were missed, one is enough."""
    through = occurrence.reminded_through or occurrence.opened_at
    return max((at for at in reminders if _passed(at, through, now)), default=None)


def is_night(moment: datetime, zone: str) -> bool:
    """Whether it is a time at which nobody wants to be reminded in a zone."""
    local = moment.astimezone(ZoneInfo(zone)).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def _closes(occurrence: Occurrence, reports: Callable[[], Collection[Report]], now: datetime) -> bool:
    if any(_passed(moment, occurrence.closed_through, now) for moment in _closings(occurrence)):
        return True
    is_waiting = occurrence.posting is Posting.WHEN_COMPLETE and occurrence.heading_ts is None
    return is_waiting and occurrence.asked_at is not None and is_complete(reports())


def is_complete(reports: Collection[Report]) -> bool:
    """Whether everybody has answered, skipped or is away; optional people are not waited for."""
    return bool(reports) and all(report.is_settled or report.is_optional for report in reports)


def _closings(occurrence: Occurrence) -> set[datetime]:
    """Give the moments at which something happens in the channel: the heading, and each group's end."""
    times = [group.times for group in occurrence.times]
    opens = min(one.ask for one in times) if occurrence.posting is Posting.AS_IT_COMES else occurrence.report_at
    return {opens, *(one.report for one in times)}


def closes_for_good(occurrence: Occurrence, now: datetime) -> bool:
    """Whether nothing more will happen in the channel by itself once the report is out."""
    return not occurrence.has_closings or now >= max(_closings(occurrence))


def _passed(moment: datetime, through: datetime | None, now: datetime) -> bool:
    return moment <= now and (through is None or moment > through)


def next_moment(standup: Standup, occurrences: Collection[Occurrence], around: Around) -> datetime | None:
    """Give the first moment after now at which to look at the standup again; None if it rests."""
    if standup.is_paused:
        return None
    found = [next_due(standup, around.zones, around.now, around.day_off)]
    for occurrence in occurrences:
        if not occurrence.is_over:
            found += [at for group in occurrence.times for at in (group.times.ask, *group.times.reminders)]
            found += _closings(occurrence)
    return min((at for at in found if at and at > around.now), default=None)
