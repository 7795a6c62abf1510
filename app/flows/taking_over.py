"""Taking over: who owned a standup, and its channel, are told at once when somebody else changes its owners."""

import logging
from functools import partial

from app.domain.standup import Standup
from app.errors import SlackRefused
from app.flows.people import speaking_to
from app.flows.sending import at_once
from app.records import replace
from app.services import Services
from app.slack import Mark
from app.storage.since import Takeover
from app.views import ids, taking_over

_log = logging.getLogger(__name__)


def tell_of_takeover(services: Services, team_id: str, standup_id: str) -> None:
    """Tell all who have not been told yet; raises what repeating may mend, and goes on from there then."""
    stored = services.standups.stored(team_id, standup_id)
    takeover = stored.takeover if stored else None
    while stored and takeover and takeover.to_tell:
        whom, *left = takeover.to_tell
        try:
            _tell(services, stored.standup, takeover, whom)
        except SlackRefused as refusal:  # an account or a channel that is gone is told nothing
            _log.warning("not told of new owners", extra={"to": whom, "reason": refusal.code})
        services.standups.note_told(stored.standup, takeover, left)
        takeover = replace(takeover, to_tell=tuple(left))


def _tell(services: Services, standup: Standup, takeover: Takeover, whom: str) -> None:
    shown = replace(standup, owners=takeover.after)
    if whom in takeover.before:
        with speaking_to(services, standup.team_id, whom):
            message = taking_over.owners_changed(shown, takeover.by, takeover.before, whom)
    else:
        message = taking_over.owners_changed_here(shown, takeover.by, takeover.before)
    mark = Mark(ids.NOTE, f"{standup.team_id}.{standup.standup_id}.{takeover.at.isoformat()}", whom)
    at_once(services)(partial(services.slack.post, whom, message, mark), 0)
