"""When the bot is invited to a channel, give it a standup there and say once what will happen.

If no standup takes place in the channel, a new one is stored, owned by whoever invited the bot, unless that is a guest,
and in their zone. Ids of standups are random and never used twice, because the days are stored under them: inviting the
bot where a standup was deleted, or has moved away, gives no access to it. Rows `.invited.EVENT` and `.new.CHANNEL` hold
the id that an invitation leads to before the standup is stored, so that of an event that comes twice, of two at once,
and of a run that died, one standup comes.

The message is claimed for the event's id, posted and marked on the standup's row. Another invitation is told again,
unless it comes within a minute of the one before and nothing was changed in between. The message follows the standup:
it is updated when the standup is changed or declined. When the standup moves, it says so without its buttons, and the
standup is introduced in the new channel, once for each move.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from app.domain.day.member import Account, Member
from app.domain.privacy.access import Action
from app.domain.setup.introduction import AT_ONCE, Invitation
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup, new_standup_id, with_owners
from app.errors import ChangedMeanwhile, SlackError, SlackRefused
from app.flows import access
from app.flows.owners.handing_over import refresh_owners, tell
from app.flows.report.closed_channels import reopen_channel
from app.flows.requester import member_of
from app.flows.sender import at_once, outbox
from app.flows.setup.configuring import delete_standup, restore_standup
from app.flows.setup.counting import count_people
from app.flows.setup.crowding import crowd_problems
from app.flows.standup_lookup import for_channel
from app.flows.upcoming import first_asking_of
from app.outbox import Address, Delivery, Place, Sent
from app.records import replace
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.kit import notices
from app.views.kit.readers import channel_locale, member_locale
from app.views.setup.introduction import elsewhere, introduction, not_here
from app.views.setup.templates import DAILY, from_template

# An unconfirmed message was sent since then: Lambda's retries come within three minutes.
LOOKED_BACK = timedelta(days=1)
# Within this time a reserved id without a row was never used: a deleted standup's row stays longer.
RESERVED_FOR = timedelta(days=1)

_log = logging.getLogger(__name__)


def introduce(services: Services, channel: str, inviter: str, event_id: str) -> None:
    """Make sure that the channel the bot was added to has a standup, and say so there once for each invitation.

    A repeated event finds out what was done and continues from there.
    """
    team_id = services.slack.identity().team_id
    try:
        standup = _ensure_standup(services, team_id, channel, inviter, event_id)
    except ChangedMeanwhile:  # by a second run for the same event, or by a tick
        standup = _ensure_standup(services, team_id, channel, inviter, event_id)
    if standup is not None:
        count_people(services, standup)
        invitation = services.setup.invitations.get(team_id, event_id, services.clock.now())
        _introduce_once(services, standup, event_id, invitation.at if invitation else services.clock.now())


def _ensure_standup(services: Services, team_id: str, channel: str, inviter: str, event_id: str) -> Standup | None:
    """Return the channel's standup, with an owner, or a new one; None if nothing is left to be done."""
    now = services.clock.now()
    invitation = services.setup.invitations.get(team_id, event_id, now)
    if invitation and _is_told(services, team_id, invitation, event_id):
        return None
    reopen_channel(services, team_id, channel, "")
    if invitation is None:
        standup_id = _living_in(services, team_id, channel) or _reserve_id(services, team_id, channel)
        invitation = services.setup.invitations.keep(team_id, event_id, standup_id, now)
    stored = services.standups.stored(team_id, invitation.standup_id)
    if stored is None:
        return _create(services, team_id, channel, inviter, invitation.standup_id)
    if stored.deletion.at or stored.standup.channel != channel:  # since the first run: this one does not restore it
        return None
    return _ensure_owner(services, stored.standup, inviter)


def _is_told(services: Services, team_id: str, invitation: Invitation, event_id: str) -> bool:
    """Whether the message of an invitation is posted, or one for a later or simultaneous invitation."""
    known = services.setup.introductions.get(team_id, invitation.standup_id)
    if known is None or known.event_id == event_id:
        return known is not None and known.ts is not None
    return known.claimed_at > invitation.at - (AT_ONCE if known.ts else timedelta(0))


