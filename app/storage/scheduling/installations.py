"""Whether the app is installed in a workspace; stored in the row of the sender's lease, so that no sender misses it.

Once the app is uninstalled, the lease can be neither taken nor renewed, so a sender stops within seconds. Slack's
events may come late or twice, so their moments decide.
"""

from datetime import datetime

from msgspec import Struct

from app.storage.rows.connection import read_one, updated
from app.storage.rows.tables import SenderRow
from app.storage.scheduling.leases import SENDER


class Farewell(Struct, frozen=True):
    """When the app was uninstalled, and the fingerprint of the token that it had until then."""

    at: datetime
    token: str


class Installations:
    """Installations in the `standups` table. Every method may raise StorageUnavailable."""

    def farewell(self, team_id: str) -> Farewell | None:
        """Return when the app was uninstalled; None while it is installed."""
        row = read_one(SenderRow, team_id, SENDER)
        gone_at = row.uninstalled_at if row else None
        return Farewell(gone_at, row.uninstalled_token or "") if row and gone_at else None

    def leave(self, team_id: str, at: datetime, token: str) -> Farewell | None:
        """Store that the app was uninstalled; the earliest moment counts. None if it was installed again since."""
        first = SenderRow.uninstalled_at.does_not_exist() | (SenderRow.uninstalled_at > at)
        latest = SenderRow.installed_at.does_not_exist() | (SenderRow.installed_at < at)
        gone = [SenderRow.uninstalled_at.set(at), SenderRow.uninstalled_token.set(token)]
        return (
            Farewell(at, token) if updated(SenderRow(team_id, SENDER), gone, first & latest) else self.farewell(team_id)
        )

    def come_back(self, team_id: str, at: datetime) -> bool:
        """Store that the app is installed again; False if it was not uninstalled before that moment."""
        back = SenderRow.writes({"installed_at": at, "uninstalled_at": None, "uninstalled_token": None})
        return updated(SenderRow(team_id, SENDER), back, SenderRow.uninstalled_at < at)
