"""Wishes: which standups a person has left, how often they want to be reminded, and what they have seen."""

from collections.abc import Iterable

from app.domain.access import Action
from app.domain.member import Member, Preferences
from app.domain.problems import unknown_country
from app.domain.standup import Standup
from app.errors import InvalidForm
from app.flows import access
from app.records import replace
from app.services import Services
from app.views.checklist import STEPS, WISHES
from app.views.preferences_form import COUNTRY


def leave(services: Services, member: Member, standup_id: str) -> Standup:
    """Take part in a standup no more; raises UnknownStandup or NotAllowed."""
    return _set_left(services, member, standup_id, member.left | {standup_id})


def rejoin(services: Services, member: Member, standup_id: str) -> Standup:
    """Take part in a standup again; raises UnknownStandup or NotAllowed."""
    return _set_left(services, member, standup_id, member.left - {standup_id})


def _set_left(services: Services, member: Member, standup_id: str, left: Iterable[str]) -> Standup:
    standup = access.standup_for(services, member, standup_id, Action.LEAVE)
    services.members.remember_wishes(replace(member, left=frozenset(left)), services.clock.now())
    return standup


def check(services: Services, preferences: Preferences) -> None:
    """Raise InvalidForm if nothing is known of the country whose holidays a person wants to keep."""
    if not services.calendars.knows(preferences.country):
        raise InvalidForm({COUNTRY: unknown_country(preferences.country)})


def prefer(services: Services, member: Member, preferences: Preferences) -> None:
    """Store a person's preferences; who has chosen them once is not asked to by the checklist."""
    remembered = replace(member.remembered, seen=member.remembered.seen | {WISHES})
    chosen = replace(member, preferences=preferences, remembered=remembered)
    services.members.remember_wishes(chosen, services.clock.now())


def note_seen(services: Services, member: Member, steps: Iterable[str]) -> None:
    """Store that steps of the first visit are done."""
    remembered = replace(member.remembered, seen=member.remembered.seen | (set(STEPS) & set(steps)))
    services.members.remember_wishes(replace(member, remembered=remembered), services.clock.now())


def take_part_again(services: Services, team_id: str, user_id: str) -> None:
    """Ask a person again who was erased, with the next occurrence: they have said so themselves."""
    services.privacy.suppressed.lift(team_id, user_id)
