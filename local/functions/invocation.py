"""How an invocation of a function is asked for, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True)
class InvokeResult:
    """How an invocation went: its result if it succeeded, its error in Lambda's form if it failed."""

    status: Literal["succeeded", "failed", "accepted"]
    result: Any = None
    error: dict[str, Any] | None = None
    hint: str | None = None


class Invoke(Protocol):
    """Runs an event and waits for it, or accepts it to be run, with retries, in the background."""

    async def __call__(self, name: str, event: Any, wait: bool) -> InvokeResult: ...  # noqa: FBT001 - any JSON
