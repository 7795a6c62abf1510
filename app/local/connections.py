"""HTTP connections that can be cut without an answer, as a network does."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio

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
