"""Tell a standup's previous owners and its channel at once when somebody else changes its owners."""

import logging
from datetime import datetime

from app.domain.setup.stored import Takeover
from app.domain.standup import Standup, with_owners
from app.errors import SlackRefused
from app.flows.requester import locale_to
from app.flows.sender import at_once, outbox
from app.outbox import Address, Delivery, Sent
from app.records import replace
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.kit.readers import channel_locale
from app.views.owners import new_owners

_log = logging.getLogger(__name__)


def tell_of_takeover(services: Services, team_id: str, standup_id: str) -> None:
    """Tell everybody who has not been told yet; raises what a retry may mend, which then continues from there."""
    seen = None
    while (slot := _next(services, team_id, standup_id)) and slot.takeover != seen:
        seen = slot.takeover
        try:
            outbox(services, at_once(services)).send_once(slot.address, slot, slot.render)
        except SlackRefused as refusal:  # an account or a channel that is gone is told nothing
            _log.warning("not told of new owners", extra={"to": slot.whom, "reason": refusal.code})
            slot.pass_over()


def _next(services: Services, team_id: str, standup_id: str) -> "_Slot | None":
    stored = services.standups.stored(team_id, standup_id)
    takeover = stored.takeover if stored else None
    return _Slot(services, stored.standup, takeover) if stored and takeover and takeover.to_tell else None


class _Slot:
    """Where it is stored that the first person or channel still to be told of a takeover is told."""

    def __init__(self, services: Services, standup: Standup, takeover: Takeover) -> None:
        self._services = services
        self._standup = standup
        self.takeover = takeover
        self.whom = takeover.to_tell[0]

    @property
    def address(self) -> Address:
        standup, at = self._standup, self.takeover.at
        mark = Mark(ids.NOTE, f"{standup.team_id}.{standup.standup_id}.{at.isoformat()}", self.whom)
        is_person = self.whom in self.takeover.before
        return Address("" if is_person else self.whom, mark, since=at, person=self.whom if is_person else "")

    def render(self) -> Message:
        takeover, shown = self.takeover, with_owners(self._standup, self.takeover.after)
        if self.whom not in takeover.before:
            return new_owners.owners_changed_here(channel_locale(shown), shown, takeover.by, takeover.before)
        locale = locale_to(self._services, shown.team_id, self.whom)
        return new_owners.owners_changed(locale, shown, takeover.by, takeover.before, self.whom)

    def claim(self, now: datetime) -> bool:
        return self.takeover.claimed_at is None and self._note(replace(self.takeover, claimed_at=now))

    def read(self) -> Delivery | None:
        known = _next(self._services, self._standup.team_id, self._standup.standup_id)
        if known is None or (known.takeover.at, known.whom) != (self.takeover.at, self.whom):
            return None
        self.takeover = known.takeover
        return Delivery(self.takeover.claimed_at) if self.takeover.claimed_at else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:  # noqa: ARG002 the takeover holds the claim
        return self._note(replace(self.takeover, claimed_at=now))

    def mark(self, sent: Sent) -> None:  # noqa: ARG002 it is never changed later
        self.pass_over()

    def pass_over(self) -> None:
        """Store that this person or channel need not be told any more."""
        self._note(replace(self.takeover, to_tell=self.takeover.to_tell[1:], claimed_at=None))

    def _note(self, takeover: Takeover) -> bool:
        is_noted = self._services.standups.note_telling(self._standup, self.takeover, takeover)
        self.takeover = takeover if is_noted else self.takeover
        return is_noted
