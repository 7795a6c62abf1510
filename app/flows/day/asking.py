"""Ask the people of a standup on a day: store the occurrence with its roster, then send each person one menu in time.

When the occurrence opens, the roster is frozen in groups of people with the same times. Only people who are really
asked count for these times: not absent people or people who have left, and the standup's own zone only if somebody goes
by it or nobody is known. Each group is judged again when its time comes: whoever is away or has left by then is not
asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import Unpack

from app.domain.day.absence import why_not_asked
from app.domain.day.member import Member
from app.domain.day.occurrence import DayMarks, Occurrence
from app.domain.day.reason import Why
from app.domain.day.report import Report, State
from app.domain.owners.trouble import are_many
from app.domain.schedule import moments
from app.domain.scheduling.due import is_live, is_owed
from app.domain.scheduling.grouping import asked_by_hand, with_times, without_members
from app.domain.scheduling.joining import needs_no_menu
from app.domain.scheduling.outlook import AS_PLANNED
from app.domain.standup import Posting, Standup
from app.errors import SlackError, SlackUnavailable, TooLateToSend
from app.flows.day.asking_one import ask_one
from app.flows.gathering import NEVER, Participant, asked_among, gather, look_again, members_of, report_of, without_gone
from app.flows.outlook import outlook_of_troubled
from app.flows.owners.alerting import tell_not_asked, tell_unreachable
from app.flows.owners.handing_over import refresh_owners
from app.flows.owners.watching import watch
from app.flows.planning import plan_day
from app.flows.report.closed_channels import pause_outside
from app.flows.report.summary import open_thread
from app.flows.sender import Pacer, log_stage, outcome_of
from app.flows.standup_lookup import JUDGED_AT_ONCE, JUDGED_FOR, require_active
from app.outbox import CLAIM_LIVES, LEFT_TO_OTHERS
from app.records import replace
from app.services import Services
from app.slack.patience import AWAY_AFTER


def ask(
    services: Services,
    pacer: Pacer,
    standup: Standup,
    day: date,
    now: datetime | None = None,
    *,
    since: datetime | None = None,
) -> dict[str, object]:
    """Ask, as the workspace's sender, the people whose time has come at `now`; without `now`, everybody.

    People whose time came before `since` are not asked: the standup is not responsible for them on this day. Raises
    SlackError (stored on the occurrence), SendingError.
    """
    asking = _Asking(services, pacer, plan_day(services, standup, day), standup, since=since, now=now)
    try:
        return asking.run()
    except SlackError as error:
        noted = services.reports.note(asking.occurrence, problem=error.code)
        if not pause_outside(services, standup, error, is_told=False):
            tell_not_asked(services, standup, noted, error)
        raise


class _Asking:
    """One run that asks the members whose time has come."""

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
        self._may_look = True
        self._judged_at = services.clock.now()  # opening the day reads people and standup after that
        self._in_turn: list[str] = []
        self._off: dict[str, Participant | None] = {}  # who is away by now, or, without a part, has left
        self._absent: set[str] = set()  # stored as away by this run
        self._late: set[str] = set()  # not wanted any more when their turn came
        self._becomes = AS_PLANNED
        self.occurrence = planned

    def run(self) -> dict[str, object]:
        stored, reports = self._services.reports.day(self.occurrence.report_id, self._now())
        self.occurrence = stored or self.occurrence
        if self.occurrence.progress.asked_at:  # by the previous holder of the lease
            return outcome_of(self.occurrence, "already asked")
        if self.occurrence.roster is None or (self._moment is None and self.occurrence.is_missed):
            members = self._open()
            reports = without_gone(self._services, self.occurrence, reports)
            if self.occurrence.look.posting is Posting.AS_IT_COMES:
                moment = self._moment or self._now()
                self.occurrence = open_thread(self._services, self._pacer, self._standup, self.occurrence, moment)
        else:
            self._becomes = outlook_of_troubled(self._services, self.occurrence, self._now())
            members = self._due_members_by_now({report.user_id: report for report in reports})
            self._judged_at = NEVER  # the standup was read when it became due, which may be minutes ago
        known = {report.user_id: report for report in reports}
        self._unreachable = [report for report in reports if report.state is State.UNREACHABLE]
        self._reconcile_all(self._ask(members, known), members)
        if members and len(self._late) == len(members):  # the next tick decides about a day on which nobody was asked
            return outcome_of(self.occurrence, "too late")
        roster = self.occurrence.roster or members
        if are_many(len(self._unreachable), len(roster)):
            watch(self._services, self._standup.team_id, self._standup.standup_id)
        tell_unreachable(self._services, self._standup, self.occurrence, self._unreachable, len(roster))
        later = [group for group in self.occurrence.times if self._moment and group.times.ask > self._moment]
        asked_at = None if later else self._now()
        marks: DayMarks = {"asked_at": asked_at, "asked_through": self._moment or self._now()}
        if not self.occurrence.is_being_posted:  # else it is the report's problem
            marks["problem"] = None
        self._note(**marks)
        self._log(reports)
        if asked_at:
            refresh_owners(self._services, self._standup)  # once a day: notices owners whose accounts are gone
        return outcome_of(self.occurrence, "asked") | {"people": len(members)}

    def _log(self, known: Sequence[Report]) -> None:
        """Log who has a menu by now, and why the others on the roster have none; `known` had a report before."""
        roster, groups = set(self.occurrence.roster or ()), self.occurrence.group_of
        others = {
            "away": self._absent | {report.user_id for report in known if report.is_away},
            "unreachable": {report.user_id for report in self._unreachable},
            "skipped": {report.user_id for report in known if report.was_skipped_ahead},
            "later": {user for user in roster if self._moment and groups(user).times.ask > self._moment},
            "too_late": self._late - self._absent,
        }
        asked = len(roster.difference(*others.values()))
        counts = {why: len(people & roster) for why, people in others.items()}
        log_stage(self.occurrence, "asked", asked, len(roster), **counts)

    def _open(self) -> dict[str, Member]:
        """Freeze who takes part and when; absent people are stored with the reason. Returns the members to ask now."""
        everyone, day = self._gathered(), self.occurrence.day
        candidates = asked_among(self._standup, day, everyone, self._moment or self._now())
        asked = [part for part in candidates if self._is_owed(part)]
        away = [part for part in everyone if part.reason and part not in asked]
        zones = {part.member.user_id: part.member.profile.zone for part in asked}
        timed = with_times(self.occurrence, self._standup, zones)
        if self._moment is None:
            timed = asked_by_hand(timed, self._now())
        roster = tuple(part.member.user_id for part in everyone if part in asked or part in away)
        self._services.standups.note_open(self._standup, day)
        self.occurrence = self._services.reports.open(timed, roster, self._now())
        self._store_absent(away)
        return self._due_members({part.member.user_id: part.member for part in asked if part.reason is None})

    def _gathered(self) -> list[Participant]:
        """Return the participants of the channel where the day began: the standup may have moved since."""
        here = replace(self._standup, channel=self.occurrence.plan.home or self._standup.channel)
        return gather(self._services, here, self.occurrence.day, self._pacer.look_if_needed)

    def _is_owed(self, part: Participant) -> bool:
        """Whether a person is asked on a day that begins now: their time came since the standup became responsible."""
        if self._moment is None:
            return True
        times = moments(self._standup, self.occurrence.day, part.member.profile.zone or self._standup.schedule.zone)
        return is_owed(times, self._since, self._moment)

    def _store_absent(self, parts: Iterable[Participant]) -> None:
        for part in parts:
            self._absent.add(part.member.user_id)
            kept = report_of(self.occurrence, self._standup, part)
            self._services.reports.keep(kept, self.occurrence.plan.retention_days)

    def _due_members_by_now(self, known: Collection[str]) -> dict[str, Member]:
        """Return the members of the roster whose time has come; those not `known` on this day yet are judged again.

        Since the day began they may have gone away or left.
        """
        roster = self.occurrence.roster or ()
        due = self._due_members({user: Member(self._standup.team_id, user) for user in roster})
        new = [user for user in due if user not in known]
        parts = {part.member.user_id: part for part in self._gathered()} if new else {}
        gone = [user for user in new if user not in parts]
        away = [parts[user] for user in new if user in parts and parts[user].reason]
        if gone or away:
            judged = without_members(self.occurrence, gone, [part.member.user_id for part in away])
            self.occurrence = self._services.reports.change_roster(self.occurrence, judged)
            self._store_absent(away)
        members = members_of(self._services, self._standup.team_id, list(due), self._pacer.look_if_needed)
        off = {*gone, *(part.member.user_id for part in away)}
        return {user: members.get(user) or member for user, member in due.items() if user not in off}

    def _due_members(self, members: Mapping[str, Member]) -> dict[str, Member]:
        """Return the members whose time to be asked has come."""
        now = self._moment
        if now is None:
            return dict(members)
        times = {user_id: self.occurrence.group_of(user_id).times for user_id in members}
        return {user_id: member for user_id, member in members.items() if is_live(times[user_id], now)}

    def _ask(self, members: Mapping[str, Member], known: Mapping[str, Report]) -> Sequence[Report]:
        """Send a menu to everybody who has none yet; returns the reports whose menu is unconfirmed."""
        unconfirmed = []
        silent = 0
        self._in_turn = list(members)
        for user_id, member in members.items():
            report = known.get(user_id)
            if report and (report.menu.ts or report.problem or report.is_away or report.was_skipped_ahead):
                continue
            if report is None:
                report = report_of(self.occurrence, self._standup, Participant(member, None))
                try:
                    is_asked = self._ask_one(report, member, LEFT_TO_OTHERS)
                    silent = 0
                except TooLateToSend:  # their time ran out while others were asked
                    self._late.add(user_id)
                    continue
                except SlackUnavailable:
                    is_asked = False
                    silent += 1
                    report = self._as_stored(report)  # with this run's claim, which this run has to reconcile
                if is_asked:
                    self._may_look = self._may_look and look_again(self._services, member, self._pacer.look)
                    continue
            unconfirmed.append(report)
            if silent >= AWAY_AFTER:
                raise SlackUnavailable("chat.postMessage", "no_answer")
        return unconfirmed

    def _as_stored(self, report: Report) -> Report:
        return self._services.reports.snapshot(report.report_id, report.user_id, self._now())[1] or report

    def _ask_one(self, report: Report, member: Member, lives: timedelta, dead: datetime | None = None) -> bool:
        """Send the menu; True if nothing more is to be sent, False if another sender may be sending it."""
        carry_out = self._pacer.if_wanted(partial(self._require_wanted, report.user_id))
        asked = ask_one(
            self._services,
            carry_out,
            self.occurrence,
            report,
            member,
            lives=lives,
            dead=dead,
            becomes=self._becomes,
        )
        if asked.problem:
            self._unreachable.append(asked)
        return needs_no_menu(asked)

    def _require_wanted(self, user_id: str) -> None:
        """Raise TooLateToSend if somebody is not to be asked any more when their turn has come.

        Their time may be over, or they have gone away or left while they waited. If the standup was paused or deleted
        meanwhile, ChangedMeanwhile ends the asking: nothing is done while it rests.
        """
        now = self._now()
        if self._moment and now >= self.occurrence.group_of(user_id).times.report:
            raise TooLateToSend(user_id)
        if now - self._judged_at >= JUDGED_FOR or user_id in self._off:  # they may be back by now
            self._judge_again(user_id, now)
        if user_id in self._off:
            self._store_absent(filter(None, [self._off[user_id]]))
            raise TooLateToSend(user_id)

    def _judge_again(self, user_id: str, now: datetime) -> None:
        """Read the standup again, and who is asked next: somebody, and those who come after them."""
        self._judged_at, team_id, standup_id = now, self._standup.team_id, self._standup.standup_id
        require_active(self._services, team_id, standup_id, was_paused=self._standup.is_paused)
        place = self._in_turn.index(user_id) if user_id in self._in_turn else 0
        asked_next = self._in_turn[place : place + JUDGED_AT_ONCE] or [user_id]
        members = self._services.members.get_many(team_id, asked_next, now)
        reasons = {
            user: why_not_asked(self._standup, member, self.occurrence.day, self._services.calendars.holiday)
            for user, member in members.items()
        }
        away = {user: reason for user, reason in reasons.items() if reason and reason.why is Why.AWAY}
        self._off = {user: Participant(members[user], reason) for user, reason in away.items()}
        self._off |= dict.fromkeys(self._services.day.joinings.gone(team_id, standup_id, asked_next, now))

    def _reconcile_all(self, unconfirmed: Sequence[Report], members: Mapping[str, Member]) -> None:
        """Reconcile each unconfirmed menu; raises SlackUnavailable in the end if one of them stays unknown."""
        silent: list[SlackUnavailable] = []
        for report in unconfirmed:
            try:
                with suppress(TooLateToSend):
                    self._reconcile(report, members[report.user_id])
            except SlackUnavailable as unknown:
                silent.append(unknown)
                if len(silent) >= AWAY_AFTER:
                    break
        if silent:
            raise silent[0]

    def _reconcile(self, report: Report, member: Member) -> None:
        """Find out whether a claimed menu was sent, and send it if not; raises SlackUnavailable if that stays unknown.

        The maker of the claim that was found has died. A newer claim was made meanwhile, so its maker may be at work.
        """
        if self._services.day.joinings.waits(report.report_id, report.user_id, self._now()):
            return  # they have just joined and are being asked; a tick looks again once that is merged
        self._ask_one(report, member, CLAIM_LIVES, report.menu.claimed_at)

    def _note(self, **marks: Unpack[DayMarks]) -> None:
        self.occurrence = self._services.reports.note(self.occurrence, **marks)

    def _now(self) -> datetime:
        return self._services.clock.now()
