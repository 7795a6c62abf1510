"""Jobs in the `standups` table, under reserved ids: stored, taken for a while, and updated with their progress."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import to_builtins

from app.domain.scheduling.job import Job, JobKind, Progress
from app.errors import LeaseLost
from app.records import replace
from app.storage.rows.connection import deleted, dynamodb_errors, read_one, saved
from app.storage.rows.due import rows_due
from app.storage.rows.tables import JobRow
from app.storage.rows.unreadable import readable, readable_one, require

# A shard of its own in the index, because older releases read everything in the standups' shard as standups.
SHARD = "chores"
# A run that has taken a job and notes no progress for this long counts as dead.
TAKEN_FOR = timedelta(minutes=3)
BROKEN_FOR = timedelta(hours=1)
_PREFIX = ".chore."


class Jobs:
    """The stored jobs. Every method may raise StorageUnavailable."""

    def keep(self, job: Job) -> None:
        """Store a job; one of the same kind and subject begins anew, and a run that is working on it stops."""
        with dynamodb_errors():
            self._row(job).save()

    def keep_unless_there(self, job: Job) -> None:
        """Store a job, unless there is one of the same kind and subject."""
        saved(self._row(job), JobRow.standup_id.does_not_exist())

    def due(self, now: datetime) -> list[Job]:
        """Return the due jobs of all workspaces that no run has taken, longest due first.

        One query if none is due.
        """
        return list(readable(rows_due(JobRow, SHARD, now), _job))

    def get(self, team_id: str, kind: JobKind, about: str) -> Job | None:
        """Return one job as last written; None if there is none."""
        return readable_one(read_one(JobRow, team_id, f"{prefix_of(kind)}{about}"), _job)

    def waiting(self, kind: JobKind) -> list[Job]:
        """Return all jobs of a kind, due or not; one query if there is none."""
        prefix = prefix_of(kind)
        return list(readable(rows_due(JobRow, SHARD, wanted=lambda key: key[1].startswith(prefix)), _job))

    def forget(self, team_id: str, kind: JobKind, about: str) -> None:
        """Delete a job that is no longer to be done."""
        with dynamodb_errors():
            JobRow(team_id, f"{prefix_of(kind)}{about}").delete()

    def take(self, job: Job, now: datetime) -> Job | None:
        """Take a job for a while; None if another run has it, or it is done."""
        try:
            return self._note(job, now + TAKEN_FOR)
        except LeaseLost:
            return None

    def note(self, job: Job, progress: Progress, now: datetime) -> Job:
        """Store a job's progress and keep it; raises LeaseLost if another run has it by now."""
        return self._note(job, now + TAKEN_FOR, to_builtins(progress))

    def let_go(self, job: Job, now: datetime) -> None:
        """Leave a job to the next run; raises LeaseLost if another run has it by now."""
        self._note(job, now)

    def _note(self, job: Job, due_at: datetime, progress: Mapping[str, Any] | None = None) -> Job:
        noted = replace(job, progress=job.progress if progress is None else progress, due_at=due_at)
        if not saved(self._row(noted), JobRow.due_at == job.due_at):
            raise LeaseLost(f"{job.kind} {job.about}")
        return noted

    def put_off(self, job: Job, now: datetime) -> None:
        """Put off a job that cannot be done, because a later release may be able to."""
        with dynamodb_errors():
            self._row(replace(job, due_at=now + BROKEN_FOR)).save()

    def rest(self, job: Job, until: datetime) -> None:
        """Put off a finished job until it is to be done again; raises LeaseLost if another run has it by now."""
        self._note(job, until, {})

    def finish(self, job: Job) -> None:
        """Delete a finished job, unless it was begun anew meanwhile."""
        deleted(self._row(job), JobRow.due_at == job.due_at)

    def _row(self, job: Job) -> JobRow:
        row = JobRow(job.team_id, key_of(job), due_shard=SHARD, due_at=job.due_at)
        row.chore = dict(job.progress)
        return row


def key_of(job: Job) -> str:
    """Return the reserved id under which a job is stored."""
    return f"{prefix_of(job.kind)}{job.about}"


def prefix_of(kind: JobKind) -> str:
    """Return what the reserved ids of all jobs of a kind begin with."""
    return f"{_PREFIX}{kind}."


def _job(row: JobRow) -> Job:
    return require(row, _read_job)


def _read_job(row: JobRow) -> Job:
    kind, _, about = row.standup_id.removeprefix(_PREFIX).partition(".")
    progress = row.chore or {}
    if not isinstance(progress, dict):
        raise TypeError(progress)
    return Job(row.team_id, JobKind(kind), about, row.due_at, progress)
