"""Carry out the actions of a standup's menu on the Home tab, each with a line about its outcome."""

from collections.abc import Callable, Mapping
from functools import partial

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from app.domain.day.member import Member
from app.domain.privacy.access import Action
from app.flows import access
from app.flows.home import preferences
from app.flows.scheduling import roster
from app.flows.setup import introducing, running_by_hand
from app.flows.upcoming import asks_at
from app.services import Services
from app.views.home import managing
from app.views.home.more import Verb
from app.views.kit.readers import member_locale

_Act = Callable[[], list[Block]]


def view_for(services: Services, member: Member, verb: Verb, standup_id: str) -> View | None:
    """Return the modal that an action opens, or None; raises PersonError if the member may not."""
    locale = member_locale(member)
    if verb in {Verb.LEAVE, Verb.REJOIN}:
        return None
    if verb is Verb.PREVIEW:
        return managing.preview_modal(locale, running_by_hand.preview(services, member, standup_id))
    standup = access.standup_for(services, member, standup_id, Action.CHANGE, even_broken=verb is Verb.DELETE)
    return managing.delete_form(locale, standup) if verb is Verb.DELETE else None


def carry_out(services: Services, member: Member, verb: Verb, standup_id: str) -> list[Block] | None:
    """Carry out an action and return the line about it; None for actions that open a modal. Raises PersonError."""
    locale = member_locale(member)
    acts: Mapping[Verb, _Act] = {
        Verb.ASK: lambda: managing.asked(locale, running_by_hand.ask_now(services, member, standup_id)),
        Verb.PAUSE: lambda: managing.paused(locale, running_by_hand.pause(services, member, standup_id)),
        Verb.RESUME: partial(_resume, services, member, standup_id),
        Verb.LEAVE: partial(leave, services, member, standup_id),
        Verb.REJOIN: partial(rejoin, services, member, standup_id),
    }
    return acts[verb]() if verb in acts else None


def _resume(services: Services, member: Member, standup_id: str) -> list[Block]:
    standup = running_by_hand.resume(services, member, standup_id)
    return managing.resumed(member_locale(member), standup, asks_at(services, standup, member))


def leave(services: Services, member: Member, standup_id: str) -> list[Block]:
    """Leave a standup, today's occurrence included; returns the line that offers to undo it. Raises PersonError."""
    standup = preferences.leave(services, member, standup_id)
    roster.take_off(services, standup, member.user_id)
    return managing.left(member_locale(member), standup)


def rejoin(services: Services, member: Member, standup_id: str) -> list[Block]:
    """Rejoin a standup, today's occurrence included; returns the line about it. Raises PersonError."""
    standup = preferences.rejoin(services, member, standup_id)
    roster.rejoin(services, standup, member.user_id)
    return managing.rejoined(member_locale(member), standup)


def delete(services: Services, member: Member, standup_id: str) -> list[Block]:
    """Delete a standup; returns the line that offers to undo it. Raises PersonError."""
    return managing.deleted(member_locale(member), introducing.leave_channel(services, member, standup_id))


def restore(services: Services, member: Member, standup_id: str) -> list[Block]:
    """Restore a deleted standup; returns the line about it. Raises PersonError."""
    return managing.restored(member_locale(member), introducing.come_again(services, member, standup_id))
