"""The one sender of a workspace: its lease, its pace, and when it stops.

The lease lasts 12 seconds and is renewed as the sender goes. A second sender with the same job ends as soon as it has
seen a renewal; one with another job waits, unless it is a tick. When a sender died without giving the lease back, the
next one takes over after it has expired.

The pace is Slack's, limit by limit (`app/slack/limits.py`), and the most urgent call goes first
(`app/flows/sending/turns.py`). A rate limit is waited out, since the refused call did nothing. `SLACK_PACE` scales all
of it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from app.domain.day.occurrence import Occurrence
from app.domain.scheduling.lease import Lease
from app.domain.scheduling.urgency import Rank, Urgency
from app.errors import AlreadyRunning, HeldBack, SenderBusy, SlackRateLimited
from app.flows.sending.turns import Turns
from app.outbox import CLAIM_LIVES, LEFT_TO_OTHERS, CarryOut, Outbox
from app.services import Services
from app.slack import patience
from app.slack.limits import MESSAGES, PROFILES, READING, Buckets, Limit
from app.telemetry import metrics

WATCH_EVERY = 0.25

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Pacer:
    """Carries out the calls of one piece of a sender's work, each when its turn has come."""

    def __init__(self, turns: Turns, urgency: Urgency) -> None:
        self._urgency = urgency
        self.turns = turns  # the line in which all of a sender's work waits

    def at(self, urgency: Urgency) -> "Pacer":
        """Return the same for other work."""
        return Pacer(self.turns, urgency)

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Let whatever the block asks of Slack wait for its turn, and for rate limits."""
        with patience.patient(self.wait_out, self.take_turn, self.turns.hold_on):
            yield

    def carry_out(self, call: Callable[[], _Result], *limits: Limit) -> _Result:
        """Make one call when all of these limits have room for it.

        A rate-limited call did nothing and is made again after the time that Slack names. Raises HeldBack if that
        is longer than this run has time for, OutOfTime, LeaseLost, and whatever else the call raises.
        """
        not_before = None
        while True:
            self.turns.wait(self._urgency, limits, not_before)
            try:
                return call()
            except SlackRateLimited as limit:
                # The narrowest is closed: if it was the wider one, the next call finds that out.
                not_before = self._over(limit, *limits[-1:])

    def if_wanted(self, check: Callable[[], None]) -> CarryOut:
        """Return the same way to carry out calls, but `check` each message when its turn has come.

        What the check raises keeps it from being sent.
        """

        def carry_out(call: Callable[[], _Result], *limits: Limit) -> _Result:
            def checked() -> _Result:
                if MESSAGES in limits:
                    check()
                return call()

            return self.carry_out(checked, *limits)

        return carry_out

    def wait_out(self, limit: SlackRateLimited) -> None:
        """Wait until a rate limit is over, renewing the lease meanwhile."""
        closed = READING.get(limit.method)
        self.turns.wait(self._urgency, not_before=self._over(limit, *([closed] if closed else [])))

    def _over(self, limit: SlackRateLimited, *closed: Limit) -> datetime:
        """Return when a rate limit is over, count it, and close what it is about; HeldBack if that is too late."""
        _log.warning("rate limited", extra={"method": limit.method, "seconds": limit.retry_after})
        metrics.count(metrics.RATE_LIMITED, self.turns.now())
        over = self.turns.now() + timedelta(seconds=limit.retry_after)
        for each in closed:
            self.turns.close(each, over)
        if over >= self.turns.deadline:
            raise HeldBack(limit.method)
        return over

    def take_turn(self, method: str) -> None:
        """Wait until a reading method may be called."""
        limit = READING.get(method)
        self.turns.wait(self._urgency, (limit,) if limit else ())

    def look(self, *, is_needed: bool) -> bool:
        """Whether somebody may be looked up: if that `is_needed`, it waits for its turn; else only if there is room."""
        return is_needed or self.turns.take_if_free(PROFILES)

    def look_if_needed(self, *, is_needed: bool) -> bool:
        """Allow only look-ups that nothing can go on without."""
        return is_needed


def has_room(services: Services, team_id: str, limit: Limit) -> bool:
    """Whether one of Slack's limits has room now, as far as this process knows: for what can be left to later."""
    now = services.clock.now()
    return _buckets(services, team_id).free_at(limit, now) <= now


