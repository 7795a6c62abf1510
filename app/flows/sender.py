"""The one paced sender of a workspace: its lease, its pace, and when it stops.

The lease lasts 12 seconds and is renewed as the sender goes. A second sender with the same job ends as soon as it has
seen a renewal; one with another job waits, unless it is a tick. When a sender died without giving the lease back, the
next one takes over after it has expired.

The pace is Slack's: four direct messages a second for the first 300 people, then two (people click, and opening modals
is limited, too), and one message a second in a channel. A rate limit is waited out, since the refused call did nothing.
`SLACK_PACE` scales all of it.
"""

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
# Slack allows a hundred look-ups a minute (users.info, tier 4); clicks need some of them.
LOOK = 60 / 80
LOOKS_AT_ONCE = 50

# This many calls in a row without a reply mean that Slack is away, not that a few replies were lost.
AWAY_AFTER = 5

RENEW_EVERY = timedelta(seconds=2)
WATCH_EVERY = 0.25

_Result = TypeVar("_Result")
_log = logging.getLogger(__name__)


class Pacer:
    """Carries out calls one after the other at Slack's pace while it holds the workspace's lease."""

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
        """Make one call when its turn has come; `interval` is the number of seconds until the next one's turn.

        All direct messages of one sender count together: it slows down in a crowd. A rate-limited call did nothing and
        is made again after the time that Slack names. Raises OutOfTime instead of starting what cannot be finished, and
        whatever else the call raises.
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
        """Wait until a rate limit is over, renewing the lease meanwhile."""
        self.wait_until(self._over(limit))

    def _over(self, limit: SlackRateLimited) -> datetime:
        """Return when a rate limit is over, and count it."""
        _log.warning("rate limited", extra={"method": limit.method, "seconds": limit.retry_after})
        metrics.count(metrics.RATE_LIMITED, self._clock.now())
        return self._clock.now() + timedelta(seconds=limit.retry_after)

    def look(self, *, is_needed: bool) -> bool:
        """Take a turn to look somebody up: waits for it if `is_needed`, else returns False if there is none yet."""
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
        """Wait until a moment, renewing the lease meanwhile; raises OutOfTime or LeaseLost."""
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
    """Return a way to make a single call out of turn: now, or, where waiting is allowed, after Slack's rate limit."""

    def carry_out(call: Callable[[], _Result], interval: float) -> _Result:  # noqa: ARG001 there is no next one
        while True:
            try:
                return call()
            except SlackRateLimited as limit:
                patience.wait_out(limit)

    return carry_out


def without_waiting(call: Callable[[], _Result], interval: float) -> _Result:  # noqa: ARG001 there is no next one
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
    """Return the outcome of a run, as the response to a scheduled event."""
    return {"report_id": str(occurrence.report_id), "outcome": outcome}
