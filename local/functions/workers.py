"""Worker processes of one function: kept warm, one event each, more when all are busy, killed when they overrun."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from local.processes import end, options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from local.functions.serverless import FunctionSpec

INIT_SECONDS = 30
IDLE_SECONDS = 60
MOST_WORKERS = 8
LINE_LIMIT = 64 * 1024 * 1024


class InvocationError(Exception):
    """A function failed; `detail` is the error in the form that Lambda gives it."""

    def __init__(self, detail: dict[str, Any], *, init: bool = False) -> None:
        super().__init__(f"{detail.get('errorType')}: {detail.get('errorMessage')}")
        self.detail = detail
        self.init = init


@dataclass(eq=False)
class Worker:
    """One worker process that has imported the handler and waits for events."""

    process: asyncio.subprocess.Process
    reader: asyncio.Task[None]
    idle_since: float = field(default_factory=time.monotonic)
    killed: bool = False

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def run(self, request: dict[str, Any]) -> Any:
        """Have one event run; raises InvocationError, after which the worker may be dead."""
        request_id = request["context"]["aws_request_id"]
        try:
            async with asyncio.timeout(request["timeout"]):
                answer = await self._exchange(request)
        except TimeoutError:
            await self.kill()
            message = f"RequestId: {request_id} Error: Task timed out after {request['timeout']:.2f} seconds"
            raise InvocationError({"errorType": "Sandbox.Timedout", "errorMessage": message}) from None
        except asyncio.CancelledError:
            await self.kill()
            raise
        if answer is None:
            await self.kill()
            message = f"RequestId: {request_id} Error: Runtime exited with exit status {self.process.returncode}"
            raise InvocationError({"errorType": "Runtime.ExitError", "errorMessage": message})
        if "error" in answer:
            raise InvocationError(answer["error"])
        return answer["result"]

    async def _exchange(self, request: dict[str, Any]) -> dict[str, Any] | None:
        assert self.process.stdin is not None  # noqa: S101 - a pipe, asked for at the start
        with contextlib.suppress(ConnectionError):
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            await self.process.stdin.drain()
        return await self.answer()

    async def answer(self) -> dict[str, Any] | None:
        assert self.process.stdout is not None  # noqa: S101 - a pipe, asked for at the start
        line = await self.process.stdout.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    async def kill(self) -> None:
        await end(self.process, wait=0)
        await self.reader

    async def stop(self) -> None:
        await end(self.process, wait=2)
        await self.reader


@dataclass(eq=False)
class Pool:
    """The workers of one function."""

    spec: FunctionSpec
    root: Path
    environment: Mapping[str, str]
    log: Callable[[str], None]
    warm: int = 1
    most: int = MOST_WORKERS
    idle_seconds: float = IDLE_SECONDS
    busy: dict[str, Worker] = field(default_factory=dict)
    _idle: list[Worker] = field(default_factory=list)
    _all: set[Worker] = field(default_factory=set)
    _warming: asyncio.Task[None] | None = None
    _closed: bool = False

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.most)

    async def run(self, request: dict[str, Any]) -> Any:
        """Run one event in an idle worker, else in a new one; waits while as many as allowed are busy."""
        async with self._free:
            worker = self._take() or await self._start()
            request_id = request["context"]["aws_request_id"]
            self.busy[request_id] = worker
            try:
                return await worker.run(request)
            finally:
                del self.busy[request_id]
                self._give_back(worker)

    def allow(self, most: int) -> None:
        """Let so many workers be busy at once; there can only be more than before."""
        for _ in range(most - self.most):
            self._free.release()
        self.most = max(most, self.most)

    def kill(self, request_id: str) -> bool:
        """Kill, without any warning, the worker that has this event; False if nobody has it (any more)."""
        worker = self.busy.get(request_id)
        if worker is None or worker.killed or not worker.alive:
            return False
        worker.killed = True
        worker.process.kill()
        return True

    def warm_up(self) -> None:
        """Start, in the background and one by one, the workers that should always be there."""
        if self._warming is None or self._warming.done():
            self._warming = asyncio.ensure_future(self._keep_warm())

    async def stop_idle(self) -> None:
        """End the workers beyond the warm ones that have had nothing to do for a while, the longest idle first."""
        limit = time.monotonic() - self.idle_seconds
        while len(self._all) > self.warm and self._idle and self._idle[0].idle_since < limit:
            worker = self._idle.pop(0)
            self._all.discard(worker)
            await worker.stop()

    async def close(self) -> None:
        self._closed = True
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self._all))
        self._all.clear()
        self._idle.clear()

    @property
    def size(self) -> int:
        return len(self._all)

    def _take(self) -> Worker | None:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            self._all.discard(worker)
        return None

    def _give_back(self, worker: Worker) -> None:
        if worker.alive:
            worker.idle_since = time.monotonic()
            self._idle.append(worker)
        else:
            self._all.discard(worker)
            if not self._closed:
                self.warm_up()

    async def _keep_warm(self) -> None:
        with contextlib.suppress(InvocationError):  # it is in the journal, and the next event meets it again
            while len(self._all) < self.warm:
                self._idle.append(await self._start())

    async def _start(self) -> Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "local.functions.worker",
            self.spec.handler,
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            limit=LINE_LIMIT,
            **options(),
        )
        worker = Worker(process, asyncio.ensure_future(self._read_log(process)))
        self._all.add(worker)
        try:
            async with asyncio.timeout(INIT_SECONDS):
                answer = await worker.answer()
        except (TimeoutError, asyncio.CancelledError) as stopped:
            await self._discard(worker)
            if isinstance(stopped, TimeoutError):
                message = f"Importing {self.spec.handler} took more than {INIT_SECONDS} seconds"
                raise InvocationError({"errorType": "Sandbox.Timedout", "errorMessage": message}, init=True) from None
            raise
        if answer is None or "init_error" in answer:
            await self._discard(worker)
            raise self._init_error(answer, process.returncode)
        return worker

    async def _discard(self, worker: Worker) -> None:
        self._all.discard(worker)
        await worker.kill()

    def _init_error(self, answer: dict[str, Any] | None, code: int | None) -> InvocationError:
        message = f"The worker of {self.spec.name} ended with exit status {code} before it was ready"
        detail = answer["init_error"] if answer else {"errorType": "Runtime.ExitError", "errorMessage": message}
        error = InvocationError(detail, init=True)
        for line in ["".join(detail.get("stackTrace", [])), f"Importing {self.spec.handler} failed. {error}"]:
            if line:
                self.log(line.rstrip())
        return error

    async def _read_log(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None  # noqa: S101 - a pipe, asked for at the start
        while line := await process.stderr.readline():
            self.log(line.decode("utf-8", "replace").rstrip())
