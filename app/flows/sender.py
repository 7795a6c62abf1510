"""The one paced sender of a workspace: its lease, its pace, and when it stops."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from app.domain.day.occurrence import Occurrence
from app.domain.scheduling.lease import Lease
from app.errors import AlreadyRunning, OutOfTime, SenderBusy, SlackRateLimited
from app.outbox import CLAIM_LIVES, LEFT_TO_OTHERS, CarryOut, Outbox
from app.services import Services
from app.slack import patience
from app.telemetry import metrics

# What Slack allows: several hundred messages a minute in a workspace, one a second in a channel.
DIRECT = 1 / 4
DIRECT_IN_A_CROWD = 1 / 2
CROWD = 300
CHANNEL = 1.0
# Looking somebody up is allowed a hundred times a minute (users.info, tier 4); clicks need some of that, too.
LOOK = 60 / 80
LOOKS_AT_ONCE = 50

# So many calls in a row without an answer mean that Slack is away, not that a few replies were lost.
AWAY_AFTER = 5

RENEW_EVERY = timedelta(seconds=2)
WATCH_EVERY = 0.25

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Pacer:
    """Carries out calls one after the other at a given pace, while it holds the workspace's lease."""

    def __init__(self, services: Services, lease: Lease, deadline: datetime) -> None:
        self._clock = services.clock
        self._leases = services.sending.leases
        self._pace = services.settings.pace
        self._deadline = deadline
        self.lease = lease
        self._renewed_at = services.clock.now()
        self._free_at = self._renewed_at
        self._messages = 0
        self._looks, self._looked_at = float(LOOKS_AT_ONCE), self._renewed_at

    def carry_out(self, call: Callable[[], _Result], interval: float) -> _Result:
        """Do one call when its turn has come; `interval` is the seconds until the next one's.

        All direct messages of one sender count together: it slows down in a crowd.
        A call that Slack refused for its rate was not carried out and is made again after the time that Slack names.
        Raises OutOfTime instead of starting what cannot be finished, and whatever else the call raises.
        """
        if interval == DIRECT:
            self._messages += 1
            interval = DIRECT if self._messages <= CROWD else DIRECT_IN_A_CROWD
        while True:
            self.wait_until(self._free_at)
            self._free_at = self._clock.now() + timedelta(seconds=interval / self._pace)
            try:
                return call()
            except SlackRateLimited as limit:
                self._free_at = self._over(limit)

    def wait_out(self, limit: SlackRateLimited) -> None:
        """Wait, holding on to the lease, until Slack takes calls like the one that it has refused."""
        self.wait_until(self._over(limit))

    def _over(self, limit: SlackRateLimited) -> datetime:
        """Return when a limit is over, and count it."""
        _log.warning("rate limited", extra={"method": limit.method, "seconds": limit.retry_after})
        metrics.count(metrics.RATE_LIMITED, self._clock.now())
        return self._clock.now() + timedelta(seconds=limit.retry_after)

    def look(self, *, is_needed: bool) -> bool:
        """Take one's turn to look somebody up: waits for it where that is needed; else False if it is not there yet."""
        self.hold_on()
        now, interval = self._clock.now(), LOOK / self._pace
        gained = max(0.0, (now - self._looked_at).total_seconds() / interval)
        self._looks, self._looked_at = min(float(LOOKS_AT_ONCE), self._looks + gained), now
        if self._looks < 1 and not is_needed:
            return False
        self._looks -= 1
        if self._looks < 0:
            self.wait_until(now + timedelta(seconds=-self._looks * interval))
        return True

    def wait_until(self, moment: datetime) -> None:
        """Wait, holding on to the lease; raises OutOfTime or LeaseLost."""
        if max(moment, self._clock.now()) >= self._deadline:
            raise OutOfTime(self.lease.job)
        while True:
            self.hold_on()
            left = (moment - self._clock.now()).total_seconds()
            if left <= 0:
                return
            self._clock.sleep(min(left, RENEW_EVERY.total_seconds()))

    def hold_on(self) -> None:
        """Renew the lease if that is due; raises LeaseLost."""
        now = self._clock.now()
        if not timedelta(0) <= now - self._renewed_at < RENEW_EVERY:
            self.lease = self._leases.renew(self.lease, now)
            self._renewed_at = now


def at_once(services: Services) -> CarryOut:  # noqa: ARG001 like the sender's way, which needs them
    """Return the way to carry out a single call out of turn: now, or, if that may be, after Slack's wait."""

    def carry_out(call: Callable[[], _Result], interval: float) -> _Result:  # noqa: ARG001 there is no next one
        while True:
            try:
                return call()
            except SlackRateLimited as limit:
                patience.wait_out(limit)

    return carry_out


def without_waiting(call: Callable[[], _Result], interval: float) -> _Result:  # noqa: ARG001 there is no next one
    """Carry a call out now; raises SlackRateLimited even where one may wait."""
    return call()


def outbox(services: Services, carry_out: CarryOut) -> Outbox:
    """Return the outbox that sends in this way."""
    return Outbox(services.slack, services.clock, carry_out)


def claims_live(occurrence: Occurrence, found: datetime | None) -> tuple[timedelta, datetime | None]:
    """Say how old a claim is that nobody is at any more, and which one is a dead one's for sure, of what was `found`.

    Once a report is out others add to it than its sender, so a claim may be somebody's at this moment.
    """
    return (CLAIM_LIVES, None) if occurrence.progress.reported_at else (LEFT_TO_OTHERS, found)


@contextmanager
def sole_sender(
    services: Services, team_id: str, job: str, deadline: datetime, *, waits: bool = True
) -> Iterator[Pacer]:
    """Be the workspace's only sender for as long as this lasts.

    If somebody is: raises AlreadyRunning once it is sure that they are alive and at the same `job`; waits for them if
    they are at another one, and raises SenderBusy when the time has run out, or at once if it is not to wait. Who no
    longer renews is taken over from.
    """
    lease = _take(services, team_id, job, deadline if waits else services.clock.now())
    pacer = Pacer(services, lease, deadline)
    try:
        with patience.patient(pacer.wait_out):
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


def outcome_of(occurrence: Occurrence, outcome: str) -> dict[str, object]:
    """Say what a run has come to, as the answer of a scheduled event."""
    return {"report_id": str(occurrence.report_id), "outcome": outcome}
