"""The heading in the channel: posted once, and kept true while answers come."""

import logging
from datetime import datetime, timedelta
from functools import partial

from app.domain.due import closes_for_good
from app.domain.occurrence import Occurrence
from app.errors import SlackError, SlackRefused, SlackUnavailable
from app.flows import sending
from app.flows.sending import CarryOut, at_once
from app.services import Services
from app.slack import Mark
from app.views import ids
from app.views.heading import heading
from app.views.help import under_heading
from app.views.message import Message

# However many come late at once, the heading changes only so often: all changes of a workspace count together.
EVERY = timedelta(seconds=5)
# What the clocks of two processes may differ by.
ASKEW = timedelta(seconds=1)
ATTEMPTS = 5

_log = logging.getLogger(__name__)


def post_heading(services: Services, occurrence: Occurrence, message: Message, carry_out: CarryOut) -> Occurrence:
    """Post the heading, or find the one that may have been posted; returns the occurrence with it."""
    mark = Mark(ids.HEADING, str(occurrence.report_id))
    ts = _found(services, occurrence, mark, carry_out)
    if ts is None:
        now = services.clock.now()
        occurrence = services.reports.note(occurrence, problem=None, heading_claimed_at=now)
        post = partial(services.slack.post, occurrence.channel, message.text, message.blocks, mark)
        _, ts = carry_out(post, sending.CHANNEL)
    link = _permalink(services, occurrence, ts)
    return services.reports.note(occurrence, problem=None, heading_ts=ts, permalink=link)


def heading_at(services: Services, occurrence: Occurrence, moment: datetime) -> Message:
    """Give the heading as it should read now; `moment` says whose time is over."""
    now = services.clock.now()
    _, reports = services.reports.day(occurrence.report_id, now)
    is_open = occurrence.has_closings and not closes_for_good(occurrence, moment)
    message = heading(occurrence, reports, is_open=is_open, is_past=occurrence.is_past(now))
    if not occurrence.is_digest:
        return message
    under = under_heading(occurrence, reports)
    return Message(text=f"{message.text}\n{under.text}".rstrip(), blocks=[*message.blocks, *under.blocks])


def correct_heading(services: Services, occurrence: Occurrence) -> None:
    """Let the heading count what was stored before this; of many who come late at once, one does it for all."""
    stored_at = services.clock.now()
    every = EVERY / services.settings.pace
    for _ in range(ATTEMPTS):
        if services.reports.claim_heading(occurrence, services.clock.now(), every):
            break
        services.clock.sleep(every.total_seconds())
        if (_renewed_at(services, occurrence) or stored_at) >= stored_at + ASKEW:
            return
    renew_heading(services, occurrence, services.clock.now(), at_once(services))


def renew_heading(services: Services, occurrence: Occurrence, moment: datetime, carry_out: CarryOut) -> None:
    """Change the heading to what is stored; once more if somebody has begun to do the same meanwhile.

    Of two changes under way the older one may arrive last, so whoever sees a later one makes sure of it.
    """
    seen, latest = None, _renewed_at(services, occurrence)
    while seen is None or seen != latest:
        seen = latest
        message = heading_at(services, occurrence, moment)
        place = occurrence.channel, str(occurrence.heading_ts)
        try:
            carry_out(partial(services.slack.update, *place, message.text, message.blocks), sending.UPDATE)
        except SlackRefused as refusal:  # somebody has deleted it
            _log.warning("the heading was not renewed", extra={"reason": refusal.code})
            return
        latest = _renewed_at(services, occurrence)
        if latest is None:
            return


def _renewed_at(services: Services, occurrence: Occurrence) -> datetime | None:
    here = occurrence.report_id
    now = services.clock.now()
    known = services.reports.occurrences(here.team_id, here.standup_id, [here.day], now)
    return next((one.heading_renewed_at for one in known), None)


def _found(services: Services, occurrence: Occurrence, mark: Mark, carry_out: CarryOut) -> str | None:
    if occurrence.heading_claimed_at is None:
        return None
    find = partial(services.slack.find, occurrence.channel, mark, occurrence.heading_claimed_at)
    try:
        return carry_out(find, 0)
    except SlackUnavailable:
        raise
    except SlackError as refusal:  # without the scope to read the channel nobody can tell
        _log.warning("cannot look for the heading", extra={"reason": refusal.code})
        return None


def _permalink(services: Services, occurrence: Occurrence, ts: str) -> str | None:
    try:
        return services.slack.permalink(occurrence.channel, ts)
    except SlackError as refusal:  # a link is a courtesy
        _log.warning("no permalink", extra={"reason": refusal.code})
        return None
