"""Occurrences and their reports: read a day, claim, mark, save on condition."""

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
from app.storage.day.lately import lately_asked
from app.storage.day.members import member_of
from app.storage.rows.codes import codes_of
from app.storage.rows.connection import ConditionFailed, deleted, dynamodb_errors, read_together, saved
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
from app.storage.rows.tables import MemberRow, OccurrenceRow, ReportRow, ReportsTable
from app.storage.rows.unreadable import readable, readable_one

# A batch has a hundred keys: the person, and two for each occurrence.
AT_ONCE = 49

_log = logging.getLogger(__name__)


class Reports(Struct, frozen=True):
    """The `reports` table; `days_kept` is how long any row is kept at most, 0 leaves that to the standups.

    Every method may raise StorageUnavailable.
    """

    days_kept: int = 0

    def day(self, report_id: ReportId, now: datetime) -> tuple[Occurrence | None, list[Report]]:
        """Read an occurrence and all its reports, as last written."""
        with dynamodb_errors():
            rows = [row for row in ReportsTable.query(str(report_id), consistent_read=True) if row.is_live(now)]
        occurrences = readable((row for row in rows if isinstance(row, OccurrenceRow)), occurrence_of)
        reports = readable((row for row in rows if isinstance(row, ReportRow)), report_of)
        return next(occurrences, None), list(reports)

    def occurrences(self, team_id: str, standup_id: str, days: Iterable[date], now: datetime) -> list[Occurrence]:
        """Read what there is of a standup on these days, in one request, without anybody's reports."""
        found = self.occurrences_and_lost(team_id, standup_id, days, now)
        return [occurrence for occurrence in found if not occurrence.trouble.is_lost]

    def occurrences_and_lost(
        self, team_id: str, standup_id: str, days: Iterable[date], now: datetime
    ) -> list[Occurrence]:
        """Read the same, with those of which it is only known that they were."""
        ids = [ReportId(team_id, standup_id, day) for day in days]
        with dynamodb_errors():
            rows = list(OccurrenceRow.batch_get([(str(one), range_key(one)) for one in ids], consistent_read=True))
        return [occurrence_or_lost(row) for row in rows if row.is_live(now)]

    def snapshot(self, report_id: ReportId, user_id: str, now: datetime) -> tuple[Occurrence | None, Report | None]:
        """Read an occurrence and one person's report in it, as last written."""
        occurrence, report = read_together(*keys_of(report_id, user_id))
        return readable_one(live(occurrence, now), occurrence_of), readable_one(live(report, now), report_of)

    def person_and_reports(
        self, team_id: str, user_id: str, report_ids: Iterable[ReportId], now: datetime
    ) -> tuple[Member | None, dict[ReportId, tuple[Occurrence, Report]]]:
        """Read a person, and those of these occurrences in which they have a report; one request for fifty of them."""
        member, days = self.person_and_days(team_id, user_id, report_ids, now)
        return member, {each: (day, own) for each, (day, own) in days.items() if own}

    def person_and_days(
        self, team_id: str, user_id: str, report_ids: Iterable[ReportId], now: datetime
    ) -> tuple[Member | None, dict[ReportId, tuple[Occurrence, Report | None]]]:
        """Read the same, with the occurrences in which they have no report."""
        member: Member | None = None
        both: dict[ReportId, tuple[Occurrence, Report | None]] = {}
        wanted = list(dict.fromkeys(report_ids))
        for start in range(0, max(1, len(wanted)), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            keys = [key for each in part for key in keys_of(each, user_id)]
            person, *days = [live(row, now) for row in read_together((MemberRow, team_id, user_id), *keys)]
            member = member_of(person) if person else None
            occurrences = [readable_one(row, occurrence_of) for row in days[::2]]
            reports = [readable_one(row, report_of) for row in days[1::2]]
            both |= {each: (day, own) for each, day, own in zip(part, occurrences, reports, strict=True) if day}
        return member, both

    def has_answers(self, team_id: str, user_id: str, report_ids: Sequence[ReportId], now: datetime) -> bool:
        """Whether a person has answers in one of these occurrences, looked for from the first on, as far as need be."""
        parts = (report_ids[start : start + AT_ONCE] for start in range(0, len(report_ids), AT_ONCE))
        found = (self.person_and_reports(team_id, user_id, part, now)[1].values() for part in parts)
        return any(report.answers for both in found for _, report in both)

    def newest(self, team_id: str, standup_id: str, user_id: str, until: date) -> ReportId | None:
        """Return the latest occurrence of a standup, up to a day, in which the person has a part, by the index."""
        first, last = f"{team_id}.{standup_id}.", f"{team_id}.{standup_id}.{until:%Y%m%d}"
        with dynamodb_errors():
            rows = ReportsTable.by_member.query(
                f"{team_id}.{user_id}", ReportsTable.report_id.between(first, last), scan_index_forward=False, limit=1
            )
            return next(readable(rows, id_of), None)

    def lately_asked(self, team_id: str, user_id: str, days: int, until: date | None = None) -> Iterator[ReportId]:
        """Return the newest days, keys alone, of each standup that has ever asked the person; none after `until`."""
        return lately_asked(team_id, user_id, days, until)

    def days_of(self, team_id: str, user_id: str) -> list[ReportId]:
        """Give all occurrences in which the person was asked, newest first: keys alone, some ten thousand a request."""
        with dynamodb_errors():
            rows = ReportsTable.by_member.query(f"{team_id}.{user_id}")
            found = list(readable(rows, id_of))
        return sorted(found, key=lambda each: (each.day, each.standup_id), reverse=True)

    def open(self, occurrence: Occurrence, roster: tuple[str, ...], now: datetime) -> Occurrence:
        """Store the occurrence with its roster and questions, once; returns what is stored then."""
        fields = {**planned_fields(occurrence), "roster": list(roster), "opened_at": now, "problem": None}
        fields["missed_at"] = None
        fields["groups"] = group_values(occurrence.groups) or None
        try:
            return self._mark(occurrence, fields, OccurrenceRow.roster.does_not_exist())
        except ConditionFailed:
            return self._mark(occurrence, {"problem": None}, OccurrenceRow.roster.exists())

    def change_roster(self, before: Occurrence, after: Occurrence) -> Occurrence:
        """Store who has come or gone, and whose times count.

        Raises StorageUnavailable if somebody else has changed it meanwhile.
        """
        groups = group_values(after.groups) or None
        fields = {"roster": list(after.roster or ()), "groups": groups, "report_at": after.plan.report_at}
        try:
            return self._mark(before, fields, OccurrenceRow.roster == list(before.roster or ()))
        except ConditionFailed:
            raise StorageUnavailable("the roster was changed meanwhile") from None

    def close(self, occurrence: Occurrence, shown_as: Layout, now: datetime) -> Occurrence:
        """Note that the report begins, and how it is shown; the first time counts."""
        try:
            fields = {**planned_fields(occurrence), "closed_at": now, "shown_as": shown_as.value}
            return self._mark(occurrence, fields, OccurrenceRow.closed_at.does_not_exist())
        except ConditionFailed:
            return self._mark(occurrence, {"problem": None})

    def note(self, occurrence: Occurrence, **marks: Unpack[DayMarks]) -> Occurrence:
        """Set marks of the occurrence."""
        return self._mark(occurrence, {**planned_fields(occurrence), **marks})

    def claim_header(self, occurrence: Occurrence, now: datetime) -> Occurrence | None:
        """Claim the summary header, or take its claim over as it was read; None if somebody else has."""
        known = OccurrenceRow.heading_claimed_at
        found = occurrence.header.claimed_at
        as_read = known == found if found else known.does_not_exist()
        try:
            fields = {**planned_fields(occurrence), "heading_claimed_at": now, "problem": None}
            return self._mark(occurrence, fields, OccurrenceRow.heading_ts.does_not_exist() & as_read)
        except ConditionFailed:
            return None

    def claim_renewal(self, occurrence: Occurrence, now: datetime, every: timedelta) -> bool:
        """Claim the next change of the summary header: True for one caller in so long."""
        free = OccurrenceRow.heading_renewed_at.does_not_exist() | (OccurrenceRow.heading_renewed_at <= now - every)
        try:
            self._mark(occurrence, {"heading_renewed_at": now}, OccurrenceRow.heading_ts.exists() & free)
        except ConditionFailed:
            return False
        return True

    def claim(self, report: Report, now: datetime, retention_days: int = DEFAULT_RETENTION) -> bool:
        """Claim the menu of somebody who has no part in the day yet: True for the one caller that may send it."""
        return self.keep(replace(report, menu=replace(report.menu, claimed_at=now)), retention_days)

    def keep(self, report: Report, retention_days: int = DEFAULT_RETENTION) -> bool:
        """Store the part of a person, as long as their standup wants; False if there is one already."""
        row = row_of(report)
        row.expires_at = kept_until(report.report_id.day, retention_days, self.days_kept)
        return saved(row, ReportRow.report_user_id.does_not_exist())

    def reclaim(self, report: Report, now: datetime) -> bool:
        """Take over the claim of a menu as it was read: True for the one caller that may go on."""
        known = report.menu.claimed_at
        as_read = ReportRow.claimed_at == known if known else ReportRow.claimed_at.does_not_exist()
        condition = ReportRow.report_user_id.exists() & ReportRow.menu_ts.does_not_exist() & as_read
        return self._updated(report, {"claimed_at": now}, condition) is not None

    def mark_asked(self, report: Report, dm_channel: str, menu_ts: str) -> Report | None:
        """Note where the person's menu is; None if they have left meanwhile and have no part in the day any more."""
        return self._updated(report, {"dm_channel": dm_channel, "menu_ts": menu_ts, "problem": None})

    def claim_reminder(self, report: Report, moment: datetime) -> bool:
        """Claim the reminder of a moment: True if the person still has not answered and nobody else has claimed it."""
        unclaimed = ReportRow.reminded_for.does_not_exist() | (ReportRow.reminded_for < moment)
        condition = unclaimed & (ReportRow.state == State.ASKED.value)
        return self._updated(report, {"reminded_for": moment}, condition) is not None

    def mark_reminded(self, report: Report) -> Report | None:
        """Note which reminder was sent, where the menu is now, and which one it has replaced; None as above."""
        menu = report.menu
        sent = {"dm_channel": menu.channel, "menu_ts": menu.ts, "stale_ts": menu.stale_ts}
        return self._updated(report, {**sent, "reminders": menu.reminding.count, "reminded_at": menu.reminding.sent_at})

    def take_off(self, report: Report) -> bool:
        """Forget the part of somebody who has left before answering; True if that was so."""
        row = ReportRow(str(report.report_id), range_key(report.report_id, report.user_id))
        return deleted(row, ReportRow.state != State.SUBMITTED.value)

    def mark_unreachable(self, report: Report, problem: str) -> Report | None:
        """Note that the person cannot be messaged, and Slack's reason; None if they are not waited for any more."""
        fields = {"state": State.UNREACHABLE.value, "problem": problem}
        return self._updated(report, fields, ReportRow.state == State.ASKED.value)

    def note_refused(self, report: Report, problem: str) -> None:
        """Note why Slack does not take the person's words."""
        self._update(report, {"problem": problem})

    def save(self, report: Report, before: Report) -> Report | None:
        """Store what the person did and give what is stored then; None if something later was. A repeat counts, too.

        Answers are stored on condition that no later ones are. Anything else is stored on condition that the state is
        still the one that it was decided on, `before`, and that nothing is being posted.
        """
        is_again = report.received.again_at not in {None, before.received.again_at}
        if is_again and (same := self._sent_again(report)):
            return same
        received_at = report.received.again_at if is_again else report.received.answers_at
        condition = ReportRow.report_user_id.exists() & _none_later(received_at)
        if not report.is_submitted:
            condition &= ReportRow.post_claimed_at.does_not_exist() & (ReportRow.state == before.state.value)
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
        done |= _of_its_blocker(report, before)
        if report.menu.claimed_at != before.menu.claimed_at:
            done["claimed_at"] = report.menu.claimed_at
        stored = self._updated(report, {**done, "problem": None}, condition)
        if stored:
            about = {"report_id": str(report.report_id), "user": report.user_id, "state": report.state.value}
            _log.info("stored", extra=about)
        return stored

    def _sent_again(self, report: Report) -> Report | None:
        """Store that the same answers came once more; None if they are not those that are stored any more."""
        condition = (ReportRow.changed_at == report.received.answers_at) & _none_later(report.received.again_at)
        return self._updated(report, {"sent_again_at": report.received.again_at}, condition)

    def claim_post(self, report: Report, now: datetime) -> bool:
        """Claim the person's post in the channel: True for the one caller that may send it."""
        unclaimed = ReportRow.post_claimed_at.does_not_exist() & (ReportRow.state == State.SUBMITTED.value)
        return self._claim_post(report, now, unclaimed)

    def reclaim_post(self, report: Report, now: datetime) -> bool:
        """Take over a claim that was never marked: True for the one caller that may settle it."""
        return self._claim_post(report, now, ReportRow.post_claimed_at == report.post.claimed_at)

    def mark_posted(self, report: Report) -> Report:
        """Note which posts show the report, and which version of it; returns what is stored by then."""
        marks = {"posted": list(report.post.parts), "posted_version": report.post.version}
        shown = {"problem": None} if report.post.version else {}
        return self._update(report, {name: value for name, value in marks.items() if value} | shown)

    def _claim_post(self, report: Report, now: datetime, condition: Condition) -> bool:
        return self._updated(report, {"post_claimed_at": now}, condition) is not None

    def _updated(self, report: Report, fields: Mapping[str, Any], condition: Condition | None = None) -> Report | None:
        """Do the same where that may be; else None."""
        try:
            return self._update(report, fields, condition)
        except ConditionFailed:
            return None

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


def _none_later(moment: datetime | None) -> Condition:
    """Ask that no answers are known that were received after a moment."""
    condition = ReportRow.changed_at.does_not_exist()
    if moment is not None:
        again = ReportRow.sent_again_at.does_not_exist() | (ReportRow.sent_again_at <= moment)
        condition = (condition | (ReportRow.changed_at <= moment)) & again
    return condition


def _of_its_blocker(report: Report, before: Report) -> Mapping[str, Any]:
    """Return what answers change of what is known of their blocker: nobody helps with another one yet."""
    changed: dict[str, Any] = {"reworded_at": report.blocked.reworded_at}
    if report.blocked.resolution.of != before.blocked.resolution.of:
        changed |= {"resolved_by": None, "resolved_for": None}
    if report.blocked.since != before.blocked.since:
        changed |= {"blocked_since": report.blocked.since, "helpers": None, "helpers_told": None}
    return changed
