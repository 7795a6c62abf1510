"""Stop in a workspace that uninstalled the app, keep its data for a month in case it comes back, then remove it.

The time of uninstalling is stored in the row of the sender's lease, so that no lease can be taken or renewed: a sender
stops within two seconds, and the standups are due no more. A job that is due in 30 days removes people and what they
wrote, then days, then the rest. Slack's events may come late or twice: their time decides.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.limits import DAYS_AT_ONCE, LONGEST_RETENTION
from app.domain.scheduling.job import Job, JobKind, Progress, WorkspaceRemoved
from app.errors import SlackTokenRefused
from app.services import Services

KEPT = timedelta(days=30)
WORKSPACE = "workspace"

_log = logging.getLogger(__name__)


def leave(services: Services, team_id: str, at: datetime) -> None:
    """Stop all sending in a workspace, and have its data removed in a month.

    Slack reports an uninstallation by two events, in any order, and repeats them: the first time counts, and none
    before the last installation. Nothing here asks Slack, because the token is dead.
    """
    farewell = services.setup.installations.leave(team_id, at, services.slack.fingerprint)
    if farewell is None:
        return
    services.jobs.keep(Job(team_id, JobKind.REMOVAL, WORKSPACE, farewell.at + KEPT))
    for stored in services.standups.all(team_id):
        services.standups.reschedule(stored, None)
    _log.warning("uninstalled", extra={"team": team_id, "at": farewell.at.isoformat()})


def is_our_token(services: Services, tokens: Any) -> bool:
    """Whether our bot's token is among those that Slack reports as revoked, each by its user id.

    If we do not know yet who we are and Slack refuses to say, the token is revoked indeed.
    """
    bots = tokens.get("bot") if isinstance(tokens, dict) else None
    if not isinstance(bots, list) or not bots:
        return False
    try:
        ours = services.slack.identity().bot_user_id
    except SlackTokenRefused:
        return True
    return bool(ours) and ours in bots


def come_back(services: Services, team_id: str, at: datetime) -> None:
    """Resume in a workspace that has the app again; after a month its data is removed first, and it begins anew."""
    farewell = services.setup.installations.farewell(team_id)
    if farewell is None or not farewell.at < at < farewell.at + KEPT:
        return
    now = services.clock.now()
    for stored in services.standups.all(team_id):
        if not stored.standup.is_paused or stored.attention.open_days:  # a day that is still open has to be ended
            services.standups.reschedule(stored, now, since=now)
    # In this order: a run that dies in between is repeated, and a removal without a farewell removes nothing.
    if services.setup.installations.come_back(team_id, at):
        services.jobs.forget(team_id, JobKind.REMOVAL, WORKSPACE)
        _log.info("installed again", extra={"team": team_id})


def check_gone(services: Services, team_id: str, now: datetime) -> bool:
    """Whether the app is not installed in a workspace; resumes it if another, working token shows that it is again."""
    farewell = services.setup.installations.farewell(team_id)
    if farewell and farewell.token != services.slack.fingerprint:
        come_back(services, team_id, now)
        farewell = services.setup.installations.farewell(team_id)
    return farewell is not None


def was_uninstalled(services: Services) -> bool:
    """Whether a workspace has uninstalled the app, which explains a dead token."""
    return bool(services.jobs.waiting(JobKind.REMOVAL))


def remove_everything(services: Services, job: Job) -> Progress | None:
    """Remove some more of a workspace's data: first people and what they wrote, then days, then the rest."""
    team_id, now = job.team_id, services.clock.now()
    farewell = services.setup.installations.farewell(team_id)
    if farewell is None or now < farewell.at + KEPT:
        return None
    done = job.progress_as(WorkspaceRemoved)
    if done.standup is None:
        if services.privacy.removal.some_of_a_person(team_id):
            return done
        return WorkspaceRemoved(services.privacy.removal.standups(team_id)[0], _latest(now))
    if done.standup:
        return _some_days(services, team_id, done.standup, done.day or _latest(now))
    return done if services.privacy.removal.some_of_the_rest(job) else None


def _latest(now: datetime) -> date:
    return now.date() + timedelta(days=1)


def _some_days(services: Services, team_id: str, standup_id: str, start: date) -> WorkspaceRemoved:
    """Remove the rest of some days of a standup, newest first; returns where to continue."""
    now = services.clock.now()
    days = [start - timedelta(days=back) for back in range(DAYS_AT_ONCE)]
    for report_id in services.privacy.old_days.existing(team_id, standup_id, days, now):
        services.privacy.removal.day(report_id)
    before = days[-1] - timedelta(days=1)
    if before >= _latest(now) - timedelta(days=LONGEST_RETENTION + DAYS_AT_ONCE):
        return WorkspaceRemoved(standup_id, before)
    later = [each for each in services.privacy.removal.standups(team_id) if each > standup_id]
    return WorkspaceRemoved(later[0] if later else "", _latest(now))
