"""Requests to be erased that wait for a decision, in the `standups` table under reserved ids.

Each message about a request is claimed here first, by one conditional write, so that one of several runs sends it. For
a person who is erased already the gate allows no claims and no requests.
"""

from datetime import datetime, timedelta

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from app.domain.privacy.erasure_request import ANSWERED_WITHIN, ErasureRequest, declined_entry
from app.storage.rows.claims import Claims
from app.storage.rows.connection import deleted, dynamodb_errors, read_one, saved, updated
from app.storage.rows.due import rows_due
from app.storage.rows.row import live
from app.storage.rows.tables import ErasureRequestRow, ReservationRow

# The ticks have carried out a request long before that.
LIVES = 2 * ANSWERED_WITHIN
# A shard of its own in the index, because older releases read everything in the standups' shard as standups.
SHARD = "wishes"
PREFIX = ".asked."
# Pressing a button again within this time counts as one press.
SHOWN_FOR = timedelta(minutes=1)
A_DAY = timedelta(days=1)
_SHOWN = ".shown."
_TOLD = Claims(ErasureRequestRow.told_to, ErasureRequestRow.telling, ErasureRequestRow.telling_at)


class ErasureRequests:
    """The erasure requests of all workspaces. Every method may raise StorageUnavailable."""

    def get(self, team_id: str, user_id: str, now: datetime) -> ErasureRequest | None:
        """Return a person's request; None if there is none, or it was settled."""
        row = live(read_one(ErasureRequestRow, team_id, _range(user_id)), now)
        return _request(row) if row is not None and row.asked else None

    def due(self, now: datetime) -> list[ErasureRequest]:
        """Return the erasure requests of all workspaces whose time to answer is over; one query if there is none."""
        return [_request(row) for row in rows_due(ErasureRequestRow, SHARD, now) if row.asked]

    def open(self, team_id: str, user_id: str, now: datetime) -> ErasureRequest | None:
        """Store a request unless there is one, and return the stored one; None if the person was erased meanwhile."""
        request = ErasureRequest(team_id, user_id, now)
        row = ErasureRequestRow(team_id, _range(user_id), due_shard=SHARD, due_at=request.ends, expires_at=now + LIVES)
        row.asked = {"at": now.isoformat(), "told": []}
        is_free = ErasureRequestRow.asked.does_not_exist() | (ErasureRequestRow.expires_at <= now)
        return request if saved(row, is_free) else self.get(team_id, user_id, now)

    def claim_showing(self, team_id: str, user_id: str, what: str, now: datetime) -> bool:
        """Claim the message that shows a person the state of their request (`what`).

        True for one caller a minute, or if the state has changed.
        """
        row = ReservationRow(team_id, f"{_SHOWN}{user_id}", reserved_id=what, reserved_at=now)
        row.expires_at = now + A_DAY
        before = ReservationRow.reserved_at
        is_new = before.does_not_exist() | (before <= now - SHOWN_FOR) | (ReservationRow.reserved_id != what)
        return saved(row, is_new)

    def give_back_showing(self, team_id: str, user_id: str) -> None:
        """Take the claim back: the message was not sent."""
        with dynamodb_errors():
            ReservationRow(team_id, f"{_SHOWN}{user_id}").delete()

    def claim_telling(
        self, request: ErasureRequest, entry: str, now: datetime, unconfirmed: datetime | None = None
    ) -> bool:
        """Claim a message about a request, or take over the claim of the moment `unconfirmed`.

        True for the one caller that may send it. The `entry` of the question to a person who decides is their id.
        """
        free = ErasureRequestRow.asked.exists() & _TOLD.free(entry, unconfirmed)
        return self._claimed(request, _TOLD.claim(entry, now), free) is not None

    def telling_claimed_at(self, request: ErasureRequest, entry: str) -> datetime | None:
        """Return when that message was claimed, if it is unconfirmed."""
        return _TOLD.claimed_at(read_one(ErasureRequestRow, request.team_id, _range(request.user_id)), entry)

    def mark_telling(self, request: ErasureRequest, entry: str) -> None:
        """Store that the message is sent."""
        self._claimed(request, _TOLD.mark(entry), ErasureRequestRow.asked.exists())

    def give_back_telling(self, request: ErasureRequest, entry: str) -> None:
        """Take the claim back: the message was not sent."""
        self._claimed(request, _TOLD.give_back(entry), ErasureRequestRow.asked.exists())

    def claim_decline(self, request: ErasureRequest, by: str, now: datetime) -> ErasureRequest | None:
        """Store that `by` declines, and claim the message about it.

        Return the stored request to the one caller that may send it; None to others.
        """
        condition = ErasureRequestRow.asked.exists() & ~ErasureRequestRow.declined_by.contains(by)
        actions = [ErasureRequestRow.declined_by.add({by}), *_TOLD.claim(declined_entry(by), now)]
        return self._claimed(request, actions, condition)

    def give_back_decline(self, request: ErasureRequest, by: str) -> None:
        """Take the decline back, because the requester was not told."""
        actions = [ErasureRequestRow.declined_by.delete({by}), *_TOLD.give_back(declined_entry(by))]
        self._claimed(request, actions, ErasureRequestRow.asked.exists())

    def _claimed(self, request: ErasureRequest, actions: list[Action], condition: Condition) -> ErasureRequest | None:
        row = ErasureRequestRow(request.team_id, _range(request.user_id))
        return _request(row) if updated(row, actions, condition) else None

    def settle(self, team_id: str, user_id: str) -> bool:
        """Delete a request: True for the one caller that has settled it."""
        return deleted(ErasureRequestRow(team_id, _range(user_id)), ErasureRequestRow.asked.exists())


def _request(row: ErasureRequestRow) -> ErasureRequest:
    user_id = row.standup_id.removeprefix(PREFIX)
    at = datetime.fromisoformat(row.asked["at"])
    told = frozenset(row.asked["told"]) | frozenset(row.told_to or ())  # earlier releases stored it with the time
    return ErasureRequest(row.team_id, user_id, at, told, frozenset(row.declined_by or ()))


def _range(user_id: str) -> str:
    return f"{PREFIX}{user_id}"
