"""Who has come to a standup or gone: a row each, under reserved ids, until the ticks have merged it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.day.occurrence import ReportId
from app.domain.scheduling.joining import Joining
from app.records import replace
from app.storage.rows.connection import deleted, dynamodb_errors, read_one, updated
from app.storage.rows.row import live
from app.storage.rows.tables import JoiningRow

# Not the standups' part of the index: older versions read all of that as standups.
SHARD = "joinings"
# What no tick has merged by then is of a day that is over.
LIVES = timedelta(days=2)
# So many are merged by one tick.
AT_ONCE = 1000
_PREFIX = ".joined."


class Joinings:
    """Every method may raise StorageUnavailable. No two people's come in each other's way."""

    def note(self, joining: Joining) -> bool:
        """Store what a person did last; False if something later is stored already."""
        fields = {
            "joined": _joining_record(joining),
            "joined_at": joining.at,
            "due_shard": SHARD,
            "due_at": joining.due_at,
        }
        actions = JoiningRow.writes({**fields, "expires_at": joining.due_at + LIVES})
        later = JoiningRow.joined_at.does_not_exist() | (JoiningRow.joined_at <= joining.at)
        return updated(JoiningRow(joining.team_id, _range(joining)), actions, later)

    def see_to(self, joining: Joining, now: datetime) -> None:
        """Note that the person is seen to, so that the next tick may merge it."""
        self.note(replace(joining, due_at=now))

    def waits(self, report_id: ReportId, user_id: str, now: datetime) -> bool:
        """Whether something that a person did waits to be merged into a standup."""
        key = f"{_PREFIX}{report_id.standup_id}.{user_id}"
        return live(read_one(JoiningRow, report_id.team_id, key), now) is not None

    def due(self, now: datetime) -> list[Joining]:
        """Return what is to be merged, of all workspaces, longest due first; one query."""
        with dynamodb_errors():
            rows = JoiningRow.due.query(SHARD, JoiningRow.due_at <= now, limit=AT_ONCE)
            return [_joining(row) for row in rows if row.joined and row.is_live(now)]

    def forget(self, joinings: Iterable[Joining]) -> None:
        """Forget what is merged, unless the person has done something since."""
        for one in joinings:
            row = JoiningRow(one.team_id, _range(one))
            deleted(row, (JoiningRow.joined_at == one.at) & (JoiningRow.due_at == one.due_at))


def _range(joining: Joining) -> str:
    return f"{_PREFIX}{joining.standup_id}.{joining.user_id}"


def _joining_record(joining: Joining) -> dict[str, object]:
    return {"is_here": joining.is_here, "zone": joining.zone, "of_channel": joining.of_channel}


def _joining(row: JoiningRow) -> Joining:
    standup_id, _, user_id = row.standup_id.removeprefix(_PREFIX).partition(".")
    told = row.joined
    return Joining(
        team_id=row.team_id,
        standup_id=standup_id,
        user_id=user_id,
        is_here=bool(told["is_here"]),
        at=row.joined_at,
        due_at=row.due_at,
        zone=str(told["zone"]),
        of_channel=bool(told["of_channel"]),
    )
