"""Asking everyone: the occurrence and its roster are stored, then each person gets one menu."""

import logging
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from app import metrics
from app.domain.member import Member
from app.domain.occurrence import Occurrence, plan_occurrence
from app.domain.report import Report, State
from app.domain.standup import Standup
from app.errors import SlackError, SlackRefused, SlackUnavailable
from app.flows import sending
from app.flows.alerting import tell_not_asked, tell_unreachable
from app.flows.sending import AWAY_AFTER, Pacer, outcome_of, sole_sender
from app.services import Services
from app.slack import Mark
from app.views import ids
from app.views.menu import menu

_log = logging.getLogger(__name__)


def ask_everyone(services: Services, standup: Standup, day: date, deadline: datetime) -> dict[str, object]:
    """Ask each person in the standup's channel, once; goes on where an earlier run stopped.

    Raises SlackError if the channel or the token is the trouble (noted on the occurrence), SendingError if this run
    could not finish, SlackUnavailable if it is unknown whether somebody was reached.
    """
    planned = plan_occurrence(standup, day)
    stored, _ = services.reports.day(planned.report_id, services.clock.now())
    if stored and stored.asked_at:
        return outcome_of(planned, "already asked")
    with sole_sender(services, standup.team_id, f"ask {planned.report_id}", deadline) as pacer:
        try:
            return _Asking(services, pacer, standup, planned).run()
        except SlackError as error:
            noted = services.reports.note(stored or planned, problem=error.code)
            tell_not_asked(services, standup, noted, error)
            raise


class _Asking:
    """One run of asking everyone."""

    def __init__(self, services: Services, pacer: Pacer, standup: Standup, planned: Occurrence) -> None:
        self._services = services
        self._pacer = pacer
        self._standup = standup
        self._planned = planned
        self._team_id = planned.report_id.team_id
        self._sent = 0
        self._unreachable: list[Report] = []

    def run(self) -> dict[str, object]:
        occurrence, reports = self._services.reports.day(self._planned.report_id, self._now())
        if occurrence and occurrence.asked_at:  # by the sender that had the lease before
            return outcome_of(occurrence, "already asked")
        members = self._people_of(occurrence)
        if occurrence is None or occurrence.roster is None:
            occurrence = self._services.reports.open(self._planned, tuple(members), self._now())
        known = {report.user_id: report for report in reports}
        self._unreachable = [report for report in reports if report.state is State.UNREACHABLE]
        doubtful = self._ask(occurrence, members, known)
        for report in doubtful:
            self._settle(occurrence, report, members[report.user_id])
        tell_unreachable(self._services, self._standup, occurrence, self._unreachable, len(members))
        self._services.reports.note(occurrence, asked_at=self._now(), problem=None)
        return outcome_of(occurrence, "asked") | {"people": len(members)}

    def _people_of(self, occurrence: Occurrence | None) -> dict[str, Member]:
        """Give the people to ask: those of the roster, or of the channel if there is none yet."""
        if occurrence and occurrence.roster is not None:
            user_ids = list(occurrence.roster)
        else:
            bot = self._services.slack.identity().bot_user_id
            everyone = self._services.slack.conversation_members(self._planned.channel)
            user_ids = [user_id for user_id in everyone if user_id != bot]
        members = self._services.members.get_many(self._team_id, user_ids, self._now())
        stale = [user for user in user_ids if user not in members or not members[user].is_fresh(self._now())]
        if stale:
            for member in self._services.slack.profiles(self._team_id, stale):
                self._services.members.remember_profile(member, self._now())
                members[member.user_id] = member
                self._pacer.hold_on()
        if occurrence and occurrence.roster is not None:
            return {user: members.get(user) or Member(self._team_id, user) for user in user_ids}
        return {user: members[user] for user in user_ids if user in members and members[user].is_person}

    def _ask(self, occurrence: Occurrence, members: dict[str, Member], known: dict[str, Report]) -> list[Report]:
        """Ask those who have no menu yet; returns the reports of whom it is unknown whether their menu was sent."""
        doubtful = []
        silent = 0
        for user_id, member in members.items():
            report = known.get(user_id)
            if report and (report.menu_ts or report.problem):
                continue
            if report is None:
                report = _report_of(occurrence, member)
                if self._claim(report) and self._send(occurrence, report, member):
                    silent = 0
                    continue
                silent += 1
            doubtful.append(report)
            if silent >= AWAY_AFTER:
                raise SlackUnavailable("chat.postMessage", "no_answer")
        return doubtful

    def _claim(self, report: Report) -> bool:
        return self._services.reports.claim(report, self._now())

    def _send(self, occurrence: Occurrence, report: Report, member: Member) -> bool:
        """Send the menu; True if it is settled (sent, or refused for good), False if nobody knows."""
        message = menu(occurrence, report)
        call = partial(self._services.slack.post, report.user_id, message.text, message.blocks, _mark(report))
        try:
            channel, ts = self._pacer.carry_out(call, self._interval())
        except SlackUnavailable:
            return False
        except SlackRefused as refusal:
            _log.warning("cannot be messaged", extra={"user": report.user_id, "reason": refusal.code})
            self._services.reports.mark_unreachable(report, refusal.code)
            self._unreachable.append(replace(report, problem=refusal.code))
            metrics.count(metrics.UNREACHABLE, self._now())
            return True
        self._mark_asked(report, channel, ts)
        self._sent += 1
        if channel != member.dm_channel:
            self._services.members.remember_dm(self._team_id, report.user_id, channel, self._now())
        return True

    def _settle(self, occurrence: Occurrence, report: Report, member: Member) -> None:
        """Find out whether a claimed menu was sent, and send it if not; raises SlackUnavailable if that is unknown.

        Who has clicked in it since has it for sure, though its mark may be gone with what the click replaced.
        """
        since = report.claimed_at or occurrence.opened_at or self._now()
        find = partial(self._find, report.user_id, member.dm_channel, _mark(report), since)
        found = self._pacer.carry_out(find, sending.DIRECT)
        if found:
            self._mark_asked(report, *found)
        elif not self._is_used(report) and not self._send(occurrence, report, member):
            raise SlackUnavailable("chat.postMessage", "no_answer")

    def _mark_asked(self, report: Report, channel: str, ts: str) -> None:
        self._services.reports.mark_asked(report, channel, ts)
        metrics.count(metrics.ASKED, self._now())

    def _is_used(self, report: Report) -> bool:
        _, known = self._services.reports.snapshot(report.report_id, report.user_id, self._now())
        return known is not None and (known.changed_at or known.skip_changed_at) is not None

    def _find(self, user_id: str, dm_channel: str | None, mark: Mark, since: datetime) -> tuple[str, str] | None:
        try:
            channel = dm_channel or self._services.slack.direct_channel(user_id)
            ts = self._services.slack.find(channel, mark, since)
        except SlackRefused:  # there is no such conversation: nothing was ever sent to it
            return None
        return (channel, ts) if ts else None

    def _interval(self) -> float:
        return sending.DIRECT if self._sent < sending.CROWD else sending.DIRECT_IN_A_CROWD

    def _now(self) -> datetime:
        return self._services.clock.now()


def _report_of(occurrence: Occurrence, member: Member) -> Report:
    return Report(
        report_id=occurrence.report_id,
        user_id=member.user_id,
        user_name=member.user_name,
        display_name=member.display_name or member.user_id,
        icon_url=member.icon_url,
    )


def _mark(report: Report) -> Mark:
    return Mark(ids.MENU, str(report.report_id), report.user_id)
