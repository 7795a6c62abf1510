"""How many stored rows a piece of work reads."""

from app.storage.rows.tables import ReportsTable


class RowsRead:
    """How many rows DynamoDB has given this process."""

    def __init__(self) -> None:
        self.count = 0
        ReportsTable._get_connection().connection.client.meta.events.register("after-call.dynamodb", self._after)

    def _after(self, parsed, **_) -> None:
        self.count += len(parsed.get("Items") or ())
        self.count += sum(map(len, (parsed.get("Responses") or {}).values()))

    def of(self, call):
        before = self.count
        call()
        return self.count - before
