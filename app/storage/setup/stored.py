"""Reads stored standups from rows of the `standups` table, as far as the rows make sense."""

from collections.abc import Iterable
from datetime import date, datetime

from app.domain.limits import is_moment, read_day, read_text
from app.domain.privacy.days import from_no_day
from app.domain.setup.config import Plain
from app.domain.setup.mending import mended
from app.domain.setup.stored import Attention, CalendarRead, Counted, Deletion, History, StoredStandup
from app.domain.standup import with_calendar_days
from app.domain.zones import can_be_told
from app.problem import Problem, Wrong
from app.records import replace
from app.storage.rows.tables import StandupRow
from app.storage.rows.unreadable import sensible
from app.storage.setup.changes import changes_in_row, paused_by
from app.storage.setup.since import since_from, takeover_from

# Without these columns a standup is broken; other columns that make no sense are ignored.
_NEEDED = frozenset({"config", "version", "deleted_at"})

_Calendar = tuple[tuple[date, ...], datetime | None, frozenset[str]]


def day_keys(days: Iterable[date]) -> set[str]:
    """Return days as they are stored in `open_days`."""
    return {f"{day:%Y%m%d}" for day in days}


def is_standup(row: StandupRow) -> bool:
    return row.config is not None or "config" in row.flaws


def stored_standup(row: StandupRow) -> StoredStandup:
    """Return the standup of a row; the parts of its configuration that make no sense are named in `problems`."""
    lost = dict.fromkeys(row.flaws & _NEEDED, Problem(Wrong.MAKES_NO_SENSE, {"value": "?"}))
    standup, problems = mended(row.team_id, row.standup_id, row.config, int(row.version or 0), lost)
    standup = replace(
        standup, readers=replace(standup.readers, since=sensible(lambda: since_from(row.since), from_no_day(standup)))
    )
    if problems:
        return StoredStandup(standup, deletion=Deletion(at=row.deleted_at, gone_at=row.expires_at), problems=problems)
    nothing: _Calendar = ((), None, frozenset())
    days, read_at, told = sensible(lambda: _calendar(row.calendar, standup.time_off.calendar_url), nothing)
    old = sensible(lambda: changes_in_row(row.changes, standup.version), History().old_changes)
    return StoredStandup(
        standup=with_calendar_days(standup, days),
        calendar=CalendarRead(read_at=read_at, told=told),
        attention=Attention(
            due_at=row.due_at,
            since=row.responsible_since,
            open_days=sensible(lambda: frozenset(map(read_day, row.open_days or ())), frozenset()),
            wanted=sensible(lambda: {name: read_day(day) for name, day in row.wanted.items()}, {}),
            wakes=row.wakes,
        ),
        counted=Counted(
            people=sensible(lambda: tuple(map(read_text, row.people)), ()),
            zones=sensible(lambda: tuple(filter(can_be_told, row.zones)), ()),
        ),
        deletion=Deletion(at=row.deleted_at, gone_at=row.expires_at),
        history=History(
            set_up_at=row.set_up_at or (old[0].at if old and old[0].is_set_up else None),
            changed_at=old[-1].at if old else row.changed_at,
            paused_by=paused_by(old, row.paused_by or "") if standup.is_paused else "",
            old_changes=old,
        ),
        takeover=sensible(lambda: takeover_from(row.takeover), None),
    )


def _calendar(kept: Plain, url: str) -> _Calendar:
    """Return the days that were read at this address, when they were, and which problems owners were told."""
    if kept["url"] != url:
        return (), None, frozenset()
    problems_told = frozenset(map(read_text, kept.get("told", ())))
    return tuple(map(read_day, kept["days"])), _moment(kept["read_at"]), problems_told


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if not is_moment(moment):
        raise ValueError(text)
    return moment
