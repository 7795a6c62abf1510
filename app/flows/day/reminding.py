"""Remind people who have not answered yet, once each: a new menu notifies them, and the old one is deleted.

Only people whose answers are missing are reminded, in their daytime, and no more often than they want. Who is away, on
holiday or skips is settled (`Report.is_settled`), and gets none.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence
from app.domain.day.report import Report
from app.domain.scheduling.due import is_night, reminder_due
from app.domain.standup import Standup
from app.errors import HeldBack, SlackRefused, SlackUnavailable, TooLateToSend
from app.flows.day.asking_one import show_change
from app.flows.gathering import NEVER
from app.flows.one_menu import delete_replaced, leave_one, may_have_two, menu_address
from app.flows.outlook import outlook_of_troubled
from app.flows.planning import plan_day
from app.flows.sender import Pacer, log_stage, outbox, outcome_of, sole_sender
from app.flows.standup_lookup import JUDGED_AT_ONCE, JUDGED_FOR, require_active
from app.outbox import LEFT_TO_OTHERS, Delivery, Sent
from app.records import replace
from app.services import Services
from app.slack.patience import AWAY_AFTER
from app.views.day.menu import menu
from app.views.kit.readers import person_locale

_log = logging.getLogger(__name__)


def remind_everyone(services: Services, standup: Standup, day: date, deadline: datetime) -> dict[str, object]:
    """Remind everybody who has not answered yet, now, whatever the time: an admin's command.

    Raises SlackError, SendingError.
    """
    planned = plan_day(services, standup, day)
    with sole_sender(services, standup.team_id, f"remind {planned.report_id}", deadline) as pacer:
        return remind(services, pacer, planned, services.clock.now(), by_hand=True)


def remind(
    services: Services, pacer: Pacer, planned: Occurrence, now: datetime, *, by_hand: bool = False
) -> dict[str, object]:
    """Remind, as the workspace's sender, people whose reminder is due at `now`; `by_hand`, everybody who is missing."""
    occurrence, reports = services.reports.day(planned.report_id, services.clock.now())
    if occurrence is None or occurrence.is_over:
        return outcome_of(planned, "nobody to remind")
    reminding = _Reminding(services, pacer, occurrence, now, by_hand=by_hand)
    sent = reminding.run(reports)
    services.reports.note(occurrence, reminded_through=now)
    log_stage(occurrence, "reminded", sent, sum(not report.is_settled for report in reports))
    return outcome_of(occurrence, "reminded") | {"people": sent}


