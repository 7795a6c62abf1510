"""Naming people in a standup: whoever takes no part in any, because they had themselves erased, cannot be named."""

from app.domain.standup import Standup
from app.errors import InvalidStandup
from app.language import say
from app.services import Services
from app.views.text import listed

FIELDS = ("people", "optional", "observers", "owners")


def refuse_who_takes_no_part(services: Services, standup: Standup) -> None:
    """Raise InvalidStandup at the fields that name somebody who takes no part.

    It says who, for the others are still to be named, and no more than that.
    """
    if problems := {name: sentence(services, standup, people) for name, people in without_part(services, standup)}:
        raise InvalidStandup(problems)


def without_part(services: Services, standup: Standup) -> list[tuple[str, list[str]]]:
    """Give the fields in which such people are named, each with their ids."""
    named = {name: list(getattr(standup, name) or ()) for name in FIELDS}
    found = services.suppressed.among(standup.team_id, {user for users in named.values() for user in users}, anew=False)
    pairs = [(name, [user for user in users if user in found]) for name, users in named.items()]
    return [(name, users) for name, users in pairs if users]


def sentence(services: Services, standup: Standup, people: list[str]) -> str:
    profiles = [services.slack.profile(standup.team_id, user_id) for user_id in people]
    names = [member.display_name or member.user_name for member in profiles]
    return say("{names} takes no part in standups. Please leave them out.", names=listed(names))
