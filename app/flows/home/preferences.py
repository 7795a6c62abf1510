"""Store a member's preferences: standups they have left, reminders, country, and first steps done."""

from collections.abc import Iterable

from app.domain.day.member import Member, Preferences
from app.domain.privacy.access import Action
from app.domain.setup.problems import unknown_country
from app.domain.standup import Standup
from app.errors import InvalidForm
from app.flows import access
from app.services import Services
from app.views.home.checklist import PREFERENCES, STEPS
from app.views.home.preferences_form import COUNTRY


def leave(services: Services, member: Member, standup_id: str) -> Standup:
    """Store that a member no longer takes part in a standup; raises UnknownStandup or NotAllowed."""
    return _set_left(services, member, standup_id, has_left=True)


def rejoin(services: Services, member: Member, standup_id: str) -> Standup:
    """Store that a member takes part in a standup again; raises UnknownStandup or NotAllowed."""
    return _set_left(services, member, standup_id, has_left=False)


def _set_left(services: Services, member: Member, standup_id: str, *, has_left: bool) -> Standup:
    standup = access.standup_for(services, member, standup_id, Action.LEAVE)
    now = services.clock.now()
    services.members.note_left(member.team_id, member.user_id, standup_id, now, has_left=has_left)
    return standup


def check(services: Services, preferences: Preferences) -> None:
    """Raise InvalidForm if no holidays are known for the chosen country."""
    if not services.calendars.knows(preferences.country):
        raise InvalidForm({COUNTRY: unknown_country(preferences.country)})


def prefer(services: Services, member: Member, preferences: Preferences) -> None:
    """Store a member's preferences; the checklist then no longer asks for them."""
    services.members.remember_preferences(member.team_id, member.user_id, preferences, services.clock.now())
    note_seen(services, member, [PREFERENCES])


def note_seen(services: Services, member: Member, steps: Iterable[str]) -> None:
    """Store that a member has done steps of the first visit."""
    services.members.note_seen(member.team_id, member.user_id, set(STEPS) & set(steps), services.clock.now())


def take_part_again(services: Services, team_id: str, user_id: str) -> None:
    """Let an erased person take part again, at their own wish, from the next occurrence."""
    services.privacy.suppressed.lift(team_id, user_id, services.clock.now())
