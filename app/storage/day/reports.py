"""Occurrences and their reports: read a day, claim, mark, save on condition.

The report and late answers do not race: the sender marks the report as out first (`reported_at`) and then looks for
answers without posts; a run that stores an answer reads the occurrence afterwards. So one of the two sees the other's
write, and the claim lets only one of them post the answer.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Unpack

from msgspec import Struct
from pynamodb.expressions.condition import Condition

from app.domain.day.kinds import words_of
from app.domain.day.member import Member
from app.domain.day.occurrence import DayMarks, Occurrence, ReportId
from app.domain.day.report import Report, State
from app.domain.privacy.retention import kept_until
from app.domain.standup import DEFAULT_RETENTION, Layout
from app.errors import StorageUnavailable
from app.records import replace
from app.storage.day.last_words import range_key as last_key
from app.storage.day.lately import lately_asked
from app.storage.day.members import member_with
from app.storage.rows.codes import codes_of
from app.storage.rows.connection import ConditionFailed, Key, deleted, dynamodb_errors, read_together, saved
from app.storage.rows.days import (
    group_values,
    id_of,
    keys_of,
    occurrence_of,
    occurrence_or_lost,
    planned_fields,
    range_key,
    report_of,
    row_of,
)
from app.storage.rows.older_words import nothing_stored
from app.storage.rows.row import live
from app.storage.rows.tables import LastWordsRow, MemberRow, OccurrenceRow, ReportRow, ReportsTable
from app.storage.rows.unreadable import readable, readable_one

# Keys a request: DynamoDB's limit for a batch. Of occurrences, with a key for the person and two for each, 49 fit.
MOST_KEYS, AT_ONCE = 100, 49

_log = logging.getLogger(__name__)


class Reports(Struct, frozen=True):
    """The `reports` table; `days_kept` is the longest retention, 0 leaves it to the standups.

    Every method may raise StorageUnavailable.
    """

    days_kept: int = 0

    def day(self, report_id: ReportId, now: datetime) -> tuple[Occurrence | None, list[Report]]:
        """Return an occurrence and all its reports, as last written."""
        with dynamodb_errors():
            rows = [row for row in ReportsTable.query(str(report_id), consistent_read=True) if row.is_live(now)]
        occurrences = readable((row for row in rows if isinstance(row, OccurrenceRow)), occurrence_of)
        reports = readable((row for row in rows if isinstance(row, ReportRow)), report_of)
        return next(occurrences, None), list(reports)

    def occurrences(self, team_id: str, standup_id: str, days: Iterable[date], now: datetime) -> list[Occurrence]:
        """Return a standup's occurrences on these days, in one request, without their reports."""
        found = self.occurrences_and_lost(team_id, standup_id, days, now)
        return [occurrence for occurrence in found if not occurrence.trouble.is_lost]

    def occurrences_and_lost(
        self, team_id: str, standup_id: str, days: Iterable[date], now: datetime
    ) -> list[Occurrence]:
        """Return the same, with occurrences whose rows make no sense (`is_lost`)."""
        ids = [ReportId(team_id, standup_id, day) for day in days]
        with dynamodb_errors():
            rows = list(OccurrenceRow.batch_get([(str(one), range_key(one)) for one in ids], consistent_read=True))
        return [occurrence_or_lost(row) for row in rows if row.is_live(now)]

    def snapshot(self, report_id: ReportId, user_id: str, now: datetime) -> tuple[Occurrence | None, Report | None]:
        """Return an occurrence and one person's report in it, as last written."""
        occurrence, report = read_together(*keys_of(report_id, user_id))
        return readable_one(live(occurrence, now), occurrence_of), readable_one(live(report, now), report_of)

    def person_and_reports(
        self, team_id: str, user_id: str, report_ids: Iterable[ReportId], now: datetime
    ) -> tuple[Member | None, dict[ReportId, tuple[Occurrence, Report]]]:
        """Return a person, and those of these occurrences in which they have a report; one request for 49 of them."""
        member, days = self.person_and_days(team_id, user_id, report_ids, now)
        return member, {each: (day, own) for each, (day, own) in days.items() if own}

    def person_and_days(
        self,
        team_id: str,
        user_id: str,
        report_ids: Iterable[ReportId],
        now: datetime,
        answered_in: Iterable[str] = (),
    ) -> tuple[Member | None, dict[ReportId, tuple[Occurrence, Report | None]]]:
        """Return the same, with the occurrences in which they have no report.

        The person comes with their last answers and own blockers in the standups `answered_in`.
        """
        wanted, standups = list(dict.fromkeys(report_ids)), list(dict.fromkeys(answered_in))
        keys: list[Key] = [(MemberRow, team_id, user_id)]
        keys += [(LastWordsRow, team_id, last_key(standup_id, user_id)) for standup_id in standups]
        keys += [key for each in wanted for key in keys_of(each, user_id)]
        parts = [keys[start : start + MOST_KEYS] for start in range(0, len(keys), MOST_KEYS)]
        person, *rows = [live(row, now) for part in parts for row in read_together(*part)]
        last_words, days = rows[: len(standups)], rows[len(standups) :]
        occurrences = [readable_one(row, occurrence_of) for row in days[::2]]
        reports = [readable_one(row, report_of) for row in days[1::2]]
        both = {each: (day, own) for each, day, own in zip(wanted, occurrences, reports, strict=True) if day}
        return member_with(team_id, user_id, person, last_words), both

    def has_answers(self, team_id: str, user_id: str, report_ids: Sequence[ReportId], now: datetime) -> bool:
        """Whether a person has answers in one of these occurrences; reads from the first on and stops early."""
        parts = (report_ids[start : start + AT_ONCE] for start in range(0, len(report_ids), AT_ONCE))
        found = (self.person_and_reports(team_id, user_id, part, now)[1].values() for part in parts)
        return any(report.answers for both in found for _, report in both)

    def newest(self, team_id: str, standup_id: str, user_id: str, until: date) -> ReportId | None:
        """Return the latest occurrence of a standup, up to a day, in which the person has a report, from the index."""
        first, last = f"{team_id}.{standup_id}.", f"{team_id}.{standup_id}.{until:%Y%m%d}"
        with dynamodb_errors():
            rows = ReportsTable.by_member.query(
                f"{team_id}.{user_id}", ReportsTable.report_id.between(first, last), scan_index_forward=False, limit=1
            )
            return next(readable(rows, id_of), None)

    def lately_asked(self, team_id: str, user_id: str, days: int, until: date | None = None) -> Iterator[ReportId]:
        """Yield the newest `days` of each standup that has ever asked the person, keys alone; none after `until`."""
        return lately_asked(team_id, user_id, days, until)

    def days_of(self, team_id: str, user_id: str) -> list[ReportId]:
        """Return all occurrences in which the person was asked, newest first: keys alone, about 10,000 a request."""
        with dynamodb_errors():
            rows = ReportsTable.by_member.query(f"{team_id}.{user_id}")
            found = list(readable(rows, id_of))
        return sorted(found, key=lambda each: (each.day, each.standup_id), reverse=True)

    def open(self, occurrence: Occurrence, roster: tuple[str, ...], now: datetime) -> Occurrence:
        """Store the occurrence with its roster and questions, once; return what is stored then.

        A day that was missed may begin anew.
        """
        fields = {**planned_fields(occurrence), "roster": list(roster), "opened_at": now, "problem": None}
        fields["missed_at"] = None
        fields["groups"] = group_values(occurrence.groups) or None
        try:
            unopened = OccurrenceRow.roster.does_not_exist() | OccurrenceRow.missed_at.exists()
            return self._mark(occurrence, fields, unopened)
        except ConditionFailed:
            return self._mark(occurrence, {"problem": None}, OccurrenceRow.roster.exists())

    def change_roster(self, before: Occurrence, after: Occurrence) -> Occurrence:
        """Store a changed roster and its groups.

        Raises StorageUnavailable if another run has changed it meanwhile.
        """
        groups = group_values(after.groups) or None
        fields = {"roster": list(after.roster or ()), "groups": groups, "report_at": after.plan.report_at}
        try:
            return self._mark(before, fields, OccurrenceRow.roster == list(before.roster or ()))
        except ConditionFailed:
            raise StorageUnavailable("the roster was changed meanwhile") from None

    def close(self, occurrence: Occurrence, shown_as: Layout, now: datetime) -> Occurrence:
        """Store that the report begins, and its layout; the first time counts."""
        try:
            fields = {**planned_fields(occurrence), "closed_at": now, "shown_as": shown_as.value}
            return self._mark(occurrence, fields, OccurrenceRow.closed_at.does_not_exist())
        except ConditionFailed:
            return self._mark(occurrence, {"problem": None})

    def note(self, occurrence: Occurrence, **marks: Unpack[DayMarks]) -> Occurrence:
        """Store marks of the occurrence, and return it as stored."""
        return self._mark(occurrence, {**planned_fields(occurrence), **marks})

    def claim_header(self, occurrence: Occurrence, now: datetime) -> Occurrence | None:
        """Claim the summary header, or take over the claim that was read; None if another run was faster."""
        column = OccurrenceRow.heading_claimed_at
        claimed_at = occurrence.header.claimed_at
        as_read = column == claimed_at if claimed_at else column.does_not_exist()
        try:
            fields = {**planned_fields(occurrence), "heading_claimed_at": now, "problem": None}
            return self._mark(occurrence, fields, OccurrenceRow.heading_ts.does_not_exist() & as_read)
        except ConditionFailed:
            return None

    def claim_renewal(self, occurrence: Occurrence, now: datetime, every: timedelta) -> bool:
        """Claim the next update of the summary header: True for one caller in the time `every`."""
        free = OccurrenceRow.heading_renewed_at.does_not_exist() | (OccurrenceRow.heading_renewed_at <= now - every)
        try:
            self._mark(occurrence, {"heading_renewed_at": now}, OccurrenceRow.heading_ts.exists() & free)
        except ConditionFailed:
            return False
        return True

    def claim(self, report: Report, now: datetime, retention_days: int = DEFAULT_RETENTION) -> bool:
        """Claim the menu of a member without a report in the day: True for the one caller that may send it."""
        return self.keep(replace(report, menu=replace(report.menu, claimed_at=now)), retention_days)

    def keep(self, report: Report, retention_days: int = DEFAULT_RETENTION) -> bool:
        """Store a new report with the standup's retention; False if there is one already."""
        row = row_of(report)
        row.expires_at = kept_until(report.report_id.day, retention_days, self.days_kept)
        return saved(row, ReportRow.report_user_id.does_not_exist())

    def reclaim(self, report: Report, now: datetime) -> bool:
        """Take over the claim of a menu that was read: True for the one caller that may go on."""
        claimed_at = report.menu.claimed_at
        as_read = ReportRow.claimed_at == claimed_at if claimed_at else ReportRow.claimed_at.does_not_exist()
        condition = ReportRow.report_user_id.exists() & ReportRow.menu_ts.does_not_exist() & as_read
        return self._updated(report, {"claimed_at": now}, condition) is not None

    def mark_asked(self, report: Report, dm_channel: str, menu_ts: str) -> Report | None:
        """Store where the person's menu is; None if their report is gone because they left meanwhile."""
        sent = {"dm_channel": dm_channel, "menu_ts": menu_ts, "problem": None, "menu_problem": None}
        return self._updated(report, sent)

    def note_unsent(self, report: Report, problem: str) -> None:
        """Store that Slack gave no usable answer to sending the person's menu, unless it is sent or noted already."""
        is_news = ReportRow.menu_problem.does_not_exist() | (ReportRow.menu_problem != problem)
        condition = ReportRow.report_user_id.exists() & ReportRow.menu_ts.does_not_exist() & is_news
        self._updated(report, {"menu_problem": problem}, condition)

    def claim_reminder(self, report: Report, moment: datetime) -> bool:
        """Claim the reminder of a moment: True if the person has not answered and no other run has claimed it."""
        unclaimed = ReportRow.reminded_for.does_not_exist() | (ReportRow.reminded_for < moment)
        condition = unclaimed & (ReportRow.state == State.ASKED.value)
        return self._updated(report, {"reminded_for": moment}, condition) is not None

    def mark_reminded(self, report: Report) -> Report | None:
        """Store that a reminder was sent, where the menu is now, and which it replaced.

        Whoever has claimed a later reminder meanwhile stores that, and nothing is changed. Returns what is stored then;
        None if the report is gone.
        """
        menu = report.menu
        sent = {"dm_channel": menu.channel, "menu_ts": menu.ts, "stale_ts": menu.stale_ts}
        reminded = {"reminders": menu.reminding.count, "reminded_at": menu.reminding.sent_at}
        return self._updated_or_stored(report, {**sent, **reminded}, ReportRow.reminded_for == menu.reminding.sent_at)

    def mark_replaced_gone(self, report: Report) -> Report | None:
        """Store that the menu that a reminder has replaced is gone; returns as `mark_reminded`."""
        return self._updated_or_stored(report, {"stale_ts": None}, ReportRow.stale_ts == report.menu.stale_ts)

    def take_off(self, report: Report) -> bool:
        """Delete the report of a member who left before answering; True if it was deleted."""
        row = ReportRow(str(report.report_id), range_key(report.report_id, report.user_id))
        return deleted(row, ReportRow.state != State.SUBMITTED.value)

    def mark_unreachable(self, report: Report, problem: str) -> Report | None:
        """Store that the person cannot be messaged, and Slack's reason; None if they are no longer waited for."""
        fields = {"state": State.UNREACHABLE.value, "problem": problem}
        return self._updated(report, fields, ReportRow.state == State.ASKED.value)

    def note_refused(self, report: Report, problem: str) -> None:
        """Store why Slack refuses the person's answers."""
        self._update(report, {"problem": problem})

    def save(self, report: Report, before: Report, *, if_unchanged: bool = False) -> Report | None:
        """Store a changed report and return what is stored then; None if a later change is stored.

        Answers are stored on condition that no later ones are; a repeated run stores them again. Anything else is
        stored on condition that the state is still that of `before`, and that nothing is being posted. With
        `if_unchanged`, answers, too, are stored only if state and answers are still those of `before`.
        """
        is_again = report.received.again_at not in {None, before.received.again_at}
        if is_again and (same := self._sent_again(report)):
            return same
        received_at = report.received.again_at if is_again else report.received.answers_at
        condition = ReportRow.report_user_id.exists() & _no_later_answers(received_at)
        if not report.is_submitted:
            condition &= ReportRow.post_claimed_at.does_not_exist() & (ReportRow.state == before.state.value)
        if if_unchanged:
            condition &= (ReportRow.state == before.state.value) & _answered_at(before.received.answers_at)
        done = {
            "state": report.state.value,
            "answers": words_of(report.answers),
            "codes": codes_of(report.answers) or None,
            "nothing_in": nothing_stored(report.blocked.nothing_in, received_at),
            "named": report.blocked.named or None,
            "ticked": [day.isoformat() for day in report.blocked.ticked] or None,
            "changed_at": received_at,
            "sent_again_at": None,
            "skip_changed_at": report.received.skip_at,
            "why": report.absence.why or None,
            "until": report.absence.until.isoformat() if report.absence.until else None,
            "words": report.absence.words or None,
        }
        done |= _blocker_columns(report, before)
        if report.menu.claimed_at != before.menu.claimed_at:
            done["claimed_at"] = report.menu.claimed_at
        stored = self._updated(report, {**done, "problem": None}, condition)
        if stored:
            about = {"report_id": str(report.report_id), "user": report.user_id, "state": report.state.value}
            _log.info("stored", extra=about)
        return stored

    def _sent_again(self, report: Report) -> Report | None:
        """Store that the same answers came again; None if other answers are stored by now."""
        condition = (ReportRow.changed_at == report.received.answers_at) & _no_later_answers(report.received.again_at)
        return self._updated(report, {"sent_again_at": report.received.again_at}, condition)

    def claim_post(self, report: Report, now: datetime) -> bool:
        """Claim the person's post in the channel: True for the one caller that may send it."""
        unclaimed = ReportRow.post_claimed_at.does_not_exist() & (ReportRow.state == State.SUBMITTED.value)
        return self._claim_post(report, now, unclaimed)

    def reclaim_post(self, report: Report, now: datetime) -> bool:
        """Take over an unconfirmed claim: True for the one caller that may reconcile it."""
        return self._claim_post(report, now, ReportRow.post_claimed_at == report.post.claimed_at)

    def mark_posted(self, report: Report, problem: str | None = None) -> Report:
        """Store which posts show the report, and which version of it; return what is stored then.

        `problem` is why the posts do not show that version, and never will: Slack does not let them be changed.
        """
        marks = {"posted": list(report.post.parts), "posted_version": report.post.version}
        shown = {"problem": problem} if report.post.version else {}
        return self._update(report, {name: value for name, value in marks.items() if value} | shown)

    def _claim_post(self, report: Report, now: datetime, condition: Condition) -> bool:
        return self._updated(report, {"post_claimed_at": now}, condition) is not None

    def _updated(self, report: Report, fields: Mapping[str, Any], condition: Condition | None = None) -> Report | None:
        """Write some columns of a report and return it; None if the condition does not hold."""
        try:
            return self._update(report, fields, condition)
        except ConditionFailed:
            return None

    def _updated_or_stored(self, report: Report, fields: Mapping[str, Any], condition: Condition) -> Report | None:
        """Write some columns of a report if the condition holds, and return what is stored then; None if it is gone."""
        if updated := self._updated(report, fields, condition):
            return updated
        _, stored = read_together(*keys_of(report.report_id, report.user_id))
        return readable_one(stored, report_of)

    def _update(self, report: Report, fields: Mapping[str, Any], condition: Condition | None = None) -> Report:
        row = ReportRow(str(report.report_id), range_key(report.report_id, report.user_id))
        if condition is None:
            condition = ReportRow.report_user_id.exists()
        with dynamodb_errors():
            row.update(row.writes(fields), condition)
        return report_of(row)

    def _mark(
        self, occurrence: Occurrence, fields: Mapping[str, Any], condition: Condition | None = None
    ) -> Occurrence:
        report_id = occurrence.report_id
        row = OccurrenceRow(str(report_id), range_key(report_id))
        if "retention_days" in fields:
            fields = {**fields, "expires_at": kept_until(report_id.day, occurrence.plan.retention_days, self.days_kept)}
        with dynamodb_errors():
            row.update(row.writes(fields), condition)
        return occurrence_of(row)


def _answered_at(moment: datetime | None) -> Condition:
    """Return the condition that the stored answers are those received at a moment; without one, that none ever were."""
    return ReportRow.changed_at.does_not_exist() if moment is None else ReportRow.changed_at == moment


def _no_later_answers(moment: datetime | None) -> Condition:
    """Return the condition that no answers received after a moment are stored."""
    condition = ReportRow.changed_at.does_not_exist()
    if moment is not None:
        again = ReportRow.sent_again_at.does_not_exist() | (ReportRow.sent_again_at <= moment)
        condition = (condition | (ReportRow.changed_at <= moment)) & again
    return condition


def _blocker_columns(report: Report, before: Report) -> Mapping[str, Any]:
    """Return the blocker's columns that new answers change: a new blocker has no helpers yet."""
    changed: dict[str, Any] = {"reworded_at": report.blocked.reworded_at}
    if report.blocked.resolution.of != before.blocked.resolution.of:
        changed |= {"resolved_by": None, "resolved_for": None}
    if report.blocked.since != before.blocked.since:
        changed |= {"blocked_since": report.blocked.since, "helpers": None, "helpers_told": None}
    return changed
