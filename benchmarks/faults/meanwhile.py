"""What comes to pass beside the people and programs of a run, each thing when its moment has come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine

UNDER_WAY = "under way"


@dataclass
class Meanwhile:
    """Keeps what waits for its moment apart from what is under way, for which a run waits."""

    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def expect(self, coming: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.ensure_future(coming))

    @staticmethod
    def begins() -> None:
        """Say, from inside of what was expected, that its moment has come."""
        current = asyncio.current_task()
        assert current is not None  # noqa: S101 - this is one
        current.set_name(UNDER_WAY)

    @property
    def busy(self) -> bool:
        return any(not task.done() for task in self._tasks if task.get_name() == UNDER_WAY)

    async def stop(self) -> None:
        """Give up what never came to pass, such as the kill after a post that was not needed."""
        for task in self._tasks:
            task.cancel()
        for outcome in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome
