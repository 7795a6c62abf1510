"""Who was erased and is not asked again: kept as digests, so that nobody is named by being left out."""

import hashlib

from app.storage.connection import dynamodb_errors
from app.storage.tables import StandupRow

_ROW = ".erased"


class Suppressed:
    """The erased people of each workspace. Every method may raise StorageUnavailable."""

    def add(self, team_id: str, user_id: str) -> None:
        """Leave a person out from now on."""
        with dynamodb_errors():
            StandupRow(team_id, _ROW).update(actions=[StandupRow.erased.add({digest(team_id, user_id)})])

    def lift(self, team_id: str, user_id: str) -> None:
        """Take a person in again: they have said so."""
        with dynamodb_errors():
            StandupRow(team_id, _ROW).update(actions=[StandupRow.erased.delete({digest(team_id, user_id)})])

    def among(self, team_id: str, user_ids: list[str]) -> set[str]:
        """Give those of these people who were erased."""
        known = self.digests(team_id)
        return {user_id for user_id in user_ids if digest(team_id, user_id) in known} if known else set()

    def digests(self, team_id: str) -> set[str]:
        """Give what stands for all erased people of a workspace."""
        with dynamodb_errors():
            row = next(iter(StandupRow.batch_get([(team_id, _ROW)], consistent_read=True)), None)
        return set(row.erased) if row is not None and row.erased else set()


def digest(team_id: str, user_id: str) -> str:
    """Give what stands for a person: the same each time, and not to be read back."""
    return hashlib.sha256(f"standup {team_id} {user_id}".encode()).hexdigest()[:32]
