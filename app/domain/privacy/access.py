"""Who may do what: one table of roles and actions. `docs/privacy.md` shows it, `flows/access.py` enforces it."""

from collections.abc import Collection, Mapping
from enum import Enum, StrEnum

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.report.destinations import held_in
from app.domain.standup import Standup


class Role(StrEnum):
    """What a person is to a standup; a person can have several roles, and may do what any of them may."""

    OWNER = "named as an owner; a guest never counts as one"
    STAND_IN = (
        "is asked, optional or an observer, or was until they left, while it has no owner; who then changes it becomes "
        "the owner"
    )
    TOLD = "was told, in an owner's place, that its report could not be posted, and is in its channel, or could be"
    MEMBER = "is asked: named, or in its channel where everybody there is asked"
    OPTIONAL = "may answer and is never chased"
    OBSERVER = "named to read, never asked"
    ADMIN = "admin of the workspace, for what takes place in a public channel or one that they are in"
    READER = "in the channel that its report goes to"
    INVITED_GUEST = "a guest there, of the workspace or of another company, where guests may read"
    GUEST = "such a guest, where guests may not"
    FORMER = "has left the standup and is still named or in its channel"
    OUTSIDER = "anybody else of the workspace, also who was erased or has left the channel"
    STRANGER = "anybody of another workspace, and whom Slack does not know"


class Action(Enum):
    """The actions on a standup's data: the data, and what is done with it."""

    SEE = ("configuration", "see its name, times and questions")
    CHANGE = ("configuration", "change, pause, ask now, delete, restore")
    READ_CHANGES = ("history of changes", "read")
    TRY = ("configuration", "try it on oneself")
    LEAVE = ("own part", "leave, rejoin")
    ANSWER = ("own report", "write, change, skip, withdraw")
    READ_OWN = ("own report", "read, search")
    EXPORT_OWN = ("own report", "export")
    ERASE_OWN = ("own report", "have erased")
    READ_ANOTHERS = ("another's report", "read by person")
    CHANGE_ANOTHERS = ("another's report", "change")
    ERASE_ANOTHERS = ("another's report", "erase, when that person asks")
    READ_REPORTS = ("report of a day", "read when it is out")
    PREVIEW = ("report of a day", "read before it is out; read who was not asked, and why")
    POST_NOW = ("report of a day", "post now")
    EXPORT_ALL = ("all reports", "export")
    READ_INSIGHT = ("team insight", "read")
    READ_BLOCKERS = ("blockers", "read")
    HELP = ("blockers", "offer help, resolve where one helps")

    @property
    def data(self) -> str:
        return str(self.value[0])

    @property
    def verb(self) -> str:
        return str(self.value[1])


_BELONGING = frozenset({Role.OWNER, Role.MEMBER, Role.OPTIONAL, Role.OBSERVER})
_READING = _BELONGING | {Role.READER, Role.INVITED_GUEST}
_MANAGING = frozenset({Role.OWNER, Role.STAND_IN, Role.ADMIN})
# For actions on one's own data; whether there is any is decided by the row under one's own id.
_OF_THE_WORKSPACE = frozenset(Role) - {Role.STRANGER}

TABLE: Mapping[Action, frozenset[Role]] = {
    Action.SEE: _READING | _MANAGING | {Role.FORMER},
    Action.CHANGE: _MANAGING,
    Action.READ_CHANGES: _MANAGING,
    Action.TRY: _READING | _MANAGING,
    Action.LEAVE: frozenset({Role.MEMBER, Role.OPTIONAL, Role.FORMER}),
    Action.ANSWER: _OF_THE_WORKSPACE,
    Action.READ_OWN: _OF_THE_WORKSPACE,
    Action.EXPORT_OWN: _OF_THE_WORKSPACE,
    Action.ERASE_OWN: _OF_THE_WORKSPACE,
    Action.READ_ANOTHERS: _BELONGING,
    Action.CHANGE_ANOTHERS: frozenset(),
    Action.ERASE_ANOTHERS: frozenset({Role.OWNER, Role.ADMIN}),
    Action.READ_REPORTS: _READING,
    Action.PREVIEW: frozenset({Role.OWNER, Role.STAND_IN}),
    Action.POST_NOW: frozenset({Role.OWNER, Role.TOLD}),
    Action.EXPORT_ALL: frozenset({Role.OWNER}),
    Action.READ_INSIGHT: _BELONGING,
    Action.READ_BLOCKERS: _READING,
    Action.HELP: _READING,
}


