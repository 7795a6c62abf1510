"""The lease of a workspace's one sender: taken, renewed and given back on condition.

A sender renews its lease as it goes. If it dies without giving the lease back, another takes over once it has run out.
"""

from datetime import datetime, timedelta

from app.domain.scheduling.lease import Lease
from app.errors import LeaseLost, Uninstalled
from app.records import replace
from app.storage.rows.connection import read_one, updated
from app.storage.rows.tables import SenderRow

LEASE = timedelta(seconds=12)
SENDER = ".sender"
_INSTALLED = SenderRow.uninstalled_at.does_not_exist()


class Leases:
    """Leases in the `standups` table, under a reserved id. Every method may raise StorageUnavailable."""

    def take(self, team_id: str, owner: str, job: str, now: datetime) -> Lease | None:
        """Take the lease if it is free or has run out, or if it ends so late that its clock must have been wrong.

        None if another sender has it. Raises Uninstalled if the app is no longer installed.
        """
        free = (
            SenderRow.lease_until.does_not_exist()
            | (SenderRow.lease_until < now)
            | (SenderRow.lease_until > now + 2 * LEASE)
        )
        lease = Lease(team_id, owner, job, now + LEASE)
        taken = SenderRow.writes({"lease_owner": owner, "lease_job": job, "lease_until": lease.until})
        if updated(SenderRow(team_id, SENDER), taken, _INSTALLED & free):
            return lease
        self._refuse_uninstalled(team_id)
        return None

    def held(self, team_id: str) -> Lease | None:
        """Return the stored lease, even if it has run out; None if there is none."""
        row = read_one(SenderRow, team_id, SENDER)
        if row is None or row.lease_until is None:
            return None
        return Lease(team_id, row.lease_owner, row.lease_job, row.lease_until)

    def _refuse_uninstalled(self, team_id: str) -> None:
        row = read_one(SenderRow, team_id, SENDER)
        if row is not None and row.uninstalled_at:
            raise Uninstalled(team_id)

    def renew(self, lease: Lease, now: datetime) -> Lease:
        """Renew the lease; raises LeaseLost if another sender has it by now, or the app was uninstalled."""
        row = SenderRow(lease.team_id, SENDER)
        is_ours = _INSTALLED & (SenderRow.lease_owner == lease.owner)
        if not updated(row, [SenderRow.lease_until.set(now + LEASE)], is_ours):
            raise LeaseLost(lease.job)
        return replace(lease, until=now + LEASE, crowded_at=row.crowded_at)

    def note_crowd(self, team_id: str, now: datetime) -> None:
        """Store that more people click than Slack opens forms for; the sender sees it when it renews its lease."""
        updated(SenderRow(team_id, SENDER), [SenderRow.crowded_at.set(now)], SenderRow.lease_owner.exists())

    def give_back(self, lease: Lease) -> None:
        """Give the lease back, if it is still ours."""
        let_go = SenderRow.writes({"lease_owner": None, "lease_job": None, "lease_until": None})
        updated(SenderRow(lease.team_id, SENDER), let_go, SenderRow.lease_owner == lease.owner)
