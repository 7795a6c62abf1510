"""The standups that concern a person or a channel: a set of ids for each, in the `standups` table under reserved ids.

They only say where to look. Readers check the standup itself, so an id too many does no harm: ids are added before a
standup is stored, and removed after it. Deleted standups stay in the sets. A job adds the standups that an earlier
release stored; until it is done, the sets are incomplete.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any

from app.domain.privacy.concern import EVERYTHING
from app.domain.scheduling.job import JobKind
from app.errors import StorageUnavailable
from app.storage.rows.connection import dynamodb_errors, updated
from app.storage.rows.tables import ConcernRow
from app.storage.scheduling.jobs import Jobs

COMPLETE = f".{JobKind.CONCERNS}"


class Concerns:
    """The sets of ids. Every method may raise StorageUnavailable."""

    def of(self, team_id: str, keys: Iterable[str]) -> dict[str, frozenset[str]] | None:
        """Return the ids of standups under each of the keys; None while the sets are incomplete."""
        wanted = [(team_id, key) for key in dict.fromkeys((COMPLETE, *keys))]
        with dynamodb_errors():
            rows = {row.standup_id: row for row in ConcernRow.batch_get(wanted, consistent_read=True)}
        if COMPLETE not in rows:
            return None
        return {key: frozenset((rows[key].concerned if key in rows else None) or ()) for _, key in wanted[1:]}

    def add(self, team_id: str, key: str, standup_ids: Collection[str]) -> None:
        """Add standups to the set of a key."""
        with dynamodb_errors():
            ConcernRow(team_id, key).update(actions=[ConcernRow.concerned.add(set(standup_ids))])

    def remove_gone(self, team_id: str, keys: Iterable[str], standup_id: str) -> None:
        """Remove a standup from the sets of these keys; an id that cannot be removed does no harm."""
        is_noted = ConcernRow.concerned.contains(standup_id)
        for key in keys:
            row = ConcernRow(team_id, key)
            with suppress(StorageUnavailable):
                updated(row, [ConcernRow.concerned.delete({standup_id})], is_noted)

    def move(self, team_id: str, key: str, to: str) -> None:
        """Move the set of a key to another key."""
        row = ConcernRow(team_id, key)
        if ids := (self.of(team_id, [key]) or {}).get(key):
            self.add(team_id, to, ids)
        with dynamodb_errors():
            row.delete()

    def begin_anew(self, team_id: str) -> None:
        """Have the job add all standups of a workspace again, for example after an import."""
        with dynamodb_errors():
            ConcernRow(team_id, COMPLETE).delete()
        Jobs().forget(team_id, JobKind.CONCERNS, EVERYTHING)

    def complete(self, team_id: str) -> None:
        """Store that the sets of a workspace are complete."""
        with dynamodb_errors():
            ConcernRow(team_id, COMPLETE).save()


def is_noted_anew(item: Mapping[str, Any]) -> bool:
    """Whether a raw row belongs to these sets, which can be made again from the standups themselves."""
    return "concerned" in item or item["standup_id"] == COMPLETE
