"""Blockers: what is added to a report's row when a person offers help or resolves a blocker."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from pynamodb.expressions.condition import Condition

from app.domain.day.blocker import Blocker, BlockerId, blocker_of, fingerprint
from app.domain.day.report import Report, State
from app.storage.rows.connection import read_one, read_together, until_it_holds, updated
from app.storage.rows.days import keys_of, occurrence_of, range_key, report_of
from app.storage.rows.row import live
from app.storage.rows.tables import ReportRow
from app.storage.rows.unreadable import readable_one


class Blockers(Struct, frozen=True):
    """The blockers' part of the `reports` table. Every method may raise StorageUnavailable."""

    def read(self, ids: Iterable[BlockerId], now: datetime) -> list[Blocker]:
        """Return these blockers, at most twenty, in one request and in order, without those that no longer exist."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return []
        both_keys = [keys_of(one.report_id, one.author) for one in wanted]
        keys = list(dict.fromkeys(key for pair in both_keys for key in pair))
        rows = dict(zip(keys, read_together(*keys), strict=True))
        pairs = [(live(rows[day], now), live(rows[part], now)) for day, part in both_keys]
        both = [(readable_one(day, occurrence_of), readable_one(part, report_of)) for day, part in pairs]
        found = [blocker_of(day, part) for day, part in both if day and part]
        return [blocker for blocker in found if blocker]

    def set_helper(self, blocker_id: BlockerId, user_id: str, received_at: datetime, *, helps: bool) -> bool:
        """Store that a person helps, or no longer does; False if a later click is stored, or the report is gone.

        The time of each person's last click is stored, because the first one received may be carried out last.
        """
        moment = f"{received_at:%Y-%m-%dT%H:%M:%S.%f}"
        key = str(blocker_id.report_id), range_key(blocker_id.report_id, blocker_id.author)

        def write() -> bool:
            row = read_one(ReportRow, *key)
            if row is None or row.state != State.SUBMITTED.value:
                return False
            before = row.help_said_at or {}
            if before.get(user_id, "") > moment:
                return False
            change = ReportRow.helpers.add({user_id}) if helps else ReportRow.helpers.delete({user_id})
            at = ReportRow.help_said_at.set({**before, user_id: moment})
            unchanged = ReportRow.help_said_at == before if before else ReportRow.help_said_at.does_not_exist()
            row.update([change, at], unchanged & (ReportRow.state == State.SUBMITTED.value))
            return True

        return until_it_holds(write, "who helps")

    def claim_telling(self, blocker_id: BlockerId, helper: str, now: datetime, lives: timedelta | None = None) -> bool:
        """Claim the message that says who helps: True for the one caller that may send it.

        With `lives`, take over a claim that is older than that.
        """
        told, at = ReportRow.helpers_told, ReportRow.helpers_told_at
        is_free = at <= now - lives if lives else ~told.contains(helper)
        return self._write(blocker_id, [told.add({helper}), at.set(now)], ReportRow.report_user_id.exists() & is_free)

    def claim_thread(self, report: Report, claimed_at: datetime | None, now: datetime) -> bool:
        """Claim the message in the thread that says who helps, or take over the claim of the moment `claimed_at`."""
        column = ReportRow.help_claimed_at
        same = column == claimed_at if claimed_at else column.does_not_exist()
        blocker_id = BlockerId(report.report_id, report.user_id)
        return self._write(
            blocker_id, [column.set(now)], ReportRow.report_user_id.exists() & ReportRow.help_ts.does_not_exist() & same
        )

    def mark_thread(self, report: Report, ts: str) -> None:
        """Store the timestamp of the message in the thread that says who helps."""
        self._write(
            BlockerId(report.report_id, report.user_id), [ReportRow.help_ts.set(ts)], ReportRow.user_id.exists()
        )

    def resolve(self, blocker: Blocker, user_id: str, received_at: datetime) -> bool:
        """Store who resolved the blocker; False if a later click is stored."""
        actions = [ReportRow.resolved_by.set(user_id), ReportRow.resolved_for.set(fingerprint(blocker.text))]
        return self._write_resolution(blocker, actions, received_at)

    def reopen(self, blocker: Blocker, received_at: datetime) -> bool:
        """Take the resolution back; False if a later click is stored."""
        actions = [ReportRow.resolved_by.remove(), ReportRow.resolved_for.remove()]
        return self._write_resolution(blocker, actions, received_at)

    def forget_ticks(self, report: Report) -> None:
        """Delete the earlier days that the person ticked as resolved, when their answers are withdrawn."""
        blocker_id = BlockerId(report.report_id, report.user_id)
        self._write(
            blocker_id,
            [ReportRow.ticked.remove()],
            ReportRow.report_user_id.exists() & (ReportRow.state == State.ASKED.value),
        )

    def _write_resolution(self, blocker: Blocker, actions: list[Any], received_at: datetime) -> bool:
        is_latest = ReportRow.resolution_at.does_not_exist() | (ReportRow.resolution_at <= received_at)
        actions = [*actions, ReportRow.resolution_at.set(received_at)]
        return self._write(blocker.id, actions, ReportRow.report_user_id.exists() & is_latest)

    @staticmethod
    def _write(blocker_id: BlockerId, actions: list[Any], condition: Condition) -> bool:
        row = ReportRow(str(blocker_id.report_id), range_key(blocker_id.report_id, blocker_id.author))
        return updated(row, actions, condition)
