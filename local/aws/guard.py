"""The door of everything that listens on this machine: who may ask, so that no web page reads or runs anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from local.aws.credentials import SignedRequest, key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HERE = ("127.0.0.1", "localhost", "[::1]")
HEALTH = "/_ministack/health"
LARGEST = 256 * 1024 * 1024
# The deployed app's address. Under that name the embedded AWS answers to other paths of its own, too.
API = re.compile(r"[0-9a-f]{8}\.execute-api\.localhost(:\d+)?", re.ASCII)
OF_THE_APP = "/slack/"
NOT_SIGNED = "Sign the request with this run's key."


def is_here(host: str) -> bool:
    """Tell whether a Host header names this machine: any other name that leads here does so to deceive a browser."""
    name = host.lower() if host.endswith("]") else host.rpartition(":")[0].lower() or host.lower()
    return name in HERE or name.endswith(".localhost")


def is_from_a_page(headers: Headers) -> bool:
    """Tell whether a browser sent this for a web page: programs send neither header."""
    return "origin" in headers or headers.get("sec-fetch-site", "none") != "none"


class OnlyWithTheKey:
    """Lets programs through to the embedded AWS that have a key of it; `secret_of` gives a key's secret, if it is one.

    The HTTP APIs in it are public, as AWS's are: whoever calls them needs no key, but no web page may.
    """

    def __init__(self, app: ASGIApp, secret_of: Callable[[str, Headers], str | None]) -> None:
        self._app = app
        self._secret_of = secret_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._guarded(scope, receive, _without_permissions(send))

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not is_here(headers.get("host", "")):
            await refuse("Nothing of that name is here.")(scope, receive, send)
        elif is_from_a_page(headers):
            await refuse("Only programs may call this.")(scope, receive, send)
        elif _is_public(scope, headers):
            await self._app(scope, receive, send)
        elif secret := self._secret_of(key_of(headers.get("authorization", "")), headers):
            body = await _read(receive)
            if body is not None and signed_request(scope, headers, body).is_signed_with(secret):
                await self._app(scope, _again(body, receive), send)
            else:
                await refuse(NOT_SIGNED)(scope, receive, send)
        else:
            await refuse(NOT_SIGNED)(scope, receive, send)


def signed_request(scope: Scope, headers: Headers, body: bytes) -> SignedRequest:
    """Give a request as it was signed, for who checks the signature."""
    joined = {name: ",".join(headers.getlist(name)) for name in headers}
    query = scope.get("query_string", b"").decode("latin-1")
    path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1").partition("?")[0]
    return SignedRequest(scope["method"], f"{path}?{query}" if query else path, joined, body)


def refuse(sentence: str) -> JSONResponse:
    """Refuse a request, of which the rest may be on its way still: what comes after it is asked anew."""
    told = {"__type": "AccessDeniedException", "message": sentence, "Message": sentence}
    return JSONResponse(told, 403, {"connection": "close"})


def _is_public(scope: Scope, headers: Headers) -> bool:
    if scope["path"].startswith(OF_THE_APP) and API.fullmatch(headers.get("host", "")):
        return True
    return bool(scope["method"] == "GET" and scope["path"] == HEALTH)


async def _read(receive: Receive) -> bytes | None:
    """Read the body whole, or give None for one that is cut off or too large."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body once more to who has not read it; what comes afterwards is passed on."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return waiting.pop() if waiting else await receive()

    return received


def _without_permissions(send: Send) -> Send:
    """Take out of the answers what would allow web pages to read them."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message.get("headers", [])
            kept = [(name, value) for name, value in headers if not name.lower().startswith(b"access-control-")]
            message = {**message, "headers": kept}
        await send(message)

    return sent
