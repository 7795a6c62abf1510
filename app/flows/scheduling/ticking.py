"""Once a minute, find what is due, decide what to do, and do it.

A tick makes two queries, for standups whose `due_at` has come and for people who joined or left; if there is nothing,
that is all. For each standup it reads the open days and those that are today somewhere, and `domain/scheduling/due.py:
what_is_due`, a pure function, says what to do: ask, remind, report, or record as missed. Then it stores when to look
again. It decides by the clock: Lambda may deliver an event an hour late, or after a later one, and nobody is to be
asked after their deadline, reminded after the close, or told a time that is over. The event's own time counts only
where the schedule's clock is ahead of ours.

`due_at` only says when to look: any change, join or wish sets it to now, unless it is earlier, and loses nothing. What
the standup is responsible for is said by `responsible_since` (`domain/scheduling/responsibility.py`): only a new
schedule, the end of a pause, or a day off that is one no more moves it. Days that have begun stay among the standup's
`open_days` until they are reported or missed, so that a tick looks at them whatever was edited since. With nothing due
within 28 days, the standup is looked at then, since its calendar may have changed. A tick that finds the workspace's
sender at work ends at once, because the next one is a minute away.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date, datetime, timedelta
from functools import partial

from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.schedule import local_date, next_due
from app.domain.scheduling.due import Act, days_to_look_at, is_in_question, next_moment, what_is_due
from app.domain.scheduling.grouping import lapsed_members, without_members
from app.domain.scheduling.joining import Joining
from app.domain.scheduling.upcoming import has_begun
from app.domain.setup.stored import StoredStandup
from app.domain.standup import DEFAULT_STANDUP_ID, Standup
from app.errors import (
    LeaseLost,
    OutOfTime,
    SenderBusy,
    SlackRateLimited,
    SlackRefused,
    SlackTokenRefused,
    SlackUnavailable,
    StandupError,
    StorageUnavailable,
    Uninstalled,
)
from app.flows.agenda import ASK, REPORT, Agenda, Todo, around_of, as_paused, in_turn
from app.flows.day.asking import ask
from app.flows.day.reminding import remind
from app.flows.gathering import gather, zones_of_asked
from app.flows.outlook import outlook_as, tell_menus
from app.flows.planning import plan_day
from app.flows.privacy.tidying import keep_tidying
from app.flows.privacy.uninstalling import check_gone, was_uninstalled
from app.flows.report.closed_channels import pause_outside
from app.flows.report.summary import report, telling
from app.flows.scheduling.jobs import work_on_jobs
from app.flows.scheduling.merging_joins import merge
from app.flows.scheduling.missed_days import miss
from app.flows.sender import Pacer, sole_sender
from app.flows.setup.company_calendar import order_calendar
from app.records import replace
from app.services import Services

# What Slack refuses is tried again after this time, for as long as it is of use.
TRY_AGAIN = timedelta(minutes=10)
# The first tick of a process checks that the default standup is stored, and so does every tenth minute, in case the
# table was emptied during the life of the process.
LOOK_EVERY = 10
MOST_WORKSPACES = 8
# Failures that pass by themselves: the next tick tries again.
NEXT_TICK = (SlackRateLimited, SlackUnavailable, StorageUnavailable)
WANTED = {ASK: Act.ASK, REPORT: Act.REPORT}

_log = logging.getLogger(__name__)


def tick(services: Services, fired_at: datetime, deadline: datetime) -> dict[str, object]:
    """Do everything that is due by now, workspace by workspace; `deadline` is when the clock ends this run.

    Lambda may deliver an event an hour after it was `fired_at`, or after a later one. What is stored says what was
    done, so a late tick is like one after an outage: nobody is asked, reminded or told a time that is over. What could
    not be done is due at the next tick, too. Raises unexpected errors after everything else is done.
    """
    _keep_default(services, fired_at)
    now = _by_now(services, fired_at)
    due, joinings = _due(services, now), services.day.joinings.due(now)
    workspaces = [
        _Workspace(
            services,
            [stored for stored in due if stored.standup.team_id == team_id],
            [joining for joining in joinings if joining.team_id == team_id],
            now,
            deadline,
        )
        for team_id in sorted({stored.standup.team_id for stored in due} | {each.team_id for each in joinings})
    ]
    if len(workspaces) == 1:
        workspaces[0].run()
    elif workspaces:
        with ThreadPoolExecutor(MOST_WORKSPACES) as threads:
            for running in [threads.submit(copy_context().run, one.run) for one in workspaces]:
                running.result()
    did = work_on_jobs(services, deadline)
    for unexpected in (error for one in workspaces for error in one.unexpected):
        raise unexpected
    return {"outcome": "ticked", "due": len(due), "done": [*(each for one in workspaces for each in one.did), *did]}


def _by_now(services: Services, moment: datetime) -> datetime:
    """Return the clock's time, but no earlier than `moment`: the schedule's clock may be a little ahead of ours."""
    return max(moment, services.clock.now())


def _due(services: Services, now: datetime) -> list[StoredStandup]:
    """Return the due standups; broken ones, which would be due each minute for ever, are put off."""
    due = services.standups.due(now)
    for broken in (each for each in due if each.is_broken):
        services.standups.put_off(broken, now)
    return [each for each in due if not each.is_broken]


def _keep_default(services: Services, now: datetime) -> None:
    """Store the default standup, which exists without any set-up, so that it is found when it is due."""
    try:
        team_id = services.slack.identity().team_id
    except SlackTokenRefused:
        if was_uninstalled(services):
            return
        raise
    looked_for = services.setup.looked_for
    if team_id in looked_for and now.minute % LOOK_EVERY:
        return
    if check_gone(services, team_id, now):
        return
    stored = services.standups.stored(team_id, DEFAULT_STANDUP_ID)
    if stored and not stored.standup.version:
        before = now - timedelta(minutes=1)  # what is due in this very minute is still to be done
        day_off = services.calendars.day_off(stored.standup)
        services.standups.keep_default(team_id, next_due(stored.standup, (), before, day_off), since=before)
    if team_id not in looked_for:
        keep_tidying(services, team_id, now + timedelta(minutes=LOOK_EVERY))
        looked_for.add(team_id)


class _Workspace:
    """The due standups of one workspace: one sender works on them, and one standup's failure never stops the others."""

    def __init__(
        self,
        services: Services,
        due: Sequence[StoredStandup],
        joinings: Sequence[Joining],
        now: datetime,
        deadline: datetime,
    ) -> None:
        self._services = services
        self._team_id = (due[0].standup if due else joinings[0]).team_id
        self._due = due
        self._joinings = joinings
        self._now = now
        self._deadline = deadline
        self.did: list[str] = []
        self.unexpected: list[Exception] = []

    def run(self) -> None:
        try:
            with sole_sender(self._services, self._team_id, "tick", self._deadline, waits=False) as pacer:
                self._work(pacer)
        except SenderBusy:  # another sender is at work: the next tick does what is left
            self.did.append("a sender is at work")
        except Uninstalled:
            self.did.append("uninstalled")
        except (LeaseLost, OutOfTime) as stopped:
            _log.warning("the tick was cut short", extra={"team": self._team_id, "reason": type(stopped).__name__})
            self.did.append("cut short")

    def _work(self, pacer: Pacer) -> None:
        agendas = [
            Agenda(stored, around_of(self._services, stored, self._now)) for stored in map(as_paused, self._merged())
        ]
        for agenda in agendas:
            self._try(agenda, partial(self._decide, pacer, agenda))
        for todo, agenda in in_turn(agendas):
            if agenda.failure is None:
                self._try(agenda, partial(self._carry_out, pacer, agenda, todo))
        for agenda in agendas:
            self._try(agenda, partial(self._reschedule, agenda))

    def _merged(self) -> list[StoredStandup]:
        """Merge joins and leaves, and return the standups that are due then."""
        changed = merge(self._services, self._joinings, self._now)
        anew = [self._services.standups.stored(*key) for key in changed]
        others = [one for one in self._due if (one.standup.team_id, one.standup.standup_id) not in changed]
        return others + [
            stored for stored in anew if stored and stored.attention.due_at and stored.attention.due_at <= self._now
        ]

    def _try(self, agenda: Agenda, step: Callable[[], None]) -> None:
        """Take one step for one standup; its failure is noted and stops no other."""
        standup = agenda.stored.standup
        try:
            step()
        except (LeaseLost, OutOfTime):
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, the other standups go on; it is raised at the end
            is_expected = isinstance(error, StandupError)
            about = {"standup": f"{standup.team_id}.{standup.standup_id}", "reason": str(error)}
            _log.error("a standup failed", exc_info=None if is_expected else error, extra=about)
            agenda.failure = error
            if isinstance(error, SlackTokenRefused) or not is_expected:
                self.unexpected.append(error)

    def _decide(self, pacer: Pacer, agenda: Agenda) -> None:
        """Find out what is due; if people have times of their own, their zones have to be known first."""
        stored = agenda.stored
        order_calendar(self._services, stored, self._now)
        agenda.around = around_of(self._services, stored, self._now)
        standup = stored.standup
        if standup.schedule.own_zones and not (stored.counted.zones or standup.is_paused):
            try:
                parts = gather(self._services, standup, local_date(self._now, standup.schedule.zone), pacer.look)
            except SlackRefused as refusal:
                pause_outside(self._services, standup, refusal, is_told=False)
                raise
            zones = {standup.schedule.zone, *(part.member.profile.zone or standup.schedule.zone for part in parts)}
            agenda.around = replace(agenda.around, zones=zones)
        wanted = [
            Todo(WANTED[name], day, by_hand=True) for name, day in stored.attention.wanted.items() if name in WANTED
        ]
        taken = {todo.day for todo in wanted}
        agenda.occurrences = [self._without_lapsed(each) for each in self._occurrences(agenda)]
        lost = {occurrence.day for occurrence in agenda.occurrences if occurrence.trouble.is_lost}
        self._find_zones_of_asked(pacer, agenda, taken)
        todo = wanted + [todo for todo in self._what_is_due(agenda) if todo.day not in taken]
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

    def _find_zones_of_asked(self, pacer: Pacer, agenda: Agenda, taken: Collection[date]) -> None:
        """Find out whose times count on a day that would begin now, or be missed: only people who are asked."""
        standup = agenda.standup
        if not standup.schedule.own_zones:
            return
        known = {occurrence.day: occurrence for occurrence in agenda.occurrences}
        begun = {day for day, occurrence in known.items() if has_begun(occurrence)} | set(taken)
        days = [] if standup.is_paused else [day for day in self._days(agenda) if day not in begun]
        begins = [day for day in days if is_in_question(standup, day, known.get(day), agenda.around)]
        try:
            asked = {
                day: zones_of_asked(standup, day, gather(self._services, standup, day, pacer.look), self._now)
                for day in begins
            }
        except SlackRefused:  # asking will fail in the same way and tell the owners
            return
        agenda.around = replace(agenda.around, asked=asked)

    def _what_is_due(self, agenda: Agenda) -> list[Todo]:
        standup = agenda.standup
        known = {occurrence.day: occurrence for occurrence in agenda.occurrences}
        return [
            Todo(act, day)
            for day in self._days(agenda)
            for act in what_is_due(standup, day, known.get(day), partial(self._reports, standup, day), agenda.around)
        ]

    def _carry_out(self, pacer: Pacer, agenda: Agenda, todo: Todo) -> None:
        standup = agenda.standup
        planned, now = plan_day(self._services, standup, todo.day), _by_now(self._services, self._now)
        if todo.act is Act.ASK:
            moment, since = None if todo.by_hand else now, agenda.around.since_on(todo.day)
            ask(self._services, pacer, standup, todo.day, moment, since=since)
        elif todo.act is Act.REPORT:
            with telling(self._services, standup, todo.day):
                report(self._services, pacer, standup, planned, now)
        elif todo.act is Act.REMIND:
            remind(self._services, pacer, planned, now)
        elif todo.act is Act.MISS:
            miss(self._services, pacer, planned, now)
        self.did.append(f"{todo.act.name.lower()} {planned.report_id}")

    def _reschedule(self, agenda: Agenda) -> None:
        """Store when to look at the standup again; temporary failures are left to the next tick."""
        if isinstance(agenda.failure, NEXT_TICK) or (agenda.failure and not agenda.todo):
            return
        stored, now = agenda.stored, self._services.clock.now()  # jobs are due by the clock
        agenda.occurrences = self._occurrences(agenda)
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
            due_at = stored.attention.due_at if self._what_is_due(agenda) else upcoming
            self._services.standups.reschedule(stored, due_at, over=over & stored.attention.open_days)

    def _days(self, agenda: Agenda) -> list[date]:
        """Return the days to look at: those near, those not looked at since they were due, and all open ones."""
        stored = agenda.stored
        return sorted(
            {*days_to_look_at(stored.standup, self._now, agenda.around.looked_at), *stored.attention.open_days}
        )

    def _occurrences(self, agenda: Agenda) -> list[Occurrence]:
        standup, days = agenda.standup, self._days(agenda)
        return self._services.reports.occurrences_and_lost(standup.team_id, standup.standup_id, days, self._now)

    def _reports(self, standup: Standup, day: date) -> list[Report]:
        return self._services.reports.day(ReportId(standup.team_id, standup.standup_id, day), self._now)[1]
