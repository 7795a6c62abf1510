"""Say who helps under a person's post, in one message of its own that is updated.

The post itself is changed only for its author's own words, because a changed post loses its author's name and picture.
"""

from datetime import datetime

from msgspec import Struct

from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
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
    """Where the delivery of the message about helpers is stored."""

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
    """Make the thread show who helps and what is resolved, as it is stored now; does nothing without a post.

    If another run posts this message at the same moment, that run looks again afterwards.
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
    """Return what the thread should say; None if there is no post or nothing to say."""
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
    )
    return outbox(services, carry_out).send_once(address, _Slot(services, report), lambda: message, waits=False)
