"""Naming people in a standup: who takes no part in any, having been erased, cannot be; guests and apps own none."""

from collections.abc import Sequence

from app.domain.day.member import Member
from app.domain.setup.setting import NAMING
from app.domain.standup import Standup, value_of
from app.errors import InvalidStandup
from app.problem import Problem, Wrong
from app.services import Services

# Of new owners so many at most are looked up with Slack at once, within the three seconds in which a form is answered.
# The rest has its turn when the form is sent, and when it is stored; after that, the daily look finds who is left.
MOST_LOOKED_UP = 10


def refuse_who_takes_no_part(services: Services, standup: Standup) -> None:
    """Raise InvalidStandup at the fields that name somebody who takes no part.

    It says who, for the others are still to be named, and no more than that.
    """
    if problems := {name: takes_no_part(services, standup, people) for name, people in without_part(services, standup)}:
        raise InvalidStandup(problems)


def refuse_owners(services: Services, wanted: Standup, before: Standup | None) -> None:
    """Raise InvalidStandup at the owners if a change makes somebody one who is no full, active member."""
    if found := not_to_own(services, wanted, before):
        raise InvalidStandup({"owners": cannot_own(found)})


def not_to_own(services: Services, wanted: Standup, before: Standup | None) -> list[Member]:
    """Return the new owners who are guests, apps or nobody in the workspace: such an owner could change nothing.

    Who is a full member by what was read since yesterday is not asked about; who is found to be one is remembered.
    """
    new = [user for user in dict.fromkeys(wanted.roles.owners) if before is None or user not in before.roles.owners]
    now = services.clock.now()
    known = services.members.get_many(wanted.team_id, new, now) if new else {}
    asked = [user for user in new if not (user in known and known[user].is_full and known[user].is_fresh(now))]
    found = [services.slack.profile(wanted.team_id, user_id) for user_id in asked[:MOST_LOOKED_UP]]
    for member in found:
        if member.is_full:
            services.members.remember_profile(member, now)
    return [member for member in found if not member.is_full]


def cannot_own(found: Sequence[Member]) -> Problem:
    """Name who cannot own a standup, by the names that Slack knows them by."""
    return Problem(
        Wrong.CANNOT_OWN, {"names": tuple(member.profile.display_name or member.profile.user_name for member in found)}
    )


def without_part(services: Services, standup: Standup) -> list[tuple[str, list[str]]]:
    """Return the fields in which such people are named, each with their ids."""
    named = {name: list(value_of(standup, name) or ()) for name in NAMING}
    found = services.privacy.suppressed.among(
        standup.team_id, {user for users in named.values() for user in users}, anew=False
    )
    pairs = [(name, [user for user in users if user in found]) for name, users in named.items()]
    return [(name, users) for name, users in pairs if users]


def takes_no_part(services: Services, standup: Standup, people: list[str]) -> Problem:
    profiles = [services.slack.profile(standup.team_id, user_id) for user_id in people]
    names = tuple(member.profile.display_name or member.profile.user_name for member in profiles)
    return Problem(Wrong.TAKES_NO_PART, {"names": names})
