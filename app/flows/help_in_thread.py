"""Help in the thread: who helps is said under a person's post, in one message that changes, and never by rewording it.

A post in a person's name loses name and picture when it is changed, so it is changed only for its author's own words.
"""

import logging
from datetime import timedelta
from functools import partial

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.errors import SlackError, SlackUnavailable
from app.flows import sending
from app.flows.rewording import reword
from app.flows.sending import CarryOut
from app.services import Services
from app.slack import Mark
from app.views import ids
from app.views.help import in_thread
from app.views.message import Message

# A claim older than this was left behind by somebody who died: a call takes ten seconds at most.
CLAIM_LIVES = timedelta(seconds=20)
# Of two changes under way the older one may arrive last, so what is said is compared with what is stored.
ROUNDS = 3

_log = logging.getLogger(__name__)


def say_help(services: Services, occurrence: Occurrence, report: Report, carry_out: CarryOut) -> None:
    """Let the thread say who helps and what is resolved, as it is stored by now; nothing where there is no post."""
    said = None
    for _ in range(ROUNDS):
        message = in_thread(occurrence, report)
        if message is None or message.text == said or report.awaits_post or not report.posted or occurrence.is_digest:
            return
        if not _is_said(services, occurrence, report, message, carry_out):
            return
        said = message.text
        _, stored = services.reports.snapshot(report.report_id, report.user_id, services.clock.now())
        if stored is None:
            return
        report = stored


def _is_said(services: Services, occurrence: Occurrence, report: Report, message: Message, carry_out: CarryOut) -> bool:
    """Say it; False if somebody else is at it, who looks again afterwards, or if it cannot be said any more."""
    if report.help_ts:
        return reword(services, carry_out, (occurrence.channel, report.help_ts), message)
    now = services.clock.now()
    claimed_at = report.help_claimed_at
    if claimed_at and timedelta(0) <= now - claimed_at < CLAIM_LIVES:
        return False
    if not services.blockers.claim_thread(report, now):
        return False
    mark = Mark(ids.HELP_SAID, str(report.report_id), report.user_id)
    is_reply = occurrence.is_threaded or report.is_late(occurrence)
    thread_ts = occurrence.heading_ts if is_reply else report.posted[0]
    find = partial(services.slack.find, occurrence.channel, mark, claimed_at or now, thread_ts)
    ts = _found(find, carry_out) if claimed_at else None
    post = partial(services.slack.post, occurrence.channel, message.text, message.blocks, mark, thread_ts=thread_ts)
    services.blockers.mark_thread(report, ts or carry_out(post, sending.CHANNEL)[1])
    return True


def _found(find: "partial[str | None]", carry_out: CarryOut) -> str | None:
    """Look for a message that may have been sent; without the scope to read the channel nobody can tell."""
    try:
        return carry_out(find, 0)
    except SlackUnavailable:
        raise
    except SlackError as refusal:
        _log.warning("cannot look for what is said about help", extra={"reason": refusal.code})
        return None
