"""What is due of a standup at a moment: decided from what is stored, carried out elsewhere."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.schedule import (
    NEAR,
    DayOff,
    Moments,
    local_date,
    moments,
    next_asking,
    next_due,
    takes_place,
    zones_of,
)
from app.domain.standup import Posting, Standup

# So long after its time a report is still worth posting, unless people are asked again before.
STILL_USEFUL = timedelta(hours=12)
# After an outage, so many days are looked at for what was missed.
LOOKED_BACK = 14
# A standup of which nothing is due for years is looked at again all the same: its calendar may be another one then.
LOOK_AGAIN = timedelta(days=28)


NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)


class Act(IntEnum):
    """What can be due, in the order in which it is carried out: what is short and seen by many comes first."""

    MISS = 1
    REPORT = 2
    REMIND = 3
    ASK = 4


class Around(Struct, frozen=True):
    """What a standup's days are looked at with: the zones of its people, its days off, and now.

    What was due before `since` is not made up for: the standup was not there yet, it rested, or it had another
    schedule. Days that have `begun` are brought to their end whatever the rule says by now. `asked` has the zones of
    those who are really asked, for the days of which somebody has looked. Nobody has since `looked_at`: what was over
    by then was seen to, or due to nobody who was known. `by_hand` is a day on which all are to be asked now.
    """

    zones: Collection[str]
    day_off: DayOff
    since: datetime
    now: datetime
    begun: Collection[date] = ()
    asked: Mapping[date, Collection[str]] = field(default_factory=dict)
    looked_at: datetime | None = None
    by_hand: date | None = None

    def zones_on(self, day: date) -> Collection[str]:
        return self.asked.get(day, self.zones)

    def since_on(self, day: date) -> datetime | None:
        """Return from when on people are owed the questions of a day; None where it has begun, and all are."""
        return None if day in self.begun else self.since


def days_to_look_at(standup: Standup, now: datetime, due_at: datetime | None = None) -> list[date]:
    """Return the days that are today somewhere on earth, and those since `due_at` that nobody has looked at."""
    today = local_date(now, standup.schedule.zone)
    waited = (today - local_date(due_at, standup.schedule.zone)).days if due_at else 0
    back = NEAR + min(max(waited, 0), LOOKED_BACK)
    return [today + timedelta(days=offset) for offset in range(-back, NEAR + 1)]


def what_is_due(
    standup: Standup,
    day: date,
    occurrence: Occurrence | None,
    reports: Callable[[], Collection[Report]],
    around: Around,
) -> list[Act]:
    """Return what is due of a standup on a day; `reports` gives those of the occurrence, where they matter."""
    now = around.now
    if occurrence and occurrence.is_over:
        return []
    if occurrence is None or not occurrence.is_open:
        return [] if standup.is_paused else _first(standup, day, around, is_begun=is_begun(day, occurrence, around))
    until = useful_until(standup, occurrence, around.day_off)
    if (until and now >= until) or _was_nobody_asked(occurrence, reports, now):
        return [Act.MISS]
    if standup.is_paused:
        return []
    acts = {
        Act.REPORT: _closes(occurrence, reports, now),
        Act.REMIND: _reminds(occurrence, now),
        Act.ASK: _asks(occurrence, now),
    }
    return [act for act, is_due in acts.items() if is_due]


def is_begun(day: date, occurrence: Occurrence | None, around: Around) -> bool:
    """Whether asking on a day was tried, or was due under a former schedule: then it is done whatever the rule says."""
    return occurrence is not None or day in around.begun


def _first(standup: Standup, day: date, around: Around, *, is_begun: bool) -> list[Act]:
    """Decide about a day of which nobody has been asked. Who had no time to answer is not asked, nor waited for."""
    owed = _owed(standup, day, around, is_begun=is_begun)
    if any(is_live(one, around.now) for one in owed):
        return [Act.ASK]
    is_news = is_begun or any(_has_ended(one, around) for one in owed)
    return [Act.MISS] if is_news and owed and all(one.report <= around.now for one in owed) else []


def _owed(standup: Standup, day: date, around: Around, *, is_begun: bool) -> list[Moments]:
    if not is_begun and (not takes_place(standup, day) or around.day_off(day)):
        return []
    times = [moments(standup, day, zone) for zone in zones_of(standup, around.zones_on(day))]
    return [one for one in times if is_begun or one.ask >= around.since]


def _has_ended(times: Moments, around: Around) -> bool:
    """Whether a time to answer has ended since somebody looked last."""
    return times.report <= around.now and (around.looked_at is None or around.looked_at <= times.report)


def is_in_question(standup: Standup, day: date, occurrence: Occurrence | None, around: Around) -> bool:
    """Whether it matters who is asked on a day that nobody has been asked on: a time is now, or has ended unseen."""
    owed = _owed(standup, day, around, is_begun=is_begun(day, occurrence, around))
    return any(is_live(one, around.now) or _has_ended(one, around) for one in owed)


def is_owed(times: Moments, since: datetime | None, now: datetime) -> bool:
    """Whether somebody with these times is asked on a day that begins: it answers for them, and they have time."""
    return now < times.report and (since is None or since <= times.ask)


def is_live(times: Moments, now: datetime) -> bool:
    """Whether it is time to ask: the questions' time has come, and the report's has not."""
    return times.ask <= now < times.report


def useful_until(standup: Standup, occurrence: Occurrence, day_off: DayOff) -> datetime | None:
    """Return the moment from which on a report that nobody has seen yet is of no use any more; None if it is out."""
    if occurrence.is_out:
        return None
    last = max(group.times.report for group in occurrence.times)
    again = next_asking(standup, last, None, day_off)
    return min(last + STILL_USEFUL, again or last + STILL_USEFUL)


def _was_nobody_asked(occurrence: Occurrence, reports: Callable[[], Collection[Report]], now: datetime) -> bool:
    """Whether everybody's time is over on a day on which asking was begun and nobody got the questions."""
    if occurrence.is_out or occurrence.progress.asked_through or occurrence.progress.asked_at or not occurrence.groups:
        return False
    is_over = all(group.times.report <= now for group in occurrence.groups)
    return is_over and not any(report.menu.ts or (report.is_asked and report.is_settled) for report in reports())


