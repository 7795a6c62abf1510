"""Standups: their configuration, its changes, and when they are due next.

`due_at` says when to look at a standup, `responsible_since` for what. The days that have begun are in `open_days` until
they are reported or missed, so a tick looks at them whatever their date is and whatever was changed since.
"""

import logging
import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from app.domain.day.member import Member
from app.domain.day.occurrence import Occurrence, ReportId
from app.domain.day.report import Report
from app.domain.privacy.concern import UNREADABLE
from app.domain.scheduling.responsibility import opens_a_day
from app.domain.setup.config import Plain, config_values
from app.domain.setup.stored import StoredStandup, Takeover
from app.domain.standup import DEFAULT_RETENTION, DEFAULT_STANDUP_ID, Standup, default_standup
from app.errors import ChangedMeanwhile, StorageUnavailable
from app.storage.day.last_words import range_key as last_key
from app.storage.day.members import member_with
from app.storage.rows.connection import ConditionFailed, Key, dynamodb_errors, read_one, read_together
from app.storage.rows.days import keys_of, occurrence_of, report_of
from app.storage.rows.due import keys_due, rows_due
from app.storage.rows.row import live
from app.storage.rows.tables import LastWordsRow, MemberRow, StandupRow
from app.storage.rows.unreadable import readable_one
from app.storage.scheduling.jobs import SHARD as JOBS_SHARD
from app.storage.setup.concerns import Concerns
from app.storage.setup.saving import Saving
from app.storage.setup.since import plain_takeover
from app.storage.setup.standup_rows import SHARD, as_read, due_fields, update_row
from app.storage.setup.stored import day_keys, is_standup, stored_standup

_log = logging.getLogger(__name__)

# How long a deleted standup can be restored.
DELETED_FOR = timedelta(days=30)
# How often a broken standup is looked at, because a later release may be able to read it.
BROKEN_LIVES = timedelta(hours=1)
# How many standups can be read while a person waits.
FEW = 100
# Ids of standups begin with a letter or a digit, which sort after "/"; reserved ids begin with a dot, which does not.
_FIRST = "/"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", re.ASCII)


