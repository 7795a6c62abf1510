"""DynamoDB in the tests' own process: over HTTP for the functions' processes, and by a call for whoever is in this one.

It is the embedded AWS's own DynamoDB, in front of which are the same relay and the same guard. A request of a client in
this process leaves botocore signed and ready to be sent, and is answered there. While a fault of DynamoDB is set, it
goes over HTTP as any other, so that the relay has its way with it.
"""

import asyncio
import functools
import io
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn
from botocore import handlers, loaders
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from ministack.core.responses import AccountRegionScopedDict, request_scope
from ministack.services import dynamodb
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from local.aws.credentials import key_of
from local.aws.embedded import REGION, Aws
from local.aws.guard import OnlyWithTheKey
from slack_simulator.faults import Faults
from slack_simulator.hosting import Protocol, Server

_accounts = count(1)
_lock = threading.Lock()
_open: dict[str, "DatabaseInside"] = {}


class _Unreaped(AccountRegionScopedDict):  # type: ignore[misc]  # untyped
    """Shows no table to the reaper, which goes by the real time: the workspace has a clock of its own."""

    def all_items(self) -> tuple[()]:
        return ()


dynamodb._ttl_settings = _Unreaped()


class DatabaseInside(Aws):
    """The embedded AWS without a process of its own; nothing of it is kept."""

    def __init__(self, folder: Path, root: Path, faults: Faults, prefix: str) -> None:
        super().__init__(folder, root, faults, prefix)
        self._faults = faults
        self.over_http = 0
        self._account = f"{next(_accounts):012}"
        self._server: Server | None = None
        self._serving: asyncio.Future[None] | None = None

    def answer(self, target: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Answer one request of the account of this database."""
        with _lock, request_scope(self._account, REGION):
            handling = dynamodb.handle_request("POST", "/", {"x-amz-target": target}, body, {})
            try:
                handling.send(None)
            except StopIteration as done:
                status, headers, answer = done.value
        return status, headers, answer if isinstance(answer, bytes) else answer.encode()

    def answers_at_once(self, request: AWSPreparedRequest) -> AWSResponse | None:
        """Answer a request of this process, unless a fault or another key has to be met on the way."""
        if any(fault["on"] == "dynamodb" for fault in self._faults.list()):
            return None
        if key_of(_text(request.headers["Authorization"])) != self.credentials.key:
            return None
        target = _text(request.headers["X-Amz-Target"])
        self.requests[target.rpartition(".")[2]] += 1
        status, headers, body = self.answer(target, bytes(request.body or b""))  # type: ignore[arg-type]
        return AWSResponse(request.url, status, HTTPHeaders.from_dict(headers), _Raw(body))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.over_http += 1
        request = Request(scope, receive)
        status, headers, body = self.answer(request.headers.get("x-amz-target", ""), await request.body())
        await Response(body, status, headers)(scope, receive, send)

    def _secret_of(self, key: str, _headers: object) -> str | None:
        return self.credentials.secret if key == self.credentials.key else None

    async def _serve(self) -> int:
        app = OnlyWithTheKey(self, self._secret_of)
        config = uvicorn.Config(app, port=0, http=Protocol, ws="none", lifespan="off", log_config=None)
        config.access_log, config.timeout_graceful_shutdown = False, 1
        self._server = Server(config)
        self._serving = asyncio.ensure_future(self._server.serve())
        await self._server.listening.wait()
        _open[self.dynamodb_url] = self
        port: int = self._server.servers[0].sockets[0].getsockname()[1]
        _open[f"http://127.0.0.1:{port}"] = self
        return port

    async def _end(self) -> None:
        for url in [url for url, database in _open.items() if database is self]:
            del _open[url]
        if self._server is not None and self._serving is not None:
            self._server.hang_up()
            await self._serving


class _Raw(io.BytesIO):
    """A body, as botocore reads it from urllib3."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
    database = _open.get(request.url.rstrip("/"))
    return database.answers_at_once(request) if database else None


# A session reads half a megabyte of AWS's descriptions: those of this process share them.
loaders.create_loader = functools.cache(loaders.create_loader)
# Every session of botocore in this process takes these over when it is made.
handlers.BUILTIN_HANDLERS.append(("before-send.dynamodb", _answer))