class Place(Struct, frozen=True):
    """Where a person is according to Slack: in the standup's channel, in the report's channel, or able to join.

    More knowledge never takes a right away, so what is not known may be left out. The exception is `is_shut_out`: a
    person outside a standup's private channel takes no part in it, even if they are named.
    """

    is_inside: bool = False
    is_reader: bool = False
    is_public: bool = False
    was_told: bool = False
    is_shut_out: bool = False


NOWHERE = Place()
INSIDE = Place(is_inside=True)
SHUT_OUT = Place(is_shut_out=True)


def may(roles: Collection[Role], action: Action) -> bool:
    """Whether one of these roles is enough for an action."""
    return not TABLE[action].isdisjoint(roles)


def roles_of(standup: Standup, member: Member, place: Place = NOWHERE) -> frozenset[Role]:
    """Return a member's roles in a standup: at least one."""
    if member.team_id != standup.team_id or not member.account.is_person:
        return frozenset({Role.STRANGER})
    participations = _participation_roles(standup, member, place)
    roles = set(participations)
    if place.is_reader or (place.is_inside and not standup.readers.channel):
        roles |= {_reader_role(standup, member)}
    if not member.account.is_guest:
        roles |= _caretaker_roles(standup, member, place, participations, is_reader=bool(roles - participations))
        roles |= {Role.TOLD} if place.was_told and (place.is_inside or place.is_public) else set()
    return frozenset(roles) or frozenset({Role.OUTSIDER})


def _participation_roles(standup: Standup, member: Member, place: Place) -> set[Role]:
    """Return the role of a person who is asked, or named as an observer; a person who left is only FORMER."""
    if place.is_shut_out:
        return set()
    is_chosen = member.user_id in standup.roles.people if standup.roles.people is not None else place.is_inside
    holds = {
        Role.OBSERVER: member.user_id in standup.roles.observers,
        Role.OPTIONAL: member.user_id in standup.roles.optional,
        Role.MEMBER: is_chosen,
    }
    role = next((role for role, is_so in holds.items() if is_so), None)
    if role and role is not Role.OBSERVER and standup.standup_id in member.left:
        role = Role.FORMER
    return {role} if role else set()


def _reader_role(standup: Standup, member: Member) -> Role:
    if not member.account.is_guest:
        return Role.READER
    return Role.INVITED_GUEST if standup.readers.guests_may_read else Role.GUEST


def _caretaker_roles(
    standup: Standup, member: Member, place: Place, parts: Collection[Role], *, is_reader: bool
) -> set[Role]:
    """Return the roles of a person who looks after the standup; in a private channel, only if they belong to it.

    Reading the report in its channel is no participation: a mere reader does not become an owner.
    """
    is_owner = member.user_id in standup.roles.owners
    is_known = bool(parts) or is_reader or is_owner or place.is_inside or place.is_public
    holds = {
        Role.OWNER: is_owner,
        Role.STAND_IN: not standup.roles.owners and bool(parts),
        Role.ADMIN: member.account.is_admin and is_known,
    }
    return {role for role, is_so in holds.items() if is_so}


def may_go_to(standup: Standup, channel: str, *, has_guests: bool, is_private: bool) -> bool:
    """Whether a report may be posted to a channel.

    Its own channel is always allowed. Another channel may have guests only if they may read, and answers of a private
    channel go there only if an owner has agreed.
    """
    private = {standup.channel} if is_private else set()
    is_held = bool(held_in(standup, [standup.channel], channel, private))
    return channel == standup.channel or not (is_held or (has_guests and not standup.readers.guests_may_read))
