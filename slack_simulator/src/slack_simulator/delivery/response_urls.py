"""Response URLs: five answers within thirty minutes to whoever clicked or typed a command."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from slack_simulator.errors import SlackError

LIFETIME = 30 * 60
USES = 5


@dataclass
class ResponseUrl:
    """Where an answer goes: the person, the conversation, and the message that was clicked, if any."""

    user: str
    channel: str
    at: float
    message_ts: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """The response URLs that were handed out, by their tokens."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._urls: dict[str, ResponseUrl] = {}

    def issue(self, user: str, channel: str, message_ts: str | None = None, thread_ts: str | None = None) -> str:
        token = secrets.token_urlsafe(18)
        self._urls[token] = ResponseUrl(user, channel, self._monotonic(), message_ts, thread_ts)
        return token

    def use(self, token: str) -> ResponseUrl:
        """Count one use; raises expired_url or used_url."""
        url = self._urls.get(token)
        if url is None or self._monotonic() - url.at > LIFETIME:
            raise SlackError("expired_url")
        if url.uses >= USES:
            raise SlackError("used_url")
        url.uses += 1
        return url

    def clear(self) -> None:
        self._urls.clear()
