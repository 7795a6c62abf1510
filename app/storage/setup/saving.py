"""Saving a standup: the standup and the records of its changes in one transaction, and what is stored around it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from msgspec import Struct

from app.domain.privacy.audit import Deed, Entry
from app.domain.privacy.concern import concern_keys
from app.domain.report.destinations import as_agreed
from app.domain.scheduling.job import after_change
from app.domain.setup.changes import Change, difference, who_paused
from app.domain.setup.config import Plain, config_values, from_stored
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.errors import ChangedMeanwhile
from app.storage.privacy.audit import Audit
from app.storage.rows.connection import ConditionFailed, send_raw, written_together
from app.storage.rows.gate import GATE
from app.storage.rows.row import SCHEMA, Row
from app.storage.rows.tables import StandupRow
from app.storage.scheduling.jobs import Jobs
from app.storage.setup.changes import Changes, numbered
from app.storage.setup.concerns import Concerns
from app.storage.setup.since import kept_beside
from app.storage.setup.standup_rows import as_read, due_fields, since_fields
from app.storage.setup.stored import day_keys, stored_standup

SAVED_BY_THEN = timedelta(minutes=1)


class Saving(Struct, frozen=True):
    """A changed standup, what was stored `before`, and the days `owed`: those that had begun by the old schedule."""

    before: StoredStandup | None
    standup: Standup
    by: str
    now: datetime
    owed: Collection[date] = ()
    is_told: bool = False
    days_kept: int = 0

    def store(self, row: StandupRow, more: Plain) -> StoredStandup:
        """Store the standup with `more` fields over the `row` that was read; raises ChangedMeanwhile.

        Jobs and concerns only say where to look, so they are added before it and removed after it: one too many does no
        harm.
        """
        before, team_id = self.before, self.standup.team_id
        standup = as_agreed(self.standup)
        old = config_values(before.standup) if before else {}
        new = GATE.without_erased(send_raw, team_id, config_values(standup))
        after = from_stored(team_id, standup.standup_id, new, standup.version + 1)
        fields = {**self._fields(old, new, after), **since_fields(before, standup, self.now), **more}
        if before and before.attention.due_at and fields["due_at"] == self.now:  # no tick has looked since
            fields |= due_fields(min(before.attention.due_at, self.now))
        for job in after_change(before.standup if before else None, standup, self.now + SAVED_BY_THEN):
            Jobs().keep(job)
        was, concerns = concern_keys(before.standup) if before else frozenset(), concern_keys(after)
        # The concerns of a deleted standup stay, so that people who may restore it find it.
        for key in concerns - (frozenset() if before and before.deletion.at else was):
            Concerns().add(team_id, key, {standup.standup_id})
        made = numbered(Change(self.by, self.now, difference(old, new)), after.version)
        self._write(fields, (*(before.history.old_changes if before else ()), made))
        Concerns().remove_gone(team_id, was - concerns, standup.standup_id)
        return self._as_stored(row, fields)

    def _fields(self, old: Plain, new: Plain, after: Standup) -> Plain:
        before = self.before
        counted = before.counted.people if before else ()
        beside = kept_beside(before.standup, counted, after, self.by, self.now, is_told=self.is_told) if before else {}
        return {
            "config": new,
            "version": after.version,
            "changes": None,
            "set_up_at": before.history.set_up_at if before else self.now,
            "changed_at": self.now,
            "paused_by": who_paused(old, new, before.history.paused_by if before else "", self.by) or None,
            **beside,
        }

    def _write(self, fields: Plain, changes: tuple[Change, ...]) -> None:
        """Store the standup with the records of its changes; the last one is the present change."""
        team_id, standup_id, version = self.standup.team_id, self.standup.standup_id, self.standup.version
        last = changes[-1]
        details = {"fields": ", ".join(last.fields) or "deleted, or taken back"}
        records: list[Row] = [Changes(self.days_kept).row(team_id, standup_id, change) for change in changes]
        records.append(Audit(self.days_kept).row(Entry(team_id, last.at, last.by, Deed.CHANGED, standup_id, details)))
        begun = [StandupRow.open_days.add(day_keys(self.owed))] if self.owed else []
        actions = [*StandupRow.writes(fields), *begun, StandupRow.schema.set(SCHEMA)]
        unchanged = as_read(StandupRow.version, version)
        try:
            with written_together() as write:
                write.update(StandupRow(team_id, standup_id), actions=actions, condition=unchanged)
                for record in records:
                    write.save(record)
        except ConditionFailed:
            raise ChangedMeanwhile(standup_id) from None

    def _as_stored(self, row: StandupRow, fields: Plain) -> StoredStandup:
        """Return what would be read now, because a transaction does not return what it stored."""
        for name, value in fields.items():
            setattr(row, name, value)
        row.flaws -= fields.keys()
        if self.owed:
            row.open_days = {*(row.open_days or ()), *day_keys(self.owed)}
        return stored_standup(row)
