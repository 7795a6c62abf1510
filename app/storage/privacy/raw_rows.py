"""Raw rows, whatever release wrote them: read table by table, written back, and deleted."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from app.domain.day.occurrence import ReportId
from app.domain.privacy.erasure import RowKind
from app.domain.scheduling.job import Job
from app.errors import StorageUnavailable
from app.storage.rows.days import COPIES, day_of, range_key
from app.storage.rows.raw_values import plain_item, stored_item
from app.storage.rows.row import Row
from app.storage.rows.tables import TABLES, ReportsTable
from app.storage.scheduling.jobs import key_of

# Rows per page; a page of a megabyte would take longer than the connection's timeout.
ROWS_AT_ONCE = 200
KEYS_AT_ONCE = 2_000
# The names of each table's keys, by its name without the prefix.
KEYS: Mapping[str, tuple[str, str]] = {
    row.suffix: (str(row._hash_keyname), str(row._range_keyname))  # noqa: SLF001 or say them once more
    for row in TABLES
}
_ROWS: Mapping[str, type[Row]] = {row.suffix: row for row in TABLES}

Item = dict[str, Any]


class RawRows(Struct, frozen=True):
    """All rows of the tables `reports`, `standups` and `members`, as plain values. May raise StorageUnavailable."""

    def page(self, table: str, start: Item | None = None, limit: int = ROWS_AT_ONCE) -> tuple[list[Item], Item | None]:
        """Return a page of rows as last written, and the key after which to go on; None after the last page."""
        more = {"ExclusiveStartKey": stored_item(start)} if start else {}
        return _scanned({"TableName": _name(table), "ConsistentRead": True, "Limit": limit, **more})

    def reporters(self, start: Item | None = None) -> tuple[list[Item], Item | None]:
        """Return a page of reports' keys and members from the index, which costs a fraction of reading the table.

        Reports written within the last second may be missing.
        """
        more = {"ExclusiveStartKey": stored_item(start)} if start else {}
        index = ReportsTable.by_member.Meta.index_name
        return _scanned({"TableName": _name("reports"), "IndexName": index, "Limit": KEYS_AT_ONCE, **more})

    def get(self, table: str, item: Item) -> Item | None:
        """Return the row with the same keys as `item`, as last written; None if it is gone."""
        keys = {"Keys": [_key(table, item)], "ConsistentRead": True}
        connection = _connection()
        try:
            reply = connection.dispatch("BatchGetItem", {"RequestItems": {_name(table): keys}})
        except (BotoCoreError, ClientError) as error:
            raise _unavailable(error) from error
        found = reply["Responses"].get(_name(table), [])
        return plain_item(found[0]) if found else None

    def put_new(self, table: str, item: Item) -> bool:
        """Store a row; False if there is one with its keys."""
        return self._write("PutItem", table, {"Item": stored_item(item)}, "attribute_not_exists(#hash)")

    def put(self, table: str, item: Item) -> None:
        """Store a row in place of any row with its keys."""
        self._write("PutItem", table, {"Item": stored_item(item)})

    def replace(self, table: str, before: Item, after: Item) -> bool:
        """Write the attributes that differ, on condition that they are as they were read; False if they are not."""
        changed = [name for name in before if before[name] != after.get(name)]
        values = stored_item({name: before[name] for name in changed})
        new = stored_item({name: after[name] for name in changed if after.get(name) is not None})
        sets = [f"#{index} = :new{index}" for index, name in enumerate(changed) if name in new]
        gone = [f"#{index}" for index, name in enumerate(changed) if name not in new]
        update = " ".join(
            part
            for part in ("SET " + ", ".join(sets) if sets else "", "REMOVE " + ", ".join(gone) if gone else "")
            if part
        )
        request = {
            "Key": _key(table, before),
            "UpdateExpression": update,
            "ExpressionAttributeNames": {f"#{index}": name for index, name in enumerate(changed)},
            "ExpressionAttributeValues": {
                **{f":old{index}": values[name] for index, name in enumerate(changed)},
                **{f":new{index}": new[name] for index, name in enumerate(changed) if name in new},
            },
        }
        return self._write("UpdateItem", table, request, " AND ".join(f"#{i} = :old{i}" for i in range(len(changed))))

    def remove(self, table: str, item: Item) -> None:
        """Delete a row."""
        self._write("DeleteItem", table, {"Key": _key(table, item)})

    @staticmethod
    def key_of_day(report_id: ReportId) -> Item:
        """Return the keys of the row of an occurrence."""
        return {"report_id": str(report_id), "report_user_id": range_key(report_id)}

    @staticmethod
    def day_of(item: Item) -> ReportId:
        """Return the occurrence that a row of `reports` belongs to, whatever its kind; raises UnknownReport."""
        return day_of(str(item["report_id"]))

    @staticmethod
    def is_of(item: Item, job: Job) -> bool:
        """Whether a row is that of the job itself."""
        return item.get("standup_id") == key_of(job)

    @staticmethod
    def kind(table: str, item: Item) -> RowKind:
        """Return the kind of a row, by its keys."""
        if table == "standups":
            return RowKind.RECORD if str(item["standup_id"]).startswith(".") else RowKind.STANDUP
        if table == "members":
            return RowKind.LAST_ANSWERS if str(item["user_id"]).startswith(".") else RowKind.PROFILE
        if str(item["report_id"]).endswith(COPIES):
            return RowKind.COPY
        return RowKind.REPORT if item.get("user_id") else RowKind.OCCURRENCE

    def _write(self, method: str, table: str, request: Item, condition: str = "") -> bool:
        names = {"#hash": KEYS[table][0]} if "#hash" in condition else {}
        named = {**request.get("ExpressionAttributeNames", {}), **names}
        more: Item = {"ConditionExpression": condition} if condition else {}
        if named:
            more["ExpressionAttributeNames"] = named
        try:
            _send(method, {**request, **more, "TableName": _name(table)})
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error
        return True


def _scanned(request: Item) -> tuple[list[Item], Item | None]:
    try:
        reply = _connection().dispatch("Scan", request)
    except (BotoCoreError, ClientError) as error:
        raise _unavailable(error) from error
    last = reply.get("LastEvaluatedKey")
    return [plain_item(item) for item in reply["Items"]], plain_item(last) if last else None


def _send(method: str, request: Item) -> None:
    connection = _connection()
    if method == "PutItem":
        connection.dispatch("PutItem", request)
    elif method == "UpdateItem":
        connection.dispatch("UpdateItem", request)
    else:
        connection.dispatch("DeleteItem", request)


def _connection() -> Any:
    return ReportsTable._get_connection().connection  # noqa: SLF001 PynamoDB knows rows only by their models


def _name(table: str) -> str:
    return str(_ROWS[table].Meta.table_name)


def _key(table: str, item: Item) -> Item:
    return stored_item({name: item[name] for name in KEYS[table]})


def _unavailable(error: Exception) -> StorageUnavailable:
    return StorageUnavailable(f"{type(error).__name__}: no answer")