class _Reminding:
    """One run of reminding."""

    def __init__(
        self, services: Services, pacer: Pacer, occurrence: Occurrence, now: datetime, *, by_hand: bool
    ) -> None:
        self._services = services
        self._pacer = pacer
        self._occurrence = occurrence
        self._now = now
        self._by_hand = by_hand
        self._becomes = outlook_of_troubled(services, occurrence, now)
        self._judged_at = NEVER  # when it was last read whether the standup is still active
        self._members_at = NEVER  # when it was last read what the next ones want
        self._members: dict[str, Member] = {}
        self._in_turn: list[str] = []
        self._not_deleted: HeldBack | SlackUnavailable | None = None  # why an old menu is still there

    def run(self, reports: list[Report]) -> int:
        """Remind, and once more those of whom nobody knows whether they were; returns how many were.

        Raises what is to be tried again by the next run: a reminder that stays unconfirmed, an old menu that is there.
        """
        for report in reports:
            if may_have_two(self._occurrence, report, self._services.clock.now()):  # an earlier run could not mend it
                leave_one(self._services, self._pacer.carry_out, report)
        sent, silent = self._remind_all(reports)
        if silent:
            again, silent = self._remind_all(self._as_stored(silent))
            sent += again
        if silent:
            raise SlackUnavailable("chat.postMessage", "no_answer")
        if self._not_deleted:
            raise self._not_deleted
        return sent

    def _remind_all(self, reports: Sequence[Report]) -> tuple[int, list[Report]]:
        """Remind who is missing; returns how many were reminded, and those whose reminder is unconfirmed.

        Raises SlackUnavailable if Slack is away.
        """
        sent, in_a_row, silent = 0, 0, []
        for report, member, moment in self._missing(reports):
            try:
                sent += self._remind(report, member, moment)
                in_a_row = 0
            except TooLateToSend:
                continue
            except SlackUnavailable:
                silent.append(report)
                in_a_row += 1
                if in_a_row >= AWAY_AFTER:
                    raise
        return sent, silent

    def _as_stored(self, reports: Sequence[Report]) -> list[Report]:
        """Return the reports as they are by now."""
        known = {report.user_id for report in reports}
        _, stored = self._services.reports.day(self._occurrence.report_id, self._services.clock.now())
        return [report for report in stored if report.user_id in known]

    def _missing(self, reports: Sequence[Report]) -> Iterator[tuple[Report, Member, datetime]]:
        """Yield the members who still have to answer and want to be reminded, each with the moment of the reminder."""
        asked = {report.user_id: report for report in reports if not report.is_settled and report.menu.ts}
        self._in_turn = list(asked)
        self._read_members(self._in_turn)
        for user_id, report in asked.items():
            moment = self._moment_for(report)
            if moment and not report.terms.is_optional and self._is_wanted(report):
                yield report, self._members[user_id], moment

    def _read_members(self, user_ids: Sequence[str]) -> None:
        self._members_at, team_id = self._services.clock.now(), self._occurrence.report_id.team_id
        known = self._services.members.get_many(team_id, user_ids, self._members_at) if user_ids else {}
        self._members |= {user_id: known.get(user_id) or Member(team_id, user_id) for user_id in user_ids}

    def _moment_for(self, report: Report) -> datetime | None:
        times = self._occurrence.group_of(report.user_id).times
        if max(self._now, self._services.clock.now()) >= times.report:  # that moment may pass while others are reminded
            return None
        if self._by_hand:
            return self._now
        since = [at for at in times.remind if report.menu.claimed_at is None or at > report.menu.claimed_at]
        return reminder_due(since, self._occurrence, self._now)

    def _is_wanted(self, report: Report) -> bool:
        """Whether the member accepts one more reminder today, and it is not night where they are."""
        member = self._members[report.user_id]
        enough = (
            member.preferences.reminders is not None and report.menu.reminding.count >= member.preferences.reminders
        )
        if enough:
            return False
        zone, rule = member.profile.zone or self._occurrence.plan.zone, self._occurrence.plan.rule
        is_theirs = rule is not None and (rule.own_zones or zone == rule.zone)
        is_late_team = is_theirs and self._occurrence.ends_next_day  # they are at work at that hour
        return is_late_team or not is_night(self._now, zone)

    def _remind(self, report: Report, member: Member, moment: datetime) -> bool:
        """Send the menu as a reminder, once; a reminder that an earlier run has begun is finished."""
        slot = _Slot(self._services, report, moment)
        address = menu_address(slot.report, member, report.menu.reminding.moment or moment)
        render = partial(
            menu,
            person_locale(slot.report),
            self._occurrence,
            slot.report,
            now=self._now,
            is_reminder=True,
            becomes=self._becomes,
        )
        out = outbox(self._services, self._pacer.if_wanted(partial(self._require_wanted, report)))
        try:
            sent = out.send_once(
                address,
                slot,
                render,
                lives=LEFT_TO_OTHERS,
                dead=report.menu.reminding.moment,
                looks=slot.is_unconfirmed,
            )
        except SlackRefused as refusal:
            _log.warning("cannot be reminded", extra={"user": report.user_id, "reason": refusal.code})
            return False
        if sent is None:
            return False
        stored = slot.stored
        try:  # a click in the old menu a moment ago shows in the new one
            stored = delete_replaced(self._services, self._pacer.carry_out, slot.report)
        except (HeldBack, SlackUnavailable) as trouble:  # nobody's reminder waits for that
            self._not_deleted = trouble
        show_change(self._services, self._pacer.carry_out, self._occurrence, slot.report, stored, becomes=self._becomes)
        return True

    def _require_wanted(self, report: Report) -> None:
        """Raise TooLateToSend if a person's time is over or they want none any more.

        Raises ChangedMeanwhile if the standup was paused or deleted.
        """
        now, here = self._services.clock.now(), report.report_id
        if now - self._members_at >= JUDGED_FOR:
            place = self._in_turn.index(report.user_id)
            self._read_members(self._in_turn[place : place + JUDGED_AT_ONCE])
        is_over = now >= self._occurrence.group_of(report.user_id).times.report
        if is_over or not self._is_wanted(report):
            raise TooLateToSend(str(here))
        if not self._by_hand and now - self._judged_at >= JUDGED_FOR:
            self._judged_at = now
            require_active(self._services, here.team_id, here.standup_id)


class _Slot:
    """Where the delivery of a reminder is stored; only the workspace's sender sends reminders."""

    def __init__(self, services: Services, report: Report, moment: datetime) -> None:
        self._reports = services.reports
        self._before = report
        self._moment = moment
        self.stored: Report | None = None
        self.report = replace(
            report,
            menu=replace(
                report.menu,
                reminding=replace(report.menu.reminding, count=report.menu.reminding.count + 1, sent_at=moment),
                stale_ts=report.menu.ts,
            ),
        )

    @property
    def is_unconfirmed(self) -> bool:
        """Whether an earlier run has claimed a reminder and died."""
        return self._before.menu.reminding.is_unconfirmed

    def claim(self, now: datetime) -> bool:  # noqa: ARG002 the claim is the moment of the reminder
        return self._reports.claim_reminder(self._before, self._moment)

    def read(self) -> Delivery | None:
        return Delivery(self._before.menu.reminding.moment or self._moment) if self.is_unconfirmed else None

    def take_over(self, unconfirmed: Delivery, now: datetime) -> bool:  # noqa: ARG002 its maker has died: there is one sender
        return True

    def mark(self, sent: Sent) -> None:
        self.report = replace(self.report, menu=replace(self.report.menu, channel=sent.channel, ts=sent.ts))
        self.stored = self._reports.mark_reminded(self.report)
