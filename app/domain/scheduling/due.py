"""What is due of a standup at a moment: decided here from what is stored, carried out by the flows.

The clock decides, not the event's time: Lambda may carry out an event an hour late or after a later one, and nobody is
to be asked after their deadline or reminded after the close. After an outage, questions are asked until the report's
time, and the report is posted until twelve hours after it or until people are asked again; the rest is missed. What
belongs to a summary header that is out follows it later, too, unless Slack refuses it for good or the standup rests. A
day that has begun keeps the times that it began with. On a day with groups nobody is asked whose time is over, and the
day is missed if that is everybody.
"""

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
from app.slack_errors import CLOSED, OUT_OF_REACH, meaning_of

# How long after its time a report is still worth posting, unless people are asked again before.
STILL_USEFUL = timedelta(hours=12)
# How many past days are checked after an outage.
LOOKED_BACK = 14
# A standup with nothing due is still looked at this often, because its calendar may change.
LOOK_AGAIN = timedelta(days=28)


NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)


class Act(IntEnum):
    """What can be due, in the order of execution: first what is quick and seen by many."""

    MISS = 1
    REPORT = 2
    REMIND = 3
    ASK = 4


class Around(Struct, frozen=True):
    """The context for judging a standup's days: the zones of its people, its days off, and now.

    What was due before `since` is not done late: the standup did not exist yet, was paused, or had another schedule.
    Days that have `begun` are finished even if the schedule has changed. `asked` has, for the days that were looked at,
    the zones of the people who are really asked. `looked_at` is when a tick last looked: everything that was over by
    then was handled. `by_hand` is a day on which everybody is to be asked now.
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
        """Return from when on the standup answers for a day's questions; None if the day has begun: for all of them."""
        return None if day in self.begun else self.since


def days_to_look_at(standup: Standup, now: datetime, due_at: datetime | None = None) -> list[date]:
    """Return the days that are today somewhere on earth, and past ones since `due_at`, which no tick has looked at."""
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
    """Return what is due of a standup on a day; `reports` reads the occurrence's reports, only if they are needed."""
    now = around.now
    if occurrence and occurrence.is_over:
        return []
    if occurrence is None or not occurrence.is_open:
        begun = is_begun(day, occurrence, around)
        return [] if standup.is_paused else _acts_before_opening(standup, day, around, is_begun=begun)
    if _is_of_no_use(standup, occurrence, around) or _all_over_unasked(occurrence, reports, now):
        return [Act.MISS]
    if standup.is_paused:
        return [Act.REPORT] if _goes_on_at_rest(occurrence) else []
    acts = {
        Act.REPORT: is_report_due(occurrence, reports, now),
        Act.REMIND: _is_reminder_due(occurrence, now),
        Act.ASK: _is_asking_due(occurrence, now),
    }
    return [act for act, is_due in acts.items() if is_due]


def is_begun(day: date, occurrence: Occurrence | None, around: Around) -> bool:
    """Whether asking was tried, or was due by an earlier schedule: then the day goes on whatever the schedule says."""
    return occurrence is not None or day in around.begun


def _acts_before_opening(standup: Standup, day: date, around: Around, *, is_begun: bool) -> list[Act]:
    """Return what is due on a day without a roster; people whose time is over are neither asked nor waited for."""
    owed = _owed(standup, day, around, is_begun=is_begun)
    if any(is_live(one, around.now) for one in owed):
        return [Act.ASK]
    is_news = is_begun or any(_has_ended(one, around) for one in owed)
    return [Act.MISS] if is_news and owed and all(one.report <= around.now for one in owed) else []


def _owed(standup: Standup, day: date, around: Around, *, is_begun: bool) -> list[Moments]:
    """Return the times of the day for which the standup has to ask."""
    if not is_begun and (not takes_place(standup, day) or around.day_off(day)):
        return []
    times = [moments(standup, day, zone) for zone in zones_of(standup, around.zones_on(day))]
    return [one for one in times if is_begun or one.ask >= around.since]


def _has_ended(times: Moments, around: Around) -> bool:
    """Whether the time to answer has ended since a tick looked last."""
    return times.report <= around.now and (around.looked_at is None or around.looked_at <= times.report)


def is_in_question(standup: Standup, day: date, occurrence: Occurrence | None, around: Around) -> bool:
    """Whether it has to be found out who is asked on an unopened day: it is time to ask, or that time ended unseen."""
    owed = _owed(standup, day, around, is_begun=is_begun(day, occurrence, around))
    return any(is_live(one, around.now) or _has_ended(one, around) for one in owed)


def is_owed(times: Moments, since: datetime | None, now: datetime) -> bool:
    """Whether people with these times are asked on a day that begins: they have time left, and `since` covers them."""
    return now < times.report and (since is None or since <= times.ask)


def is_live(times: Moments, now: datetime) -> bool:
    """Whether it is time to ask: after the questions' time and before the report's."""
    return times.ask <= now < times.report


def useful_until(standup: Standup, occurrence: Occurrence, day_off: DayOff) -> datetime | None:
    """Return when a report that is not all out stops being of use; None if it is.

    What belongs to a summary header that is out is not cut off by the next questions.
    """
    if occurrence.is_reported:
        return None
    last = max(group.times.report for group in occurrence.times)
    if occurrence.is_out:
        return last + STILL_USEFUL
    again = next_asking(standup, last, None, day_off)
    return min(last + STILL_USEFUL, again or last + STILL_USEFUL)


