"""Brings payloads to the app as Slack does: signed, with its headers, waiting three seconds for the answer."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

from slack_simulator.clock import Clock
from slack_simulator.delivery.sockets import NobodyConnected, Sockets
from slack_simulator.state.journal import Journal

ACK_SECONDS = 3.0
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
SLASH_COMMANDS, INTERACTIVE, EVENTS = "slash_commands", "interactive", "events_api"
OK = 200
SHOWN = 2_000
LARGEST_SHOWN = 50_000
USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What the app answered; status 0 means that there was no answer at all."""

    status: int
    ms: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    late: bool = False

    @property
    def good(self) -> bool:
        return self.status == OK and not self.late

    @property
    def body(self) -> Any:
        """The answer as JSON where it is JSON, as text where it is not."""
        try:
            return json.loads(self.text)
        except ValueError:
            return self.text

    @property
    def outcome(self) -> str:
        if self.late:
            return "late"
        return "acknowledged" if self.good else "failed"

    @property
    def summary(self) -> dict[str, Any]:
        return {"status": self.status, "ms": self.ms, "body": self.body}


def _client(transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=transport,
        timeout=httpx.Timeout(None),  # `ack_seconds` limits each exchange
        follow_redirects=True,
        max_redirects=2,
    )


class Delivery:
    """Sends to the app's one request URL, or over its sockets if the app is in Socket Mode."""

    def __init__(
        self,
        url: str,
        signing_secret: str,
        clock: Clock,
        journal: Journal,
        transport: httpx.AsyncBaseTransport | None = None,
        sockets: Sockets | None = None,
    ) -> None:
        """Take `sockets` for the way to the app instead of the URL."""
        self.url = url
        self.host = ""
        """The name to ask for where it is not the URL's: a deployed API's, which no resolver knows."""
        self.ack_seconds = ACK_SECONDS
        self.under_way = 0
        self._secret = signing_secret
        self._clock = clock
        self._journal = journal
        self._client = _client(transport)
        self.sockets = sockets

    def reach(self, url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Bring everything to this request URL from now on, over the network or by another transport."""
        self.url = url
        self._client = _client(transport)

    async def send_form(self, title: str, form: dict[str, str]) -> Answer:
        return await self._send(title, SLASH_COMMANDS, urlencode(form).encode(), {}, form)

    async def send_payload(self, title: str, payload: dict[str, Any]) -> Answer:
        form = {"payload": json.dumps(payload, separators=(",", ":"))}
        return await self._send(title, INTERACTIVE, urlencode(form).encode(), {}, payload)

    async def send_json(self, title: str, payload: dict[str, Any], headers: dict[str, str]) -> Answer:
        return await self._send(title, EVENTS, json.dumps(payload, separators=(",", ":")).encode(), headers, payload)

    async def close(self) -> None:
        await self._client.aclose()

    async def _send(
        self, title: str, kind: str, body: bytes, headers: dict[str, str], content: Mapping[str, Any]
    ) -> Answer:
        started = self._clock.monotonic()
        sent = {name: value for name, value in content.items() if name != "token"} if len(body) < LARGEST_SHOWN else {}
        self.under_way += 1
        try:
            if self.sockets is None:
                answer = await self._exchange(body, {**self._headers(kind, body), **headers}, started)
            else:
                answer = await self._over_socket(self.sockets, kind, content, headers)
        finally:
            self.under_way -= 1
        self._journal.add(
            "request",
            title,
            ok=answer.good,
            ms=answer.ms,
            detail={"status": answer.status, "late": answer.late, "answer": answer.text[:SHOWN], "sent": sent},
        )
        return answer

    async def _exchange(self, body: bytes, headers: dict[str, str], started: float) -> Answer:
        try:
            async with asyncio.timeout(self.ack_seconds):
                response = await self._client.post(self.url, content=body, headers=headers)
        except TimeoutError:
            return Answer(0, self._ms(started), late=True)
        except (httpx.HTTPError, OSError) as error:
            return Answer(0, self._ms(started), f"{type(error).__name__}: {error}")
        return Answer(response.status_code, self._ms(started), response.text, dict(response.headers))

    async def _over_socket(
        self, sockets: Sockets, kind: str, content: Mapping[str, Any], headers: dict[str, str]
    ) -> Answer:
        started = self._clock.monotonic()
        retry = {"retry_attempt": int(headers.get("X-Slack-Retry-Num", 0))} if kind == EVENTS else {}
        reason = {"retry_reason": "timeout" if headers else ""} if kind == EVENTS else {}
        try:
            async with asyncio.timeout(self.ack_seconds):
                payload = await sockets.exchange(kind, dict(content), {**retry, **reason})
        except TimeoutError:
            return Answer(0, self._ms(started), late=True)
        except NobodyConnected:
            return Answer(0, self._ms(started), "the app has no socket open")
        return Answer(OK, self._ms(started), json.dumps(payload) if payload else "")

    def _headers(self, kind: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock.app_time()))
        return {
            **({"Host": self.host} if self.host else {}),
            "Accept": "application/json,*/*",
            "Accept-Encoding": "gzip,deflate",
            "Content-Type": JSON if kind == EVENTS else FORM,
            "User-Agent": USER_AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }

    def _ms(self, started: float) -> int:
        return round((self._clock.monotonic() - started) * 1000)