def _asks(occurrence: Occurrence, now: datetime) -> bool:
    """Whether there are people whose time to be asked has come and who have not been seen to."""
    if occurrence.progress.asked_at is not None or occurrence.roster is None:
        return False
    return any(
        _passed(group.times.ask, occurrence.progress.asked_through, now) and now < group.times.report
        for group in occurrence.times
    )


def _reminds(occurrence: Occurrence, now: datetime) -> bool:
    times = [group.times for group in occurrence.times if now < group.times.report]
    return any(reminder_due(each.remind, occurrence, now) for each in times)


def reminder_due(reminders: Sequence[datetime], occurrence: Occurrence, now: datetime) -> datetime | None:
    """Return the latest reminder whose time has come; of several that were missed, one is enough."""
    through = occurrence.progress.reminded_through or occurrence.progress.opened_at
    return max((at for at in reminders if _passed(at, through, now)), default=None)


def is_night(moment: datetime, zone: str) -> bool:
    """Whether it is a time at which nobody wants to be reminded in a zone."""
    local = moment.astimezone(ZoneInfo(zone)).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def _closes(occurrence: Occurrence, reports: Callable[[], Collection[Report]], now: datetime) -> bool:
    if any(_passed(moment, occurrence.progress.closed_through, now) for moment in _closings(occurrence)):
        return True
    is_waiting = occurrence.look.posting is Posting.WHEN_COMPLETE and occurrence.header.ts is None
    return is_waiting and _have_all_been_asked(occurrence) and is_complete(reports())


def _have_all_been_asked(occurrence: Occurrence) -> bool:
    """Whether nobody's time is still to come; those whose was to come may have left."""
    through = occurrence.progress.asked_through
    return occurrence.progress.asked_at is not None or (
        through is not None and all(group.times.ask <= through for group in occurrence.times)
    )


def is_complete(reports: Collection[Report]) -> bool:
    """Whether everybody has answered, skipped or is away; optional people are not waited for."""
    return bool(reports) and all(report.is_settled or report.terms.is_optional for report in reports)


def _closings(occurrence: Occurrence) -> set[datetime]:
    """Return the moments at which something happens in the channel: the summary header, and each group's end."""
    times = [group.times for group in occurrence.times]
    opens = {min(one.ask for one in times)} if occurrence.look.posting is Posting.AS_IT_COMES else set()
    return {*opens, *(one.report for one in times)}


def closes_for_good(occurrence: Occurrence, now: datetime) -> bool:
    """Whether nothing more will happen in the channel by itself once the report is out."""
    return not occurrence.has_closings or now >= max(_closings(occurrence))


def _passed(moment: datetime, through: datetime | None, now: datetime) -> bool:
    return moment <= now and (through is None or moment > through)


def next_moment(standup: Standup, occurrences: Collection[Occurrence], around: Around) -> datetime | None:
    """Return the first moment after now at which to look at the standup again.

    None if it rests and no day of it is open; otherwise there always is one.
    """
    open_ones = [occurrence for occurrence in occurrences if not occurrence.is_over]
    if standup.is_paused:
        ends = (useful_until(standup, occurrence, around.day_off) for occurrence in open_ones)
        return min((at for at in ends if at is not None and at > around.now), default=None)
    found = [around.now + LOOK_AGAIN, *_next_of_the_schedule(standup, around)]
    for occurrence in open_ones:
        found += [at for group in occurrence.times for at in (group.times.ask, *group.times.remind)]
        found += _closings(occurrence)
    return min(at for at in found if at > around.now)


def _next_of_the_schedule(standup: Standup, around: Around) -> Iterable[datetime]:
    """Return when something is due by the rule, of days of which it is known who is asked by their times alone."""
    for day, zones in around.asked.items():
        for zone in zones_of(standup, zones):
            times = moments(standup, day, zone)
            yield from (at for at in (times.ask, times.report) if at > around.now)
    for day in around.begun:
        for zone in zones_of(standup, around.zones_on(day)):
            yield moments(standup, day, zone).ask
    upcoming = next_due(standup, around.zones, around.now, lambda day: day in around.asked or around.day_off(day))
    if upcoming:
        yield upcoming
