"""Configuring: creating, changing, pausing and deleting standups, by those who may."""

from dataclasses import replace

from app.domain.config import problems_of
from app.domain.member import Member
from app.domain.standup import Standup
from app.errors import InvalidStandup, NotAllowed, UnknownStandup
from app.services import Services
from app.storage.standups import StoredStandup


def theirs(services: Services, member: Member, standup_id: str) -> Standup:
    """Give the standup that this person may change; every id in a request counts as forged until this has seen it.

    Raises UnknownStandup or NotAllowed.
    """
    standup = services.standups.get(member.team_id, standup_id)
    if standup is None:
        raise UnknownStandup(standup_id)
    if member.is_guest or not standup.may_be_changed_by(member.user_id, is_admin=member.is_admin):
        raise NotAllowed(standup_id, member.user_id)
    return standup


def save_standup(services: Services, member: Member, changed: Standup) -> StoredStandup:
    """Store a new or changed standup; who changes one without owners becomes its owner.

    It takes effect with the next occurrence. Raises InvalidStandup, NotAllowed or ChangedMeanwhile.
    """
    if changed.version:
        theirs(services, member, changed.standup_id)
    elif member.is_guest:
        raise NotAllowed(changed.standup_id, member.user_id)
    owned = changed if changed.owners else replace(changed, owners=(member.user_id,))
    if problems := problems_of(owned):
        raise InvalidStandup(problems)
    now = services.clock.now()
    # The next tick finds out when anything is due: it may have to learn first who has a part in it, and where they are.
    return services.standups.save(owned, member.user_id, now, None if owned.is_paused else now)


def delete_standup(services: Services, member: Member, standup_id: str) -> Standup:
    """Delete a standup; what is stored of its occurrences stays as long as it would. Raises as `theirs`."""
    standup = theirs(services, member, standup_id)
    services.standups.delete(standup, member.user_id, services.clock.now())
    return standup


def restore_standup(services: Services, member: Member, standup_id: str) -> Standup:
    """Take a deletion back; what is not deleted stays as it is. Raises UnknownStandup, NotAllowed, ChangedMeanwhile."""
    stored = services.standups.stored(member.team_id, standup_id)
    if stored is None:
        raise UnknownStandup(standup_id)
    standup = stored.standup
    if member.is_guest or not standup.may_be_changed_by(member.user_id, is_admin=member.is_admin):
        raise NotAllowed(standup_id, member.user_id)
    if not stored.deleted_at:
        return standup
    now = services.clock.now()
    return services.standups.save(standup, member.user_id, now, None if standup.is_paused else now).standup
