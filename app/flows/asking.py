"""Asking: the occurrence and its roster are stored, then each person gets one menu when their time has come."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from app import metrics
from app.domain.due import is_live, is_owed
from app.domain.grouping import asked_by_hand, times_of, with_times, without
from app.domain.member import Member
from app.domain.occurrence import Occurrence, plan_occurrence
from app.domain.report import Report, State
from app.domain.schedule import moments
from app.domain.standup import Posting, Standup
from app.domain.trouble import TOO_MANY
from app.errors import SlackError, SlackRefused, SlackUnavailable
from app.flows import sending
from app.flows.alerting import tell_not_asked, tell_unreachable
from app.flows.closing import rest_outside
from app.flows.gathering import Part, are_asked, gather, look_again, members_of, without_gone
from app.flows.looking_after import present_owners
from app.flows.reporting import open_thread
from app.flows.rewording import reword
from app.flows.sending import AWAY_AFTER, Pacer, outcome_of
from app.outbox import CarryOut
from app.services import Services
from app.slack import Mark
from app.views import ids
from app.views.menu import left, menu

_log = logging.getLogger(__name__)


def ask(
    services: Services,
    pacer: Pacer,
    standup: Standup,
    day: date,
    now: datetime | None = None,
    *,
    since: datetime | None = None,
) -> dict[str, object]:
    """Ask, as the workspace's sender, those whose time has come at `now`; without it, everybody. Raises as above.

    Whose time came before `since` is not asked: the standup does not answer for them on this day.
    """
    asking = _Asking(services, pacer, plan_occurrence(standup, day), standup, since=since, now=now)
    try:
        return asking.run()
    except SlackError as error:
        noted = services.reports.note(asking.occurrence, problem=error.code)
        if not rest_outside(services, standup, error, is_told=False):
            tell_not_asked(services, standup, noted, error)
        raise


class _Asking:
    """One run of asking those whose time has come."""

    def __init__(
        self,
        services: Services,
        pacer: Pacer,
        planned: Occurrence,
        standup: Standup,
        *,
        now: datetime | None,
        since: datetime | None,
    ) -> None:
        self._services = services
        self._pacer = pacer
        self._standup = standup
        self._moment = now
        self._since = since
        self._unreachable: list[Report] = []
        self._may_look, self._too_late = True, 0
        self.occurrence = planned

    def run(self) -> dict[str, object]:
        stored, reports = self._services.reports.day(self.occurrence.report_id, self._now())
        self.occurrence = stored or self.occurrence
        if self.occurrence.asked_at:  # by the sender that had the lease before
            return outcome_of(self.occurrence, "already asked")
        if self.occurrence.roster is None:
            members = self._open()
            reports = without_gone(self._services, self.occurrence, reports)
            if self.occurrence.posting is Posting.AS_IT_COMES:
                moment = self._moment or self._now()
                self.occurrence = open_thread(self._services, self._pacer, self._standup, self.occurrence, moment)
        else:
            members = self._people_of({report.user_id: report for report in reports})
        known = {report.user_id: report for report in reports}
        self._unreachable = [report for report in reports if report.state is State.UNREACHABLE]
        for report in self._ask(members, known):
            self._settle(report, members[report.user_id])
        if members and self._too_late == len(members):  # the next tick judges a day on which nobody was asked
            return outcome_of(self.occurrence, "too late")
        roster = self.occurrence.roster or members
        tell_unreachable(self._services, self._standup, self.occurrence, self._unreachable, len(roster))
        later = [group for group in self.occurrence.times if self._moment and group.times.ask > self._moment]
        asked_at = None if later else self._now()
        self._note(asked_at=asked_at, asked_through=self._moment or self._now(), problem=None)
        if asked_at:
            present_owners(self._services, self._standup)  # once a day: whoever is gone is found out by then
        return outcome_of(self.occurrence, "asked") | {"people": len(members)}

    def _open(self) -> dict[str, Member]:
        """Freeze who takes part and when; those who are away are noted with the reason. Returns whom to ask now."""
        everyone, day = self._gathered(), self.occurrence.day
        candidates = are_asked(self._standup, day, everyone, self._moment or self._now())
        asked = [part for part in candidates if self._is_owed(part)]
        away = [part for part in everyone if part.reason and part not in asked]
        zones = {part.member.user_id: part.member.zone for part in asked}
        timed = with_times(self.occurrence, self._standup, zones)
        if self._moment is None:
            timed = asked_by_hand(timed, self._now())
        roster = tuple(part.member.user_id for part in everyone if part in asked or part in away)
        self._services.standups.note_open(self._standup, day)
        self.occurrence = self._services.reports.open(timed, roster, self._now())
        self._keep_away(away)
        return self._whose_time_has_come({part.member.user_id: part.member for part in asked if part.reason is None})

    def _gathered(self) -> list[Part]:
        """Give who takes part where the day began: the standup may have moved since."""
        here = replace(self._standup, channel=self.occurrence.home or self._standup.channel)
        return gather(self._services, here, self.occurrence.day, self._pacer.look)

    def _is_owed(self, part: Part) -> bool:
        """Whether somebody is asked on a day that begins now: their time has come since the standup answers for it."""
        if self._moment is None:
            return True
        times = moments(self._standup, self.occurrence.day, part.member.zone or self._standup.zone)
        return is_owed(times, self._since, self._moment)

    def _keep_away(self, parts: Iterable[Part]) -> None:
        for part in parts:
            kept = report_of(self.occurrence, self._standup, part)
            self._services.reports.keep(kept, self.occurrence.retention_days)

    def _people_of(self, known: Collection[str]) -> dict[str, Member]:
        """Give those of the roster whose time has come; who is not `known` on this day yet is judged as of now.

        Since the day began they may have said that they are away, or have left.
        """
        roster = self.occurrence.roster or ()
        due = self._whose_time_has_come({user: Member(self._standup.team_id, user) for user in roster})
        new = [user for user in due if user not in known]
        parts = {part.member.user_id: part for part in self._gathered()} if new else {}
        gone = [user for user in new if user not in parts]
        away = [parts[user] for user in new if user in parts and parts[user].reason]
        if gone or away:
            judged = without(self.occurrence, gone, [part.member.user_id for part in away])
            self.occurrence = self._services.reports.change_roster(self.occurrence, judged)
            self._keep_away(away)
        members = members_of(self._services, self._standup.team_id, list(due), self._pacer.look)
        off = {*gone, *(part.member.user_id for part in away)}
        return {user: members.get(user) or member for user, member in due.items() if user not in off}

    def _whose_time_has_come(self, members: Mapping[str, Member]) -> dict[str, Member]:
        now = self._moment
        if now is None:
            return dict(members)
        times = {user_id: self.occurrence.group_of(user_id).times for user_id in members}
        return {user_id: member for user_id, member in members.items() if is_live(times[user_id], now)}

    def _ask(self, members: Mapping[str, Member], known: Mapping[str, Report]) -> Sequence[Report]:
        """Ask those who have no menu yet; returns the reports of whom it is unknown whether their menu was sent."""
        doubtful = []
        silent = 0
        for user_id, member in members.items():
            report = known.get(user_id)
            if report and (report.menu_ts or report.problem or report.is_away or report.was_skipped_ahead):
                continue
            if self._moment and self._now() >= self.occurrence.group_of(user_id).times.report:
                self._too_late += 1  # their time ran out while others were asked
                continue
            if report is None:
                report = report_of(self.occurrence, self._standup, Part(member, None))
                kept = self.occurrence.retention_days
                if self._services.reports.claim(report, self._now(), kept) and self._send(report, member):
                    silent = 0
                    self._may_look = self._may_look and look_again(self._services, member, self._pacer.look)
                    continue
                silent += 1
            doubtful.append(report)
            if silent >= AWAY_AFTER:
                raise SlackUnavailable("chat.postMessage", "no_answer")
        return doubtful

    def _send(self, report: Report, member: Member) -> bool:
        """Send the menu; True if it is settled (sent, or refused for good), False if nobody knows."""
        if self._services.menus.has_enough(member, self._now()):
            self._not_reached(report, TOO_MANY)
            return True
        message = menu(self.occurrence, report, now=self._now())
        call = partial(self._services.slack.post, report.user_id, message.text, message.blocks, menu_mark(report))
        try:
            channel, ts = self._pacer.message(call)
        except SlackUnavailable:
            return False
        except SlackRefused as refusal:
            _log.warning("cannot be messaged", extra={"user": report.user_id, "reason": refusal.code})
            self._not_reached(report, refusal.code)
            return True
        count_menu(self._services, member)
        self._mark_asked(report, channel, ts)
        if channel != member.dm_channel:
            self._services.members.remember_dm(member.team_id, report.user_id, channel, self._now())
        return True

    def _not_reached(self, report: Report, problem: str) -> None:
        self._services.reports.mark_unreachable(report, problem)
        self._unreachable.append(replace(report, problem=problem))
        metrics.count(metrics.UNREACHABLE, self._now())

    def _settle(self, report: Report, member: Member) -> None:
        """Find out whether a claimed menu was sent, and send it if not; raises SlackUnavailable if that is unknown.

        Who has clicked in it since has it for sure, though its mark may be gone with what the click replaced.
        """
        if self._services.joinings.waits(report.report_id, report.user_id, self._now()):
            return  # they have come just now and are seen to; once that is merged they are looked at again
        since = report.claimed_at or self.occurrence.opened_at or self._now()
        find = partial(find_menu, self._services, report, member.dm_channel, menu_mark(report), since)
        found = self._pacer.carry_out(find, sending.DIRECT)
        if found:
            self._mark_asked(report, *found)
        elif not self._is_used(report) and not self._send(report, member):
            raise SlackUnavailable("chat.postMessage", "no_answer")

    def _mark_asked(self, report: Report, channel: str, ts: str) -> None:
        keep_menu(self._services, self.occurrence, report, (channel, ts), self._pacer.carry_out)
        metrics.count(metrics.ASKED, self._now())

    def _is_used(self, report: Report) -> bool:
        _, known = self._services.reports.snapshot(report.report_id, report.user_id, self._now())
        return known is not None and (known.changed_at or known.skip_changed_at) is not None

    def _note(self, **marks: str | datetime | None) -> None:
        self.occurrence = self._services.reports.note(self.occurrence, **marks)

    def _now(self) -> datetime:
        return self._services.clock.now()


def count_menu(services: Services, member: Member) -> None:
    """Count a menu that was sent; of who gets many it is stored."""
    now = services.clock.now()
    if sent := services.menus.note(member, now):
        services.members.note_menus(member.team_id, member.user_id, sent, now)


def find_menu(
    services: Services, report: Report, dm_channel: str | None, mark: Mark, since: datetime
) -> tuple[str, str] | None:
    """Look for a menu that may have been sent; returns where it is, None if it was not."""
    try:
        channel = dm_channel or services.slack.direct_channel(report.user_id)
        ts = services.slack.find(channel, mark, since)
    except SlackRefused:  # there is no such conversation: nothing was ever sent to it
        return None
    return (channel, ts) if ts else None


def keep_menu(
    services: Services, occurrence: Occurrence, report: Report, place: tuple[str, str], carry_out: CarryOut
) -> None:
    """Note where somebody's menu is, or let it say that they have left, if they did while it was on its way."""
    if services.reports.mark_asked(report, *place):
        return
    message = left(occurrence, report)
    reword(services, carry_out, place, message)


def report_of(occurrence: Occurrence, standup: Standup, part: Part) -> Report:
    """Give a person's part in an occurrence before anything has been sent to them."""
    member, reason = part.member, part.reason
    own = times_of(occurrence, standup, member.user_id, member.zone)
    report = Report(
        report_id=occurrence.report_id,
        user_id=member.user_id,
        user_name=member.user_name,
        display_name=member.display_name or member.user_id,
        icon_url=member.icon_url,
        language=member.speaks,
        closes_at=own.report if occurrence.has_closings else None,
        is_optional=member.user_id in standup.optional,
    )
    if reason is None:
        return report
    return replace(report, state=State.AWAY, why=reason.why.value, until=reason.until, words=reason.words)


def menu_mark(report: Report) -> Mark:
    """Give what tells the person's menu from all other messages: the first, or the one with the latest reminder."""
    return Mark(ids.MENU, str(report.report_id), report.user_id, part=report.reminders)
