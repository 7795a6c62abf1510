"""Find out what somebody is to a standup, and whether the table of `domain/privacy/access.py` lets them do something.

Nothing else decides that. Every id in a request counts as forged until one of these has checked it:

    require(services, standup, who, Action.READ_REPORTS)         raises UnknownStandup or NotAllowed
    allowed(services, standup, who, Action.PREVIEW)              the same as a yes or no
    standup_for(services, member, standup_id, Action.CHANGE)     reads the standup and requires

`who` is a Member, or the id of a member of the standup's workspace. The standup's settings decide what a person may
see; where they are not enough, Slack is asked who is in the channel now: with yesterday's list, people who were removed
could read on. In the same way, where being an admin or a guest decides, Slack is asked unless it said so minutes ago.
May raise SlackError or StorageUnavailable.
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
    """Whether a person may do something with a standup; asks Slack only if the settings alone do not allow it."""
    known = where or Memberships(services)
    return _may(standup, _member(services, standup, who), action, known, was_told=was_told)


def require(
    services: Services, standup: Standup, who: Who, action: Action, *, where: Memberships | None = None
) -> None:
    """Raise NotAllowed unless a person may do something with a standup, UnknownStandup if they may not even see it."""
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

    Raises UnknownStandup, NotAllowed, or, unless `even_broken`, BrokenStandup for a row that can be read only in part.
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
    """Return such a standup with all that is stored beside it, broken ones included.

    A deleted one counts as unknown; `even_deleted` is for members who may restore it.
    """
    stored = services.standups.stored(member.team_id, standup_id)
    if stored is None or (stored.deletion.at and not even_deleted):
        raise UnknownStandup(standup_id)
    require(services, stored.standup, member, action, where=where)
    return stored


def require_person(member: Member, action: Action) -> None:
    """Raise NotAllowed for a stranger to the workspace: all members may do what is only about themselves."""
    if not member.account.is_person:
        raise NotAllowed("", member.user_id, action.name)


def require_erasing(services: Services, member: Member, user_id: str, standups: Sequence[Standup]) -> None:
    """Raise NotAllowed unless a member may decide on erasing a person of these standups, who must not be themselves."""
    if member.user_id == user_id or not may_erase(services, member, standups):
        raise NotAllowed("", member.user_id, Action.ERASE_ANOTHERS.name)


def may_erase(services: Services, member: Member, standups: Sequence[Standup]) -> bool:
    """Whether a member may have a person of these standups erased.

    A person belongs to the whole workspace, so its admins may, wherever the standups take place.
    """
    member = ranked(services, member) if member.account.is_admin else member
    if member.account.is_admin and not member.account.is_guest and may({Role.ADMIN}, Action.ERASE_ANOTHERS):
        return True
    return any(allowed(services, standup, member, Action.ERASE_ANOTHERS) for standup in standups)


def require_new(services: Services, member: Member) -> Member:
    """Return a member who wants to set up a standup, with their present rank; raises NotAllowed for guests."""
    if not may_create(services, member):
        raise NotAllowed("", member.user_id, Action.CHANGE.name)
    return ranked(services, member)


def may_create(services: Services, member: Member) -> bool:
    """Whether somebody may set up standups: full members of the workspace, not guests."""
    return member.is_full and ranked(services, member).is_full


def report_id_of(requester: Requester, text: str) -> ReportId:
    """Parse a report id from a request; raises UnknownReport if it is not of one of the requester's workspaces."""
    parsed = ReportId.parse(text)
    if parsed.team_id not in requester.team_ids:
        raise UnknownReport(text)
    return parsed


def found(
    occurrence: Occurrence | None, report: Report | None, requester: Requester, report_id: ReportId
) -> tuple[Occurrence, Report]:
    """Return the occurrence and report that were read for a requester.

    Raises UnknownReport if there is no such occurrence, NotOnRoster if the report is not the requester's own.
    """
    if occurrence is None:
        raise UnknownReport(str(report_id))
    if report is None or report.user_id != requester.user_id:
        raise NotOnRoster(str(report_id), requester.user_id)
    return occurrence, report


def _member(services: Services, standup: Standup, who: Who) -> Member:
    return who if isinstance(who, Member) else member_of(services, standup.team_id, who)


def _may(standup: Standup, member: Member, action: Action, where: Memberships, *, was_told: bool = False) -> bool:
    """Whether the table says yes; if it would say no to a guest, the member's rank must be fresh."""
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
    """Whether a person may do something only because they are named, in a private channel that they are not in."""
    by_name = may(roles_of(standup, member), action) and not may(roles_of(standup, member, SHUT_OUT), action)
    return by_name and where.is_shut_out(standup.channel, member.user_id)


def _place(standup: Standup, member: Member, where: Memberships, *, was_told: bool, can_rule: bool) -> Place:
    """Ask Slack where somebody is.

    Whether the channel is public matters only for admins and people who were told, when they are outside of it.
    """
    is_inside = member.user_id in where.people(standup.channel)
    elsewhere = standup.readers.channel
    is_reader = member.user_id in where.people(elsewhere) if elsewhere else is_inside
    privacy_matters = was_told or (can_rule and member.account.is_admin)
    is_public = privacy_matters and not is_inside and not where.is_private(standup.channel)
    return Place(is_inside, is_reader, is_public, was_told)
