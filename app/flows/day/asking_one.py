"""Send one person their menu of a day, once, whoever asks them, so that it shows the present state.

The sender, joining or rejoining, coming back, taking a skip back and trying a standup all use this; reminders
(`flows/day/reminding.py`) go the same way, with a claim of their own. A menu that is found is updated to the present
state; a person who has used it while it was under way, or has left, is told that by it. A person whom Slack does not
let us message is noted and not waited for. Only the sender reconciles the claims that it finds: joining leaves that to
it, and coming back by a click is repeated by Lambda. `tests/day/flows/test_asking_one.py` lets each of them die at each
step, and run twice.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report, State
from app.domain.owners.trouble import TOO_MANY
from app.domain.scheduling.joining import needs_no_menu
from app.domain.scheduling.outlook import AS_PLANNED, Outlook
from app.errors import SlackRefused, SlackUnavailable, StorageUnavailable
from app.flows.gathering import NEVER
from app.flows.one_menu import menu_address
from app.flows.sender import outbox
from app.flows.updating import reword
from app.outbox import CLAIM_LIVES, CarryOut, Delivery, Sent
from app.records import replace
from app.services import Services
from app.slack.message import Message
from app.telemetry import metrics
from app.views.day.menu import left, left_by_choice, menu
from app.views.kit.readers import person_locale

_log = logging.getLogger(__name__)


class _Slot:
    """Where the delivery of a person's menu is stored: in their report, held here as it was last read."""

    def __init__(
        self,
        services: Services,
        occurrence: Occurrence,
        report: Report,
        member: Member,
        *,
        is_claimed: bool,
        back_at: datetime | None,
        becomes: Outlook,
    ) -> None:
        self._services = services
        self._occurrence = occurrence
        self._member = member
        self._is_claimed = is_claimed
        self._back_at = back_at
        self._becomes = becomes
        self._is_taken_over = False
        self.report = report
        self.stored: Report | None = None

    def claim(self, now: datetime) -> bool:
        kept = self._occurrence.plan.retention_days
        return self._is_claimed or self._services.reports.claim(self.report, now, kept)

    def read(self) -> Delivery | None:
        now = self._services.clock.now()
        _, known = self._services.reports.snapshot(self.report.report_id, self.report.user_id, now)
        self.report = known or self.report
        return Delivery(known.menu.claimed_at or NEVER, known.menu.ts) if known else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:  # noqa: ARG002 the report holds the claim as it was read
        # A person who has used their menu gets no other, and the time at which they were asked stays stored.
        self._is_taken_over = self._is_used or self._services.reports.reclaim(self.report, now)
        return self._is_taken_over

    def mark(self, sent: Sent) -> None:
        self.stored = self._services.reports.mark_asked(self.report, sent.channel, sent.ts)
        self.report = replace(self.report, menu=replace(self.report.menu, channel=sent.channel, ts=sent.ts))

    def render(self) -> Message | None:
        """Return the menu, or None if it is no longer wanted; raises SlackRefused if the person has got too many.

        A click proves the menu arrived, even if replacing the message dropped its mark.
        """
        if self._is_taken_over and (self.read() is None or needs_no_menu(self.report) or self._is_used):
            return None
        now = self._services.clock.now()
        if not self._occurrence.is_rehearsal and self._services.sending.menus.has_enough(self._member, now):
            raise SlackRefused("chat.postMessage", TOO_MANY)
        return menu(person_locale(self.report), self._occurrence, self.report, now=now, becomes=self._becomes)

    @property
    def _is_used(self) -> bool:
        return self.report.received.answers_at is not None or self.report.received.skip_at not in {None, self._back_at}


def ask_one(
    services: Services,
    carry_out: CarryOut,
    occurrence: Occurrence,
    report: Report,
    member: Member,
    *,
    lives: timedelta = CLAIM_LIVES,
    dead: datetime | None = None,
    looks: bool = False,
    is_claimed: bool = False,
    back_at: datetime | None = None,
    becomes: Outlook = AS_PLANNED,
) -> Report:
    """Send a person's menu of a day, once; returns their report afterwards, with the reason if they cannot be reached.

    `lives`, `dead` and `looks` are those of the outbox; a menu that is found is updated to the present state. A person
    who became active again by what was received at `back_at` has a report already, and `is_claimed` says that this run
    has claimed the menu with it. `becomes` is the day's outlook, which may be paused. Raises as the outbox does.
    """
    slot = _Slot(services, occurrence, report, member, is_claimed=is_claimed, back_at=back_at, becomes=becomes)
    address = menu_address(report, member, occurrence.progress.opened_at or services.clock.now())
    try:
        sent = outbox(services, carry_out).send_once(address, slot, slot.render, lives=lives, dead=dead, looks=looks)
    except SlackRefused as refusal:
        return _not_reached(services, slot.report, refusal)
    except SlackUnavailable as silence:
        with suppress(StorageUnavailable):
            services.reports.note_unsent(slot.report, silence.code)
        raise
    if sent:
        if not occurrence.is_rehearsal:
            _count_sent(services, member, sent)
        show_change(services, carry_out, occurrence, slot.report, slot.stored, anew=sent.is_found, becomes=becomes)
    return slot.stored or slot.report


def show_change(
    services: Services,
    carry_out: CarryOut,
    occurrence: Occurrence,
    report: Report,
    stored: Report | None,
    *,
    anew: bool = False,
    becomes: Outlook = AS_PLANNED,
) -> None:
    """Update a menu that was just sent for a report if something else is `stored` by now, or in any case if `anew`.

    `stored` is None if the person left while it was on its way.
    """
    if report.menu_at and (anew or stored is None or stored.is_settled):
        now = services.clock.now()
        if stored:
            message = menu(person_locale(stored), occurrence, stored, now=now, becomes=becomes)
        else:
            member = services.members.get(report.report_id.team_id, report.user_id, now)
            is_by_choice = member is not None and report.report_id.standup_id in member.left
            message = (left_by_choice if is_by_choice else left)(person_locale(report), occurrence, report)
        reword(services, carry_out, report.menu_at, message)


def _not_reached(services: Services, report: Report, refusal: SlackRefused) -> Report:
    """Store that a person cannot be messaged, unless they have acted or left meanwhile."""
    _log.warning("cannot be messaged", extra={"user": report.user_id, "reason": refusal.code})
    metrics.count(metrics.UNREACHABLE, services.clock.now())
    services.reports.mark_unreachable(report, refusal.code)
    return replace(report, state=State.UNREACHABLE, problem=refusal.code)


def _count_sent(services: Services, member: Member, sent: Sent) -> None:
    """Count a menu that was sent, also towards the person's limit."""
    now = services.clock.now()
    metrics.count(metrics.ASKED, now)
    count = None if sent.is_found else services.sending.menus.note(member, now)
    if count:
        services.members.note_menus(member.team_id, member.user_id, count, now)
