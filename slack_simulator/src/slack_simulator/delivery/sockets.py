"""Socket Mode: the connections that an app keeps open, and the envelopes that go to and fro over them.

Source: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import contextlib
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect

from slack_simulator.apps.installation import APP_ID
from slack_simulator.errors import SlackError

Json = dict[str, Any]

MOST_CONNECTIONS = 10
CONNECTION_SECONDS = 18_060
NOT_ALLOWED = 1008
GOING_AWAY = 1001
GRACE_SECONDS = 10
# Whose envelopes an app may answer with more than an acknowledgement.
TAKES_PAYLOAD = ("slash_commands", "view_submission", "block_suggestion")


class NobodyConnected(Exception):
    """The app has no socket open."""


class Sockets:
    """The app's open connections; each envelope goes over one of them, in turn."""

    def __init__(self, base_url: str) -> None:
        self._host = urlsplit(base_url).netloc
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._closing: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    def __len__(self) -> int:
        return len(self._open)

    def address(self) -> str:
        """Return a new address to connect to, good for one connection."""
        if len(self._open) >= MOST_CONNECTIONS:
            raise SlackError("too_many_websockets")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"ws://{self._host}/link/?ticket={ticket}&app_id={APP_ID}"

    async def connection(self, socket: WebSocket) -> None:
        """Serve one connection until the app or `refresh` ends it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or socket.headers.get("origin"):
            await socket.close(NOT_ALLOWED)
            return
        self._tickets.remove(ticket)
        await socket.accept()
        self._open.append(socket)
        try:
            await socket.send_text(json.dumps(self._hello()))
            while True:
                self._acknowledged(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._forget(socket)

    async def exchange(self, kind: str, payload: Json, retry: Json) -> Any:
        """Send an envelope and wait for its acknowledgement; returns the payload that came with it, or None."""
        if not self._open:
            raise NobodyConnected
        self._open.append(socket := self._open.pop(0))
        envelope_id = secrets.token_hex(16)
        takes_payload = kind in TAKES_PAYLOAD or payload.get("type") in TAKES_PAYLOAD
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, **retry}
        answer = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            await socket.send_text(json.dumps({**envelope, "accepts_response_payload": takes_payload}))
            content = await answer
        finally:
            del self._waiting[envelope_id]
        return content if takes_payload else None

    async def refresh(self) -> None:
        """Ask the app to connect anew, and close what it has left open after a while, as Slack does every few hours."""
        for socket in list(self._open):
            self._forget(socket)
            await socket.send_text(json.dumps(self._goodbye()))
            closing = asyncio.create_task(self._close_later(socket))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _close_later(self, socket: WebSocket) -> None:
        await asyncio.sleep(GRACE_SECONDS)
        with contextlib.suppress(RuntimeError):  # the app has closed it
            await socket.close(GOING_AWAY)

    async def hang_up(self) -> None:
        """Close all connections without a word."""
        for socket in list(self._open):
            self._forget(socket)
            await socket.close(GOING_AWAY)

    def _forget(self, socket: WebSocket) -> None:
        if socket in self._open:
            self._open.remove(socket)

    def _acknowledged(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return
        answer = self._waiting.get(message.get("envelope_id", "")) if isinstance(message, dict) else None
        if answer is not None and not answer.done():
            answer.set_result(message.get("payload"))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": self._host, "approximate_connection_time": CONNECTION_SECONDS},
            "connection_info": {"app_id": APP_ID},
        }

    def _goodbye(self) -> Json:
        return {"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": self._host}}
