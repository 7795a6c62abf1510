"""Writing rows of standups, and the fields by which a standup is found when it is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import Attribute

from app.domain.scheduling.responsibility import begins_anew, counts_anew
from app.domain.setup.config import Plain
from app.domain.setup.stored import StoredStandup
from app.domain.standup import Standup
from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.tables import StandupRow

# All standups are in one shard of the index, so that a tick needs one query.
SHARD = "due"


def update_row(team_id: str, standup_id: str, fields: Plain, condition: Any, more: Sequence[Any] = ()) -> StandupRow:
    """Write some fields of a row on a condition; raises ConditionFailed."""
    row = StandupRow(team_id, standup_id)
    with dynamodb_errors():
        row.update([*row.writes(fields), *more], condition)
    return row


def as_read(column: Attribute[Any], value: object) -> Any:
    """Return the condition that a column still holds what was read; nothing was read if it made no sense, either."""
    return column == value if value else column.does_not_exist() | ~column.is_type()


def due_fields(due_at: datetime | None) -> Plain:
    """Return the fields by which a tick finds a standup at `due_at`; None is never."""
    return {"due_at": due_at, "due_shard": SHARD if due_at else None}


def since_fields(before: StoredStandup | None, standup: Standup, now: datetime) -> Plain:
    """Return from when on a changed standup is responsible, and reset its counted zones if they may change."""
    is_back = before is None or before.deletion.at is not None
    is_new = is_back or begins_anew(before.standup if before else None, standup)
    fields: Plain = {"responsible_since": now if is_new or before is None else before.responsible_since(now)}
    if before and counts_anew(before.standup, standup):
        fields["zones"] = None
    return fields
