"""Chores in the `standups` table, under reserved ids: kept, taken for a while, and noted as they go on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import to_builtins

from app.domain.scheduling.job import Chore, ChoreKind, Progress
from app.errors import LeaseLost
from app.records import replace
from app.storage.rows.connection import deleted, dynamodb_errors, read_one, saved
from app.storage.rows.tables import JobRow
from app.storage.rows.unreadable import demand, readable, readable_one

# Not the standups' part of the index: older versions read all of that as standups.
SHARD = "chores"
# Whoever has taken a chore and shows no sign of life for so long is taken to be dead.
TAKEN_FOR = timedelta(minutes=3)
BROKEN_FOR = timedelta(hours=1)
_PREFIX = ".chore."


class Chores:
    """What is to be done bit by bit. Every method may raise StorageUnavailable."""

    def keep(self, chore: Chore) -> None:
        """Store a chore; one of the same kind about the same begins anew, and whoever is at it stops."""
        with dynamodb_errors():
            self._row(chore).save()

    def keep_unless_there(self, chore: Chore) -> None:
        """Store a chore, unless there is one of its kind about the same."""
        saved(self._row(chore), JobRow.standup_id.does_not_exist())

    def due(self, now: datetime) -> list[Chore]:
        """Give the chores of all workspaces that nobody is at, longest due first; one query."""
        with dynamodb_errors():
            return list(readable(JobRow.due.query(SHARD, JobRow.due_at <= now), _chore))

    def get(self, team_id: str, kind: ChoreKind, about: str) -> Chore | None:
        """Give one chore as last written."""
        return readable_one(read_one(JobRow, team_id, f"{_PREFIX}{kind}.{about}"), _chore)

    def waiting(self, kind: ChoreKind) -> list[Chore]:
        """Give the chores of a kind, whenever they are due; one query."""
        with dynamodb_errors():
            return [chore for chore in readable(JobRow.due.query(SHARD), _chore) if chore.kind is kind]

    def forget(self, team_id: str, kind: ChoreKind, about: str) -> None:
        """Forget a chore that is not to be done after all."""
        with dynamodb_errors():
            JobRow(team_id, f"{_PREFIX}{kind}.{about}").delete()

    def take(self, chore: Chore, now: datetime) -> Chore | None:
        """Take a chore for a while; None if somebody else has it, or it is done."""
        try:
            return self._note(chore, now + TAKEN_FOR)
        except LeaseLost:
            return None

    def note(self, chore: Chore, progress: Progress, now: datetime) -> Chore:
        """Note how far it has come, and hold on to it; raises LeaseLost if it is another's by now."""
        return self._note(chore, now + TAKEN_FOR, to_builtins(progress))

    def let_go(self, chore: Chore, now: datetime) -> None:
        """Leave it to the next run; raises LeaseLost if it is another's by now."""
        self._note(chore, now)

    def _note(self, chore: Chore, due_at: datetime, progress: Mapping[str, Any] | None = None) -> Chore:
        noted = replace(chore, progress=chore.progress if progress is None else progress, due_at=due_at)
        if not saved(self._row(noted), JobRow.due_at == chore.due_at):
            raise LeaseLost(f"{chore.kind} {chore.about}")
        return noted

    def put_off(self, chore: Chore, now: datetime) -> None:
        """Look at a chore again later that nobody can do: a release may come that can."""
        with dynamodb_errors():
            self._row(replace(chore, due_at=now + BROKEN_FOR)).save()

    def rest(self, chore: Chore, until: datetime) -> None:
        """Put a chore that is done off until it is to be done again; raises LeaseLost if it is another's by now."""
        self._note(chore, until, {})

    def finish(self, chore: Chore) -> None:
        """Forget a chore that is done, unless it was begun anew meanwhile."""
        deleted(self._row(chore), JobRow.due_at == chore.due_at)

    def _row(self, chore: Chore) -> JobRow:
        row = JobRow(chore.team_id, key_of(chore), due_shard=SHARD, due_at=chore.due_at)
        row.chore = dict(chore.progress)
        return row


def key_of(chore: Chore) -> str:
    """Give the reserved id under which a chore is kept."""
    return f"{_PREFIX}{chore.kind}.{chore.about}"


def _chore(row: JobRow) -> Chore:
    return demand(row, _read_chore)


def _read_chore(row: JobRow) -> Chore:
    kind, _, about = row.standup_id.removeprefix(_PREFIX).partition(".")
    progress = row.chore or {}
    if not isinstance(progress, dict):
        raise TypeError(progress)
    return Chore(row.team_id, ChoreKind(kind), about, row.due_at, progress)
