"""Counting: who has a part in a standup, in which zones they are, and when it is due therefore."""

from app.domain.schedule import next_due
from app.domain.standup import Standup
from app.errors import SlackRefused
from app.flows.gathering import members_of
from app.services import Services


def count_people(services: Services, standup: Standup) -> None:
    """Note the people and their zones, and reckon anew when something is due. A channel without the bot counts none."""
    now = services.clock.now()
    try:
        inside = services.slack.conversation_members(standup.channel) if standup.people is None else []
    except SlackRefused:
        return
    members = members_of(services, standup.team_id, standup.asks(inside), lambda: None)
    people = [member for member in members.values() if member.is_person]
    zones = {member.zone for member in people if member.zone}
    services.standups.note_people(standup, [member.user_id for member in people], zones)
    if stored := services.standups.stored(standup.team_id, standup.standup_id):
        services.standups.reschedule(stored, next_due(standup, zones, now, services.calendars.day_off(standup)))
