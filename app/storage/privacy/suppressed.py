"""Erased people, who are not asked again: stored as keyed digests, so that the list itself names nobody."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from app.domain.privacy.audit import Deed
from app.domain.privacy.suppression import SuppressionKey, is_plain, is_sealed_by, plain_digest
from app.errors import SuppressionKeyLost
from app.storage.privacy.audit import PREFIX as AUDIT
from app.storage.rows.connection import ConditionFailed, dynamodb_errors, send_raw
from app.storage.rows.gate import ERASED, GATE, Erased
from app.storage.rows.tables import AuditRow, ErasedRow


class Suppressed(Struct, frozen=True):
    """The erased people of each workspace. Every method may raise StorageUnavailable, or SuppressionKeyLost.

    `gate.py` keeps them out of everything that is written.
    """

    def add(self, team_id: str, user_id: str) -> None:
        """Keep a person out from now on."""
        key = self._current_key(team_id)
        self._update(team_id, [ErasedRow.erased.add({key.digest(team_id, user_id)})])

    def lift(self, team_id: str, user_id: str, now: datetime) -> None:
        """Admit a person again, because they want to take part; an older copy of the table does not undo that."""
        key = self._current_key(team_id)
        if not self._read(team_id, anew=True).holds(team_id, user_id):
            return
        digest = key.digest(team_id, user_id)
        both = {digest, plain_digest(team_id, user_id)}
        since = ErasedRow.lifted.add({f"{now.isoformat()} {digest}"})
        self._update(team_id, [ErasedRow.erased.delete(both), since])

    def among(self, team_id: str, user_ids: Iterable[str], *, anew: bool = True) -> set[str]:
        """Return which of these people were erased; without `anew`, as this process knew within the last minute."""
        erased = self._read(team_id, anew=anew)
        return {user_id for user_id in user_ids if erased.holds(team_id, user_id)}

    def digest(self, team_id: str, user_id: str) -> str:
        """Return the digest that stands for a person in receipts and in the audit trail."""
        return self._current_key(team_id).digest(team_id, user_id)

    def take_over(self, team_id: str, given: Erased, as_of: str) -> int:
        """Also keep out who was erased according to another copy of the table, unless they take part again since then.

        `as_of` is when it was written, in ISO 8601 and UTC. Return how many could not be taken over: their
        digests have another key, so nobody here can tell who they are.
        """
        if given.key and self._read(team_id, anew=True).record is None:
            with suppress(ConditionFailed):  # another process was first
                self._seal(team_id, given.key, Erased())
        key = self._current_key(team_id)
        plain_digests = {digest for digest in given.digests if is_plain(digest)}
        ours, lifted = {key.wrap(digest) for digest in plain_digests}, set[str]()
        if given.record and given.record["check"] == key.check:
            ours |= given.digests - plain_digests
            lifted |= given.lifted
        kept_out = ours - self._read(team_id, anew=True).lifted_since(as_of)
        both = ((ErasedRow.erased, kept_out), (ErasedRow.lifted, lifted))
        if actions := [column.add(found) for column, found in both if found]:
            self._update(team_id, actions)
        return len(given.digests) - len(ours)

    def known(self, team_id: str) -> Erased:
        """Return who was erased, read now, to look up several people."""
        return self._read(team_id, anew=True)

    def renew(self, team_id: str) -> None:
        """Bring digests of earlier releases, or a key sealed with an older secret, to today's form."""
        erased = self._read(team_id, anew=True)
        if erased.digests:
            self._current_key(team_id)

    def _current_key(self, team_id: str) -> SuppressionKey:
        """Return the key, after making it or sealing it again if needed, with all digests under it."""
        erased = self._read(team_id, anew=True)
        key = erased.key or self._new_key(team_id, erased)
        secret = self._secret(team_id)
        if erased.record is not None and erased.key and not is_sealed_by(erased.record, secret):
            with suppress(ConditionFailed):  # another process was first
                self._seal(team_id, key, erased)
        if plain_digests := {digest for digest in erased.digests if is_plain(digest)}:
            self._wrap(team_id, key, plain_digests)
        return key

    def _new_key(self, team_id: str, erased: Erased) -> SuppressionKey:
        if erased.record is not None and erased.digests:  # there is a key, and none of our secrets opens it
            raise SuppressionKeyLost(team_id)
        try:
            key = SuppressionKey.new()
            self._seal(team_id, key, erased)
        except ConditionFailed:  # another process was first
            return self._current_key(team_id)
        return key

    def _seal(self, team_id: str, key: SuppressionKey, erased: Erased) -> None:
        record = key.sealed(self._secret(team_id))
        before = ErasedRow.erased_key
        same = before == dict(erased.record) if erased.record is not None else before.does_not_exist()
        self._update(team_id, [ErasedRow.erased_key.set(record)], same)

    def _wrap(self, team_id: str, key: SuppressionKey, plain: set[str]) -> None:
        """Put plain digests under the key, those in the audit trail first, so that a run that dies begins anew."""
        with dynamodb_errors():
            for row in AuditRow.query(team_id, AuditRow.standup_id.startswith(AUDIT), consistent_read=True):
                if row.audit and row.audit["deed"] == Deed.ERASED and is_plain(row.audit["details"].get("person", "")):
                    self._wrap_entry(row, key)
        self._update(team_id, [ErasedRow.erased.add({key.wrap(digest) for digest in plain})])
        self._update(team_id, [ErasedRow.erased.delete(plain)])

    @staticmethod
    def _wrap_entry(entry: AuditRow, key: SuppressionKey) -> None:
        person = key.wrap(entry.audit["details"]["person"])
        moment, _, _ = entry.standup_id.rpartition(".")
        row = AuditRow(entry.team_id, f"{moment}.{person}", expires_at=entry.expires_at)
        row.audit = {**entry.audit, "details": {**entry.audit["details"], "person": person}}
        row.save()
        entry.delete()

    @staticmethod
    def _secret(team_id: str) -> str:
        secrets = GATE.secrets()
        if not secrets:
            raise SuppressionKeyLost(team_id)
        return secrets[0]

    @staticmethod
    def _read(team_id: str, *, anew: bool) -> Erased:
        return GATE.erased(send_raw, team_id, anew=anew)

    @staticmethod
    def _update(team_id: str, actions: Sequence[object], condition: object = None) -> None:
        with dynamodb_errors():
            ErasedRow(team_id, ERASED).update(actions=actions, condition=condition)  # type: ignore[arg-type]
        Suppressed._read(team_id, anew=True)
