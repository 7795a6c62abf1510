"""Let a person ask to be erased, and let those who decide agree or decline with a reason.

Only the person can ask. The workspace's admins and the owners of standups in which the person has answers decide; who
that is, is looked up at each step. One agreement is enough. A decline counts for its author alone: the others can still
agree, and a request that not everybody has declined is carried out after a month.

A person who was erased before and is there again, as after a table was restored, needs no new agreement. Each message
is claimed before it is sent, so that of several runs at once only one sends it.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.day.occurrence import ReportId
from app.domain.privacy.access import Action
from app.domain.privacy.audit import Deed, Entry
from app.domain.privacy.erasure_request import ErasureRequest, declined_entry
from app.domain.scheduling.job import JobKind
from app.domain.standup import Standup
from app.errors import SlackError
from app.flows import access, standup_lookup
from app.flows.privacy.erasing import begin
from app.flows.requester import locale_to
from app.flows.sender import at_once, outbox
from app.outbox import Address, Delivery, Sent
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.kit.readers import member_locale
from app.views.privacy import erasure_request, my_data

MOST_OWNERS = 10
MOST_ADMINS = 5
NOBODY_ANSWERED = "nobody answered"


def show_who_decides(services: Services, member: Member) -> str:
    """Tell a person by direct message who would decide and when; returns the note to show at once."""
    locale = member_locale(member)
    access.require_person(member, Action.ERASE_OWN)
    team_id, user_id, now = member.team_id, member.user_id, services.clock.now()
    if _resume_erasure(services, member):
        return locale.gettext(my_data.ERASURE_BEGINS)
    known = services.privacy.erasure_requests.get(team_id, user_id, now)
    stands = f"{known.at.isoformat()} {len(known.declined)}" if known else "not asked"
    if not services.privacy.erasure_requests.claim_showing(team_id, user_id, stands, now):
        return locale.gettext(my_data.ERASURE_BEGINS if _resume_erasure(services, member) else my_data.EXPORTED)
    deciders = _deciders(services, team_id, user_id)
    ends = (known or ErasureRequest(team_id, user_id, now)).ends
    message = erasure_request.who_decides(locale, deciders, ends, known.declined if known else None)
    address = _address(user_id, f"shown.{now.isoformat()}", now)
    try:
        outbox(services, at_once(services)).send(address, message)
    except SlackError as error:
        if error.is_not_sent:
            services.privacy.erasure_requests.give_back_showing(team_id, user_id)
        raise
    return locale.gettext(my_data.EXPORTED)


def ask_for_erasure(services: Services, member: Member) -> str:
    """Pass a person's request on to everybody who decides, once each; returns the reply to the person."""
    locale = member_locale(member)
    access.require_person(member, Action.ERASE_OWN)
    team_id, requests = member.team_id, services.privacy.erasure_requests
    if _resume_erasure(services, member):
        return locale.gettext(my_data.ERASURE_BEGINS)
    others = _deciders(services, team_id, member.user_id)
    if not others:
        begin(services, team_id, member.user_id, member.user_id)
        return locale.gettext(my_data.ERASURE_BEGINS)
    request = requests.open(team_id, member.user_id, services.clock.now())
    if request is None:  # it was carried out, or taken back, meanwhile
        return locale.gettext(my_data.ERASURE_BEGINS if _resume_erasure(services, member) else my_data.SETTLED)
    services.privacy.audit.note(Entry(team_id, request.at, member.user_id, Deed.ASKED_FOR_ERASURE), once=member.user_id)
    for user_id in (each for each in others if each not in request.told):
        theirs = locale_to(services, team_id, user_id)
        question = my_data.erasure_question(theirs, member.user_id, request.ends)
        give_back = partial(requests.give_back_telling, request, user_id)
        _send(_Slot(services, request, user_id), user_id, question, give_back)
    return locale.gettext(my_data.ERASURE_ASKED)


def _resume_erasure(services: Services, member: Member) -> bool:
    """Begin again for a person who was erased before and is known again; True if an erasure is under way."""
    if services.jobs.get(member.team_id, JobKind.ERASURE, member.user_id):
        return True
    if not services.privacy.suppressed.among(member.team_id, [member.user_id]):
        return False
    begin(services, member.team_id, member.user_id, member.user_id)
    return True


def take_back(services: Services, member: Member) -> str:
    """Forget a person's request unless it was carried out; returns the reply to them."""
    locale = member_locale(member)
    if services.privacy.erasure_requests.settle(member.team_id, member.user_id):
        services.privacy.erasure_requests.give_back_showing(member.team_id, member.user_id)
        return locale.gettext(erasure_request.TAKEN_BACK)
    return locale.gettext(my_data.SETTLED)


def confirm_erasure(services: Services, member: Member, user_id: str) -> Message:
    """Have a person erased who has asked for it; raises NotAllowed for members who may not confirm it."""
    locale = member_locale(member)
    request = _require(services, member, user_id)
    if request is None:
        return my_data.answered(locale.gettext(my_data.SETTLED))
    _carry_out(services, member.team_id, user_id, member.user_id)
    return my_data.answered(locale.gettext(my_data.CONFIRMED))


def may_decline(services: Services, member: Member, user_id: str) -> bool:
    """Whether there is a request to decline; raises NotAllowed for members who may not decide."""
    return _require(services, member, user_id) is not None


