"""Blockers: what is added to a report's row when somebody helps or says that it is out of the way."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from pynamodb.expressions.condition import Condition

from app.domain.blocker import Blocker, BlockerId, blocker_of, fingerprint
from app.domain.report import Report, State
from app.errors import StorageUnavailable
from app.storage.connection import ConditionFailed, dynamodb_errors, read_together
from app.storage.days import occurrence_of, range_key, report_of
from app.storage.tables import DayRow, live
from app.storage.unreadable import readable_one

ATTEMPTS = 5


class Blockers(Struct, frozen=True):
    """The `reports` table, as far as help is concerned. Every method may raise StorageUnavailable."""

    def read(self, ids: Iterable[BlockerId], now: datetime) -> list[Blocker]:
        """Read these, at most twenty, in one request and in their order; what is none any more is left out."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return []
        days = [(str(one.report_id), range_key(one.report_id)) for one in wanted]
        parts = [(str(one.report_id), range_key(one.report_id, one.author)) for one in wanted]
        keys = list(dict.fromkeys([*days, *parts]))
        rows = dict(zip(keys, read_together(*((DayRow, *key) for key in keys)), strict=True))
        pairs = [(live(rows[day], now), live(rows[part], now)) for day, part in zip(days, parts, strict=True)]
        both = [(readable_one(day, occurrence_of), readable_one(part, report_of)) for day, part in pairs]
        found = [blocker_of(day, part) for day, part in both if day and part]
        return [blocker for blocker in found if blocker]

    def say_help(self, blocker_id: BlockerId, user_id: str, received_at: datetime, *, helps: bool) -> bool:
        """Store that somebody helps, or does not any more; False if they said something later, or the report is gone.

        When each of them said so last is kept beside it, for what is received first may be carried out last.
        """
        moment = f"{received_at:%Y-%m-%dT%H:%M:%S.%f}"
        for _ in range(ATTEMPTS):
            (row,) = read_together(
                (DayRow, str(blocker_id.report_id), range_key(blocker_id.report_id, blocker_id.author))
            )
            if row is None or row.state != State.SUBMITTED.value:
                return False
            before = row.help_said_at or {}
            if before.get(user_id, "") > moment:
                return False
            said = DayRow.helpers.add({user_id}) if helps else DayRow.helpers.delete({user_id})
            at = DayRow.help_said_at.set({**before, user_id: moment})
            unchanged = DayRow.help_said_at == before if before else DayRow.help_said_at.does_not_exist()
            if self._write(blocker_id, [said, at], unchanged & (DayRow.state == State.SUBMITTED.value)):
                return True
        raise StorageUnavailable("who helps was changed by others all the time")

    def claim_telling(self, blocker_id: BlockerId, helper: str, now: datetime, lives: timedelta | None = None) -> bool:
        """Claim the one message that says that somebody helps: True for the one caller that may send it.

        With `lives`, take it over from whoever claimed it so long ago and has not sent it.
        """
        told, at = DayRow.helpers_told, DayRow.helpers_told_at
        is_free = at <= now - lives if lives else ~told.contains(helper)
        return self._write(blocker_id, [told.add({helper}), at.set(now)], DayRow.report_user_id.exists() & is_free)

    def claim_thread(self, report: Report, claimed_at: datetime | None, now: datetime) -> bool:
        """Claim the message that says in the thread who helps, or take over the claim of that moment."""
        known = DayRow.help_claimed_at
        same = known == claimed_at if claimed_at else known.does_not_exist()
        who = BlockerId(report.report_id, report.user_id)
        return self._write(
            who, [known.set(now)], DayRow.report_user_id.exists() & DayRow.help_ts.does_not_exist() & same
        )

    def mark_thread(self, report: Report, ts: str) -> None:
        """Note where the thread says who helps."""
        self._write(BlockerId(report.report_id, report.user_id), [DayRow.help_ts.set(ts)], DayRow.user_id.exists())

    def resolve(self, blocker: Blocker, user_id: str, received_at: datetime) -> bool:
        """Store who says that it is out of the way; False if something was said of it later."""
        said = [DayRow.resolved_by.set(user_id), DayRow.resolved_for.set(fingerprint(blocker.text))]
        return self._say(blocker, said, received_at)

    def reopen(self, blocker: Blocker, received_at: datetime) -> bool:
        """Take that back; False if something was said of it later."""
        return self._say(blocker, [DayRow.resolved_by.remove(), DayRow.resolved_for.remove()], received_at)

    def forget_ticks(self, report: Report) -> None:
        """Forget what the person's answers said of earlier days: it is taken back with them."""
        who = BlockerId(report.report_id, report.user_id)
        self._write(who, [DayRow.ticked.remove()], DayRow.report_user_id.exists() & (DayRow.state == State.ASKED.value))

    def _say(self, blocker: Blocker, actions: list[Any], received_at: datetime) -> bool:
        is_latest = DayRow.resolution_at.does_not_exist() | (DayRow.resolution_at <= received_at)
        actions = [*actions, DayRow.resolution_at.set(received_at)]
        return self._write(blocker.id, actions, DayRow.report_user_id.exists() & is_latest)

    @staticmethod
    def _write(blocker_id: BlockerId, actions: list[Any], condition: Condition) -> bool:
        row = DayRow(str(blocker_id.report_id), range_key(blocker_id.report_id, blocker_id.author))
        try:
            with dynamodb_errors():
                row.update(actions=actions, condition=condition)
        except ConditionFailed:
            return False
        return True
