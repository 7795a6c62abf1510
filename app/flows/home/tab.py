"""Publish the Home tab: what today asks of a person, and everything they can do.

It shows the standups that the person owns, is named in, or was counted in when the channel was last asked. Every action
there publishes the tab again, with a line at the top that says what became of it and offers to undo it where possible.
What a lazy run refuses is said there, too; a modal is closed by then, so its outcome is told by direct message.
"""

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
    """Publish a person's Home tab as it is now, with a note about what they just did.

    With `shown`, the hash of the Home tab that somebody opened, a tab that was published since then stays: Slack
    reports the opening late, and sometimes twice, and the newer tab may say what they just did.

    Raises SlackUnavailable, or whatever else a retry may mend.
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
    """Return the future days that the person skips, without those shown among today's."""
    todays = {part.report.report_id for part in theirs.parts if part.report}
    skips = planned_skips([part.standup for part in theirs.parts], theirs.member, now)
    return [skip for skip in skips if skip.report_id not in todays]
