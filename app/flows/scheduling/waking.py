"""Wake the environments that answer Slack before menus go out, and keep them warm while people may answer.

What is open is stored as a job of the workspace, due again every few minutes until nothing is open any more: a tick
finds it with its query for jobs, and the ticks in between ask for no more than before.
"""

import logging
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from msgspec import to_builtins

from app.domain.scheduling.job import Job, JobKind
from app.domain.scheduling.waking import (
    Opened,
    Opening,
    again_at,
    environments,
    held_for,
    noted,
    open_until,
    still_open,
)
from app.domain.setup.stored import StoredStandup
from app.errors import SHAPE_ERRORS, HandoverFailed, LeaseLost, StorageUnavailable
from app.flows.agenda import ASK
from app.services import Services
from app.slack.limits import MESSAGES

ABOUT = "environments"
# So many people may be in a standup that were never counted.
UNCOUNTED = 10

_log = logging.getLogger(__name__)


def wake(services: Services, team_id: str, due: Iterable[StoredStandup], now: datetime) -> None:
    """Wake environments for those of a workspace's due standups that are about to ask or remind their people.

    One read and one write; for what is known already only the read, and for none nothing. No failure here keeps the
    messages from going out.
    """
    fresh = {stored.standup.standup_id: news for stored in due if (news := _opened(stored, now))}
    if not fresh or not services.settings.keeps_warm:
        return
    try:
        job = services.jobs.get(team_id, JobKind.WAKING, ABOUT)
        opening = noted(_opening(job), fresh, now)
        if opening:
            services.jobs.keep(Job(team_id, JobKind.WAKING, ABOUT, again_at(now), to_builtins(opening)))
            _wake(services, team_id, opening, now)
    except StorageUnavailable as error:
        _log.warning("no environment was woken", extra={"team": team_id, "reason": str(error)})


def _opened(stored: StoredStandup, now: datetime) -> Opened | None:
    standup, attention = stored.usable, stored.attention
    if standup is None or standup.is_paused:
        return None
    until = open_until(standup, stored.clocks, attention.due_at, attention.wanted.get(ASK), now)
    return Opened(now, until, len(stored.counted.people) or UNCOUNTED) if until else None


def keep_warm(services: Services, job: Job, now: datetime) -> str:
    """Wake a workspace's environments again, unless nobody is expected to answer any more or another run does it."""
    opening = still_open(_opening(job), now)
    if not opening.standups or not services.settings.keeps_warm:
        services.jobs.finish(job)
        return "over"
    with suppress(LeaseLost):
        services.jobs.let_go(job, again_at(now))
        _wake(services, job.team_id, opening, now)
        return "woken"
    return "taken"


def _opening(job: Job | None) -> Opening:
    """Return what a job knows to be open; one that makes no sense knows nothing, and ends."""
    try:
        return job.progress_as(Opening) if job else Opening()
    except SHAPE_ERRORS:
        return Opening()


def _wake(services: Services, team_id: str, opening: Opening, now: datetime) -> None:
    number = environments(opening, now, MESSAGES.a_minute)
    try:
        services.sending.handover.wake(number, services.clock.now() + held_for(number))
    except HandoverFailed as error:
        _log.warning("no environment was woken", extra={"team": team_id, "reason": str(error)})