def _living_in(services: Services, team_id: str, channel: str) -> str | None:
    """Return the id of the standup that takes place in a channel; of several, the first that is not paused."""
    here = [each.standup for each in for_channel(services, team_id, channel)]
    return next((standup.standup_id for standup in sorted(here, key=lambda each: each.is_paused)), None)


def _reserve_id(services: Services, team_id: str, channel: str) -> str:
    """Return the id of the channel's new standup: the same for all invitations at once, and never used before.

    An id whose standup another run has stored meanwhile is the channel's standup now.
    """
    now = services.clock.now()
    known = services.setup.invitations.reserved(team_id, channel)
    if known and now - known.at < RESERVED_FOR:
        stored = services.standups.stored(team_id, known.standup_id)
        if stored is None or (stored.deletion.at is None and stored.standup.channel == channel):
            return known.standup_id
    return services.setup.invitations.reserve(team_id, channel, new_standup_id(), now, known).standup_id


def _create(services: Services, team_id: str, channel: str, inviter: str, standup_id: str) -> Standup | None:
    """Store the channel's first standup, owned by whoever invited the bot; a guest never owns one.

    An inviter who owns too many is told so, and no standup is stored.
    """
    member = member_of(services, team_id, inviter) if inviter else Member(team_id, "", account=Account(is_person=False))
    owner = inviter if access.may_create(services, member) else ""
    locale = member_locale(member)
    new = replace(
        from_template(locale, DAILY, team_id, standup_id, owner, member.profile.zone or "UTC"), channel=channel
    )
    if problems := crowd_problems(services, new, None):
        message = Message(notices.not_set_up(locale, channel, problems.values()))
        tell(services, new, inviter, lambda _: message)
        return None
    return _save(services, new, inviter)


def _ensure_owner(services: Services, standup: Standup, inviter: str) -> Standup:
    """Return a standup of the channel with an owner; stores that, and the default standup.

    Only owners end a pause, so for a paused standup owners who are gone are replaced first: the message names the
    owners.
    """
    if standup.is_paused and refresh_owners(services, standup, anew=True) != standup.roles.owners:
        standup = services.standups.get(standup.team_id, standup.standup_id) or standup
    owners = standup.roles.owners or _inviter_as_owner(services, standup, inviter)
    wanted = with_owners(standup, owners)
    return standup if wanted == standup and standup.version else _save(services, wanted, inviter)


def _inviter_as_owner(services: Services, standup: Standup, inviter: str) -> tuple[str, ...]:
    """Return the inviter as the owner of a standup that has none, if they may read its days already."""
    needed = (Action.PREVIEW, Action.READ_REPORTS)
    is_theirs = bool(inviter) and all(access.allowed(services, standup, inviter, action) for action in needed)
    return (inviter,) if is_theirs else ()


def _save(services: Services, standup: Standup, by: str) -> Standup:
    now = services.clock.now()
    return services.standups.save(standup, by, now, None if standup.is_paused else now).standup


class _Slot(Struct, frozen=True):
    """Where the delivery of the message for one invitation is stored."""

    services: Services
    standup: Standup
    event_id: str
    at: datetime

    def claim(self, now: datetime) -> bool:
        return self.services.setup.introductions.claim(self.standup, self.event_id, self.at, now)

    def read(self) -> Delivery | None:
        known = self.services.setup.introductions.get(self.standup.team_id, self.standup.standup_id)
        is_ours = known is not None and known.event_id == self.event_id
        return Delivery(known.claimed_at, known.ts) if known and is_ours else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        return self.services.setup.introductions.reclaim(self.standup, unconfirmed.claimed_at, now)

    def mark(self, sent: Sent) -> None:
        self.services.setup.introductions.mark(self.standup, self.event_id, sent.ts)


def _introduce_once(services: Services, standup: Standup, event_id: str, at: datetime) -> None:
    """Post the message, once.

    It may be claimed for another event that came at once with this one: then that claim is reconciled.
    """
    _post(services, standup, event_id, at)
    known = services.setup.introductions.get(standup.team_id, standup.standup_id)
    if known and known.ts is None and known.event_id != event_id:
        _post(services, standup, known.event_id, at)


