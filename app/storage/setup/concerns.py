"""Which standups concern a person or a channel: a set of ids each, in the `standups` table under reserved ids.

They only say where to look. Whoever follows them reads the standup itself, so one id too many does no harm: ids are
noted before a standup is stored, and taken out after it. Standups that an earlier version has stored are noted by a
job; until that is done there is no knowing.
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
    """May raise StorageUnavailable."""

    def of(self, team_id: str, keys: Iterable[str]) -> dict[str, frozenset[str]] | None:
        """Return the ids of standups under each of the keys; None where not all of them are noted yet."""
        wanted = [(team_id, key) for key in dict.fromkeys((COMPLETE, *keys))]
        with dynamodb_errors():
            rows = {row.standup_id: row for row in ConcernRow.batch_get(wanted, consistent_read=True)}
        if COMPLETE not in rows:
            return None
        return {key: frozenset((rows[key].concerned if key in rows else None) or ()) for _, key in wanted[1:]}

    def add(self, team_id: str, key: str, standup_ids: Collection[str]) -> None:
        """Note that these standups concern somebody."""
        with dynamodb_errors():
            ConcernRow(team_id, key).update(actions=[ConcernRow.concerned.add(set(standup_ids))])

    def remove_gone(self, team_id: str, keys: Iterable[str], standup_id: str) -> None:
        """Forget a standup that does not concern these any more; what fails stays, and does no harm."""
        known = ConcernRow.concerned.contains(standup_id)
        for key in keys:
            row = ConcernRow(team_id, key)
            with suppress(StorageUnavailable):
                updated(row, [ConcernRow.concerned.delete({standup_id})], known)

    def move(self, team_id: str, key: str, to: str) -> None:
        """Note under another key what is noted under one that is nothing any more."""
        row = ConcernRow(team_id, key)
        if ids := (self.of(team_id, [key]) or {}).get(key):
            self.add(team_id, to, ids)
        with dynamodb_errors():
            row.delete()

    def begin_anew(self, team_id: str) -> None:
        """Have all standups of a workspace noted again, as where some were stored by other means."""
        with dynamodb_errors():
            ConcernRow(team_id, COMPLETE).delete()
        Jobs().forget(team_id, JobKind.CONCERNS, EVERYTHING)

    def complete(self, team_id: str) -> None:
        """Note that all standups of a workspace are noted."""
        with dynamodb_errors():
            ConcernRow(team_id, COMPLETE).save()


def is_noted_anew(item: Mapping[str, Any]) -> bool:
    """Whether a stored row only says whom standups concern, which is found out from the standups themselves."""
    return "concerned" in item or item["standup_id"] == COMPLETE
