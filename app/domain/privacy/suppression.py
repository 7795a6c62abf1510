"""Erased people as keyed digests, which name nobody and cannot be found out by trying a list of ids."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes

from msgspec import Struct

# How often each process reads who was erased, in seconds, and after how long every process knows of an erasure.
READ_EVERY = 60.0
HEARD_AFTER = timedelta(seconds=READ_EVERY + 15)
KEY_BYTES = 32
# Earlier releases stored an unkeyed SHA-256 of the ids, cut to this length.
PLAIN_LENGTH = 32
_LABEL = b"standup: who was erased"


def plain_digest(team_id: str, user_id: str) -> str:
    """Return the digest that earlier releases stored; anybody with a list of ids can find out whose it is."""
    return sha256(f"standup {team_id} {user_id}".encode()).hexdigest()[:PLAIN_LENGTH]


class SuppressionKey(Struct, frozen=True):
    """The key of one workspace's digests: random, made once, and never changed, so that no digest is ever lost.

    It is stored encrypted ("sealed") with a secret of the installation. With a new secret the same key is sealed again.
    """

    value: bytes

    @classmethod
    def new(cls) -> "SuppressionKey":
        return cls(token_bytes(KEY_BYTES))

    def digest(self, team_id: str, user_id: str) -> str:
        """Return a person's digest: the same each time, and of no use without the key."""
        return self.wrap(plain_digest(team_id, user_id))

    def wrap(self, plain: str) -> str:
        """Return the digest of a person of whom only the older, plain digest is known."""
        return hmac.new(self.value, plain.encode(), sha256).hexdigest()

    @property
    def check(self) -> str:
        """A check value that identifies the key without revealing it."""
        return hmac.new(self.value, b"check", sha256).hexdigest()[:16]

    def sealed(self, secret: str) -> dict[str, str]:
        """Return the stored record of the key, which only the secret can open."""
        return {"by": _name(secret), "check": self.check, "key": _xor(self.value, _pad(secret, self.check)).hex()}


def opened(record: Mapping[str, str], secrets: Sequence[str]) -> SuppressionKey | None:
    """Return the key of a record sealed with one of these secrets; None if it was sealed with another."""
    for secret in secrets:
        key = SuppressionKey(_xor(bytes.fromhex(record["key"]), _pad(secret, record["check"])))
        if hmac.compare_digest(key.check, record["check"]):
            return key
    return None


def is_sealed_by(record: Mapping[str, str], secret: str) -> bool:
    """Whether a record was sealed with this secret."""
    return record["by"] == _name(secret)


def is_plain(digest: str) -> bool:
    """Whether a stored digest is of the older form."""
    return len(digest) == PLAIN_LENGTH


def _derived(secret: str, purpose: bytes) -> bytes:
    """Return a key derived for one purpose, because the secrets have other uses and must not leak through this one."""
    return hmac.new(secret.encode(), _LABEL + purpose, sha256).digest()


def _name(secret: str) -> str:
    return _derived(secret, b" name").hex()[:16]


def _pad(secret: str, check: str) -> bytes:
    """Return the one-time pad for the key with this `check`; no pad is used for two keys."""
    return hmac.new(_derived(secret, b" seal"), check.encode(), sha256).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
