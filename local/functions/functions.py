"""The local Lambda: the two functions of serverless.yml, called over HTTP, by Invoke or on a schedule."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections import Counter, deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from local.aws.credentials import Credentials
from local.functions.http_api import HttpApi
from local.functions.invocation import InvokeResult
from local.functions.invoke_api import InvokeApi
from local.functions.retries import DELAYS, Accepted, Retries
from local.functions.serverless import RESPONSES
from local.functions.workers import InvocationError, Pool

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from starlette.routing import Route

    from local.functions.serverless import FunctionSpec
    from slack_simulator.faults import Faults
    from slack_simulator.hosting import Clock, Journal

ACCOUNT = "123456789012"
WARM = {RESPONSES: 2}
LONGEST_LINE = 4_000
KEPT_LINES = 200


class Functions:
    """Runs the functions in worker processes that live at the workspace's time."""

    def __init__(
        self,
        specs: Mapping[str, FunctionSpec],
        *,
        root: Path,
        environment: Mapping[str, str],
        clock: Clock,
        journal: Journal,
        faults: Faults,
        state_file: Path | None = None,
        delays: Sequence[float] = DELAYS,
    ) -> None:
        self.specs = dict(specs)
        self.faults = faults
        self.clock = clock
        self.journal = journal
        self.region = environment.get("AWS_REGION", "us-east-1")
        self.credentials = Credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        self.log_lines: deque[str] = deque(maxlen=KEPT_LINES)
        self.pools = {
            name: Pool(
                spec=spec,
                root=root,
                environment={**environment, **_lambda_variables(spec)},
                log=lambda line, name=name: self._log(name, line),  # type: ignore[misc]
                warm=WARM.get(name, 1),
            )
            for name, spec in specs.items()
        }
        self.wait: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._retries = Retries(self._attempt, self._gave_up, state_file, delays, self._waited)
        self.running: Counter[str] = Counter()
        self.held = 0
        self.clears = 0
        self._under_way = 0
        self._reaper: asyncio.Task[None] | None = None

    def warm_up(self) -> None:
        """Start, in the background, the workers that are always there."""
        for pool in self.pools.values():
            pool.warm_up()
        self._reaper = asyncio.ensure_future(self._reap())

    def resume(self) -> None:
        """Take up the asynchronous events that a former run left."""
        self._retries.resume()

    async def stop(self) -> None:
        if self._reaper is not None:
            self._reaper.cancel()
        await self._retries.close()
        await asyncio.gather(*(pool.close() for pool in self.pools.values()))

    def routes(self) -> list[Route]:
        http = HttpApi(self.invoke, self.clock, self.journal)
        invoke = InvokeApi(self.invoke, self.specs, self.credentials, self.faults)
        return [*http.routes(), *invoke.routes()]

    @property
    def failures(self) -> list[dict[str, Any]]:
        return list(self._retries.failures)

    def busy(self) -> int:
        """How many invocations are under way, wait for another attempt or are held back by a schedule."""
        return self._under_way + len(self._retries) + self.held

    async def idle(self) -> None:
        """Wait until nothing is under way or waiting."""
        while self.busy():  # noqa: ASYNC110 - three counters, in three places
            await asyncio.sleep(0.02)

    async def clear(self) -> None:
        """Drop the asynchronous events, waiting or under way, and the failure list."""
        self.clears += 1
        await self._retries.clear()

    async def invoke(self, name: str, event: Any, wait: bool) -> InvokeResult:  # noqa: FBT001 - any JSON
        """Run an event and wait for it, or accept it to be run, with retries, in the background."""
        if not wait:
            self.accept(name, event)
            return InvokeResult("accepted")
        self._under_way += 1
        try:
            return InvokeResult("succeeded", await self._run(name, event, str(uuid.uuid4())))
        except InvocationError as failed:
            return InvokeResult("failed", error=failed.detail, hint=str(failed) if failed.init else None)
        finally:
            self._under_way -= 1

    def accept(self, name: str, event: Any, behind: float = 0) -> asyncio.Task[None]:
        """Accept an event; the task ends when it has been carried out or given up.

        The function lives so many seconds `behind` the clock.
        """
        at = self.clock.now().isoformat()
        accepted = Accepted(str(uuid.uuid4()), self.specs[name].name, event, at, behind=behind)
        fault = self.faults.match("delivery", {"function": name})
        if fault is not None and fault.kind == "late":
            accepted.late = fault.seconds
        if fault is not None and fault.kind == "twice":
            self._retries.accept(replace(accepted, id=str(uuid.uuid4())))
        return self._retries.accept(accepted)

    def replay(self) -> int:
        """Run what the failure list holds once more; returns how many events that are."""
        return self._retries.replay()

    async def _waited(self, seconds: float) -> None:
        await self.wait(seconds)

    async def _attempt(self, accepted: Accepted) -> None:
        attempt = accepted.attempts + 1
        await self._run(accepted.function, accepted.event, accepted.id, attempt=attempt, behind=accepted.behind)

    async def _run(self, name: str, event: Any, request_id: str, attempt: int = 0, behind: float = 0) -> Any:
        """Run one event; attempt 0 is a synchronous one."""
        started = time.monotonic()
        error: InvocationError | None = None
        result: Any = None
        self.running[name] += 1
        try:
            result = await self.pools[name].run(self._request(name, event, request_id, behind))
        except InvocationError as failed:
            error = failed
        finally:
            self.running[name] -= 1
        ms = round((time.monotonic() - started) * 1000)
        detail = {
            "function": name,
            "request_id": request_id,
            "attempt": attempt or None,
            "event": shown(event),
            "result": shown(result),
            "error": error.detail if error else None,
        }
        title = f"{name}{f', attempt {attempt}' if attempt else ''}{f': {error}' if error else ''}"
        self.journal.add("invocation", title, ok=error is None, ms=ms, detail=detail)
        if error:
            raise error
        return result

    def _request(self, name: str, event: Any, request_id: str, behind: float) -> dict[str, Any]:
        spec = self.specs[name]
        now = self.clock.now() - timedelta(seconds=behind)
        context = {
            "function_name": name,
            "function_version": "$LATEST",
            "invoked_function_arn": f"arn:aws:lambda:{self.region}:{ACCOUNT}:function:{name}",
            "aws_request_id": request_id,
            "memory_limit_in_mb": str(spec.memory),
            "log_group_name": f"/aws/lambda/{name}",
            "log_stream_name": f"{now:%Y/%m/%d}/[$LATEST]{uuid.uuid4().hex}",
        }
        # How far ahead of the real time it is, and not what time: starting a worker may take seconds.
        ahead = (now - datetime.now(UTC)).total_seconds()
        return {"event": event, "context": context, "ahead": ahead, "timeout": spec.timeout}

    def _gave_up(self, accepted: Accepted) -> None:
        title = f"{accepted.function} gave up after {accepted.attempts} attempts"
        detail = {"id": accepted.id, "event": accepted.event, "error": accepted.error}
        self.journal.add("failure", title, ok=False, detail=detail)

    def _log(self, name: str, line: str) -> None:
        self.log_lines.append(line)
        failed = '"level": "ERROR"' in line or line.startswith("Traceback ")
        self.journal.add("log", line[:LONGEST_LINE], ok=not failed, detail={"function": name})

    async def _reap(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(10)
                for pool in self.pools.values():
                    await pool.stop_idle()


def shown(value: Any) -> Any:
    """Copy an event for showing it: without signatures, and with long texts cut."""
    if isinstance(value, dict):
        return {key: "(left out)" if key == "x-slack-signature" else shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, str) and len(value) > LONGEST_LINE:
        return f"{value[:LONGEST_LINE]}… ({len(value)} characters)"
    return value


def _lambda_variables(spec: FunctionSpec) -> dict[str, str]:
    return {
        "AWS_LAMBDA_FUNCTION_NAME": spec.name,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(spec.memory),
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "TZ": "UTC",
    }
