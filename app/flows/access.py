"""Access: finds out what somebody is to a standup, and lets them do what `domain/privacy/access.py` says.

Every id in a request counts as forged until one of these has seen it:

    require(services, standup, who, Action.READ_REPORTS)          raises UnknownStandup or NotAllowed
    allowed(services, standup, who, Action.PREVIEW)              the same as a yes or no
    standup_for(services, who, standup_id, Action.CHANGE)        reads the standup and requires

`who` is a Member, or the id of a person of the standup's workspace. What a person may be told of is decided by how
the standup is set up; where that is not enough, Slack is asked who is in the channel, now: a list of yesterday would
let those read on who were sent away. So it is with who is an admin, or no guest: where that decides, it is looked up
with Slack if it was not within minutes. May raise SlackError or StorageUnavailable.
"""

from collections.abc import Sequence

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.privacy.access import SHUT_OUT, Action, Place, Role, may, roles_of
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import BrokenStandup, NotAllowed, NotOnRoster, UnknownReport, UnknownStandup
from app.flows.membership import Memberships
from app.flows.requester import Requester, member_of, ranked
from app.records import replace
from app.services import Services

Who = Member | str


def allowed(
    services: Services,
    standup: Standup,
    who: Who,
    action: Action,
    *,
    was_told: bool = False,
    where: Memberships | None = None,
) -> bool:
    """Whether a person may do something with a standup; Slack is asked only where the set-up does not say yes."""
    known = where or Memberships(services)
    return _may(standup, _member(services, standup, who), action, known, was_told=was_told)


def require(
    services: Services, standup: Standup, who: Who, action: Action, *, where: Memberships | None = None
) -> None:
    """Raise NotAllowed unless a person may do something with a standup, UnknownStandup if they may not know of it."""
    member, known = _member(services, standup, who), where or Memberships(services)
    if _may(standup, member, action, known):
        return
    if action is not Action.SEE and _may(standup, member, Action.SEE, known):
        raise NotAllowed(standup.standup_id, member.user_id, action.name)
    raise UnknownStandup(standup.standup_id)


def standup_for(
    services: Services, member: Member, standup_id: str, action: Action, *, even_broken: bool = False
) -> Standup:
    """Return a standup with which this person may do something.

    Raises UnknownStandup, NotAllowed, or BrokenStandup unless what is left of it will do.
    """
    stored = stored_for(services, member, standup_id, action)
    if stored.is_broken and not even_broken:
        raise BrokenStandup(standup_id)
    return stored.standup


def stored_for(
    services: Services,
    member: Member,
    standup_id: str,
    action: Action,
    where: Memberships | None = None,
    *,
    even_deleted: bool = False,
) -> StoredStandup:
    """Return the same with all that is kept beside it, and broken ones, too.

    Of a deleted one nobody is told more; `even_deleted` is for those who may take that back.
    """
    stored = services.standups.stored(member.team_id, standup_id)
    if stored is None or (stored.deletion.at and not even_deleted):
        raise UnknownStandup(standup_id)
    require(services, stored.standup, member, action, where=where)
    return stored


def require_person(member: Member, action: Action) -> None:
    """Raise NotAllowed for who is nobody of the workspace: what is about oneself is everybody's, but for strangers."""
    if not member.account.is_person:
        raise NotAllowed("", member.user_id, action.name)


def require_erasing(services: Services, member: Member, user_id: str, standups: Sequence[Standup]) -> None:
    """Raise NotAllowed unless a member may decide on erasing a person of these standups; nobody does for themselves."""
    if member.user_id == user_id or not may_erase(services, member, standups):
        raise NotAllowed("", member.user_id, Action.ERASE_ANOTHERS.name)


def may_erase(services: Services, member: Member, standups: Sequence[Standup]) -> bool:
    """Whether a member may have a person of these standups erased.

    A person is of the whole workspace, so its admins may wherever the standups take place.
    """
    member = ranked(services, member) if member.account.is_admin else member
    if member.account.is_admin and not member.account.is_guest and may({Role.ADMIN}, Action.ERASE_ANOTHERS):
        return True
    return any(allowed(services, standup, member, Action.ERASE_ANOTHERS) for standup in standups)


def require_new(services: Services, member: Member) -> Member:
    """Return who wants to set up a standup as they are now; raises NotAllowed for guests."""
    if not may_create(services, member):
        raise NotAllowed("", member.user_id, Action.CHANGE.name)
    return ranked(services, member)


def may_create(services: Services, member: Member) -> bool:
    """Whether somebody may set up standups: people of the workspace who are no guests."""
    return member.is_full and ranked(services, member).is_full


def report_id_of(requester: Requester, text: str) -> ReportId:
    """Read an id that came with a request; raises UnknownReport if it is not of a workspace of theirs."""
    parsed = ReportId.parse(text)
    if parsed.team_id not in requester.team_ids:
        raise UnknownReport(text)
    return parsed


def found(
    occurrence: Occurrence | None, report: Report | None, requester: Requester, report_id: ReportId
) -> tuple[Occurrence, Report]:
    """Return what was read under a person's own id; raises UnknownReport or NotOnRoster if it is not there."""
    if occurrence is None:
        raise UnknownReport(str(report_id))
    if report is None or report.user_id != requester.user_id:
        raise NotOnRoster(str(report_id), requester.user_id)
    return occurrence, report


def _member(services: Services, standup: Standup, who: Who) -> Member:
    return who if isinstance(who, Member) else member_of(services, standup.team_id, who)


def _may(standup: Standup, member: Member, action: Action, where: Memberships, *, was_told: bool = False) -> bool:
    """Whether the table says yes; where it would not to a guest, it must be known of just now what the person is."""
    place = Place(was_told=was_told, is_shut_out=_is_shut_out(standup, member, action, where))
    roles = roles_of(standup, member, place)
    if not may(roles, action) and Role.STRANGER not in roles:
        found = _place(standup, member, where, was_told=was_told, can_rule=may({Role.ADMIN}, action))
        place = replace(found, is_shut_out=place.is_shut_out)
        roles = roles_of(standup, member, place)
    if not may(roles, action) or may(roles_of(standup, member.as_lowest, place), action):
        return may(roles, action)
    now = where.ranked(member)
    return now.rank == member.rank or _may(standup, now, action, where, was_told=was_told)


def _is_shut_out(standup: Standup, member: Member, action: Action, where: Memberships) -> bool:
    """Whether somebody may do it only as they are named, and the standup's channel is private and not theirs."""
    by_name = may(roles_of(standup, member), action) and not may(roles_of(standup, member, SHUT_OUT), action)
    return by_name and where.is_shut_out(standup.channel, member.user_id)


def _place(standup: Standup, member: Member, where: Memberships, *, was_told: bool, can_rule: bool) -> Place:
    """Ask Slack where somebody is; whether a channel is public matters to admins, or who was told, outside of it."""
    is_inside = member.user_id in where.people(standup.channel)
    elsewhere = standup.readers.channel
    is_reader = member.user_id in where.people(elsewhere) if elsewhere else is_inside
    asks_for_it = was_told or (can_rule and member.account.is_admin)
    is_public = asks_for_it and not is_inside and not where.is_private(standup.channel)
    return Place(is_inside, is_reader, is_public, was_told)
