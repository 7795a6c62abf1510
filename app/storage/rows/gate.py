"""The gate that every write passes: erased people are written nowhere until they take part again.

It is in the one connection that all tables share (`connection.py`), so no repository can bypass it, forget it, or do it
differently. In a write that passes it

- an erased person's own row is not written: a conditional write fails as if its condition did not hold, so that a run
  that claims a message for them does not get the claim and sends nothing; an unconditional one is skipped;
- in any other row the person is left out, just as erasing removes them from stored rows.

Each process reads once a minute who was erased. Before somebody is left out, they are looked up again, because they may
take part again by now. A process that does not know of an erasure yet may write for at most `HEARD_AFTER`; an erasure
begins to go through the tables only after that.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError
from msgspec import Struct, field

from app.domain.privacy.erasure import people_in, value_without
from app.domain.privacy.suppression import READ_EVERY, SuppressionKey, opened, plain_digest
from app.errors import SuppressionKeyLost
from app.storage.rows.raw_values import plain_value, stored
from app.storage.rows.tables import TABLES, StandupsTable

ERASED = ".erased"
# The rows of erasure jobs: they name the erased person, and are deleted when the job is done.
_ERASURE_JOB = r"\.chore\.erasure\."
_SET = r"(#\w+)\s*=\s*(:\w+)"
_PLACEHOLDER = r":\w+"
_CLAUSE = r"\b(SET|REMOVE|ADD|DELETE)\b"
_CONDITION = "ConditionalCheckFailedException"
# The error message of a conditional write that was refused because it is about an erased person.
REFUSED = "erased"

_log = logging.getLogger(__name__)

Json = dict[str, Any]
Send = Callable[[str, Json], Any]


class Erased(Struct, frozen=True):
    """The erased people of a workspace: their digests, and the `key` for all but those that earlier releases stored.

    `record` is the key as it is stored; without it nobody was erased since there are keys. Of who takes part again,
    `lifted` has the moment of that and the digest.
    """

    digests: frozenset[str] = frozenset()
    record: Mapping[str, str] | None = None
    key: SuppressionKey | None = None
    lifted: frozenset[str] = frozenset()

    def lifted_since(self, moment: str) -> frozenset[str]:
        """Return the digests of those who take part again since a moment, which is written as in ISO 8601, in UTC."""
        return frozenset(each.partition(" ")[2] for each in self.lifted if each > moment)

    def holds(self, team_id: str, user_id: str) -> bool:
        """Whether a person was erased. Raises SuppressionKeyLost if that cannot be decided without the key."""
        if not self.digests:
            return False
        if plain_digest(team_id, user_id) in self.digests:
            return True
        if self.record is None:
            return False
        if self.key is None:
            raise SuppressionKeyLost(team_id)
        return self.key.digest(team_id, user_id) in self.digests


class Gate(Struct):
    """Knows who was erased; `secrets` returns the secrets that open the keys."""

    secrets: Callable[[], Sequence[str]] = tuple
    _known: dict[str, tuple[float, Erased]] = field(default_factory=dict)

    def use(self, secrets: Callable[[], Sequence[str]]) -> None:
        """Use these secrets from now on and forget all that was read, as for another installation."""
        self.secrets = secrets
        self._known.clear()

    def erased(self, send: Send, team_id: str, *, anew: bool = False) -> Erased:
        """Return who was erased in a workspace, as read within the last minute; with `anew`, read it now."""
        read_at, known = self._known.get(team_id, (0.0, None))
        now = time.time()
        if known is None or anew or not 0 <= now - read_at < READ_EVERY:
            known = self._read(send, team_id)
            self._known[team_id] = (now, known)
        return known

    def _read(self, send: Send, team_id: str) -> Erased:
        table = StandupsTable.Meta.table_name
        key = {"team_id": {"S": team_id}, "standup_id": {"S": ERASED}}
        reply = send("BatchGetItem", {"RequestItems": {table: {"Keys": [key], "ConsistentRead": True}}})
        found = reply["Responses"].get(table, [])
        if not found:
            if reply.get("UnprocessedKeys"):
                raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "BatchGetItem")
            return Erased()
        return self.erased_in({name: plain_value(value) for name, value in found[0].items()})

    def erased_in(self, row: Mapping[str, Any]) -> Erased:
        """Return the erased people of a stored row, with the key opened if one of our secrets fits."""
        record = json.loads(row["erased_key"]) if row.get("erased_key") else None
        key = opened(record, self.secrets()) if record else None
        digests, lifted = (frozenset((row.get(name) or {}).get("$strings", ())) for name in ("erased", "lifted"))
        return Erased(digests, record, key, lifted)

    def without_erased(self, send: Send, team_id: str, values: Json) -> Json:
        """Return plain values without erased people, for callers that go on with what they are about to write."""
        left_out = self._erased_among(send, team_id, people_in(values))
        for user_id in left_out:
            values = {name: value_without(name, value, user_id) for name, value in values.items()}
        return values

    def passed(self, send: Send, operation: str, request: Json) -> Json | None:
        """Return a request as it may be sent; None if it is to be skipped.

        Raises ClientError, as DynamoDB would, for a conditional write that is not allowed.
        """
        if operation in {"PutItem", "UpdateItem"}:
            return self._passed_write(send, operation, request)
        if operation == "BatchWriteItem":
            return self._batch(send, request)
        if operation == "TransactWriteItems":
            return self._transaction(send, request)
        return request

    def _passed_write(self, send: Send, operation: str, request: Json) -> Json | None:
        suffix = _suffix(request["TableName"])
        if suffix is None:
            return request
        item = request["Item"] if operation == "PutItem" else request["Key"]
        keys = {name: plain_value(item[name]) for name in _KEYS[suffix]}
        team_id = str(keys[_KEYS[suffix][0]]).partition(".")[0]
        if _is_erasure_job(keys) or self._has_no_erased(team_id):
            return request
        written = json.dumps([item, request.get("ExpressionAttributeValues")], default=str, ensure_ascii=False)
        left_out = self._erased_among(send, team_id, people_in(written))
        if not left_out:
            return request
        kept = request if not left_out & people_in(json.dumps(list(keys.values()))) else None
        for user_id in left_out if kept else ():
            kept = kept and (_item_without if operation == "PutItem" else _update_without)(kept, user_id)
        if kept is None:
            _log.info("not written for who was erased", extra={"table": suffix})
            if request.get("ConditionExpression"):
                raise ClientError({"Error": {"Code": _CONDITION, "Message": REFUSED}}, operation)
        return kept

    def _has_no_erased(self, team_id: str) -> bool:
        """Whether nobody of a workspace was erased, if that was read within the last minute."""
        read_at, known = self._known.get(team_id, (0.0, None))
        return known is not None and not known.digests and 0 <= time.time() - read_at < READ_EVERY

    def _erased_among(self, send: Send, team_id: str, people: set[str]) -> set[str]:
        """Return which of these people were erased; if any seem to be, they are looked up again."""
        if not people:
            return set()
        known = self.erased(send, team_id)
        if not any(known.holds(team_id, user_id) for user_id in people):
            return set()
        known = self.erased(send, team_id, anew=True)
        return {user_id for user_id in people if known.holds(team_id, user_id)}

    def _batch(self, send: Send, request: Json) -> Json | None:
        kept: dict[str, list[Json]] = {}
        for table, writes in request["RequestItems"].items():
            for write in writes:
                if (put := write.get("PutRequest")) is None:
                    kept.setdefault(table, []).append(write)
                elif one := self._passed_write(send, "PutItem", {"TableName": table, "Item": put["Item"]}):
                    kept.setdefault(table, []).append({"PutRequest": {"Item": one["Item"]}})
        return {**request, "RequestItems": kept} if kept else None

    def _transaction(self, send: Send, request: Json) -> Json:
        """Return a transaction as it may be sent; one row that may not be written cancels all of it."""
        items = []
        for each in request["TransactItems"]:
            ((kind, one),) = each.items()
            operation = {"Put": "PutItem", "Update": "UpdateItem"}.get(kind)
            try:
                kept = self._passed_write(send, operation, one) if operation else one
            except ClientError as refused:
                if refused.response["Error"]["Code"] != _CONDITION:
                    raise
                kept = None
            if kept is None:
                reasons = f"[{_CONDITION}]"
                raise ClientError(
                    {"Error": {"Code": "TransactionCanceledException", "Message": reasons}}, "TransactWriteItems"
                )
            items.append({kind: kept})
        return {**request, "TransactItems": items}


GATE = Gate()
_KEYS: Mapping[str, tuple[str, str]] = {
    row.suffix: (str(row._hash_keyname), str(row._range_keyname))  # noqa: SLF001 or say them once more
    for row in TABLES
}


def _suffix(table: str) -> str | None:
    return next((row.suffix for row in TABLES if row.Meta.table_name == table), None)


def _is_erasure_job(keys: Mapping[str, Any]) -> bool:
    return re.match(_ERASURE_JOB, str(keys.get("standup_id", ""))) is not None


def _item_without(request: Json, user_id: str) -> Json:
    item = {name: _without_person(name, value, user_id) for name, value in request["Item"].items()}
    return {**request, "Item": {name: value for name, value in item.items() if value is not None}}


def _without_person(name: str, typed: Json, user_id: str) -> Json | None:
    """Return a typed value without the person, None if nothing is left; values that do not name them are unchanged."""
    if user_id not in json.dumps(typed, default=str, ensure_ascii=False):
        return typed
    left = value_without(name, plain_value(typed), user_id)
    return None if left is None else stored(left)


def _update_without(request: Json, user_id: str) -> Json | None:
    """Return an update that does not write the person; None if it would only add them to a set.

    Members that are removed from a set, and values of the condition, stay, because neither writes anything.
    """
    values = dict(request.get("ExpressionAttributeValues", {}))
    names = request.get("ExpressionAttributeNames", {})
    for clause, text in _clauses(str(request.get("UpdateExpression", ""))):
        if clause == "DELETE":
            continue
        named = {value: names.get(name, name) for name, value in re.findall(_SET, text)}
        for placeholder in re.findall(_PLACEHOLDER, text):
            left = _without_person(named.get(placeholder, ""), values[placeholder], user_id)
            if left is None and clause == "ADD":
                return None
            values[placeholder] = {"NULL": True} if left is None else left
    return {**request, "ExpressionAttributeValues": values}


def _clauses(expression: str) -> Iterator[tuple[str, str]]:
    parts = re.split(_CLAUSE, expression)[1:]
    yield from zip(parts[::2], parts[1::2], strict=True)
