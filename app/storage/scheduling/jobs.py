"""Jobs in the `standups` table, under reserved ids: kept, taken for a while, and noted as they go on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import to_builtins

from app.domain.scheduling.job import Job, JobKind, Progress
from app.errors import LeaseLost
from app.records import replace
from app.storage.rows.connection import deleted, dynamodb_errors, read_one, saved
from app.storage.rows.tables import JobRow
from app.storage.rows.unreadable import readable, readable_one, require

# Not the standups' part of the index: older versions read all of that as standups.
SHARD = "chores"
# Whoever has taken a job and shows no sign of life for so long is taken to be dead.
TAKEN_FOR = timedelta(minutes=3)
BROKEN_FOR = timedelta(hours=1)
_PREFIX = ".chore."


class Jobs:
    """What is to be done bit by bit. Every method may raise StorageUnavailable."""

    def keep(self, job: Job) -> None:
        """Store a job; one of the same kind about the same begins anew, and whoever is at it stops."""
        with dynamodb_errors():
            self._row(job).save()

    def keep_unless_there(self, job: Job) -> None:
        """Store a job, unless there is one of its kind about the same."""
        saved(self._row(job), JobRow.standup_id.does_not_exist())

    def due(self, now: datetime) -> list[Job]:
        """Return the jobs of all workspaces that nobody is at, longest due first; one query."""
        with dynamodb_errors():
            return list(readable(JobRow.due.query(SHARD, JobRow.due_at <= now), _job))

    def get(self, team_id: str, kind: JobKind, about: str) -> Job | None:
        """Return one job as last written."""
        return readable_one(read_one(JobRow, team_id, f"{_PREFIX}{kind}.{about}"), _job)

    def waiting(self, kind: JobKind) -> list[Job]:
        """Return the jobs of a kind, whenever they are due; one query."""
        with dynamodb_errors():
            return [job for job in readable(JobRow.due.query(SHARD), _job) if job.kind is kind]

    def forget(self, team_id: str, kind: JobKind, about: str) -> None:
        """Forget a job that is not to be done after all."""
        with dynamodb_errors():
            JobRow(team_id, f"{_PREFIX}{kind}.{about}").delete()

    def take(self, job: Job, now: datetime) -> Job | None:
        """Take a job for a while; None if somebody else has it, or it is done."""
        try:
            return self._note(job, now + TAKEN_FOR)
        except LeaseLost:
            return None

    def note(self, job: Job, progress: Progress, now: datetime) -> Job:
        """Note how far it has come, and hold on to it; raises LeaseLost if it is another's by now."""
        return self._note(job, now + TAKEN_FOR, to_builtins(progress))

    def let_go(self, job: Job, now: datetime) -> None:
        """Leave it to the next run; raises LeaseLost if it is another's by now."""
        self._note(job, now)

    def _note(self, job: Job, due_at: datetime, progress: Mapping[str, Any] | None = None) -> Job:
        noted = replace(job, progress=job.progress if progress is None else progress, due_at=due_at)
        if not saved(self._row(noted), JobRow.due_at == job.due_at):
            raise LeaseLost(f"{job.kind} {job.about}")
        return noted

    def put_off(self, job: Job, now: datetime) -> None:
        """Look at a job again later that nobody can do: a release may come that can."""
        with dynamodb_errors():
            self._row(replace(job, due_at=now + BROKEN_FOR)).save()

    def rest(self, job: Job, until: datetime) -> None:
        """Put a job that is done off until it is to be done again; raises LeaseLost if it is another's by now."""
        self._note(job, until, {})

    def finish(self, job: Job) -> None:
        """Forget a job that is done, unless it was begun anew meanwhile."""
        deleted(self._row(job), JobRow.due_at == job.due_at)

    def _row(self, job: Job) -> JobRow:
        row = JobRow(job.team_id, key_of(job), due_shard=SHARD, due_at=job.due_at)
        row.chore = dict(job.progress)
        return row


def key_of(job: Job) -> str:
    """Return the reserved id under which a job is kept."""
    return f"{_PREFIX}{job.kind}.{job.about}"


def _job(row: JobRow) -> Job:
    return require(row, _read_job)


def _read_job(row: JobRow) -> Job:
    kind, _, about = row.standup_id.removeprefix(_PREFIX).partition(".")
    progress = row.chore or {}
    if not isinstance(progress, dict):
        raise TypeError(progress)
    return Job(row.team_id, JobKind(kind), about, row.due_at, progress)
