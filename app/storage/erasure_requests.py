"""Who has asked to be erased and waits for a decision, in the `standups` table under reserved ids."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.tables import StandupRow, live

# Nobody answers for so long: then it is carried out.
ANSWERED_WITHIN = timedelta(days=30)
# The ticks have carried it out long before that.
LIVES = 2 * ANSWERED_WITHIN
# Not the standups' part of the index: older versions read all of that as standups.
SHARD = "wishes"
_PREFIX = ".asked."


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """A person's wish, who was told of it, and who of them has declined."""

    team_id: str
    user_id: str
    at: datetime
    told: tuple[str, ...] = ()
    declined: frozenset[str] = frozenset()

    @property
    def ends(self) -> datetime:
        """When it is carried out, unless all decline until then."""
        return self.at + ANSWERED_WITHIN


class ErasureRequests:
    """The wishes of all workspaces. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, user_id: str, now: datetime) -> ErasureRequest | None:
        """Give a person's wish; None if there is none, or it was settled."""
        with dynamodb_errors():
            key = (team_id, _range(user_id))
            row = live(next(iter(StandupRow.batch_get([key], consistent_read=True)), None), now)
        return _request(row) if row is not None and row.asked else None

    def due(self, now: datetime) -> list[ErasureRequest]:
        """Give the wishes of all workspaces that have waited long enough; one query."""
        with dynamodb_errors():
            rows = StandupRow.due.query(SHARD, StandupRow.due_at <= now)
            return [_request(row) for row in rows if row.asked]

    def keep(self, request: ErasureRequest) -> None:
        """Store a wish, or who was told of it since."""
        row = StandupRow(request.team_id, _range(request.user_id))
        with dynamodb_errors():
            row.update(
                actions=[
                    StandupRow.asked.set({"at": request.at.isoformat(), "told": list(request.told)}),
                    StandupRow.due_shard.set(SHARD),
                    StandupRow.due_at.set(request.ends),
                    StandupRow.expires_at.set(request.at + LIVES),
                ]
            )

    def decline(self, request: ErasureRequest, by: str) -> bool:
        """Store that somebody declines; False if the wish is settled. Two at once are both stored."""
        row = StandupRow(request.team_id, _range(request.user_id))
        try:
            with dynamodb_errors():
                row.update(actions=[StandupRow.declined_by.add({by})], condition=StandupRow.asked.exists())
        except ConditionFailed:
            return False
        return True

    def settle(self, team_id: str, user_id: str) -> bool:
        """Forget a wish: True for the one caller that has settled it."""
        row = StandupRow(team_id, _range(user_id))
        try:
            with dynamodb_errors():
                row.delete(condition=StandupRow.asked.exists())
        except ConditionFailed:
            return False
        return True


def _request(row: StandupRow) -> ErasureRequest:
    user_id = row.standup_id.removeprefix(_PREFIX)
    at, told = datetime.fromisoformat(row.asked["at"]), tuple(row.asked["told"])
    return ErasureRequest(row.team_id, user_id, at, told, frozenset(row.declined_by or ()))


def _range(user_id: str) -> str:
    return f"{_PREFIX}{user_id}"
