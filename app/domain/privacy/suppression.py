"""Who was erased, as digests under a key: nobody is named by them, and nobody is found by trying a list of ids."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes

from msgspec import Struct

# Each process reads so often who was erased, in seconds; from then on every one has heard of an erasure.
READ_EVERY = 60.0
HEARD_AFTER = timedelta(seconds=READ_EVERY + 15)
KEY_BYTES = 32
# What releases before had: SHA-256 of the ids and nothing secret, cut to so many letters.
PLAIN_LENGTH = 32
_LABEL = b"standup: who was erased"


def plain_digest(team_id: str, user_id: str) -> str:
    """Return the digest that releases before this one stored: anybody with a list of ids can read it back."""
    return sha256(f"standup {team_id} {user_id}".encode()).hexdigest()[:PLAIN_LENGTH]


class SuppressionKey(Struct, frozen=True):
    """The key of one workspace's digests: random, made once, and never changed, so that no digest is ever lost.

    It is stored sealed with a secret of the installation. Another secret seals the same key anew.
    """

    value: bytes

    @classmethod
    def new(cls) -> "SuppressionKey":
        return cls(token_bytes(KEY_BYTES))

    def digest(self, team_id: str, user_id: str) -> str:
        """Return what stands for a person: the same each time, and of no use without the key."""
        return self.wrap(plain_digest(team_id, user_id))

    def wrap(self, plain: str) -> str:
        """Return the digest of somebody of whom only the older form is known."""
        return hmac.new(self.value, plain.encode(), sha256).hexdigest()

    @property
    def check(self) -> str:
        """Return what tells this key from another without giving it away."""
        return hmac.new(self.value, b"check", sha256).hexdigest()[:16]

    def sealed(self, secret: str) -> dict[str, str]:
        """Return the record from which only whoever has the secret gets the key."""
        return {"by": _name(secret), "check": self.check, "key": _xor(self.value, _pad(secret, self.check)).hex()}


def opened(record: Mapping[str, str], secrets: Sequence[str]) -> SuppressionKey | None:
    """Return the key of a record, whichever of these secrets it was sealed with; None if it was another one."""
    for secret in secrets:
        key = SuppressionKey(_xor(bytes.fromhex(record["key"]), _pad(secret, record["check"])))
        if hmac.compare_digest(key.check, record["check"]):
            return key
    return None


def is_sealed_by(record: Mapping[str, str], secret: str) -> bool:
    """Whether it is this secret that a record was sealed with."""
    return record["by"] == _name(secret)


def is_plain(digest: str) -> bool:
    """Whether a stored digest is of the older form."""
    return len(digest) == PLAIN_LENGTH


def _derived(secret: str, purpose: bytes) -> bytes:
    """Secrets have other uses, too: what is derived from them for one purpose says nothing about the others."""
    return hmac.new(secret.encode(), _LABEL + purpose, sha256).digest()


def _name(secret: str) -> str:
    return _derived(secret, b" name").hex()[:16]


def _pad(secret: str, check: str) -> bytes:
    """One pad for each key: a key is named by `check`, so that none is ever used for two."""
    return hmac.new(_derived(secret, b" seal"), check.encode(), sha256).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
