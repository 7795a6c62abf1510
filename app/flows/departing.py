"""Departing: whoever leaves a private channel, or is taken out of it, is named no more in the standups that live there.

What was said in a private channel is for who is in it. Who was named from outside has never left, and stays.
"""

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from app.domain.standup import Standup
from app.flows.concerning import of_channel
from app.flows.looking_after import present_owners, tell
from app.flows.whereabouts import Whereabouts
from app.services import Services
from app.views import departing
from app.views.message import Message


def take_out(services: Services, team_id: str, user_id: str, channel: str) -> list[Standup]:
    """Take somebody out of the standups of a private channel that name them, and tell the owners.

    Gives those standups as they are now. Owners stay owners, and nobody else can take the last person asked out.
    """
    naming = [stored.standup for stored in of_channel(services, team_id, channel) if _names(stored.standup, user_id)]
    where = Whereabouts(services)
    if not naming or user_id in where.people(channel) or not where.is_private(channel):
        return []
    return [_save(services, _without(standup, user_id), user_id) for standup in naming]


def _names(standup: Standup, user_id: str) -> bool:
    return user_id in (*standup.optional, *standup.observers, *_others(standup.people, user_id))


def _others(people: Collection[str] | None, user_id: str) -> Collection[str]:
    """Give who is asked by name; nobody where that is this person alone, for somebody has to be."""
    return people if people and set(people) != {user_id} else ()


def _without(standup: Standup, user_id: str) -> Standup:
    people = standup.people
    if people and _others(people, user_id):
        people = tuple(each for each in people if each != user_id)
    return replace(
        standup,
        people=people,
        optional=tuple(each for each in standup.optional if each != user_id),
        observers=tuple(each for each in standup.observers if each != user_id),
    )


def _save(services: Services, standup: Standup, user_id: str) -> Standup:
    now, by = services.clock.now(), services.slack.identity().bot_user_id
    saved = services.standups.save(standup, by, now, now).standup
    for owner in present_owners(services, saved, anew=True):
        if owner != user_id:
            tell(services, saved, owner, partial(_words, saved, user_id))
    return saved


def _words(standup: Standup, user_id: str) -> Message:
    return Message(departing.taken_out(standup, user_id), [])
