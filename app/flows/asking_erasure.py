"""Asking for erasure: a person wishes it, somebody who may confirms or declines it, and the ticks carry it out."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from app.domain.access import Action
from app.domain.audit import Deed, Entry
from app.domain.chore import ChoreKind
from app.domain.member import Member
from app.domain.standup import Standup
from app.flows import access
from app.flows.erasing import begin
from app.flows.people import speaking_to
from app.flows.sending import at_once
from app.language import say
from app.services import Services
from app.slack import Mark
from app.storage.erasure_requests import ErasureRequest
from app.views import ids, my_data
from app.views.message import Message

MOST_ASKED = 5


def ask_for_erasure(services: Services, member: Member) -> str:
    """Pass a person's wish on to those who may confirm it, each once; returns what to tell the person."""
    access.demand_person(member, Action.ERASE_OWN)
    team_id, now = member.team_id, services.clock.now()
    if services.chores.get(team_id, ChoreKind.ERASURE, member.user_id):
        return say(my_data.ERASURE_BEGINS)
    standups = _standups_of(services, member.user_id, team_id)
    others = _confirmers(services, member, standups)
    if not others:
        if not access.may_erase(services, member, standups):
            return say(my_data.NOBODY_CONFIRMS)
        begin(services, team_id, member.user_id, member.user_id)
        return say(my_data.ERASURE_BEGINS)
    known = services.erasure_requests.get(team_id, member.user_id, now)
    if known is None:
        services.audit.note(Entry(team_id, now, member.user_id, Deed.ASKED_FOR_ERASURE), once=member.user_id)
    request = known or ErasureRequest(team_id, member.user_id, now)
    services.erasure_requests.keep(request)
    for user_id in (each for each in others if each not in request.told):
        with speaking_to(services, team_id, user_id):
            question = my_data.erasure_question(member.user_id)
        _post(services, user_id, question)
        request = replace(request, told=(*request.told, user_id))
        services.erasure_requests.keep(request)
    return say(my_data.ERASURE_ASKED)


def confirm_erasure(services: Services, member: Member, user_id: str) -> Message:
    """Have a person erased who has asked for it; raises NotAllowed for who may not confirm it."""
    request = _demand(services, member, user_id)
    if request is None:
        return my_data.answered(say(my_data.SETTLED))
    if services.chores.get(member.team_id, ChoreKind.ERASURE, user_id) is None:
        begin(services, member.team_id, user_id, member.user_id)
    services.erasure_requests.settle(member.team_id, user_id)
    return my_data.answered(say(my_data.CONFIRMED))


def decline_erasure(services: Services, member: Member, user_id: str) -> Message:
    """Leave everything as it is and tell the person by whom; raises NotAllowed for who may not decide."""
    if _demand(services, member, user_id) is None or not services.erasure_requests.settle(member.team_id, user_id):
        return my_data.answered(say(my_data.SETTLED))
    services.audit.note(Entry(member.team_id, services.clock.now(), member.user_id, Deed.DECLINED_ERASURE))
    with speaking_to(services, member.team_id, user_id):
        message = my_data.declined(member.user_id)
    _post(services, user_id, message)
    return my_data.answered(say(my_data.DECLINED))


def _demand(services: Services, member: Member, user_id: str) -> ErasureRequest | None:
    """Give the wish that somebody decides about; the id came with a click, so it counts as forged until here."""
    access.demand_erasing(services, member, user_id, _standups_of(services, user_id, member.team_id))
    return services.erasure_requests.get(member.team_id, user_id, services.clock.now())


def _standups_of(services: Services, user_id: str, team_id: str) -> list[Standup]:
    """Give the standups that a person has a part in, as far as they were counted."""
    return [
        stored.standup
        for stored in services.standups.all(team_id)
        if user_id in (*stored.people, *stored.standup.asks(()), *stored.standup.observers, *stored.standup.owners)
    ]


def _confirmers(services: Services, member: Member, standups: Sequence[Standup]) -> list[str]:
    """Give who is asked: the owners of the person's standups, or else the workspace's admins; never themselves."""
    owners = dict.fromkeys(owner for standup in standups for owner in standup.owners if owner != member.user_id)
    found = [owner for owner in owners if not services.slack.is_deactivated(owner)]
    admins = [] if found else sorted(services.slack.admins(member.team_id))
    return (found or [admin for admin in admins if admin != member.user_id])[:MOST_ASKED]


def _post(services: Services, user_id: str, message: Message) -> None:
    mark = Mark(ids.NOTE, "erasure", user_id)
    at_once(services)(partial(services.slack.post, user_id, message.text, message.blocks, mark), 0)
