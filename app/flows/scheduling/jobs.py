"""Work on jobs: each tick continues the long work that is due, one job at a time, until its time runs out."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from app.domain.scheduling.job import Job, JobKind, Progress
from app.errors import SHAPE_ERRORS, LeaseLost, StandupError
from app.flows.owners.watching import count_trouble
from app.flows.privacy.asking_erasure import carry_out_unanswered
from app.flows.privacy.erasing import erase_next
from app.flows.privacy.retention import apply_retention
from app.flows.privacy.tidying import EVERY, is_tidying
from app.flows.privacy.uninstalling import remove_everything
from app.flows.report.late_posts import bring_in
from app.flows.report.menus_afterwards import change_menus
from app.flows.scheduling.profiles import read_profiles
from app.flows.scheduling.waking import keep_warm
from app.flows.setup.company_calendar import read_calendar
from app.flows.setup.moving_channel import rename_rows
from app.flows.standup_lookup import note_concerns
from app.services import Services

# This long before the run ends, no further step of a job begins.
SPARE = timedelta(seconds=20)

# Jobs that do one portion a tick, because of Slack's limits; the next tick may come a little early.
PORTIONS = {JobKind.MENUS, JobKind.PROFILES}
A_TICK = timedelta(seconds=50)

GOES_ON = "goes on"

_log = logging.getLogger(__name__)

# One step: takes a job with its progress, returns the new progress; None when it is done.
Step = Callable[[Services, Job], Progress | None]
STEPS: Mapping[JobKind, Step] = {
    JobKind.RETENTION: apply_retention,
    JobKind.ERASURE: erase_next,
    JobKind.REMOVAL: remove_everything,
    JobKind.CALENDAR: read_calendar,
    JobKind.CONCERNS: note_concerns,
    JobKind.MENUS: change_menus,
    JobKind.CHANNEL: rename_rows,
    JobKind.POSTS: bring_in,
    JobKind.PROFILES: read_profiles,
    JobKind.TROUBLE: count_trouble,
}


def work_on_jobs(services: Services, deadline: datetime, *, besides: Collection[str] = ()) -> list[str]:
    """Work on everything that is due now; returns what was worked on.

    In the workspaces `besides`, a sender is at work that does what keeps to Slack's limits, too.
    """
    due = [job for job in services.jobs.due(services.clock.now()) if not (job.team_id in besides and is_portion(job))]
    return [*carry_out_unanswered(services), *(work_at(services, job, deadline) for job in due)]


def is_portion(job: Job) -> bool:
    """Whether a job does one portion a tick, because of Slack's limits."""
    return job.kind in PORTIONS


def work_at(services: Services, job: Job, deadline: datetime) -> str:
    """Work on a job until it is done or the time is over; another run continues where this one stops."""
    about = f"{job.kind} {job.about}"
    taken = None
    try:
        if job.kind is JobKind.WAKING:
            return f"{about}: {keep_warm(services, job, services.clock.now())}"
        taken = services.jobs.take(job, services.clock.now())
        if taken is None:
            return f"{about}: taken"
        return f"{about}: {_continue(services, taken, deadline)}"
    except LeaseLost:
        return f"{about}: taken"
    except StandupError as error:  # tried again once this run's hold on the job has expired
        _log.warning("a job came to a halt", extra={"job": about, "reason": str(error)})
        return f"{about}: halted"
    except SHAPE_ERRORS as error:  # its stored progress is unreadable, and other jobs must not wait for it
        _log.error("a job makes no sense", extra={"job": about, "reason": f"{type(error).__name__}: {error}"})
        services.jobs.put_off(taken or job, services.clock.now())
        return f"{about}: makes no sense"


def _continue(services: Services, job: Job, deadline: datetime) -> str:
    step, began = STEPS[job.kind], services.clock.now()
    while services.clock.now() < deadline - SPARE:
        progress = step(services, job)
        if progress is None:
            if is_tidying(job) or job.kind is JobKind.CONCERNS:  # an older version may store rows without these keys
                services.jobs.rest(job, services.clock.now() + EVERY)
            else:
                services.jobs.finish(job)
            return "done"
        if is_portion(job):
            services.jobs.rest(job, began + A_TICK)
            return GOES_ON
        job = services.jobs.note(job, progress, services.clock.now())
    services.jobs.let_go(job, services.clock.now())
    return GOES_ON
