"""What open pages are told as it happens."""

import asyncio
from collections.abc import Callable
from typing import Any

Event = dict[str, Any]


class Live:
    """Open pages, each looking at the workspace as one person; a browser's tabs have names of their own."""

    def __init__(self) -> None:
        self._pages: dict[asyncio.Queue[Event], tuple[str, str]] = {}

    def join(self, user: str, tab: str = "") -> asyncio.Queue[Event]:
        queue: asyncio.Queue[Event] = asyncio.Queue()
        self._pages[queue] = user, tab
        return queue

    def leave(self, queue: asyncio.Queue[Event]) -> None:
        self._pages.pop(queue, None)

    def tell(self, event: Event, may_see: Callable[[str], bool] | None = None) -> None:
        """Send an event to everybody, or to those for whose user id `may_see` says yes."""
        for queue, (user, _) in self._pages.items():
            if may_see is None or may_see(user):
                queue.put_nowait(event)

    def tell_one(self, user: str, event: Event, tab: str | None = None) -> None:
        """Send an event to one person, in all their tabs or in one."""
        for queue, (viewer, theirs) in self._pages.items():
            if viewer == user and tab in {None, theirs}:
                queue.put_nowait(event)
