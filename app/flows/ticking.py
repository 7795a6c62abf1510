"""Ticking: once a minute, what is due is found, decided and carried out."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from app.domain.due import Act, Around, days_to_look_at, next_moment, what_is_due
from app.domain.joining import Joining
from app.domain.occurrence import Occurrence, ReportId, plan_occurrence
from app.domain.report import Report
from app.domain.schedule import next_due
from app.domain.standup import DEFAULT_STANDUP_ID, Standup
from app.errors import (
    LeaseLost,
    OutOfTime,
    SenderBusy,
    SlackRateLimited,
    SlackTokenRefused,
    SlackUnavailable,
    StandupError,
    StorageUnavailable,
    Uninstalled,
)
from app.flows.asking import ask
from app.flows.chores import look_for_chores
from app.flows.gathering import gather
from app.flows.merging import merge
from app.flows.reminding import remind
from app.flows.reporting import report, telling
from app.flows.resting import order_calendar
from app.flows.sending import Pacer, sole_sender
from app.flows.tidying import keep_tidying
from app.flows.uninstalling import is_gone, was_uninstalled
from app.services import Services
from app.storage.stored import StoredStandup

# What Slack refuses is tried again so much later, for as long as it is of use.
TRY_AGAIN = timedelta(minutes=10)
# Whether the default standup is stored is looked at so often: the first tick of a process does, and seldom others.
LOOK_AGAIN = timedelta(minutes=10)
MOST_WORKSPACES = 8
# What passes by itself: the next tick tries again.
NEXT_TICK = (SlackRateLimited, SlackUnavailable, StorageUnavailable)
WANTED = {"ask": Act.ASK, "report": Act.REPORT}

_log = logging.getLogger(__name__)
_looked_at: dict[str, datetime] = {}


def tick(services: Services, now: datetime, deadline: datetime) -> dict[str, object]:
    """Do all that is due at `now`, each workspace by itself; `deadline` is when the clock has this run end.

    What could not be done is due at the next tick, too. Raises what nobody expected, after everything else is done.
    """
    _keep_default(services, now)
    due, joinings = _due(services, now), services.joinings.due(now)
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
    did = look_for_chores(services, deadline)
    for unexpected in (error for one in workspaces for error in one.unexpected):
        raise unexpected
    return {"outcome": "ticked", "due": len(due), "done": [*(each for one in workspaces for each in one.did), *did]}


def _due(services: Services, now: datetime) -> list[StoredStandup]:
    """Give what is due, and put off what makes no sense: it would be due each minute for ever."""
    due = services.standups.due(now)
    for broken in (each for each in due if each.is_broken):
        services.standups.put_off(broken, now)
    return [each for each in due if not each.is_broken]


def _keep_default(services: Services, now: datetime) -> None:
    """Let the standup that exists without any set-up be found when it is due."""
    try:
        team_id = services.slack.identity().team_id
    except SlackTokenRefused:
        if was_uninstalled(services):
            return
        raise
    looked = _looked_at.get(team_id)
    if looked and looked < now < looked + LOOK_AGAIN:
        return
    if is_gone(services, team_id, now):
        return
    stored = services.standups.stored(team_id, DEFAULT_STANDUP_ID)
    if stored and not stored.standup.version:
        before = now - timedelta(minutes=1)  # what falls on this very minute is still to be done
        day_off = services.calendars.day_off(stored.standup)
        services.standups.keep_default(team_id, next_due(stored.standup, (), before, day_off))
    if looked is None:
        keep_tidying(services, team_id, now + LOOK_AGAIN)
    _looked_at[team_id] = now


@dataclass(frozen=True, slots=True)
class _Todo:
    """One thing to do for a standup; `by_hand` if somebody wants it now, whatever the clock says."""

    act: Act
    day: date
    by_hand: bool = False


@dataclass
class _Agenda:
    """What is to be done for one standup, and what came in the way."""

    stored: StoredStandup
    around: Around
    todo: list[_Todo] = field(default_factory=list)
    failure: Exception | None = None


def _in_turn(agendas: Sequence[_Agenda]) -> list[tuple[_Todo, _Agenda]]:
    """Give all there is to do in the order in which it is done.

    Of what is done at one time, each owner's first standup comes before anybody's second: however many somebody has,
    theirs do not keep the others' waiting.
    """
    turns: Counter[str] = Counter()
    ordered = []
    for agenda in agendas:
        owners = agenda.stored.standup.owners if agenda.todo else ()
        turn = max((turns[owner] for owner in owners), default=0)
        ordered += [(todo.act, turn, todo, agenda) for todo in agenda.todo]
        turns.update(owners)
    return [(todo, agenda) for _, _, todo, agenda in sorted(ordered, key=lambda one: one[:2])]


class _Workspace:
    """The due standups of one workspace: one sender, and one that fails never stops the others."""

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
        except SenderBusy:  # somebody is sending: the next tick sees to what is left
            self.did.append("a sender is at work")
        except Uninstalled:
            self.did.append("uninstalled")
        except (LeaseLost, OutOfTime) as stopped:
            _log.warning("the tick was cut short", extra={"team": self._team_id, "reason": type(stopped).__name__})
            self.did.append("cut short")

    def _work(self, pacer: Pacer) -> None:
        agendas = [_Agenda(stored, self._around(stored, stored.zones)) for stored in self._merged()]
        for agenda in agendas:
            self._try(agenda, partial(self._decide, pacer, agenda))
        for todo, agenda in _in_turn(agendas):
            if agenda.failure is None:
                self._try(agenda, partial(self._carry_out, pacer, agenda.stored.standup, todo))
        for agenda in agendas:
            self._try(agenda, partial(self._reschedule, agenda))

    def _merged(self) -> list[StoredStandup]:
        """Merge who has come and gone, and give what is due then."""
        changed = merge(self._services, self._joinings, self._now)
        anew = [self._services.standups.stored(*key) for key in changed]
        others = [one for one in self._due if (one.standup.team_id, one.standup.standup_id) not in changed]
        return others + [stored for stored in anew if stored and stored.due_at and stored.due_at <= self._now]

    def _try(self, agenda: _Agenda, step: Callable[[], None]) -> None:
        """Take one step for one standup; what comes in its way is noted and hinders no other."""
        standup = agenda.stored.standup
        try:
            step()
        except (LeaseLost, OutOfTime):
            raise
        except Exception as error:  # noqa: BLE001 whatever it is, the others' standups go on; it is raised in the end
            is_expected = isinstance(error, StandupError)
            about = {"standup": f"{standup.team_id}.{standup.standup_id}", "reason": str(error)}
            _log.error("a standup failed", exc_info=None if is_expected else error, extra=about)
            agenda.failure = error
            if isinstance(error, SlackTokenRefused) or not is_expected:
                self.unexpected.append(error)

    def _decide(self, pacer: Pacer, agenda: _Agenda) -> None:
        """Find out what is due; where people have times of their own, these have to be known first."""
        stored = agenda.stored
        order_calendar(self._services, stored, self._now)
        agenda.around = self._around(stored, stored.zones)
        standup = stored.standup
        days = days_to_look_at(standup, self._now)
        if standup.own_zones and not (stored.people or standup.is_paused):
            parts = gather(self._services, standup, days[0], pacer.hold_on)
            agenda.around = self._around(stored, [part.member.zone for part in parts if part.member.zone])
        wanted = [_Todo(WANTED[name], day, by_hand=True) for name, day in stored.wanted.items() if name in WANTED]
        taken = {todo.day for todo in wanted}
        lost = {occurrence.day for occurrence in self._occurrences(standup) if occurrence.is_lost}
        todo = wanted + [todo for todo in self._what_is_due(agenda) if todo.day not in taken]
        agenda.todo = [each for each in todo if each.day not in lost]

    def _what_is_due(self, agenda: _Agenda) -> list[_Todo]:
        standup = agenda.stored.standup
        known = {occurrence.day: occurrence for occurrence in self._occurrences(standup)}
        return [
            _Todo(act, day)
            for day in days_to_look_at(standup, self._now)
            for act in what_is_due(standup, day, known.get(day), partial(self._reports, standup, day), agenda.around)
        ]

    def _carry_out(self, pacer: Pacer, standup: Standup, todo: _Todo) -> None:
        planned = plan_occurrence(standup, todo.day)
        if todo.act is Act.ASK:
            ask(self._services, pacer, standup, todo.day, None if todo.by_hand else self._now)
        elif todo.act is Act.REPORT:
            with telling(self._services, standup, todo.day):
                report(self._services, pacer, standup, planned, self._now)
        elif todo.act is Act.REMIND:
            remind(self._services, pacer, planned, self._now)
        elif todo.act is Act.MISS:
            stored, _ = self._services.reports.day(planned.report_id, self._now)
            self._services.reports.note(stored or planned, missed_at=self._now)
            _log.warning("missed", extra={"report_id": str(planned.report_id)})
        self.did.append(f"{todo.act.name.lower()} {planned.report_id}")

    def _reschedule(self, agenda: _Agenda) -> None:
        """Note when to look at the standup again; what nobody could help is left for the next tick."""
        if isinstance(agenda.failure, NEXT_TICK) or (agenda.failure and not agenda.todo):
            return
        stored = agenda.stored
        upcoming = next_moment(stored.standup, self._occurrences(stored.standup), agenda.around)
        if agenda.failure:
            later = self._now + TRY_AGAIN
            self._services.standups.reschedule(stored, min(later, upcoming or later), is_done=False)
        else:
            due_at = stored.due_at if self._what_is_due(agenda) else upcoming
            self._services.standups.reschedule(stored, due_at)

    def _around(self, stored: StoredStandup, zones: Collection[str]) -> Around:
        return Around(
            zones, self._services.calendars.day_off(stored.standup), since=stored.due_at or self._now, now=self._now
        )

    def _occurrences(self, standup: Standup) -> list[Occurrence]:
        days = days_to_look_at(standup, self._now)
        return self._services.reports.occurrences_and_lost(standup.team_id, standup.standup_id, days, self._now)

    def _reports(self, standup: Standup, day: date) -> list[Report]:
        return self._services.reports.day(ReportId(standup.team_id, standup.standup_id, day), self._now)[1]
