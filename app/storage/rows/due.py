"""The rows that are due: their keys from the index `by_due`, then the rows themselves, as last written.

The index holds keys alone, so that it costs nothing when anything else in a row changes. It follows the table a moment
later, so what has been done or put off meanwhile is found in it and left out here.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from pynamodb.exceptions import QueryError

from app.storage.rows.connection import dynamodb_errors
from app.storage.rows.tables import StandupsTable

Key = tuple[str, str]
_Row = TypeVar("_Row", bound=StandupsTable)

# What DynamoDB says of an index that is not there, or that the function may not read: for minutes of a deployment from
# or to a release that has only the index `due`.
_NO_INDEX = frozenset({"ValidationException", "AccessDeniedException"})


def keys_due(shard: str, by: datetime | None = None, *, most: int | None = None) -> list[Key]:
    """Return the keys of a shard's rows that are due by a moment, or at any time, longest due first; one query."""
    when = StandupsTable.due_at <= by if by else None
    with dynamodb_errors():
        try:
            found = list(StandupsTable.by_due.query(shard, when, limit=most))
        except QueryError as error:
            if error.cause is None or _code(error.cause) not in _NO_INDEX:
                raise
            found = list(StandupsTable.due.query(shard, when, limit=most))
    return [(row.team_id, row.standup_id) for row in found]


def rows_due(
    kind: type[_Row],
    shard: str,
    by: datetime | None = None,
    *,
    most: int | None = None,
    wanted: Callable[[Key], bool] = lambda _: True,
) -> list[_Row]:
    """Return a shard's rows that are due by a moment, or at any time, longest due first; `wanted` says by their keys.

    One query, and a request for each 100 rows.
    """
    keys = [key for key in keys_due(shard, by, most=most) if wanted(key)]
    with dynamodb_errors():
        rows = {(row.team_id, row.standup_id): row for row in kind.batch_get(keys, consistent_read=True)}
    return [rows[key] for key in keys if key in rows and _is_due(rows[key], shard, by)]


def _is_due(row: StandupsTable, shard: str, by: datetime | None) -> bool:
    return row.due_shard == shard and not (by and row.due_at and row.due_at > by)


def _code(cause: Exception) -> str:
    response = getattr(cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
