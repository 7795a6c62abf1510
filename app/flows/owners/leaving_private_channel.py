"""Remove people who leave a private channel, or are removed from it, from its standups' settings.

What is said in a private channel is for its members. People who are named without ever having been there take no part
either, but stay on the lists: no event tells about them.
"""

from collections.abc import Callable, Collection

from app.domain.standup import Standup
from app.flows.membership import Memberships
from app.flows.owners.handing_over import refresh_owners, save_ourselves, tell
from app.flows.standup_lookup import for_channel
from app.language import Locale
from app.records import replace
from app.services import Services
from app.slack.message import Message
from app.views.owners import left_private_channel


def take_out(services: Services, team_id: str, user_id: str, channel: str) -> list[Standup]:
    """Remove somebody from a private channel's standups that name them, tell the owners, and return those standups.

    `flows/access.py` keeps outsiders out anyway; this keeps the lists true. Owners stay owners, and a person who is the
    only one asked stays named.
    """
    here = [stored.standup for stored in for_channel(services, team_id, channel)]
    naming = [standup for standup in here if _names(standup, user_id)]
    alone = [standup for standup in here if set(standup.roles.people or ()) == {user_id}]
    where = Memberships(services)
    if not (naming or alone) or user_id in where.people(channel) or not where.is_private(channel):
        return []
    saved = [save_ourselves(services, _without(standup, user_id)) for standup in naming]
    for standup in saved:
        _tell(services, standup, user_id, left_private_channel.taken_out)
    for standup in alone:  # nothing else stored would recognize the same event again
        now = services.clock.now()
        once = f"alone.{standup.standup_id}.{user_id}.{now:%Y%m%d}"
        if services.setup.invitations.get(team_id, once, now) is None:
            services.setup.invitations.keep(team_id, once, standup.standup_id, now)
            _tell(services, standup, user_id, left_private_channel.nobody_left)
    return saved


def _names(standup: Standup, user_id: str) -> bool:
    return user_id in (*standup.roles.optional, *standup.roles.observers, *_others(standup.roles.people, user_id))


def _others(people: Collection[str] | None, user_id: str) -> Collection[str]:
    """Return the people asked by name; empty if this person is the only one, since somebody has to be asked."""
    return people if people and set(people) != {user_id} else ()


def _without(standup: Standup, user_id: str) -> Standup:
    people = standup.roles.people
    if people and _others(people, user_id):
        people = tuple(each for each in people if each != user_id)
    return replace(
        standup,
        roles=replace(
            standup.roles,
            people=people,
            optional=tuple(each for each in standup.roles.optional if each != user_id),
            observers=tuple(each for each in standup.roles.observers if each != user_id),
        ),
    )


def _tell(services: Services, standup: Standup, user_id: str, words: Callable[[Locale, Standup, str], str]) -> None:
    for owner in refresh_owners(services, standup, anew=True):
        if owner != user_id:
            tell(services, standup, owner, lambda locale: Message(words(locale, standup, user_id)))