def take_room(services: Services, team_id: str, limit: Limit) -> bool:
    """Count a call that waits for no turn; False if the limit has no room for it now."""
    return _buckets(services, team_id).take_if_free(limit, services.clock.now())


def refuse_room(services: Services, team_id: str, limit: Limit, refusal: SlackRateLimited) -> None:
    """Take a limit for used up, as Slack says."""
    _buckets(services, team_id).close(limit, services.clock.now() + timedelta(seconds=refusal.retry_after))


def _buckets(services: Services, team_id: str) -> Buckets:
    return services.sending.buckets_of(team_id, services.settings.pace)


def at_once(services: Services) -> CarryOut:  # noqa: ARG001 like the sender's way, which needs them
    """Return a way to make a single call out of turn: now, or, where waiting is allowed, after Slack's rate limit."""

    def carry_out(call: Callable[[], _Result], *limits: Limit) -> _Result:  # noqa: ARG001 it does not wait for them
        while True:
            try:
                return call()
            except SlackRateLimited as limit:
                patience.wait_out(limit)

    return carry_out


def without_waiting(call: Callable[[], _Result], *limits: Limit) -> _Result:  # noqa: ARG001 it does not wait for them
    """Make a call now; raises SlackRateLimited even where waiting is allowed."""
    return call()


def outbox(services: Services, carry_out: CarryOut) -> Outbox:
    """Return an outbox that sends in this way."""
    return Outbox(services.slack, services.clock, carry_out)


def claim_lifetime(occurrence: Occurrence, found: datetime | None) -> tuple[timedelta, datetime | None]:
    """Return the age at which a claim counts as dead, and which of those `found` is surely dead whatever its age.

    Once a report is out, others than the sender add to it, so a claim may be in use at this moment.
    """
    return (CLAIM_LIVES, None) if occurrence.progress.reported_at else (LEFT_TO_OTHERS, found)


@contextmanager
def sole_sender(
    services: Services, team_id: str, job: str, deadline: datetime, *, waits: bool = True
) -> Iterator[Pacer]:
    """Hold the workspace's lease, as its only sender, for as long as this context lasts.

    If somebody else holds it: raises AlreadyRunning once they have been seen renewing it for the same `job`; waits for
    them if their job is another one, and raises SenderBusy when the time has run out, or at once unless it `waits`. A
    lease that is no longer renewed is taken over.
    """
    lease = _take(services, team_id, job, deadline if waits else services.clock.now())
    pacer = Pacer(Turns(services, lease, deadline), Urgency(Rank.DUE, services.clock.now()))
    try:
        with pacer.patient():
            yield pacer
    finally:
        services.sending.leases.give_back(lease)


def _take(services: Services, team_id: str, job: str, deadline: datetime) -> Lease:
    owner = uuid4().hex
    seen: Lease | None = None
    while True:
        now = services.clock.now()
        if lease := services.sending.leases.take(team_id, owner, job, now):
            return lease
        if now >= deadline:
            raise SenderBusy(job)
        other = services.sending.leases.held(team_id)
        if other and other.job == job and seen and seen.owner == other.owner and seen.until < other.until:
            raise AlreadyRunning(job)
        seen = seen if seen and other and seen.owner == other.owner else other
        services.clock.sleep(WATCH_EVERY)


def log_stage(occurrence: Occurrence, stage: str, done: int, of: int, **others: int) -> None:
    """Log what a stage of a day has come to, as in "asked 9 of 11; 1 away, 1 unreachable"."""
    rest = ", ".join(f"{number} {why.replace('_', ' ')}" for why, number in others.items() if number)
    here = occurrence.report_id
    about = {"team": here.team_id, "standup": here.standup_id, "day": here.day}
    _log.info("; ".join(filter(None, (f"{stage} {done} of {of}", rest))), extra=about)


def outcome_of(occurrence: Occurrence, outcome: str) -> dict[str, object]:
    """Return the outcome of a run, as the response to a scheduled event."""
    return {"report_id": str(occurrence.report_id), "outcome": outcome}
