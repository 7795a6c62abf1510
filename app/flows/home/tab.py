"""Showing the Home tab: what today asks of a person, and all that they can do."""

import logging
from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block

from app.domain.home.participation import PlannedSkip, planned_skips
from app.errors import SlackRefused
from app.flows.day.blockers import open_blockers
from app.flows.day.participation import Everything, everything_of
from app.services import Services
from app.slack_errors import Meaning
from app.views.home.tab import Tab, home

_log = logging.getLogger(__name__)


def show_home(
    services: Services,
    team_id: str,
    user_id: str,
    note: Sequence[Block] = (),
    page: int = 0,
    *,
    shown: str | None = None,
) -> None:
    """Publish the person's Home tab as it is now, with a note of what they just did.

    With `shown`, the hash of the Home tab that somebody opened, one that was published since then stays: Slack tells
    us late, and at times twice, that it was opened, and the newer one may say what they just did.

    Raises SlackUnavailable, or whatever else repeating may mend.
    """
    try:
        theirs, now = everything_of(services, team_id, user_id), services.clock.now()
        tab = Tab(
            theirs.member,
            tuple(theirs.parts),
            now,
            tuple(note),
            page,
            tuple(open_blockers(services, theirs.member)),
            tuple(theirs.broken),
            tuple(theirs.deleted),
            tuple(_to_come(theirs, now)),
            tuple(theirs.besides),
        )
        services.slack.publish_home(user_id, home(tab), shown)
    except SlackRefused as refusal:  # repeating it would not help, and the next visit publishes it anew
        if refusal.meaning is Meaning.TOO_LATE:
            return
        _log.warning("the Home tab was refused", extra={"user": user_id, "reason": refusal.code})


def _to_come(theirs: Everything, now: datetime) -> list[PlannedSkip]:
    """Return the days to come that the person skips, but for what is shown among today's already."""
    todays = {part.report.report_id for part in theirs.parts if part.report}
    skips = planned_skips([part.standup for part in theirs.parts], theirs.member, now)
    return [skip for skip in skips if skip.report_id not in todays]
