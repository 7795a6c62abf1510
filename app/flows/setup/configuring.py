"""Create, change, pause, delete and restore standups, for members who may."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import ParamSpec, TypeVar

from app.domain.day.member import Member
from app.domain.privacy.access import Action, Role, roles_of
from app.domain.report.destinations import in_force
from app.domain.setup.config import problems_of
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup, with_an_owner, with_owners
from app.errors import ChangedMeanwhile, InvalidStandup, UnknownStandup
from app.flows import access
from app.flows.owed_days import owed_days
from app.flows.owners.telling_new_owners import tell_of_takeover
from app.flows.setup.crowding import refuse_crowd
from app.flows.setup.naming import refuse_owners
from app.problem import Problem, Wrong
from app.records import replace
from app.services import Services

_P = ParamSpec("_P")
_Result = TypeVar("_Result")


def again_if_changed(act: Callable[_P, _Result]) -> Callable[_P, _Result]:
    """Repeat an act on a standup if another run has changed it meanwhile: mostly the second click of the same."""

    @wraps(act)
    def acting(*arguments: _P.args, **keywords: _P.kwargs) -> _Result:
        try:
            return act(*arguments, **keywords)
        except ChangedMeanwhile:
            return act(*arguments, **keywords)

    return acting


def changeable(services: Services, member: Member, standup_id: str, *, even_broken: bool = False) -> Standup:
    """Return a standup that this member may change; raises UnknownStandup, NotAllowed or BrokenStandup."""
    return access.standup_for(services, member, standup_id, Action.CHANGE, even_broken=even_broken)


def save_standup(services: Services, member: Member, changed: Standup) -> StoredStandup:
    """Store a new or changed standup; a member who changes one without owners becomes its owner.

    It takes effect with the next occurrence. Raises InvalidStandup, NotAllowed or ChangedMeanwhile.
    """
    before = changeable(services, member, changed.standup_id, even_broken=True) if changed.version else None
    if before is None:
        access.require_new(services, member)
    owned = with_an_owner(changed, member.user_id)
    if problems := problems_of(owned):
        raise InvalidStandup(problems)
    refuse_owners(services, owned, before)
    refuse_crowd(services, owned, before)
    if new := set(in_force(owned)) - set(before.readers.agreed if before else ()):
        _require_owner(member, owned, before, new)
    now = services.clock.now()
    owed = owed_days(services, services.standups.stored(owned.team_id, owned.standup_id), owned, now)
    # The next tick finds out when anything is due: it may first have to look up the people and their zones.
    saved = services.standups.save(owned, member.user_id, now, now, owed=owed, is_told=True)
    if saved.takeover:
        tell_of_takeover(services, owned.team_id, owned.standup_id)
    return saved


def _require_owner(member: Member, wanted: Standup, before: Standup | None, agreed: Collection[str]) -> None:
    """Raise InvalidStandup unless an owner agrees that something leaves a private channel."""
    if Role.OWNER not in roles_of(before or wanted, member):
        fields = {"webhook_url" if "://" in each else "report_channel" for each in agreed}
        raise InvalidStandup(dict.fromkeys(fields, Problem(Wrong.STAYS_PRIVATE)))


@again_if_changed
def delete_standup(services: Services, member: Member, standup_id: str) -> Standup:
    """Delete a standup unless it is deleted; its occurrences are kept as long as they would be. Raises as `changeable`.

    A second run for the same click is no mistake of the member's.
    """
    stored = access.stored_for(services, member, standup_id, Action.CHANGE, even_deleted=True)
    if not stored.deletion.at:
        # A broken standup is restored with defaults that nobody has chosen, so it is paused.
        deleted = replace(stored.standup, is_paused=True) if stored.is_broken else stored.standup
        services.standups.delete(deleted, member.user_id, services.clock.now())
    return stored.standup


@again_if_changed
def restore_standup(services: Services, member: Member, standup_id: str) -> Standup:
    """Restore a deleted standup; another one stays as it is. Raises UnknownStandup, NotAllowed, ChangedMeanwhile."""
    stored = access.stored_for(services, member, standup_id, Action.CHANGE, even_deleted=True)
    standup = stored.standup
    if not stored.deletion.at:
        return standup
    if not stored.is_restorable(services.clock.now()):
        raise UnknownStandup(standup_id)
    # Named people stay named, however many standups ask them by now: a deleted standup cannot be edited first.
    refuse_crowd(services, standup, replace(with_owners(standup, ()), channel=""))
    now = services.clock.now()
    return services.standups.save(standup, member.user_id, now, now).standup
