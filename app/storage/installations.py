"""Whether the app is installed in a workspace: kept in the row of its sender's lease, where no sender can miss it."""

from datetime import datetime

from msgspec import Struct

from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.leases import SENDER
from app.storage.tables import StandupRow


class Farewell(Struct, frozen=True):
    """When the app was uninstalled, and which token it had until then (a fingerprint of it)."""

    at: datetime
    token: str


class Installations:
    """Every method may raise StorageUnavailable."""

    def farewell(self, team_id: str) -> Farewell | None:
        """Tell when the app was uninstalled; None while it is installed."""
        with dynamodb_errors():
            row = next(iter(StandupRow.batch_get([(team_id, SENDER)], consistent_read=True)), None)
        gone_at = row.uninstalled_at if row else None
        return Farewell(gone_at, row.uninstalled_token or "") if row and gone_at else None

    def leave(self, team_id: str, at: datetime, token: str) -> Farewell | None:
        """Note that the app was uninstalled; the earliest moment counts. None if it was installed again since then."""
        first = StandupRow.uninstalled_at.does_not_exist() | (StandupRow.uninstalled_at > at)
        latest = StandupRow.installed_at.does_not_exist() | (StandupRow.installed_at < at)
        try:
            with dynamodb_errors():
                StandupRow(team_id, SENDER).update(
                    actions=[StandupRow.uninstalled_at.set(at), StandupRow.uninstalled_token.set(token)],
                    condition=first & latest,
                )
        except ConditionFailed:
            return self.farewell(team_id)
        return Farewell(at, token)

    def come_back(self, team_id: str, at: datetime) -> bool:
        """Note that the app is installed again; False if it was uninstalled no earlier than that, or not at all."""
        try:
            with dynamodb_errors():
                StandupRow(team_id, SENDER).update(
                    actions=[
                        StandupRow.installed_at.set(at),
                        StandupRow.uninstalled_at.remove(),
                        StandupRow.uninstalled_token.remove(),
                    ],
                    condition=StandupRow.uninstalled_at < at,
                )
        except ConditionFailed:
            return False
        return True
