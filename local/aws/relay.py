"""A relay in front of DynamoDB that is transparent until a fault is asked for: then it refuses, hangs or hangs up."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from local.aws.unprocessed import KEPT_BACK, Json, is_whole, kept_back, with_rest

if TYPE_CHECKING:
    from slack_simulator.faults import Fault, Faults

CHUNK = 256 * 1024
# The kinds of faults that only DynamoDB has; a row in a transaction that is under way is refused to all others.
CONFLICT = "conflict"
OF_DYNAMODB = ("unprocessed", CONFLICT)


class Relay:
    """Passes bytes both ways; it looks at the first bytes of each request only, to see which operation it is."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.target = ("127.0.0.1", 0)
        self.requests: Counter[str] = Counter()

    async def start(self) -> int:
        """Listen on a free port of this machine only, and return the port."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_Connection(self._faults, self.requests, reader, writer).run(self.target))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Connection:
    def __init__(
        self, faults: Faults, requests: Counter[str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._faults = faults
        self._requests = requests
        self._reader = reader
        self._writer = writer
        self._in_request = False
        self._answer_gets_lost = False
        self._kept: tuple[str, Json] | None = None

    async def run(self, target: tuple[str, int]) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(*target)
            answers = asyncio.ensure_future(self._pass_answers(reader))
            try:
                await self._pass_requests(writer)
            finally:
                answers.cancel()
                writer.close()
        self._writer.close()

    async def _pass_requests(self, writer: asyncio.StreamWriter) -> None:
        while chunk := await self._reader.read(CHUNK):
            if not self._in_request:  # the first bytes since the last answer: a request begins
                self._in_request = True
                name = operation(chunk)
                self._requests[name] += 1
                fault = self._faults.match("dynamodb", {"operation": name})
                if fault is not None and fault.kind == "unprocessed":
                    chunk = await self._noted(chunk, name)
                elif fault is not None and not await self._struck(fault, name):
                    return
            writer.write(chunk)
            await writer.drain()

    async def _pass_answers(self, reader: asyncio.StreamReader) -> None:
        while chunk := await reader.read(CHUNK):
            if self._answer_gets_lost:
                self._writer.transport.abort()
                return
            if self._kept:
                chunk = await self._with_rest(reader, chunk)
            self._in_request = False
            self._writer.write(chunk)
            await self._writer.drain()
        self._writer.close()

    async def _noted(self, request: bytes, name: str) -> bytes:
        """Give the whole request, and remember what of a batch its answer is to keep back."""
        if name not in KEPT_BACK:
            return request
        whole = await _whole(self._reader, request)
        kept = kept_back(whole, name)
        self._kept = (name, kept) if kept else None
        return whole

    async def _with_rest(self, reader: asyncio.StreamReader, answer: bytes) -> bytes:
        whole, kept, self._kept = await _whole(reader, answer), self._kept, None
        return with_rest(whole, *kept) if kept else whole

    async def _struck(self, fault: Fault, name: str) -> bool:
        """Let the fault have its way; true if the request is to be passed on all the same."""
        if fault.kind == "lost_reply":
            self._answer_gets_lost = True
            return True
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        if fault.kind in {"hang", "status", "error", "ratelimited", CONFLICT}:
            self._writer.write(refusal(fault, name))
            await self._writer.drain()
            with contextlib.suppress(TimeoutError):  # let the rest of the request in, so that the answer is read
                await asyncio.wait_for(self._reader.read(CHUNK), 0.05)
        else:
            self._writer.transport.abort()
        return False


async def _whole(reader: asyncio.StreamReader, begun: bytes) -> bytes:
    while not is_whole(begun) and (chunk := await reader.read(CHUNK)):
        begun += chunk
    return begun


def operation(head: bytes) -> str:
    """Read the operation's name in the first bytes of a request, as in `DynamoDB_20120810.PutItem`."""
    for line in head.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"x-amz-target":
            return value.strip().rpartition(b".")[2].decode("ascii", "replace")
    return ""


def refusal(fault: Fault, name: str) -> bytes:
    """Give DynamoDB's answer to an operation that it does not carry out."""
    said: dict[str, Any] = {"message": "A fault that was asked for."}
    if fault.kind == CONFLICT and name == "TransactWriteItems":
        status, kind = 400, "TransactionCanceledException"
        said["CancellationReasons"] = [{"Code": "TransactionConflict", "Message": said["message"]}, {"Code": "None"}]
    elif fault.kind == CONFLICT:
        status, kind = 400, "TransactionConflictException"
    else:
        status = 400 if fault.kind == "ratelimited" else fault.status
        kind = "ThrottlingException" if status < 500 else "InternalServerError"  # noqa: PLR2004 - whose fault it is
    body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{kind}", **said})
    head = [
        f"HTTP/1.1 {status} Fault",
        "Content-Type: application/x-amz-json-1.0",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()
