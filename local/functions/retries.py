"""Asynchronous invocations, as in Lambda's own queue: kept until done, tried three times, then listed as failed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from local.functions.workers import InvocationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

DELAYS = (1.0, 2.0)
"""Seconds before the second and the third attempt; AWS waits one minute and two."""


@dataclass
class Accepted:
    """One accepted event: `at` is when it came in, `late` the seconds it lies about first, `error` the last one met.

    It is carried out so many seconds `behind` the clock: a move of it has passed the time of the event.
    """

    id: str
    function: str
    event: Any
    at: str
    attempts: int = 0
    late: float = 0
    behind: float = 0
    error: dict[str, Any] | None = None


class Retries:
    """The queue and the failure list, both kept in one file so that a restart loses nothing."""

    def __init__(
        self,
        attempt: Callable[[Accepted], Awaitable[Any]],
        gave_up: Callable[[Accepted], None],
        file: Path | None,
        delays: Sequence[float] = DELAYS,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._attempt = attempt
        self._gave_up = gave_up
        self._file = file
        self._delays = tuple(delays)
        self._wait = wait
        self._pending: dict[str, Accepted] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.failures: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return len(self._pending)

    def resume(self) -> None:
        """Take up what a former run left."""
        if self._file is None or not self._file.exists():
            return
        with contextlib.suppress(ValueError, TypeError, KeyError):
            kept = json.loads(self._file.read_text(encoding="utf-8"))
            self.failures = list(kept["failures"])
            for entry in kept["pending"]:
                self.accept(Accepted(**entry))

    def accept(self, accepted: Accepted) -> asyncio.Task[None]:
        self._pending[accepted.id] = accepted
        self._save()
        task = asyncio.ensure_future(self._carry_out(accepted))
        self._tasks[accepted.id] = task
        return task

    def replay(self) -> int:
        """Accept once more, with all their attempts, the events in the failure list; returns how many they were."""
        given_up, self.failures = self.failures, []
        for failure in given_up:
            self.accept(Accepted(failure["id"], failure["function"], failure["event"], failure["at"]))
        return len(given_up)

    async def clear(self) -> None:
        """Forget everything, ending what is under way."""
        self._pending.clear()
        await self.close()
        self.failures.clear()
        self._save()

    async def close(self) -> None:
        """Stop; what was under way or waiting is taken up by the next run."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _carry_out(self, accepted: Accepted) -> None:
        try:
            if accepted.late and not accepted.attempts:
                await self._wait(accepted.late)
            for delay in (*self._delays, None)[accepted.attempts :]:
                if await self._succeeds(accepted):
                    break
                if delay is not None:
                    await self._wait(delay)
            else:
                self.failures.append(asdict(accepted))
                self._gave_up(accepted)
            self._pending.pop(accepted.id, None)
            self._save()
        finally:
            self._tasks.pop(accepted.id, None)

    async def _succeeds(self, accepted: Accepted) -> bool:
        try:
            await self._attempt(accepted)
        except InvocationError as failed:
            accepted.attempts += 1
            accepted.error = failed.detail
            self._save()
            return False
        return True

    def _save(self) -> None:
        if self._file is None:
            return
        kept = {"pending": [asdict(entry) for entry in self._pending.values()], "failures": self.failures}
        draft = self._file.with_suffix(".tmp")
        draft.write_text(json.dumps(kept), encoding="utf-8")
        os.replace(draft, self._file)  # noqa: PTH105 - one step, also over an existing file