def decline_erasure(services: Services, member: Member, user_id: str, reason: str) -> Message:
    """Tell the person who declines and why; the others can still agree.

    Raises NotAllowed for members who may not decide.
    """
    locale = member_locale(member)
    known, team_id, requests = _require(services, member, user_id), member.team_id, services.privacy.erasure_requests
    claimed = requests.claim_decline(known, member.user_id, services.clock.now()) if known else None
    request = claimed or requests.get(team_id, user_id, services.clock.now())
    if request is None or member.user_id not in request.declined:
        return my_data.answered(locale.gettext(my_data.SETTLED))
    is_over = not set(_deciders(services, team_id, user_id)) - request.declined
    if claimed:
        services.privacy.audit.note(Entry(team_id, services.clock.now(), member.user_id, Deed.DECLINED_ERASURE))
    theirs = locale_to(services, team_id, user_id)
    message = erasure_request.declined(theirs, member.user_id, reason, None if is_over else request.ends)
    slot = _Slot(services, request, declined_entry(member.user_id), is_claimed=claimed is not None)
    _send(slot, user_id, message, partial(requests.give_back_decline, request, member.user_id))
    if is_over:
        requests.settle(team_id, user_id)
        requests.give_back_showing(team_id, user_id)  # a new request shows it again
    return my_data.answered(locale.gettext(my_data.DECLINED_BY_ALL if is_over else my_data.DECLINED))


def carry_out_unanswered(services: Services) -> list[str]:
    """Erase people whose request not everybody has declined within a month; called by the ticks."""
    found = services.privacy.erasure_requests.due(services.clock.now())
    for request in found:
        _carry_out(services, request.team_id, request.user_id, NOBODY_ANSWERED)
    return [f"erasure {request.user_id}: {NOBODY_ANSWERED}" for request in found]


def _carry_out(services: Services, team_id: str, user_id: str, by: str) -> None:
    if services.jobs.get(team_id, JobKind.ERASURE, user_id) is None:
        begin(services, team_id, user_id, by)
    services.privacy.erasure_requests.settle(team_id, user_id)


def _require(services: Services, member: Member, user_id: str) -> ErasureRequest | None:
    """Return the request that a member decides about; the id came with a click, so it counts as forged until here."""
    found = standup_lookup.for_person(services, member.team_id, member.user_id)
    owned = [each for each in found if member.user_id in each.standup.roles.owners]
    standups = _answered_in(services, member.team_id, user_id, [each.standup for each in owned])
    access.require_erasing(services, member, user_id, standups)
    return services.privacy.erasure_requests.get(member.team_id, user_id, services.clock.now())


def _deciders(services: Services, team_id: str, user_id: str) -> list[str]:
    """Return who decides: owners of standups in which the person has answers, and admins; never the person."""
    days = services.reports.days_of(team_id, user_id)
    every = [stored.standup for stored in services.standups.several(team_id, (day.standup_id for day in days))]
    standups = _answered_in(services, team_id, user_id, every)
    owners = list(dict.fromkeys(owner for standup in standups for owner in standup.roles.owners if owner != user_id))
    members = {owner: services.slack.profile(team_id, owner) for owner in owners[:MOST_OWNERS]}
    present = [owner for owner in owners if owner in members and members[owner].is_full]
    admins = [admin for admin in sorted(services.slack.admins(team_id)) if admin not in {user_id, *present}]
    erased = services.privacy.suppressed.among(team_id, [*present, *admins])
    return [each for each in [*present, *admins[:MOST_ADMINS]] if each not in erased]


def _answered_in(services: Services, team_id: str, user_id: str, standups: list[Standup]) -> list[Standup]:
    """Return the standups in which the person has answers: being named somewhere gives its owners no say."""
    days = services.reports.days_of(team_id, user_id)
    return [standup for standup in standups if _has_answers(services, standup, user_id, days)]


def _has_answers(services: Services, standup: Standup, user_id: str, days: list[ReportId]) -> bool:
    own = [day for day in days if day.standup_id == standup.standup_id]
    return services.reports.has_answers(standup.team_id, user_id, own, services.clock.now())


class _Slot(Struct, frozen=True):
    """Where it is stored that a message about a request was sent.

    `is_claimed` is set if the claim was written together with what the message says; then it is not claimed here.
    """

    services: Services
    request: ErasureRequest
    entry: str
    is_claimed: bool | None = None

    def claim(self, now: datetime) -> bool:
        if self.is_claimed is not None:
            return self.is_claimed
        return self.services.privacy.erasure_requests.claim_telling(self.request, self.entry, now)

    def read(self) -> Delivery | None:
        claimed_at = self.services.privacy.erasure_requests.telling_claimed_at(self.request, self.entry)
        return Delivery(claimed_at) if claimed_at else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        claim = self.services.privacy.erasure_requests.claim_telling
        return claim(self.request, self.entry, now, unconfirmed.claimed_at)

    def mark(self, sent: Sent) -> None:  # noqa: ARG002 it is never changed later
        self.services.privacy.erasure_requests.mark_telling(self.request, self.entry)


def _send(slot: _Slot, reader: str, message: Message, give_back: Callable[[], None]) -> None:
    """Send a message about a request, once; the claim is given back only if it was surely not sent."""
    request = slot.request
    address = _address(reader, f"{request.at.isoformat()}.{slot.entry}", request.at)
    try:
        outbox(slot.services, at_once(slot.services)).send_once(address, slot, lambda: message, waits=False)
    except SlackError as error:
        if error.is_not_sent:
            give_back()
        raise


def _address(reader: str, what: str, since: datetime) -> Address:
    return Address("", Mark(ids.NOTE, f"erasure.{what}", reader), since, person=reader)
