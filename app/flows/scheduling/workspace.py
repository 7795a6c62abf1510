"""The sender of one workspace in a tick: all that is due is worked on at once, and looked up anew each minute."""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct, field

from app.domain.scheduling.job import Job
from app.domain.scheduling.joining import Joining
from app.domain.scheduling.urgency import Rank, Urgency
from app.domain.setup.stored import StoredStandup
from app.errors import LeaseLost, OutOfTime, SenderBusy, StandupError, Uninstalled
from app.flows.owners.watching import watch
from app.flows.scheduling.jobs import is_portion, work_at
from app.flows.scheduling.merging_joins import merge
from app.flows.scheduling.round import Round, Stretch
from app.flows.scheduling.waking import wake
from app.flows.sender import Pacer, sole_sender
from app.flows.sending.hands import Hands
from app.services import Services

MINUTE = timedelta(minutes=1)

_log = logging.getLogger(__name__)


class Due(Struct):
    """What is due in one workspace."""

    standups: list[StoredStandup] = field(default_factory=list)
    joinings: list[Joining] = field(default_factory=list)
    portions: list[Job] = field(default_factory=list)


def due_by_workspace(services: Services, now: datetime, besides: Collection[tuple[str, str]] = ()) -> dict[str, Due]:
    """Return what is due, by workspace; broken standups, which would be due each minute for ever, are put off.

    Standups `besides` are worked on already, and not read.
    """
    found: dict[str, Due] = {}
    for stored in services.standups.due(now, besides):
        if stored.is_broken:
            services.standups.put_off(stored, now)
            watch(services, stored.standup.team_id, stored.standup.standup_id)
        else:
            found.setdefault(stored.standup.team_id, Due()).standups.append(stored)
    for joining in services.day.joinings.due(now):
        found.setdefault(joining.team_id, Due()).joinings.append(joining)
    return found


class Workspace:
    """One sender works on the due standups of a workspace; one standup's failure never stops the others."""

    def __init__(self, services: Services, team_id: str, due: Due, now: datetime, deadline: datetime) -> None:
        self._services = services
        self._deadline = deadline
        self._first: tuple[Due, datetime] | None = (due, now)
        self._rounds: dict[tuple[str, str], Round] = {}
        self._turns: Counter[str] = Counter()
        self.team_id = team_id
        self.did: list[str] = []
        self.unexpected: list[Exception] = []
        self.is_busy = False  # another sender is at work
        self.is_unfinished = False

    def run(self) -> None:
        try:
            with sole_sender(self._services, self.team_id, "tick", self._deadline, waits=False) as pacer:
                hands = Hands(pacer.turns)
                hands.work(partial(self._look, hands, pacer))
        except SenderBusy:  # another sender is at work: it sees what is left, or the next tick does
            self.is_busy = True
            self.did.append("a sender is at work")
        except Uninstalled:
            self.did.append("uninstalled")
        except (LeaseLost, OutOfTime) as stopped:
            _log.warning("the tick was cut short", extra={"team": self.team_id, "reason": type(stopped).__name__})
            self.did.append("cut short")
            self.is_unfinished = isinstance(stopped, OutOfTime)
        except Exception as error:  # noqa: BLE001 the other workspaces and the jobs go on; it is raised at the end
            self.unexpected.append(error)

    def _look(self, hands: Hands, pacer: Pacer) -> datetime:
        """Begin with what has become due, and return when to look again."""
        self._try(partial(self._take_up, hands, pacer), "what is due was not seen")
        return self._services.clock.now().replace(second=0, microsecond=0) + MINUTE

    def _take_up(self, hands: Hands, pacer: Pacer) -> None:
        (due, now), self._first = self._first or self._due_by_now(), None
        standups = list(self._merged(due, now))
        self._try(partial(wake, self._services, self.team_id, standups, now), "no environment was woken")
        for stored in standups:
            self._try(partial(self._start, hands, pacer, stored, now), "a standup was not begun")
        for job in due.portions:
            hands.add(Urgency(Rank.AFTERWARDS, now), partial(self._try, partial(self._do_portion, job), "a job failed"))

    def _start(self, hands: Hands, pacer: Pacer, stored: StoredStandup, now: datetime) -> None:
        begun = Round(self._services, stored, now)
        self._rounds[begun.key] = begun
        hands.add(Urgency(Rank.HEADER, now), partial(self._begin, hands, pacer.at(Urgency(Rank.DUE, now)), begun))

    def _try(self, step: Callable[[], None], failed: str) -> None:
        """Take one step; whatever fails there stops nothing else, and the next look finds what it left."""
        try:
            step()
        except (LeaseLost, OutOfTime):
            raise
        except StandupError as error:
            _log.warning(failed, extra={"team": self.team_id, "reason": str(error)})
        except Exception as error:  # noqa: BLE001 it is raised at the end
            _log.exception(failed, extra={"team": self.team_id})
            self.unexpected.append(error)

    def _due_by_now(self) -> tuple[Due, datetime]:
        now = self._services.clock.now()
        due = due_by_workspace(self._services, now, self._rounds).get(self.team_id, Due())
        due.portions = [job for job in self._services.jobs.due(now) if job.team_id == self.team_id and is_portion(job)]
        return due, now

    def _merged(self, due: Due, now: datetime) -> Iterator[StoredStandup]:
        """Merge joins and leaves, and yield the standups that are due then, but for those that are worked on."""
        joinings = [each for each in due.joinings if each.standup_of not in self._rounds]
        changed = merge(self._services, joinings, now)
        others = [each for each in due.standups if _key(each) not in changed]
        anew = filter(None, [self._services.standups.stored(*key) for key in changed])
        for stored in [*others, *anew]:
            if stored.attention.due_at and stored.attention.due_at <= now and _key(stored) not in self._rounds:
                yield stored

    def _begin(self, hands: Hands, pacer: Pacer, begun: Round) -> None:
        begun.decide(pacer)
        owners = begun.agenda.standup.roles.owners if begun.agenda.todo else ()
        turn = max((self._turns[owner] for owner in owners), default=0)
        self._turns.update(owners)
        self._go_on(hands, pacer, begun, begun.stretches(turn))

    def _go_on(self, hands: Hands, pacer: Pacer, begun: Round, stretches: Iterator[Stretch]) -> None:
        """Have the next stretch of a standup's round done; after the last one, end it."""
        for urgency, work in stretches:
            hands.add(urgency, partial(self._work, hands, pacer.at(urgency), begun, stretches, work))
            return
        begun.reschedule()
        self.did += begun.did
        self.unexpected += [begun.unexpected] if begun.unexpected else []
        del self._rounds[begun.key]

    def _work(
        self, hands: Hands, pacer: Pacer, begun: Round, stretches: Iterator[Stretch], work: Callable[[Pacer], None]
    ) -> None:
        with pacer.patient():
            work(pacer)
        self._go_on(hands, pacer, begun, stretches)

    def _do_portion(self, job: Job) -> None:
        self.did.append(work_at(self._services, job, self._deadline))


def _key(stored: StoredStandup) -> tuple[str, str]:
    return stored.standup.team_id, stored.standup.standup_id
