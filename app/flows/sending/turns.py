"""Turns to call Slack: each of its limits is kept, and what is most urgent goes first.

Everybody who wants to call waits in one line. Whoever of them keeps the time looks after the rest: sleeps until a limit
has room again, gives the turns, renews the lease every two seconds, and ends all of it when the time is over or the
lease is lost. One thread alone keeps its own time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Condition, Lock

from msgspec import Struct

from app.domain.scheduling.lease import Lease
from app.domain.scheduling.urgency import Urgency
from app.errors import HeldBack, LeaseLost, OutOfTime, StorageUnavailable
from app.services import Services
from app.slack.limits import MENUS_IN_A_CROWD, MESSAGES, Limit
from app.slack.patience import others_go_on

RENEW_EVERY = timedelta(seconds=2)
CROWDED_FOR = timedelta(minutes=1)


class _Waiting(Struct, eq=False):
    """Somebody in the line: with which limits they call, or from when on they want to go on."""

    urgency: Urgency
    limits: tuple[Limit, ...]
    not_before: datetime
    called: Condition
    may_go: bool = False


class Turns:
    """The line of one sender, which holds its lease; `deadline` is when all of it has to end."""

    def __init__(self, services: Services, lease: Lease, deadline: datetime) -> None:
        self._clock = services.clock
        self._leases = services.sending.leases
        self._buckets = services.sending.buckets_of(lease.team_id, services.settings.pace)
        self.deadline = deadline
        self._lock = Lock()
        self._renewing = Lock()
        self._line: list[_Waiting] = []
        self._busy = 1  # threads that are not in the line: at first the one that has made this
        self._keeper: _Waiting | None = None  # who keeps the time
        self._ended: BaseException | None = None
        self._renewed_at = services.clock.now()
        self.lease = lease

    def wait(self, urgency: Urgency, limits: tuple[Limit, ...] = (), not_before: datetime | None = None) -> None:
        """Wait until all of these limits have room and nobody more urgent needs it, and count the call.

        Raises HeldBack if Slack keeps one of them closed for longer than the sender has time, and OutOfTime or
        LeaseLost once it has to end.
        """
        with others_go_on():
            self._wait_in_line(urgency, limits, not_before)
        self.hold_on()  # the last thing before the call: this process may have stood still meanwhile

    def _wait_in_line(self, urgency: Urgency, limits: tuple[Limit, ...], not_before: datetime | None) -> None:
        with self._lock:
            me = _Waiting(urgency, self._with_clicks(limits), not_before or self._clock.now(), Condition(self._lock))
            self._line.append(me)
            self._busy -= 1
            try:
                self._give_turns()
                self._wake_keeper()
                while not me.may_go:
                    if self._ended:
                        raise self._ended
                    for limit in me.limits:
                        if self._buckets.is_closed_at(limit, self.deadline):
                            raise HeldBack(limit.name)
                    self._wait_for(me)
                    self._give_turns()
            finally:
                if not me.may_go:
                    self._line.remove(me)
                    self._busy += 1
                self._wake_keeper()

    def _with_clicks(self, limits: tuple[Limit, ...]) -> tuple[Limit, ...]:
        """Ask people more slowly while Slack refuses forms to those who have been asked."""
        crowded_at, now = self.lease.crowded_at, self._clock.now()
        is_crowded = crowded_at is not None and now - crowded_at < CROWDED_FOR
        return (*limits, MENUS_IN_A_CROWD) if is_crowded and limits == (MESSAGES,) else limits

    def take_if_free(self, limit: Limit) -> bool:
        """Count a call if its limit has room at this moment."""
        with self._lock:
            return self._ended is None and self._buckets.take_if_free(limit, self._clock.now())

    def close(self, limit: Limit, until: datetime) -> None:
        """Take no more calls with a limit until then, because Slack has refused one."""
        with self._lock:
            self._buckets.close(limit, until)
            for each in self._line:
                each.called.notify()

    def end(self, reason: BaseException) -> None:
        """Let everybody who waits for a turn, or comes for one, fail for this reason."""
        with self._lock:
            self._end(reason)

    def expect(self) -> None:
        """Count one more thread among those that may come for a turn."""
        with self._lock:
            self._busy += 1

    def leave(self, urgency: Urgency) -> None:
        """Count this thread no more, and let whoever waits with this very urgency go on: they wait for its end."""
        with self._lock:
            for each in self._line:
                if each.urgency is urgency:
                    each.not_before = min(each.not_before, self._clock.now())
            self._give_turns()
            self._busy -= 1
            self._wake_keeper()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Count this thread no more while it waits for others to end."""
        with self._lock:
            self._busy -= 1
            self._wake_keeper()
        try:
            yield
        finally:
            self.expect()

    def now(self) -> datetime:
        """Return the time, by the clock that the turns go by."""
        return self._clock.now()

    def _end(self, reason: BaseException) -> None:
        self._ended = self._ended or reason
        for each in self._line:
            each.called.notify()

    def _give_turns(self) -> None:
        """Give everybody their turn who can have it now, the most urgent first."""
        now = self._clock.now()
        if now >= self.deadline:
            self._end(OutOfTime(self.lease.job))
        for each in () if self._ended else sorted(self._line, key=lambda one: one.urgency):
            if self._free_at(each, now) <= now:
                for limit in each.limits:
                    self._buckets.take(limit, now)
                each.may_go = True
                self._line.remove(each)
                self._busy += 1
                each.called.notify()

    def _free_at(self, waiting: _Waiting, now: datetime) -> datetime:
        return max([waiting.not_before, *(self._buckets.free_at(limit, now) for limit in waiting.limits)])

    def _wake_keeper(self) -> None:
        """Have somebody keep the time, and think anew about how long to sleep."""
        keeper = self._keeper or (self._line[0] if self._line else None)
        if keeper:
            keeper.called.notify()

    def _wait_for(self, me: _Waiting) -> None:
        """Wait for a while: as the one who keeps the time until something changes by itself, else until called."""
        if self._keeper:
            me.called.wait()
            return
        self._keeper = me
        try:
            now = self._clock.now()
            if self._is_renewal_due(now):
                self._unlocked(self._renew_if_due)
                return
            soonest = min(self._free_at(each, now) for each in self._line)
            seconds = (min(soonest, self.deadline, now + RENEW_EVERY) - now).total_seconds()
            if self._busy:  # they come back by themselves, and may be done before the time that this would sleep
                me.called.wait(max(seconds, 0.001))
            else:
                self._unlocked(lambda: self._clock.sleep(seconds))
        finally:
            self._keeper = None

    def _unlocked(self, act: Callable[[], None]) -> None:
        self._lock.release()
        try:
            act()
        finally:
            self._lock.acquire()

    def hold_on(self) -> None:
        """Renew the lease if that is due; raises LeaseLost."""
        self._renew_if_due()
        if self._ended:
            raise self._ended

    def _is_renewal_due(self, now: datetime) -> bool:
        return not timedelta(0) <= now - self._renewed_at < RENEW_EVERY

    def _renew_if_due(self) -> None:
        """Renew the lease unless that was done just now; whoever comes meanwhile waits for the outcome.

        While the storage does not answer, the sender goes on for as long as the lease lasts.
        """
        if not self._is_renewal_due(self._clock.now()):
            return
        with self._renewing:
            now = self._clock.now()
            if self._ended or not self._is_renewal_due(now):
                return
            try:
                self.lease = self._leases.renew(self.lease, now)
                self._renewed_at = now
            except LeaseLost as lost:
                self.end(lost)
            except StorageUnavailable:
                if self._clock.now() + RENEW_EVERY >= self.lease.until:  # it runs out before the next attempt
                    self.end(LeaseLost(self.lease.job))
                self._renewed_at = self._clock.now()  # the next attempt is two seconds later
