"""Which standup lives in a channel: its id says nothing about that."""

from app.domain.standup import Standup
from app.services import Services


def living_in(services: Services, channel: str) -> Standup:
    """The one standup that takes place in a channel now."""
    team_id = services.slack.identity().team_id
    (standup,) = [each.standup for each in services.standups.all(team_id) if each.standup.channel == channel]
    return standup
