"""What a program that runs the simulator may add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from starlette.routing import Route


class Extension(Protocol):
    """Routes, panels of the page, and work of its own that has to be waited for, moved in time and reset."""

    @property
    def page(self) -> Path | None:
        """The folder of what it adds to the page, if anything: the page imports its `start.js` and calls `start()`."""
        ...

    def routes(self) -> list[Route]: ...

    async def state(self) -> dict[str, Any]:
        """Return what `/_local/state` tells besides Slack's own state."""
        ...

    def busy(self) -> int:
        """How many things are under way; settling waits for them."""
        ...

    async def clock_moved(self, before: datetime, after: datetime) -> None: ...

    async def before_reset(self) -> None:
        """Stop and forget, while the workspace still is as it was."""
        ...

    def after_reset(self) -> None:
        """Begin again with the fresh workspace and its clock."""
        ...
