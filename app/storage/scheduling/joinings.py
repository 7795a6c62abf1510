"""People who joined or left a standup: a row for each, under reserved ids, until a tick has merged it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.domain.day.occurrence import ReportId
from app.domain.scheduling.joining import Joining
from app.records import replace
from app.storage.rows.connection import deleted, dynamodb_errors, read_one, updated
from app.storage.rows.due import rows_due
from app.storage.rows.row import live
from app.storage.rows.tables import JoiningRow

# A shard of its own in the index, because older releases read everything in the standups' shard as standups.
SHARD = "joinings"
# A row that no tick has merged by then is about a day that is over.
LIVES = timedelta(days=2)
# The most rows that one tick merges.
AT_ONCE = 1000
_PREFIX = ".joined."


class Joinings:
    """Joinings in the `standups` table; people's rows do not conflict. Every method may raise StorageUnavailable."""

    def note(self, joining: Joining) -> bool:
        """Store what a person did last; False if something later is stored."""
        fields = {
            "joined": _joining_record(joining),
            "joined_at": joining.at,
            "due_shard": SHARD,
            "due_at": joining.due_at,
        }
        actions = JoiningRow.writes({**fields, "expires_at": joining.due_at + LIVES})
        later = JoiningRow.joined_at.does_not_exist() | (JoiningRow.joined_at <= joining.at)
        return updated(JoiningRow(joining.team_id, _range(joining)), actions, later)

    def make_due(self, joining: Joining, now: datetime) -> None:
        """Store that the person has been asked, so that the next tick may merge the row."""
        self.note(replace(joining, due_at=now))

    def waits(self, report_id: ReportId, user_id: str, now: datetime) -> bool:
        """Whether a joining or leaving of a person waits to be merged into a standup."""
        key = f"{_PREFIX}{report_id.standup_id}.{user_id}"
        return live(read_one(JoiningRow, report_id.team_id, key), now) is not None

    def gone(self, team_id: str, standup_id: str, user_ids: Iterable[str], now: datetime) -> list[str]:
        """Return which of these people have left a standup, as far as that waits to be merged; one request."""
        keys = [(team_id, f"{_PREFIX}{standup_id}.{user_id}") for user_id in user_ids]
        with dynamodb_errors():
            rows = list(JoiningRow.batch_get(keys, consistent_read=True))
        left = [_joining(row) for row in rows if row.joined and row.is_live(now)]
        return [one.user_id for one in left if not one.is_here]

    def due(self, now: datetime) -> list[Joining]:
        """Return the joinings of all workspaces to be merged, longest due first; one query if there is none."""
        rows = rows_due(JoiningRow, SHARD, now, most=AT_ONCE)
        return [_joining(row) for row in rows if row.joined and row.is_live(now)]

    def forget(self, joinings: Iterable[Joining]) -> None:
        """Delete merged joinings, unless the person has done something since."""
        for one in joinings:
            row = JoiningRow(one.team_id, _range(one))
            deleted(row, (JoiningRow.joined_at == one.at) & (JoiningRow.due_at == one.due_at))


def _range(joining: Joining) -> str:
    return f"{_PREFIX}{joining.standup_id}.{joining.user_id}"


def _joining_record(joining: Joining) -> dict[str, object]:
    return {"is_here": joining.is_here, "zone": joining.zone, "of_channel": joining.of_channel}


def _joining(row: JoiningRow) -> Joining:
    standup_id, _, user_id = row.standup_id.removeprefix(_PREFIX).partition(".")
    record = row.joined
    return Joining(
        team_id=row.team_id,
        standup_id=standup_id,
        user_id=user_id,
        is_here=bool(record["is_here"]),
        at=row.joined_at,
        due_at=row.due_at,
        zone=str(record["zone"]),
        of_channel=bool(record["of_channel"]),
    )
