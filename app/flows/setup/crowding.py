"""Refuse standups beyond what one person can use: per owner, per person asked, per channel, and by strangers."""

from collections.abc import Sequence
from itertools import chain

from app.domain.limits import MOST_ASKING, MOST_IN_CHANNEL, MOST_OWNED
from app.domain.privacy.concern import in_channel, of_person
from app.domain.setup.crowding import Crowding, crowding_of, named_in, strangers_in
from app.domain.setup.stored import StoredStandup
from app.domain.standup import DEFAULT_STANDUP_ID, Standup
from app.errors import InvalidStandup
from app.flows.requester import people_in
from app.flows.standup_lookup import noted
from app.problem import Problem, Wrong
from app.services import Services


def refuse_crowd(services: Services, wanted: Standup, before: Standup | None) -> None:
    """Raise InvalidStandup if a standup, or what a change adds to it, exceeds a limit."""
    if problems := crowd_problems(services, wanted, before):
        raise InvalidStandup(problems)


def crowd_problems(
    services: Services, wanted: Standup, before: Standup | None, besides: Sequence[Standup] = ()
) -> dict[str, Problem]:
    """Return the settings at which a standup exceeds a limit, with the people concerned; empty if it does not.

    `besides` are standups that are to be stored together with it.
    """
    found = (one for one in _beside(services, wanted) if not one.is_broken)
    stored = {one.standup.standup_id: (one.standup, one.counted.people) for one in found}
    planned = {standup.standup_id: (standup, ()) for standup in besides}
    others = [one for standup_id, one in {**stored, **planned}.items() if standup_id != wanted.standup_id]
    crowding = crowding_of(wanted, before, others)
    if crowding.people:
        known = services.members.get_many(wanted.team_id, crowding.people, services.clock.now())
        crowding = crowding_of(wanted, before, others, {user_id: member.left for user_id, member in known.items()})
    return _problems(services, wanted, crowding)


def _beside(services: Services, wanted: Standup) -> list[StoredStandup]:
    """Return the standups that count towards the limits; of very many, only those that can make a difference.

    They are those of the channel, and those of people who are at their limit: others need not be read.
    """
    team_id, channel = wanted.team_id, in_channel(wanted.channel)
    if (few := services.standups.all_if_few(team_id)) is not None:
        return few
    most = {of_person(user_id): MOST_ASKING for user_id in named_in(wanted)}
    most |= {of_person(user_id): min(MOST_OWNED, MOST_ASKING) for user_id in wanted.roles.owners}
    known = noted(services, team_id, [channel, *most])
    if known is None:
        return services.standups.all_and_broken(team_id)
    enough = (ids for key, ids in known.items() if key == channel or len(ids) >= most[key])
    return services.standups.several_and_broken(team_id, [DEFAULT_STANDUP_ID, *chain.from_iterable(enough)])


def refuse_strangers(services: Services, wanted: Standup, before: Standup | None) -> None:
    """Raise InvalidStandup if a change names people who are not in the standup's channel."""
    if found := strangers_of(services, wanted, before):
        names = _names(services, wanted, found)
        raise InvalidStandup({"people": Problem(Wrong.NOT_IN_CHANNEL, {"names": names})})


def strangers_of(services: Services, wanted: Standup, before: Standup | None) -> tuple[str, ...]:
    """Return the people whom a change names but who are not in the channel; Slack is asked only about new names."""
    if not strangers_in(wanted, before, ()):
        return ()
    return strangers_in(wanted, before, people_in(services, wanted.channel))


def _problems(services: Services, wanted: Standup, found: Crowding) -> dict[str, Problem]:
    problems = {}
    if found.is_channel_full:
        problems["channel"] = Problem(Wrong.CHANNEL_FULL, {"most": MOST_IN_CHANNEL})
    if found.owners:
        names = _names(services, wanted, found.owners)
        problems["owners"] = Problem(Wrong.OWNS_TOO_MANY, {"names": names, "most": MOST_OWNED})
    if found.people:
        names = _names(services, wanted, found.people)
        problems["people"] = Problem(Wrong.ASKED_BY_TOO_MANY, {"names": names, "most": MOST_ASKING})
    return problems


def _names(services: Services, standup: Standup, people: Sequence[str]) -> tuple[str, ...]:
    known = services.members.get_many(standup.team_id, people, services.clock.now())
    return tuple(known[user].profile.display_name or user if user in known else user for user in people)
