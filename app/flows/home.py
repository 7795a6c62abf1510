"""Showing the Home tab: what today asks of a person, and all that they can do."""

import logging
from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from app.errors import SlackRefused
from app.flows.parts import parts_and_broken
from app.flows.unblocking import open_blockers
from app.services import Services
from app.views.home import Tab, home

_log = logging.getLogger(__name__)


def show_home(services: Services, team_id: str, user_id: str, note: Sequence[Block] = (), page: int = 0) -> None:
    """Publish the person's Home tab as it is now, with a note of what they just did.

    Raises SlackUnavailable, or whatever else repeating may mend.
    """
    try:
        member, parts, broken = parts_and_broken(services, team_id, user_id)
        blockers = tuple(open_blockers(services, member))
        tab = Tab(member, tuple(parts), services.clock.now(), tuple(note), page, blockers, tuple(broken))
        services.slack.publish_home(user_id, home(tab))
    except SlackRefused as refusal:  # repeating it would not help, and the next visit publishes it anew
        _log.warning("the Home tab was refused", extra={"user": user_id, "reason": refusal.code})
