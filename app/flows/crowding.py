"""Crowding: nobody has, and is asked by, more standups than a person can use, and nobody by strangers."""

from collections.abc import Sequence

from app.domain.crowding import Crowding, crowding_of, strangers_in
from app.domain.limits import MOST_ASKING, MOST_IN_CHANNEL, MOST_OWNED
from app.domain.standup import Standup
from app.errors import InvalidStandup
from app.flows.people import people_in
from app.language import say
from app.services import Services
from app.views.text import listed


def refuse_crowd(services: Services, wanted: Standup, before: Standup | None) -> None:
    """Raise InvalidStandup if a standup, or what a change adds to it, would be one too many."""
    if problems := crowd_problems(services, wanted, before):
        raise InvalidStandup(problems)


def crowd_problems(
    services: Services, wanted: Standup, before: Standup | None, besides: Sequence[Standup] = ()
) -> dict[str, str]:
    """Say at which fields a standup would be too many, and for whom; empty if it would not.

    `besides` are those that are to be stored with it.
    """
    stored = {one.standup.standup_id: (one.standup, one.people) for one in services.standups.all(wanted.team_id)}
    planned = {standup.standup_id: (standup, ()) for standup in besides}
    others = [one for standup_id, one in {**stored, **planned}.items() if standup_id != wanted.standup_id]
    return _sentences(services, wanted, crowding_of(wanted, before, others))


def refuse_strangers(services: Services, wanted: Standup, before: Standup | None) -> None:
    """Raise InvalidStandup if a change names people who are not in the standup's channel."""
    if not strangers_in(wanted, before, ()):
        return  # nobody new is named, and Slack need not be asked
    if found := strangers_in(wanted, before, people_in(services, wanted.channel)):
        names = _names(services, wanted, found)
        words = say("{names}: not in the channel. Invite them there first, or leave them out.", names=names)
        raise InvalidStandup({"people": words})


def _sentences(services: Services, wanted: Standup, found: Crowding) -> dict[str, str]:
    problems = {}
    if found.is_channel_full:
        words = say("This channel has {most} standups already. Delete one of them first.", most=MOST_IN_CHANNEL)
        problems["channel"] = words
    if found.owners:
        names = _names(services, wanted, found.owners)
        words = say("{names}: owns {most} standups already. Delete one of them first.", names=names, most=MOST_OWNED)
        problems["owners"] = words
    if found.people:
        names = _names(services, wanted, found.people)
        words = say("{names}: asked by {most} standups already. Leave them out.", names=names, most=MOST_ASKING)
        problems["people"] = words
    return problems


def _names(services: Services, standup: Standup, people: Sequence[str]) -> str:
    known = services.members.get_many(standup.team_id, people, services.clock.now())
    return listed([known[user].display_name or user if user in known else user for user in people])
