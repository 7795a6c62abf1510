"""What the simulated Slack refuses, in Slack's own codes."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refused Web API call: Slack's error code and whatever Slack says besides."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra

    @property
    def reply(self) -> dict[str, Any]:
        return {"ok": False, "error": self.code, **self.extra}


class RateLimitedError(SlackError):
    """Too many calls; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class ActError(Exception):
    """Something that a person cannot do here and now, as a sentence for that person."""


def invalid_arguments(messages: Sequence[str]) -> SlackError:
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})


def invalid_blocks(messages: Sequence[str]) -> SlackError:
    return SlackError(
        "invalid_blocks",
        errors=list(messages),
        response_metadata={"messages": [f"[ERROR] {m}" for m in messages]},
    )
