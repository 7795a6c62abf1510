"""People: who is asking, as far as Slack and they themselves have told us."""

from app.domain.member import Member
from app.errors import UnknownStandup
from app.flows.answering import Asker
from app.services import Services


def acting_member(services: Services, asker: Asker) -> Member:
    """Give the person behind a request, as known today; raises UnknownStandup for who is not of our workspace."""
    team_id = services.slack.identity().team_id
    if not asker.user_id or team_id not in asker.team_ids:
        raise UnknownStandup(team_id)
    return member_of(services, team_id, asker.user_id)


def member_of(services: Services, team_id: str, user_id: str) -> Member:
    """Give what is known of a person, asking Slack if that is older than a day."""
    now = services.clock.now()
    known = services.members.get(team_id, user_id, now)
    if known and known.is_fresh(now):
        return known
    for profile in services.slack.profiles(team_id, [user_id]):
        services.members.remember_profile(profile, now)
    return services.members.get(team_id, user_id, now) or Member(team_id, user_id)
