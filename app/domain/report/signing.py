"""Signing what leaves for other systems, with a key for each standup that only its owners and this app know."""

import hashlib
import hmac

VERSION = "v1"


def webhook_key(signing_secret: str, team_id: str, standup_id: str) -> str:
    """Return the key of a standup: derived, so that nothing is to be stored, and of no use for anything else."""
    return _hmac(signing_secret, f"webhook:{team_id}.{standup_id}".encode())


def signature(key: str, timestamp: int, body: bytes) -> str:
    """Sign a body and the second (Unix time) at which it is sent, as Slack signs its own requests."""
    return f"{VERSION}={_hmac(key, f'{VERSION}:{timestamp}:'.encode() + body)}"


def _hmac(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
