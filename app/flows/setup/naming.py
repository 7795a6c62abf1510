"""Check the people named in a standup: erased people cannot be named, and guests and apps cannot own."""

from collections.abc import Sequence

from app.domain.day.member import Member
from app.domain.setup.setting import NAMING
from app.domain.standup import Standup, value_of
from app.errors import InvalidStandup
from app.problem import Problem, Wrong
from app.services import Services

# At most this many new owners are looked up at once, within the three seconds in which Slack expects a reply. The
# others are looked up when the form is sent and when it is stored; after that the daily check of owners finds the rest.
MOST_LOOKED_UP = 10


def refuse_who_takes_no_part(services: Services, standup: Standup) -> None:
    """Raise InvalidStandup at the fields that name somebody who takes no part.

    It names them, since the others can still be chosen, and says no more than that.
    """
    if problems := {name: takes_no_part(services, standup, people) for name, people in without_part(services, standup)}:
        raise InvalidStandup(problems)


def refuse_owners(services: Services, wanted: Standup, before: Standup | None) -> None:
    """Raise InvalidStandup at the owners if a change makes somebody an owner who is no full, active member."""
    if found := not_to_own(services, wanted, before):
        raise InvalidStandup({"owners": cannot_own(found)})


def not_to_own(
    services: Services, wanted: Standup, before: Standup | None, most: int | None = MOST_LOOKED_UP
) -> list[Member]:
    """Return the new owners who are guests, apps or no members: such an owner could change nothing.

    At most so many are looked up; None, all. People known since yesterday as full members are not; people found to be
    full members are remembered.
    """
    new = [user for user in dict.fromkeys(wanted.roles.owners) if before is None or user not in before.roles.owners]
    now = services.clock.now()
    known = services.members.get_many(wanted.team_id, new, now) if new else {}
    asked = [user for user in new if not (user in known and known[user].is_full and known[user].is_fresh(now))]
    found = [services.slack.profile(wanted.team_id, user_id) for user_id in asked[:most]]
    for member in found:
        if member.is_full:
            services.members.remember_profile(member, now)
    return [member for member in found if not member.is_full]


def cannot_own(found: Sequence[Member]) -> Problem:
    """Return the problem that names, as Slack does, the people who cannot own a standup."""
    return Problem(
        Wrong.CANNOT_OWN, {"names": tuple(member.profile.display_name or member.profile.user_name for member in found)}
    )


def without_part(services: Services, standup: Standup) -> list[tuple[str, list[str]]]:
    """Return the fields that name erased people, each with their ids."""
    named = {name: list(value_of(standup, name) or ()) for name in NAMING}
    found = services.privacy.suppressed.among(
        standup.team_id, {user for users in named.values() for user in users}, anew=False
    )
    pairs = [(name, [user for user in users if user in found]) for name, users in named.items()]
    return [(name, users) for name, users in pairs if users]


def takes_no_part(services: Services, standup: Standup, people: list[str]) -> Problem:
    """Return the problem that names erased people."""
    profiles = [services.slack.profile(standup.team_id, user_id) for user_id in people]
    names = tuple(member.profile.display_name or member.profile.user_name for member in profiles)
    return Problem(Wrong.TAKES_NO_PART, {"names": names})
