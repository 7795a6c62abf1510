"""Showing the Home tab: what today asks of a person, and all that they can do."""

import logging
from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from app.errors import SlackRefused
from app.flows.parts import everything_of
from app.flows.unblocking import open_blockers
from app.services import Services
from app.views.home import Tab, home

_log = logging.getLogger(__name__)


def show_home(services: Services, team_id: str, user_id: str, note: Sequence[Block] = (), page: int = 0) -> None:
    """Publish the person's Home tab as it is now, with a note of what they just did.

    Raises SlackUnavailable, or whatever else repeating may mend.
    """
    try:
        theirs = everything_of(services, team_id, user_id)
        tab = Tab(
            theirs.member,
            tuple(theirs.parts),
            services.clock.now(),
            tuple(note),
            page,
            tuple(open_blockers(services, theirs.member)),
            tuple(theirs.broken),
            tuple(theirs.deleted),
        )
        services.slack.publish_home(user_id, home(tab))
    except SlackRefused as refusal:  # repeating it would not help, and the next visit publishes it anew
        _log.warning("the Home tab was refused", extra={"user": user_id, "reason": refusal.code})