class Standups(Struct, frozen=True):
    """The stored standups; `channel` is that of the default one. Every method may raise StorageUnavailable.

    Changes are also recorded in the audit trail, for `days_kept`.
    """

    channel: str
    days_kept: int = DEFAULT_RETENTION

    def get(self, team_id: str, standup_id: str) -> Standup | None:
        """Return a standup; None if it does not exist, is deleted or broken."""
        stored = self.stored(team_id, standup_id)
        return stored.usable if stored else None

    def stored(self, team_id: str, standup_id: str) -> StoredStandup | None:
        """Return a standup with all that is stored beside it, even a deleted or broken one; None if there is none."""
        if not _ID.fullmatch(standup_id):
            return None
        return self.from_row(team_id, standup_id, read_one(StandupRow, team_id, standup_id))

    def from_row(self, team_id: str, standup_id: str, row: StandupRow | None) -> StoredStandup | None:
        """Return the standup of a row that was read; the default standup exists even without a row."""
        if row is not None and is_standup(row):
            return stored_standup(row)
        if standup_id == DEFAULT_STANDUP_ID and self.channel:
            return StoredStandup(default_standup(team_id, self.channel))
        return None

    def snapshot_for_form(
        self, report_id: ReportId, user_id: str, now: datetime, *, with_person: bool = True
    ) -> tuple[Occurrence | None, Report | None, Member | None, StoredStandup | None]:
        """Return a day, a person's report in it, the person (if wanted) and the standup, in one request."""
        person: tuple[Key, ...] = (
            (MemberRow, report_id.team_id, user_id),
            (LastWordsRow, report_id.team_id, last_key(report_id.standup_id, user_id)),
        )
        occurrence, report, standup, *remembered = read_together(
            *keys_of(report_id, user_id),
            (StandupRow, report_id.team_id, report_id.standup_id),
            *(person if with_person else ()),
        )
        row, last = (live(each, now) for each in remembered or (None, None))
        member = member_with(report_id.team_id, user_id, row, [last])
        day = readable_one(live(occurrence, now), occurrence_of), readable_one(live(report, now), report_of)
        return *day, member, self.from_row(report_id.team_id, report_id.standup_id, standup)

    def all(self, team_id: str) -> list[StoredStandup]:
        """Return all standups of a workspace that are neither deleted nor broken, by name, with the default one."""
        return [stored for stored in self.all_and_broken(team_id) if not stored.is_broken]

    def all_and_broken(self, team_id: str, *, even_deleted: bool = False) -> list[StoredStandup]:
        """Return the same, with broken ones."""
        return self._present(team_id, self._rows(team_id, None), even_deleted=even_deleted)

    def all_if_few(self, team_id: str, *, even_deleted: bool = False) -> list[StoredStandup] | None:
        """Return all, with broken ones; None if there are too many to be read while a person waits."""
        rows = self._rows(team_id, FEW + 1)
        return None if len(rows) > FEW else self._present(team_id, rows, even_deleted=even_deleted)

    def _rows(self, team_id: str, most: int | None) -> list[StandupRow]:
        with dynamodb_errors():
            return list(StandupRow.query(team_id, StandupRow.standup_id > _FIRST, consistent_read=True, limit=most))

    def _present(self, team_id: str, rows: list[StandupRow], *, even_deleted: bool) -> list[StoredStandup]:
        found = [stored_standup(row) for row in rows if is_standup(row)]
        if self.channel and all(stored.standup.standup_id != DEFAULT_STANDUP_ID for stored in found):
            found.append(StoredStandup(default_standup(team_id, self.channel)))
        return _by_name(found, even_deleted=even_deleted)

    def several(self, team_id: str, standup_ids: Iterable[str]) -> list[StoredStandup]:
        """Return those of these standups that are neither deleted nor broken, by name; one request for 100 of them."""
        return [one for one in self.several_and_broken(team_id, standup_ids) if not one.is_broken]

    def several_and_broken(
        self, team_id: str, standup_ids: Iterable[str], *, even_deleted: bool = False
    ) -> list[StoredStandup]:
        """Return the same, with broken ones."""
        keys = [(team_id, standup_id) for standup_id in dict.fromkeys(standup_ids) if _ID.fullmatch(standup_id)]
        with dynamodb_errors():
            rows = list(StandupRow.batch_get(keys, consistent_read=True))
        found = {row.standup_id: stored_standup(row) for row in rows if is_standup(row)}
        if self.channel and (team_id, DEFAULT_STANDUP_ID) in keys and DEFAULT_STANDUP_ID not in found:
            found[DEFAULT_STANDUP_ID] = StoredStandup(default_standup(team_id, self.channel))
        return _by_name(found.values(), even_deleted=even_deleted)

    def teams(self) -> list[str]:
        """Return the workspaces that the ticks look after: two queries for keys alone."""
        return sorted({team_id for shard in (SHARD, JOBS_SHARD) for team_id, _ in keys_due(shard)})

    def due(self, now: datetime, besides: Collection[tuple[str, str]] = ()) -> list[StoredStandup]:
        """Return the due standups of all workspaces, longest due first, with broken ones; one query if none is due.

        `besides` are those at work already, by team and id: their rows are not read.
        """
        rows = rows_due(StandupRow, SHARD, now, wanted=lambda key: key not in besides)
        return [stored_standup(row) for row in rows]

    def put_off(self, broken: StoredStandup, now: datetime) -> None:
        """Put off a broken standup; if its owners set it up anew, it is looked at at once."""
        _log.warning("a stored standup makes no sense", extra={"standup": broken.id, "at": sorted(broken.problems)})
        try:
            exists = StandupRow.standup_id.exists()
            Concerns().add(broken.standup.team_id, UNREADABLE, {broken.standup.standup_id})
            update_row(broken.standup.team_id, broken.standup.standup_id, due_fields(now + BROKEN_LIVES), exists)
        except ConditionFailed:
            return

    def keep_default(self, team_id: str, due_at: datetime | None, since: datetime | None = None) -> None:
        """Store the default standup, if it is not stored yet, so that it is found when it is due.

        It is responsible for what is due after `since`.
        """
        if not self.channel:
            return
        standup = default_standup(team_id, self.channel)
        fields = {"config": config_values(standup), "version": 1, "responsible_since": since, **due_fields(due_at)}
        try:
            update_row(team_id, standup.standup_id, fields, StandupRow.version.does_not_exist())
        except ConditionFailed:
            return

    def save(
        self,
        standup: Standup,
        by: str,
        now: datetime,
        due_at: datetime | None,
        *,
        owed: Collection[date] = (),
        is_told: bool = False,
    ) -> StoredStandup:
        """Store a changed standup as the version after the one that was read, with the record of the change.

        `due_at` only says when to look at it; `owed` are days that had begun by the old schedule. With `is_told` it
        also stores who is to be told of changed owners. Either all of that is stored or nothing. Raises
        ChangedMeanwhile if another version is stored by now.
        """
        before, row = self._before(standup)
        fields = {"deleted_at": None, "expires_at": None, **due_fields(due_at)}
        return Saving(before, standup, by, now, owed, is_told, self.days_kept).store(row, fields)

    def delete(self, standup: Standup, by: str, now: datetime) -> None:
        """Delete a standup; for a month `save` can restore it. Raises ChangedMeanwhile."""
        is_default = standup.standup_id == DEFAULT_STANDUP_ID  # without its row it would exist again
        ends = None if is_default else now + DELETED_FOR
        before, row = self._before(standup)
        fields = {"deleted_at": now, "expires_at": ends, **due_fields(now)}  # open days still have to be ended
        Saving(before, standup, by, now, days_kept=self.days_kept).store(row, fields)

    def _before(self, standup: Standup) -> tuple[StoredStandup | None, StandupRow]:
        """Return the stored standup that this one replaces; raises ChangedMeanwhile if its version is another one."""
        team_id, standup_id = standup.team_id, standup.standup_id
        row = read_one(StandupRow, team_id, standup_id)
        before = self.from_row(team_id, standup_id, row)
        if (before.standup.version if before else 0) != standup.version:
            raise ChangedMeanwhile(standup_id)
        return before, row or StandupRow(team_id, standup_id)

    def reschedule(
        self,
        stored: StoredStandup,
        due_at: datetime | None,
        *,
        is_done: bool = True,
        since: datetime | None = None,
        over: Collection[date] = (),
    ) -> None:
        """Store when to look at it next, that its requested acts are done, and which days are over.

        It stays responsible from the same moment, or from `since` on. Nothing is stored if the standup or its `due_at`
        was changed since it was read, or somebody has woken it: it is looked at again.
        """
        standup, attention = stored.standup, stored.attention
        unchanged = StandupRow.version == standup.version
        unchanged &= as_read(StandupRow.due_at, attention.due_at) & as_read(StandupRow.wakes, attention.wakes)
        fields = {**due_fields(due_at), **({"wanted": None} if is_done else {})}
        if since or (attention.since is None and attention.due_at):
            fields["responsible_since"] = since or attention.due_at
        closed = [StandupRow.open_days.delete(day_keys(over))] if over else []
        try:
            update_row(standup.team_id, standup.standup_id, fields, unchanged, closed)
        except ConditionFailed:
            return

    def wake(self, team_id: str, standup_id: str, now: datetime) -> None:
        """Have the next tick look at a standup: once more, if one is looking at it now."""
        try:
            _wake(team_id, standup_id, {}, now)
        except ConditionFailed:
            return

    def want(self, standup: Standup, act: str, day: date, now: datetime) -> None:
        """Have the next tick do an act ("ask", "report") for a day, whatever the clock says."""
        row = self.stored(standup.team_id, standup.standup_id)
        wanted = {**(row.attention.wanted if row else {}), act: day}
        fields = {"wanted": {name: each.isoformat() for name, each in wanted.items()}}
        _wake(standup.team_id, standup.standup_id, fields, now)

    def note_open(self, standup: Standup, day: date) -> None:
        """Store that a day has begun, before anything else is written about it; ticks look at it until it is over.

        Raises ChangedMeanwhile unless the standup is still the one that was read.
        """
        opened = [StandupRow.open_days.add(day_keys([day]))]
        unchanged = as_read(StandupRow.version, standup.version) & StandupRow.deleted_at.does_not_exist()
        try:
            update_row(standup.team_id, standup.standup_id, {}, StandupRow.config.exists() & unchanged, opened)
        except ConditionFailed:
            if standup.version:  # else it is the default one, which nobody has stored yet
                raise ChangedMeanwhile(standup.standup_id) from None

    def note_people(
        self, standup: Standup, people: Iterable[str], zones: Iterable[str], before: Iterable[str] | None = None
    ) -> None:
        """Store who takes part in the standup, and their zones.

        With `before`, only if these people are still stored; raises StorageUnavailable if others were counted
        meanwhile.
        """
        fields = {"people": sorted(set(people)), "zones": sorted(set(zones))}
        condition = StandupRow.config.exists()
        if before is not None:
            same = StandupRow.people == list(before)
            condition &= same if before else same | StandupRow.people.does_not_exist()
        try:
            update_row(standup.team_id, standup.standup_id, fields, condition)
        except ConditionFailed:
            if before is not None:
                raise StorageUnavailable("the people were counted meanwhile") from None

    def note_telling(self, standup: Standup, takeover: Takeover, now: Takeover) -> bool:
        """Store which people are still to be told of a takeover (`now`); it is deleted once all are told.

        False if another run has stored something since it was read.
        """
        fields = {"takeover": plain_takeover(now) if now.to_tell else None}
        try:
            update_row(standup.team_id, standup.standup_id, fields, StandupRow.takeover == plain_takeover(takeover))
        except ConditionFailed:
            return False
        return True

    def note_calendar(self, standup: Standup, days: Collection[date], now: datetime, told: Iterable[str] = ()) -> None:
        """Store the days of the calendar at the standup's address, and which of its problems owners were told.

        Days of another address are forgotten. If the days have changed, the next tick looks at the standup; if a day is
        no longer off, the standup is not responsible for what was due on it before now.
        """
        kept = {
            "url": standup.time_off.calendar_url,
            "days": [day.isoformat() for day in days],
            "read_at": now.isoformat(),
            "told": sorted(told),
        }
        fields: Plain = {"calendar": kept}
        if opens_a_day(standup.time_off.calendar_days, days, now):
            fields["responsible_since"] = now
        is_news = set(standup.time_off.calendar_days) != set(days)
        try:
            if is_news:
                _wake(standup.team_id, standup.standup_id, fields, now)
            else:
                update_row(standup.team_id, standup.standup_id, fields, StandupRow.config.exists())
        except ConditionFailed:
            return


def _wake(team_id: str, standup_id: str, fields: Plain, now: datetime) -> None:
    """Store fields of a standup and have the next tick look at it; raises ConditionFailed if it is not stored.

    What is due already stays due since then. If it is being worked on, the count keeps that from ending unseen.
    """
    there, counted = StandupRow.config.exists(), [StandupRow.wakes.add(1)]
    is_later = (StandupRow.due_at > now) | StandupRow.due_at.does_not_exist()
    try:
        update_row(team_id, standup_id, {**fields, **due_fields(now)}, there & is_later, counted)
    except ConditionFailed:
        update_row(team_id, standup_id, fields, there, counted)


def _by_name(found: Iterable[StoredStandup], *, even_deleted: bool) -> list[StoredStandup]:
    present = [stored for stored in found if even_deleted or not stored.deletion.at]
    return sorted(present, key=lambda stored: (stored.standup.name.casefold(), stored.standup.standup_id))
