"""Count the people of a standup and their zones."""

from app.domain.scheduling.job import Job, JobKind
from app.domain.standup import Standup
from app.errors import SlackRefused
from app.flows.gathering import Look, members_of
from app.services import Services

# A request has a minute, and Slack allows a hundred look-ups a minute.
MOST_LOOKED_UP = 30


def count_people(services: Services, standup: Standup) -> None:
    """Store a standup's people and zones, and have the next tick find out what is due because of them.

    Only the tick knows everything else that matters: which days are open, and who is away. If many people are unknown,
    a job looks them up, or the tick, since it has the time. For a channel without the bot nothing is stored.
    """
    now = services.clock.now()
    try:
        inside = services.slack.conversation_members(standup.channel) if standup.roles.people is None else []
    except SlackRefused:
        return
    asked = standup.asks(inside)
    members = members_of(services, standup.team_id, asked, _at_most(MOST_LOOKED_UP))
    unknown = set(asked) - set(members) - set(services.privacy.suppressed.among(standup.team_id, asked, anew=False))
    people = [
        user_id
        for user_id in asked
        if user_id in unknown or (user_id in members and members[user_id].account.is_person)
    ]
    zones = set() if unknown else {members[user_id].profile.zone or standup.schedule.zone for user_id in people}
    services.standups.note_people(standup, people, zones)
    if unknown:
        services.jobs.keep_unless_there(Job(standup.team_id, JobKind.PROFILES, standup.standup_id, now))
    services.standups.wake(standup.team_id, standup.standup_id, now)


def _at_most(number: int) -> Look:
    turns = iter(range(number))

    def look(*, is_needed: bool) -> bool:  # noqa: ARG001 no look-up is waited for
        return next(turns, None) is not None

    return look
