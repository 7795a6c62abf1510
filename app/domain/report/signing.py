"""Signing webhook requests, with a key for each standup that only its owners and this app know."""

import hashlib
import hmac

VERSION = "v1"


def webhook_key(signing_secret: str, team_id: str, standup_id: str) -> str:
    """Return the key of a standup; it is derived, so nothing is stored, and is good for nothing else."""
    return _hmac(signing_secret, f"webhook:{team_id}.{standup_id}".encode())


def signature(key: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a body and the Unix time (seconds) of sending, made as Slack signs its own requests."""
    return f"{VERSION}={_hmac(key, f'{VERSION}:{timestamp}:'.encode() + body)}"


def _hmac(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
