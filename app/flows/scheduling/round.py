"""One standup's round in a tick: find out what is due, carry it out act by act, and store when to look again."""

import logging
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.owners.trouble import trouble_on
from app.domain.schedule import local_date, moments
from app.domain.scheduling.due import Act, days_to_look_at, is_in_question, next_moment, what_is_due
from app.domain.scheduling.grouping import lapsed_members, without_members
from app.domain.scheduling.upcoming import has_begun
from app.domain.scheduling.urgency import Urgency, of_asking, of_header, of_messages
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import (
    ChangedMeanwhile,
    HeldBack,
    LeaseLost,
    OutOfTime,
    SlackRateLimited,
    SlackRefused,
    SlackTokenRefused,
    SlackUnavailable,
    StandupError,
    StorageUnavailable,
)
from app.flows.agenda import ASK, REPORT, Agenda, Todo, around_of, as_due
from app.flows.day.asking import ask
from app.flows.day.reminding import remind
from app.flows.gathering import gather, zones_of_asked
from app.flows.outlook import outlook_as, tell_menus
from app.flows.owners.watching import EVERY, watch
from app.flows.planning import plan_day
from app.flows.report.closed_channels import pause_outside
from app.flows.report.summary import Reporting, telling
from app.flows.scheduling.missed_days import miss
from app.flows.scheduling.profiles import order_profiles
from app.flows.sender import Pacer
from app.flows.setup.company_calendar import order_calendar
from app.records import replace
from app.services import Services

# What Slack refuses is tried again after this time, for as long as it is of use.
TRY_AGAIN = timedelta(minutes=10)
# Failures that pass by themselves: the next tick tries again.
NEXT_TICK = (HeldBack, SlackRateLimited, SlackUnavailable, StorageUnavailable)
WANTED = {ASK: Act.ASK, REPORT: Act.REPORT}

# One stretch of work, and how urgent it is.
Stretch = tuple[Urgency, Callable[[Pacer], None]]

_log = logging.getLogger(__name__)