def _post(services: Services, standup: Standup, event_id: str, at: datetime) -> None:
    mark = Mark(ids.INTRODUCTION, f"{standup.team_id}.{standup.standup_id}.{event_id}")
    address = Address(standup.channel, mark, since=at - LOOKED_BACK)
    slot = _Slot(services, standup, event_id, at)
    render = partial(_introduction_of, services, standup)
    outbox(services, at_once(services)).send_once(address, slot, render)


def _introduction_of(services: Services, standup: Standup) -> Message:
    stored = services.standups.stored(standup.team_id, standup.standup_id) or StoredStandup(standup)
    return _introduction(services, replace(stored, standup=standup))


def _introduction(services: Services, stored: StoredStandup) -> Message:
    first, is_everybodys = first_asking_of(services, stored)
    return introduction(channel_locale(stored.standup), stored.standup, first, is_everybodys=is_everybodys)


def show_introduction(services: Services, team_id: str, standup_id: str) -> None:
    """Update the first message to the present state; a message that is gone, or was never posted, stays so."""
    known = services.setup.introductions.get(team_id, standup_id)
    if known and known.ts:
        words = partial(_words, services, team_id, standup_id, known.channel)
        _change(services, standup_id, (known.channel, known.ts), words)


def move_introduction(services: Services, standup: Standup) -> None:
    """Update the first message to the present state; introduce a standup that has moved in its new channel, once."""
    show_introduction(services, standup.team_id, standup.standup_id)
    known = services.setup.introductions.get(standup.team_id, standup.standup_id)
    move = f"moved.{standup.channel}"
    if known and (known.channel != standup.channel or known.event_id == move):
        try:
            _introduce_once(services, standup, move, services.clock.now())
        except SlackRefused as refusal:  # the channel refuses the message, but the standup works all the same
            _log.warning("not introduced", extra={"standup": standup.standup_id, "reason": refusal.code})
        else:
            _point_to_present(services, standup)


def _point_to_present(services: Services, standup: Standup) -> None:
    """Make the first messages in all earlier channels of a standup point to its present one."""
    known = services.setup.introductions.get(standup.team_id, standup.standup_id)
    if known is None or known.ts is None:
        return
    message = elsewhere(channel_locale(standup), standup, _link(services, known.channel, known.ts))
    for channel, ts in known.earlier:
        _change(services, standup.standup_id, (channel, ts), lambda: message)


def _link(services: Services, channel: str, ts: str) -> str:
    try:
        return services.slack.permalink(channel, ts)
    except SlackError as refusal:  # a link is a courtesy
        _log.warning("no permalink", extra={"reason": refusal.code})
        return ""


def _change(services: Services, standup_id: str, place: Place, render: Callable[[], Message | None]) -> None:
    try:
        outbox(services, at_once(services)).converge(place, render)
    except SlackRefused as refusal:
        _log.warning("not changed", extra={"standup": standup_id, "reason": refusal.code})


def _words(services: Services, team_id: str, standup_id: str, channel: str) -> Message | None:
    """Return the text of the first message in a channel, by the standup as it is stored now."""
    stored = services.standups.stored(team_id, standup_id)
    if stored is None or stored.deletion.at:
        return not_here(channel_locale(stored.standup), stored.standup) if stored else None
    if stored.standup.channel != channel:
        return elsewhere(channel_locale(stored.standup), stored.standup)
    return _introduction(services, stored)


def leave_channel(services: Services, member: Member, standup_id: str) -> Standup:
    """Delete a standup from its first message, and update that message; a second time it changes nothing.

    Raises PersonError.
    """
    standup = delete_standup(services, member, standup_id)
    show_introduction(services, member.team_id, standup_id)
    return standup


def come_again(services: Services, member: Member, standup_id: str) -> Standup:
    """Restore a deleted standup and update its first message. Raises PersonError."""
    standup = restore_standup(services, member, standup_id)
    count_people(services, standup)
    show_introduction(services, member.team_id, standup_id)
    return standup
