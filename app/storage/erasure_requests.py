"""Who has asked to be erased and waits for a confirmation, in the `standups` table under reserved ids."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.tables import StandupRow, live

# Nobody answers for a month: then the person asks again.
LIVES = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """A person's wish, and who was told of it."""

    team_id: str
    user_id: str
    at: datetime
    told: tuple[str, ...] = ()


class ErasureRequests:
    """The wishes of all workspaces. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, user_id: str, now: datetime) -> ErasureRequest | None:
        """Give a person's wish; None if there is none, or it was settled."""
        with dynamodb_errors():
            key = (team_id, _range(user_id))
            row = live(next(iter(StandupRow.batch_get([key], consistent_read=True)), None), now)
        if row is None or row.asked is None:
            return None
        return ErasureRequest(team_id, user_id, datetime.fromisoformat(row.asked["at"]), tuple(row.asked["told"]))

    def keep(self, request: ErasureRequest) -> None:
        """Store a wish, or who was told of it since."""
        row = StandupRow(request.team_id, _range(request.user_id))
        row.asked = {"at": request.at.isoformat(), "told": list(request.told)}
        row.expires_at = request.at + LIVES
        with dynamodb_errors():
            row.save()

    def settle(self, team_id: str, user_id: str) -> bool:
        """Forget a wish: True for the one caller that has settled it."""
        row = StandupRow(team_id, _range(user_id))
        try:
            with dynamodb_errors():
                row.delete(condition=StandupRow.asked.exists())
        except ConditionFailed:
            return False
        return True


def _range(user_id: str) -> str:
    return f".asked.{user_id}"
