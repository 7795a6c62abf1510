"""Counting: who has a part in a standup, and in which zones they are."""

from app.domain.standup import Standup
from app.errors import SlackRefused
from app.flows.gathering import members_of
from app.services import Services


def count_people(services: Services, standup: Standup) -> None:
    """Note the people and their zones, and have the next tick find out what is due therefore.

    Only the tick knows all that matters for that: which days are open, and who is away. A channel without the bot
    counts none.
    """
    now = services.clock.now()
    try:
        inside = services.slack.conversation_members(standup.channel) if standup.people is None else []
    except SlackRefused:
        return
    members = members_of(services, standup.team_id, standup.asks(inside), lambda: None)
    people = [member for member in members.values() if member.is_person]
    zones = {member.zone or standup.zone for member in people}
    services.standups.note_people(standup, [member.user_id for member in people], zones)
    services.standups.wake(standup.team_id, standup.standup_id, now)
