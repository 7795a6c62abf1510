"""The lease of a workspace's one sender: taken, renewed and given back on condition."""

from datetime import datetime, timedelta

from msgspec import Struct

from app.errors import LeaseLost, Uninstalled
from app.records import replace
from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.tables import StandupRow

LEASE = timedelta(seconds=12)
SENDER = ".sender"
_INSTALLED = StandupRow.uninstalled_at.does_not_exist()


class Lease(Struct, frozen=True):
    """The right to send in a workspace, for `job`, until `until` unless renewed."""

    team_id: str
    owner: str
    job: str
    until: datetime


class Leases:
    """Leases in the `standups` table, under a reserved id. Every method may raise StorageUnavailable."""

    def take(self, team_id: str, owner: str, job: str, now: datetime) -> Lease | None:
        """Take the lease if it is free, has run out, or ends so late that only a clock set back explains it.

        Raises Uninstalled where the app is not installed any more.
        """
        free = (
            StandupRow.lease_until.does_not_exist()
            | (StandupRow.lease_until < now)
            | (StandupRow.lease_until > now + 2 * LEASE)
        )
        lease = Lease(team_id, owner, job, now + LEASE)
        try:
            with dynamodb_errors():
                StandupRow(team_id, SENDER).update(
                    actions=[
                        StandupRow.lease_owner.set(owner),
                        StandupRow.lease_job.set(job),
                        StandupRow.lease_until.set(lease.until),
                    ],
                    condition=_INSTALLED & free,
                )
        except ConditionFailed:
            self._refuse_uninstalled(team_id)
            return None
        return lease

    def held(self, team_id: str) -> Lease | None:
        """Give the lease that somebody holds, run out or not."""
        row = self._row(team_id)
        if row is None or row.lease_until is None:
            return None
        return Lease(team_id, row.lease_owner, row.lease_job, row.lease_until)

    def _refuse_uninstalled(self, team_id: str) -> None:
        row = self._row(team_id)
        if row is not None and row.uninstalled_at:
            raise Uninstalled(team_id)

    def _row(self, team_id: str) -> StandupRow | None:
        with dynamodb_errors():
            return next(iter(StandupRow.batch_get([(team_id, SENDER)], consistent_read=True)), None)

    def renew(self, lease: Lease, now: datetime) -> Lease:
        """Hold on to the lease; raises LeaseLost if somebody else has it by now, or the app was uninstalled."""
        renewed = replace(lease, until=now + LEASE)
        try:
            with dynamodb_errors():
                StandupRow(lease.team_id, SENDER).update(
                    actions=[StandupRow.lease_until.set(renewed.until)],
                    condition=_INSTALLED & (StandupRow.lease_owner == lease.owner),
                )
        except ConditionFailed:
            raise LeaseLost(lease.job) from None
        return renewed

    def give_back(self, lease: Lease) -> None:
        """Let go of the lease, if it is still ours."""
        try:
            with dynamodb_errors():
                StandupRow(lease.team_id, SENDER).update(
                    actions=[
                        StandupRow.lease_owner.remove(),
                        StandupRow.lease_job.remove(),
                        StandupRow.lease_until.remove(),
                    ],
                    condition=StandupRow.lease_owner == lease.owner,
                )
        except ConditionFailed:
            return
