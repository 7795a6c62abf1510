"""Help in the thread: who helps is said under a person's post, in one message that changes, and never by rewording it.

A post in a person's name loses name and picture when it is changed, so it is changed only for its author's own words.
"""

from datetime import datetime

from msgspec import Struct

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.flows import sender
from app.flows.sender import outbox
from app.flows.updating import show
from app.outbox import Address, CarryOut, Delivery, Sent
from app.services import Services
from app.slack.client import Mark
from app.slack.message import Message
from app.views import ids
from app.views.kit.readers import channel_locale
from app.views.report.help import in_thread


class _Slot(Struct, frozen=True):
    """Where it is stored which message says under a person's post who helps."""

    services: Services
    report: Report

    def claim(self, now: datetime) -> bool:
        return self.services.day.blockers.claim_thread(self.report, None, now)

    def read(self) -> Delivery | None:
        now = self.services.clock.now()
        _, stored = self.services.reports.snapshot(self.report.report_id, self.report.user_id, now)
        return (
            Delivery(stored.blocked.help_claimed_at, stored.blocked.help_ts)
            if stored and stored.blocked.help_claimed_at
            else None
        )

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        return self.services.day.blockers.claim_thread(self.report, unconfirmed.claimed_at, now)

    def mark(self, sent: Sent) -> None:
        self.services.day.blockers.mark_thread(self.report, sent.ts)


def say_help(services: Services, occurrence: Occurrence, report: Report, carry_out: CarryOut) -> None:
    """Let the thread say who helps and what is resolved, as it is stored by now; nothing where there is no post.

    If somebody else says it for the first time at this moment, they look again afterwards.
    """
    message, ts = _thread_message(occurrence, report), report.blocked.help_ts
    if message and ts is None:
        sent = _send(services, occurrence, report, message, carry_out)
        ts = sent.ts if sent else None
    if message and ts:

        def render() -> Message | None:
            _, stored = services.reports.snapshot(report.report_id, report.user_id, services.clock.now())
            return _thread_message(occurrence, stored) if stored else None

        show(services, carry_out, (occurrence.channel, ts), render, shown=None if report.blocked.help_ts else message)


def _thread_message(occurrence: Occurrence, report: Report) -> Message | None:
    """Return what the thread is to say."""
    has_post = report.post.parts and not report.awaits_post and not occurrence.is_digest
    return in_thread(channel_locale(occurrence), occurrence, report) if has_post else None


def _send(
    services: Services, occurrence: Occurrence, report: Report, message: Message, carry_out: CarryOut
) -> Sent | None:
    is_reply = occurrence.is_threaded or report.is_late(occurrence)
    address = Address(
        occurrence.channel,
        Mark(ids.HELP_SAID, str(report.report_id), report.user_id),
        since=occurrence.progress.closed_at or occurrence.plan.report_at,
        thread_ts=occurrence.header.ts if is_reply else report.post.parts[0],
        interval=sender.CHANNEL,
    )
    return outbox(services, carry_out).send_once(address, _Slot(services, report), lambda: message, waits=False)
