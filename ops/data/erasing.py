"""Erasing a person from the command line, with a receipt in a file; and keeping them out of what is imported."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app.domain.privacy.erasure import erased_from
from app.domain.privacy.suppression import HEARD_AFTER
from app.domain.scheduling.job import Job, JobKind, PersonErased
from app.flows.privacy.erasing import begin, erase_next, receipt_of
from app.services import Services
from app.storage.rows.gate import Erased
from ops.data.export_files import whole_file
from ops.data.selection import Item
from ops.steps import Problem

USER = re.compile(r"[UW][A-Z0-9]{2,}", re.ASCII)


def erase(
    services: Services, team_id: str, person: str, by: str, *, receipt: Path, step: Callable[[str], None]
) -> Item:
    """Erase a person, or go on where an earlier run stopped; returns the receipt, which is in the file by then.

    Raises Problem if another run is at it, and StandupError if Slack or AWS does not answer: then run it again.
    """
    known = services.jobs.get(team_id, JobKind.ERASURE, person) or begin(services, team_id, person, by)
    if _is_waiting(known):  # until every process has heard of it, so that none writes anything behind us
        services.clock.sleep((known.due_at - services.clock.now()).total_seconds())
    now = services.clock.now()
    job = services.jobs.take(known, now) if known.due_at <= now else None
    if job is None:
        raise Problem("Another run is erasing this person. If it was ended, run this again in three minutes.")
    while (progress := erase_next(services, job)) is not None:
        job = services.jobs.note(job, progress, services.clock.now())
        step(progress.table)
    return _ended(services, job, receipt)


def _is_waiting(job: Job) -> bool:
    """Whether nobody has taken it yet."""
    return job.due_at == datetime.fromisoformat(job.progress_as(PersonErased).began) + HEARD_AFTER


def _ended(services: Services, job: Job, receipt: Path) -> Item:
    written = receipt_of(services, job)
    with whole_file(str(receipt)) as file:
        json.dump(written, file, indent=2)
        file.write("\n")
    services.jobs.finish(job)
    return written


def without_erased(table: str, item: Item, team_id: str, erased: Erased) -> Item | None:
    """Give a row without those who were erased since it was exported; None if it was theirs alone."""
    row: Item | None = item
    for person in set(USER.findall(json.dumps(item, ensure_ascii=False))) if erased.digests else ():
        if row is not None and erased.holds(team_id, person):
            row = erased_from(table, row, person)
    return row and {name: value for name, value in row.items() if value is not None or item[name] is None}