class Round:
    """One standup's round at a moment; what fails is kept, and stops what is left of that act, but nothing else.

    With a dead token nothing else would be possible.
    """

    def __init__(self, services: Services, stored: StoredStandup, now: datetime) -> None:
        self._services = services
        self._now = now
        due = as_due(stored, now)
        self.agenda = Agenda(due, around_of(services, due, now))
        self.did: list[str] = []
        self.unexpected: Exception | None = None
        self._has_failed = False  # the act at work
        self._is_changed = False  # the standup is another one by now

    @property
    def key(self) -> tuple[str, str]:
        """The standup's key in its table."""
        return self.agenda.standup.team_id, self.agenda.standup.standup_id

    def decide(self, pacer: Pacer) -> None:
        """Find out what is due."""
        self._try(partial(self._decide, pacer))

    def stretches(self, turn: int) -> Iterator[Stretch]:
        """Yield what is due stretch by stretch: the next one once the one before is done.

        `turn` says how many standups of its owners come before it.
        """
        for todo in sorted(self.agenda.todo, key=lambda each: each.act):
            self._has_failed = isinstance(self.agenda.failure, SlackTokenRefused)
            for urgency, work in self._stretches_of(todo, turn):
                if self._goes_on:
                    yield urgency, partial(self._work, work)
            if self._goes_on:
                self.did.append(f"{todo.act.name.lower()} {self._planned(todo).report_id}")

    def reschedule(self) -> None:
        """Store when to look at the standup again; whoever has changed it has done so."""
        if not self._is_changed:
            self._try(self._reschedule)
        self._try(self._watch)

    @property
    def _goes_on(self) -> bool:
        return not (self._has_failed or self._is_changed)

    def _work(self, work: Callable[[Pacer], None], pacer: Pacer) -> None:
        self._try(partial(work, pacer))

    def _try(self, step: Callable[[], None]) -> None:
        """Take one step; its failure is noted."""
        standup = self.agenda.standup
        try:
            step()
        except (LeaseLost, OutOfTime):
            raise
        except ChangedMeanwhile:  # since it was read: the next look decides anew
            self._is_changed = True
        except Exception as error:  # noqa: BLE001 whatever it is, the other standups go on; it is raised at the end
            is_expected = isinstance(error, StandupError)
            about = {"standup": f"{standup.team_id}.{standup.standup_id}", "reason": str(error)}
            _log.error("a standup failed", exc_info=None if is_expected else error, extra=about)
            self._has_failed = True
            if self.agenda.failure is None or isinstance(error, (SlackTokenRefused, *NEXT_TICK)):
                self.agenda.failure = error
            if isinstance(error, SlackTokenRefused) or not is_expected:
                self.unexpected = error

    def _decide(self, pacer: Pacer) -> None:
        """Find out what is due; if people have times of their own, their zones have to be known first."""
        agenda, stored = self.agenda, self.agenda.stored
        order_calendar(self._services, stored, self._now)
        standup = stored.standup
        if standup.schedule.own_zones and not (stored.counted.zones or standup.is_paused):
            try:
                parts = gather(
                    self._services, standup, local_date(self._now, standup.schedule.zone), pacer.look_if_needed
                )
            except SlackRefused as refusal:
                pause_outside(self._services, standup, refusal, is_told=False)
                raise
            zones = {standup.schedule.zone, *(part.member.profile.zone or standup.schedule.zone for part in parts)}
            agenda.around = replace(agenda.around, zones=zones)
        wanted = [
            Todo(WANTED[name], day, by_hand=True) for name, day in stored.attention.wanted.items() if name in WANTED
        ]
        taken = {todo.day for todo in wanted}
        agenda.occurrences = [self._without_lapsed(each) for each in self._occurrences()]
        lost = {occurrence.day for occurrence in agenda.occurrences if occurrence.trouble.is_lost}
        self._find_zones_of_asked(pacer, taken)
        todo = wanted + [todo for todo in self._what_is_due() if todo.day not in taken]
        agenda.todo = [each for each in todo if each.day not in lost]

    def _without_lapsed(self, occurrence: Occurrence) -> Occurrence:
        """Take people off a day whose time was over before anybody asked them: nobody waits for them."""
        if occurrence.is_over or not lapsed_members(occurrence, (), self._now):
            return occurrence
        _, reports = self._services.reports.day(occurrence.report_id, self._now)
        gone = lapsed_members(occurrence, {report.user_id for report in reports}, self._now)
        return (
            self._services.reports.change_roster(occurrence, without_members(occurrence, gone)) if gone else occurrence
        )

    def _find_zones_of_asked(self, pacer: Pacer, taken: Collection[date]) -> None:
        """Find out whose times count on a day that would begin now, or be missed: only people who are asked."""
        agenda, standup = self.agenda, self.agenda.standup
        if not standup.schedule.own_zones:
            return
        known = {occurrence.day: occurrence for occurrence in agenda.occurrences}
        begun = {day for day, occurrence in known.items() if has_begun(occurrence)} | set(taken)
        days = [] if standup.is_paused else [day for day in self._days() if day not in begun]
        begins = [day for day in days if is_in_question(standup, day, known.get(day), agenda.around)]
        try:
            asked = {
                day: zones_of_asked(standup, day, gather(self._services, standup, day, pacer.look_if_needed), self._now)
                for day in begins
            }
        except SlackRefused:  # asking will fail in the same way and tell the owners
            return
        agenda.around = replace(agenda.around, asked=asked)

    def _what_is_due(self) -> list[Todo]:
        agenda, standup = self.agenda, self.agenda.standup
        known = {occurrence.day: occurrence for occurrence in agenda.occurrences}
        return [
            Todo(act, day)
            for day in self._days()
            for act in what_is_due(standup, day, known.get(day), partial(self._reports, standup, day), agenda.around)
        ]

    def _stretches_of(self, todo: Todo, turn: int) -> Iterator[Stretch]:
        now, people = self._by_now(), self._people_on(todo.day)
        if todo.act is Act.ASK:
            standup = self.agenda.standup
            report_at = moments(standup, todo.day, standup.schedule.zone).report
            urgency = of_asking(self.agenda.stored.attention.due_at or now, report_at, people, turn)
            yield urgency, partial(self._ask, todo)
        elif todo.act is Act.REPORT:
            reporting = Reporting(self._services, self.agenda.standup, self._planned(todo), now, is_wanted=todo.by_hand)
            yield of_header(now), lambda pacer: self._report(todo, partial(reporting.announce, pacer))
            yield of_messages(now, people), lambda pacer: self._report(todo, partial(reporting.finish, pacer))
        elif todo.act is Act.REMIND:
            yield of_messages(now, people), partial(self._remind, todo)
        elif todo.act is Act.MISS:
            yield of_messages(now, 0), lambda pacer: miss(self._services, pacer, self._planned(todo), now)

    def _by_now(self) -> datetime:
        return max(self._now, self._services.clock.now())

    def _ask(self, todo: Todo, pacer: Pacer) -> None:
        moment, since = None if todo.by_hand else self._by_now(), self.agenda.around.since_on(todo.day)
        ask(self._services, pacer, self.agenda.standup, todo.day, moment, since=since)
        order_profiles(self._services, self.agenda.stored, self._by_now())

    def _remind(self, todo: Todo, pacer: Pacer) -> None:
        remind(self._services, pacer, self._planned(todo), self._by_now())

    def _report(self, todo: Todo, post: Callable[[], object]) -> None:
        with telling(self._services, self.agenda.standup, todo.day):
            post()

    def _planned(self, todo: Todo) -> Occurrence:
        return plan_day(self._services, self.agenda.standup, todo.day)

    def _people_on(self, day: date) -> int:
        """Return how many people a day has: of one that has not begun, as many as were asked the last time."""
        rosters = [each.roster for each in self.agenda.occurrences if each.day == day and each.roster is not None]
        return len(rosters[0] if rosters else self.agenda.stored.counted.people)

    def _reschedule(self) -> None:
        """Store when to look at the standup again; temporary failures are left to the next tick."""
        agenda = self.agenda
        if isinstance(agenda.failure, NEXT_TICK) or (agenda.failure and not agenda.todo):
            return
        stored, now = agenda.stored, self._services.clock.now()  # jobs are due by the clock
        agenda.occurrences = self._occurrences()
        for each in agenda.occurrences:
            tell_menus(self._services, each, outlook_as(self._services, each, stored, now), now)
        over = {each.day for each in agenda.occurrences if each.is_over}
        over |= {todo.day for todo in agenda.todo if todo.act is Act.MISS and agenda.failure is None}
        agenda.around = replace(agenda.around, begun=stored.attention.open_days - over)
        upcoming = next_moment(stored.standup, agenda.occurrences, agenda.around)
        if agenda.failure:
            later = self._now + TRY_AGAIN
            self._services.standups.reschedule(stored, min(later, upcoming or later), is_done=False)
        else:
            due_at = stored.attention.due_at if self._what_is_due() else upcoming
            self._services.standups.reschedule(stored, due_at, over=over & stored.attention.open_days)

    def _watch(self) -> None:
        """Have the standup counted as in trouble if it is: at once if Slack refuses it, otherwise if that lasts."""
        failure = self.agenda.failure
        is_noted = any(trouble_on(each, (), self._now) for each in self.agenda.occurrences)
        if is_noted or isinstance(failure, SlackRefused):
            watch(self._services, *self.key)
        elif failure:
            watch(self._services, *self.key, after=EVERY)

    def _days(self) -> list[date]:
        """Return the days to look at: those near, those not looked at since they were due, and all open ones."""
        stored = self.agenda.stored
        return sorted(
            {*days_to_look_at(stored.standup, self._now, self.agenda.around.looked_at), *stored.attention.open_days}
        )

    def _occurrences(self) -> list[Occurrence]:
        standup, days = self.agenda.standup, self._days()
        return self._services.reports.occurrences_and_lost(standup.team_id, standup.standup_id, days, self._now)

    def _reports(self, standup: Standup, day: date) -> list[Report]:
        return self._services.reports.day(ReportId(standup.team_id, standup.standup_id, day), self._now)[1]
