"""uvicorn as we need it: connections that can be cut without an answer, and a stop that waits for no open page."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakValueDictionary

import uvicorn
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

_open: WeakValueDictionary[tuple[str, int], asyncio.Transport] = WeakValueDictionary()


class Protocol(H11Protocol):
    """uvicorn's HTTP protocol that remembers its transport by the client's address."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client:
            _open[self.client] = transport


class Dropped(Response):
    """An answer that never arrives: the connection is closed instead."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope.get("client")
        transport = _open.get((client[0], client[1])) if client else None
        if transport is None:
            self.status_code = 500
            await super().__call__(scope, receive, send)
            return
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


class Server(uvicorn.Server):
    """uvicorn that says when it listens, and without its own handling of signals, which are ours."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    def hang_up(self) -> None:
        """Stop, and end the streams to open pages, which would never end by themselves."""
        self.should_exit = True
        for connection in list(self.server_state.connections):
            connection.transport.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def listen(port: int) -> Iterator[socket.socket]:
    """Listen on a port of this machine, or on any free one for 0."""
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:  # asyncio spares Nagle's delays only if this is named
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
        yield listening


def serving(app: Any, ws: Literal["wsproto", "none"] = "wsproto") -> Server:
    """Return the web server that serves the simulator; with `ws` "none" no app can connect in Socket Mode."""
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws=ws,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    return Server(config)