def _is_of_no_use(standup: Standup, occurrence: Occurrence, around: Around) -> bool:
    """Whether it is too late for the report; what belongs to a summary header is never, unless it is kept back."""
    until, code = useful_until(standup, occurrence, around.day_off), occurrence.trouble.problem or ""
    is_kept_back = standup.is_paused or meaning_of("chat.postMessage", code) in OUT_OF_REACH
    return until is not None and around.now >= until and (is_kept_back or not occurrence.is_out)


def _goes_on_at_rest(occurrence: Occurrence) -> bool:
    """Whether the summary header is out without the answers: they follow, as if nothing had held them up.

    A closed channel takes them when it is open again.
    """
    return occurrence.is_half_out and occurrence.trouble.problem not in CLOSED


def _all_over_unasked(occurrence: Occurrence, reports: Callable[[], Collection[Report]], now: datetime) -> bool:
    """Whether everybody's time is over on an open day and nobody got the questions."""
    if occurrence.is_out or occurrence.progress.asked_through or occurrence.progress.asked_at or not occurrence.groups:
        return False
    is_over = all(group.times.report <= now for group in occurrence.groups)
    return is_over and not any(report.menu.ts or (report.is_asked and report.is_settled) for report in reports())


def _is_asking_due(occurrence: Occurrence, now: datetime) -> bool:
    """Whether there are groups whose time to be asked has come and who have not been asked."""
    if occurrence.progress.asked_at is not None or occurrence.roster is None:
        return False
    return any(
        _passed(group.times.ask, occurrence.progress.asked_through, now) and now < group.times.report
        for group in occurrence.times
    )


def _is_reminder_due(occurrence: Occurrence, now: datetime) -> bool:
    times = [group.times for group in occurrence.times if now < group.times.report]
    return any(reminder_due(each.remind, occurrence, now) for each in times)


def reminder_due(reminders: Sequence[datetime], occurrence: Occurrence, now: datetime) -> datetime | None:
    """Return the latest reminder whose time has come; one is enough for several that were missed."""
    through = occurrence.progress.reminded_through or occurrence.progress.opened_at
    return max((at for at in reminders if _passed(at, through, now)), default=None)


def is_night(moment: datetime, zone: str) -> bool:
    """Whether it is night in a zone, when nobody wants to be reminded."""
    local = moment.astimezone(ZoneInfo(zone)).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def is_report_due(occurrence: Occurrence, reports: Callable[[], Collection[Report]], now: datetime) -> bool:
    """Whether a group's time is over, or nobody is waited for any more, or was when the report began."""
    if any(_passed(moment, occurrence.progress.closed_through, now) for moment in _closing_moments(occurrence)):
        return True
    if occurrence.look.posting is not Posting.WHEN_COMPLETE:
        return False
    if occurrence.is_out:
        return occurrence.is_half_out
    return _have_all_been_asked(occurrence) and is_complete(reports())


def _have_all_been_asked(occurrence: Occurrence) -> bool:
    """Whether all groups have been asked; a group still to come may have left meanwhile."""
    through = occurrence.progress.asked_through
    return occurrence.progress.asked_at is not None or (
        through is not None and all(group.times.ask <= through for group in occurrence.times)
    )


def is_complete(reports: Collection[Report]) -> bool:
    """Whether everybody has answered, skipped or is away; nobody waits for optional people."""
    return bool(reports) and all(report.is_settled or report.terms.is_optional for report in reports)


def _closing_moments(occurrence: Occurrence) -> set[datetime]:
    """Return the moments at which something is posted: the summary header, and each group's end."""
    times = [group.times for group in occurrence.times]
    opens = {min(one.ask for one in times)} if occurrence.look.posting is Posting.AS_IT_COMES else set()
    return {*opens, *(one.report for one in times)}


def closes_for_good(occurrence: Occurrence, now: datetime) -> bool:
    """Whether the report is complete for good once it is out: no group's time is still to come."""
    return not occurrence.has_closings or now >= max(_closing_moments(occurrence))


def _passed(moment: datetime, through: datetime | None, now: datetime) -> bool:
    """Whether a moment has come, and is not among those done up to `through`."""
    return moment <= now and (through is None or moment > through)


def next_moment(standup: Standup, occurrences: Collection[Occurrence], around: Around) -> datetime | None:
    """Return the first moment after now at which to look at the standup again.

    None if it is paused and no day of it is open; otherwise there always is one.
    """
    open_ones = [occurrence for occurrence in occurrences if not occurrence.is_over]
    if standup.is_paused:
        ends = (useful_until(standup, occurrence, around.day_off) for occurrence in open_ones)
        return min((at for at in ends if at is not None and at > around.now), default=None)
    found = [around.now + LOOK_AGAIN, *_scheduled_moments(standup, around)]
    for occurrence in open_ones:
        found += [at for group in occurrence.times for at in (group.times.ask, *group.times.remind)]
        found += _closing_moments(occurrence)
    return min(at for at in found if at > around.now)


def _scheduled_moments(standup: Standup, around: Around) -> Iterable[datetime]:
    """Yield when something is due by the schedule; on days in `around.asked` only for the zones really asked."""
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
