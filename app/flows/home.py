"""Showing the Home tab: what today asks of a person."""

import logging

from app.domain.schedule import next_asking
from app.domain.standup import DEFAULT_STANDUP_ID
from app.errors import SlackRefused
from app.services import Services
from app.views.home import home

_log = logging.getLogger(__name__)


def show_home(services: Services, team_id: str, user_id: str) -> None:
    """Publish the person's Home tab as it is now. Raises SlackUnavailable, or whatever else repeating may mend."""
    now = services.clock.now()
    standup = services.standups.get(team_id, DEFAULT_STANDUP_ID)
    newest = services.reports.newest(team_id, DEFAULT_STANDUP_ID, user_id)
    occurrence, report = services.reports.snapshot(newest, user_id, now) if newest else (None, None)
    upcoming = next_asking(standup, now) if standup else None
    try:
        services.slack.publish_home(user_id, home(occurrence, report, upcoming, now))
    except SlackRefused as refusal:  # repeating it would not help, and the next visit publishes it anew
        _log.warning("the Home tab was refused", extra={"user": user_id, "reason": refusal.code})
