"""Introducing: the bot is invited to a channel, has a standup there and says in one message what will happen."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.member import Member
from app.domain.schedule import next_asking
from app.domain.standup import DEFAULT_STANDUP_ID, Standup
from app.domain.templates import DAILY, from_template
from app.errors import ChangedMeanwhile, SlackRefused, SlackTokenRefused
from app.flows.configuring import delete_standup, restore_standup
from app.flows.counting import count_people
from app.flows.people import member_of
from app.language import speaking
from app.services import Services
from app.slack import Mark
from app.storage.introductions import Introduction
from app.storage.standups import StoredStandup
from app.views import ids
from app.views.introduction import elsewhere, introduction, not_here
from app.views.message import Message

# A claim older than this was left behind by somebody who died: a call takes ten seconds at most.
CLAIM_LIVES = timedelta(seconds=20)
WATCH_EVERY = 1.0

_log = logging.getLogger(__name__)


def introduce(services: Services, channel: str, inviter: str, event_id: str) -> None:
    """Have a standup in the channel that the bot was added to, and say so there once for each invitation.

    The same event again finds out what was done and goes on from there.
    """
    team_id = services.slack.identity().team_id
    try:
        standup = _settled_in(services, team_id, channel, inviter)
    except ChangedMeanwhile:  # by another run for the same event, or by the tick
        standup = _settled_in(services, team_id, channel, inviter)
    count_people(services, standup)
    _say_once(services, standup, event_id)


def _settled_in(services: Services, team_id: str, channel: str, inviter: str) -> Standup:
    """Give the channel's standup, as it goes on from now; a new one if there is none."""
    standup = _standup_of(services, team_id, channel)
    if standup is None:
        return _first(services, team_id, channel, inviter)
    owners = standup.owners or ((inviter,) if inviter else ())
    wanted = replace(standup, owners=owners, is_paused=False)
    return standup if wanted == standup and standup.version else _saved(services, wanted, inviter)


def _standup_of(services: Services, team_id: str, channel: str) -> Standup | None:
    """Give the channel's standup: the one that is named after it, or the first of those that take place there."""
    here = [each.standup for each in services.standups.all(team_id) if each.standup.channel == channel]
    own = [standup for standup in here if standup.standup_id in {channel, DEFAULT_STANDUP_ID}]
    return next(iter([*own, *here]), None)


def _first(services: Services, team_id: str, channel: str, inviter: str) -> Standup:
    """Store the channel's first standup; one that was deleted there before begins anew."""
    member = member_of(services, team_id, inviter) if inviter else Member(team_id, "")
    is_default = channel == services.settings.channel
    with speaking(member.speaks):
        new = from_template(DAILY, team_id, channel, inviter, member.zone or "UTC")
    new = replace(new, channel=channel)
    before = services.standups.stored(team_id, DEFAULT_STANDUP_ID if is_default else channel)
    if before:
        new = replace(new, standup_id=before.standup.standup_id, version=before.standup.version)
    return _saved(services, new, inviter)


def _saved(services: Services, standup: Standup, by: str) -> Standup:
    now = services.clock.now()
    return services.standups.save(standup, by, now, now).standup


def _say_once(services: Services, standup: Standup, event_id: str) -> None:
    """Claim the message, post it, and mark where it is; what is in doubt is looked for first."""
    now = services.clock.now()
    if services.introductions.claim(standup, event_id, now):
        _post(services, standup, event_id)
        return
    known = _settled(services, standup)
    if known is None or known.event_id != event_id or known.ts:
        return
    if services.introductions.reclaim(standup, known, services.clock.now()):
        ts = _find(services, standup, event_id, known.claimed_at)
        if ts:
            services.introductions.mark(standup, event_id, ts)
        else:
            _post(services, standup, event_id)


def _settled(services: Services, standup: Standup) -> Introduction | None:
    """Give the introduction once its claim is marked, or so old that nobody is at it any more."""
    while True:
        known = services.introductions.get(standup.team_id, standup.standup_id)
        if known is None or known.ts or services.clock.now() - known.claimed_at >= CLAIM_LIVES:
            return known
        services.clock.sleep(WATCH_EVERY)


def _post(services: Services, standup: Standup, event_id: str) -> None:
    first = next_asking(standup, services.clock.now(), day_off=services.calendars.day_off(standup))
    message = introduction(standup, first)
    _, ts = services.slack.post(standup.channel, message.text, message.blocks, _mark(standup, event_id))
    services.introductions.mark(standup, event_id, ts)


def _find(services: Services, standup: Standup, event_id: str, since: datetime) -> str | None:
    """Look for a message that may have been posted; without the scope to read the channel nobody can tell."""
    try:
        return services.slack.find(standup.channel, _mark(standup, event_id), since)
    except (SlackRefused, SlackTokenRefused):
        return None


def _mark(standup: Standup, event_id: str) -> Mark:
    return Mark(ids.INTRODUCTION, f"{standup.team_id}.{standup.standup_id}.{event_id}")


def show_introduction(services: Services, team_id: str, standup_id: str) -> None:
    """Let the first message say what is so now; one that is gone, or was never posted, stays so."""
    known = services.introductions.get(team_id, standup_id)
    stored = services.standups.stored(team_id, standup_id)
    if stored is None or known is None or known.ts is None:
        return
    message = _words(services, stored, known.channel)
    try:
        services.slack.update(known.channel, known.ts, message.text, message.blocks)
    except SlackRefused as refusal:
        _log.warning("the first message was not changed", extra={"standup": standup_id, "reason": refusal.code})


def move_introduction(services: Services, standup: Standup) -> None:
    """Let the first message say what is so now; of a standup that has moved, introduce it where it is now, once."""
    show_introduction(services, standup.team_id, standup.standup_id)
    known = services.introductions.get(standup.team_id, standup.standup_id)
    move = f"moved.{standup.channel}"
    if known and (known.channel != standup.channel or known.event_id == move):
        try:
            _say_once(services, standup, move)
        except SlackRefused as refusal:  # the channel has no place for it, and the standup goes on all the same
            _log.warning("not introduced", extra={"standup": standup.standup_id, "reason": refusal.code})


def _words(services: Services, stored: StoredStandup, channel: str) -> Message:
    standup = stored.standup
    if stored.deleted_at:
        return not_here(standup)
    if standup.channel != channel:
        return elsewhere(standup)
    now = services.clock.now()
    return introduction(standup, next_asking(standup, now, day_off=services.calendars.day_off(standup)))


def leave_channel(services: Services, member: Member, standup_id: str) -> None:
    """Have no standup here after all; a second time it changes nothing. Raises PersonError."""
    delete_standup(services, member, standup_id)
    show_introduction(services, member.team_id, standup_id)


def come_again(services: Services, member: Member, standup_id: str) -> None:
    """Have the standup here again that was deleted. Raises PersonError."""
    count_people(services, restore_standup(services, member, standup_id))
    show_introduction(services, member.team_id, standup_id)
