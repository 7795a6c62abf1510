"""Help in the thread: who helps is said under a person's post, in one message that changes, and never by rewording it.

A post in a person's name loses name and picture when it is changed, so it is changed only for its author's own words.
"""

from datetime import datetime

from msgspec import Struct

from app.domain.occurrence import Occurrence
from app.domain.report import Report
from app.flows import sending
from app.flows.rewording import reword
from app.flows.sending import outbox
from app.message import Message
from app.outbox import Address, CarryOut, Delivery, Sent
from app.services import Services
from app.slack import Mark
from app.views import ids
from app.views.help import in_thread

# Of two changes under way the older one may arrive last, so what is said is compared with what is stored.
ROUNDS = 3


class _Slot(Struct, frozen=True):
    """Where it is stored which message says under a person's post who helps."""

    services: Services
    report: Report

    def claim(self, now: datetime) -> bool:
        return self.services.blockers.claim_thread(self.report, None, now)

    def read(self) -> Delivery | None:
        now = self.services.clock.now()
        _, stored = self.services.reports.snapshot(self.report.report_id, self.report.user_id, now)
        return Delivery(stored.help_claimed_at, stored.help_ts) if stored and stored.help_claimed_at else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:
        return self.services.blockers.claim_thread(self.report, unconfirmed.claimed_at, now)

    def mark(self, sent: Sent) -> None:
        self.services.blockers.mark_thread(self.report, sent.ts)


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
    is_reply = occurrence.is_threaded or report.is_late(occurrence)
    address = Address(
        occurrence.channel,
        Mark(ids.HELP_SAID, str(report.report_id), report.user_id),
        since=occurrence.closed_at or occurrence.report_at,
        thread_ts=occurrence.heading_ts if is_reply else report.posted[0],
        interval=sending.CHANNEL,
    )
    slot = _Slot(services, report)
    return outbox(services, carry_out).send_once(address, slot, lambda: message, waits=False) is not None
