"""Who has asked to be erased and waits for a decision, in the `standups` table under reserved ids.

What is sent about a wish is claimed here first, by one conditional write: of several runs at once one sends it. The
gate lets nothing be claimed, and no wish be stored, for who was erased already.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from msgspec import Struct
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.storage.claims import Claims
from app.storage.connection import ConditionFailed, dynamodb_errors
from app.storage.tables import StandupRow, live

# Nobody answers for so long: then it is carried out.
ANSWERED_WITHIN = timedelta(days=30)
# The ticks have carried it out long before that.
LIVES = 2 * ANSWERED_WITHIN
# Not the standups' part of the index: older versions read all of that as standups.
SHARD = "wishes"
_PREFIX = ".asked."
# Whoever presses a button again within this time means the same.
SHOWN_FOR = timedelta(minutes=1)
A_DAY = timedelta(days=1)
_SHOWN = ".shown."
_TOLD = Claims(StandupRow.told_to, StandupRow.telling, StandupRow.telling_at)


class ErasureRequest(Struct, frozen=True):
    """A person's wish, who was told of it, and who of them has declined."""

    team_id: str
    user_id: str
    at: datetime
    told: frozenset[str] = frozenset()
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

    def open(self, team_id: str, user_id: str, now: datetime) -> ErasureRequest | None:
        """Store a wish unless there is one, and give the one that is there; None for who was erased meanwhile."""
        request = ErasureRequest(team_id, user_id, now)
        row = StandupRow(team_id, _range(user_id), due_shard=SHARD, due_at=request.ends, expires_at=now + LIVES)
        row.asked = {"at": now.isoformat(), "told": []}
        try:
            with dynamodb_errors():
                row.save(condition=StandupRow.asked.does_not_exist() | (StandupRow.expires_at <= now))
        except ConditionFailed:
            return self.get(team_id, user_id, now)
        return request

    def claim_showing(self, team_id: str, user_id: str, what: str, now: datetime) -> bool:
        """Claim to show a person how it stands with their wish: True for one caller a minute, unless it has changed."""
        row = StandupRow(team_id, f"{_SHOWN}{user_id}", reserved_id=what, reserved_at=now)
        row.expires_at = now + A_DAY
        before = StandupRow.reserved_at
        is_new = before.does_not_exist() | (before <= now - SHOWN_FOR) | (StandupRow.reserved_id != what)
        try:
            with dynamodb_errors():
                row.save(condition=is_new)
        except ConditionFailed:
            return False
        return True

    def give_back_showing(self, team_id: str, user_id: str) -> None:
        """Take the claim back: the message was not sent."""
        with dynamodb_errors():
            StandupRow(team_id, f"{_SHOWN}{user_id}").delete()

    def claim_telling(
        self, request: ErasureRequest, entry: str, now: datetime, unconfirmed: datetime | None = None
    ) -> bool:
        """Claim a message about a wish, or take over the claim of the moment `unconfirmed`.

        True for the one caller that may send it. The `entry` of the one question to somebody who decides is their id.
        """
        free = StandupRow.asked.exists() & _TOLD.free(entry, unconfirmed)
        return self._claimed(request, _TOLD.claim(entry, now), free) is not None

    def telling_claimed_at(self, request: ErasureRequest, entry: str) -> datetime | None:
        """Give when that message was claimed, if nobody knows whether it is sent."""
        with dynamodb_errors():
            key = (request.team_id, _range(request.user_id))
            return _TOLD.claimed_at(next(iter(StandupRow.batch_get([key], consistent_read=True)), None), entry)

    def mark_telling(self, request: ErasureRequest, entry: str) -> None:
        """Note that the message is sent."""
        self._claimed(request, _TOLD.mark(entry), StandupRow.asked.exists())

    def give_back_telling(self, request: ErasureRequest, entry: str) -> None:
        """Take the claim back: the message was not sent."""
        self._claimed(request, _TOLD.give_back(entry), StandupRow.asked.exists())

    def claim_decline(self, request: ErasureRequest, by: str, now: datetime) -> ErasureRequest | None:
        """Store that somebody declines, and claim telling of it: for the one caller that has the wish as it is then."""
        condition = StandupRow.asked.exists() & ~StandupRow.declined_by.contains(by)
        actions = [StandupRow.declined_by.add({by}), *_TOLD.claim(declined(by), now)]
        return self._claimed(request, actions, condition)

    def give_back_decline(self, request: ErasureRequest, by: str) -> None:
        """Take that back: the person does not know of it."""
        actions = [StandupRow.declined_by.delete({by}), *_TOLD.give_back(declined(by))]
        self._claimed(request, actions, StandupRow.asked.exists())

    def _claimed(self, request: ErasureRequest, actions: list[Action], condition: Condition) -> ErasureRequest | None:
        row = StandupRow(request.team_id, _range(request.user_id))
        with suppress(ConditionFailed), dynamodb_errors():
            row.update(actions, condition)
            return _request(row)
        return None

    def settle(self, team_id: str, user_id: str) -> bool:
        """Forget a wish: True for the one caller that has settled it."""
        row = StandupRow(team_id, _range(user_id))
        try:
            with dynamodb_errors():
                row.delete(condition=StandupRow.asked.exists())
        except ConditionFailed:
            return False
        return True


def declined(by: str) -> str:
    """Name the message that says that somebody declines."""
    return f"declined.{by}"


def _request(row: StandupRow) -> ErasureRequest:
    user_id = row.standup_id.removeprefix(_PREFIX)
    at = datetime.fromisoformat(row.asked["at"])
    told = frozenset(row.asked["told"]) | frozenset(row.told_to or ())  # releases before kept it with the time
    return ErasureRequest(row.team_id, user_id, at, told, frozenset(row.declined_by or ()))


def _range(user_id: str) -> str:
    return f"{_PREFIX}{user_id}"
