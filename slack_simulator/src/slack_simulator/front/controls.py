"""What the page and the tests ask of the whole workspace: its state, its clock, its journal, a fresh start."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from slack_simulator.conversations.showing import shown_state
from slack_simulator.errors import ActError
from slack_simulator.extension import Extension
from slack_simulator.front import acts, routes
from slack_simulator.workspace import Workspace

LONGEST_SETTLE = 600.0
# Work hands over within the turn of the loop that ends it; what it has logged is read in the next turn.
LOOKS = 3
BETWEEN_LOOKS = 0.001


@dataclass(frozen=True)
class Controls:
    """Holds the workspace and what was added to it; each method answers one request or does one thing."""

    workspace: Workspace
    extensions: Sequence[Extension] = ()

    def routes(self) -> list[Route]:
        return [
            Route("/_local/state", self._state),
            Route("/_local/journal", self._journal),
            Route("/_local/clock", self._clock, methods=["POST"]),
            Route("/_local/settle", self._settle, methods=["POST"]),
            Route("/_local/reset", self._reset, methods=["POST"]),
        ]

    @property
    def pages(self) -> dict[str, Path]:
        """Where the page finds what each extension adds to it."""
        folders = [extension.page for extension in self.extensions if extension.page]
        return {f"/panels/{number}": folder for number, folder in enumerate(folders)}

    async def move_clock(self, to: datetime) -> None:
        """Move the clock and tell everybody; what an extension does at the times that are passed, it does meanwhile."""
        workspace, before = self.workspace, self.workspace.clock.now()
        workspace.clock.move_to(to)
        now, offset = workspace.clock.now(), workspace.clock.offset.total_seconds()
        workspace.live.tell({"type": "clock", "now": now.isoformat(), "offset": offset})
        workspace.saver.changed()
        workspace.journal.add("clock", f"moved to {now:%Y-%m-%d %H:%M:%S} UTC")
        for extension in self.extensions:
            await extension.clock_moved(before, now)

    async def settle(self, seconds: float, looks: int = LOOKS) -> bool:
        """Wait until nothing is under way any more; returns whether that came about in time.

        Several `looks` are needed where work is handed over between parts that do not know of each other.
        """
        end = self.workspace.clock.monotonic() + seconds
        quiet = 0 if self.busy() else 1
        while quiet < looks and self.workspace.clock.monotonic() < end:
            await asyncio.sleep(BETWEEN_LOOKS)
            quiet = 0 if self.busy() else quiet + 1
        return not self.busy()

    async def reset(self) -> None:
        """Go back to a fresh workspace."""
        for extension in self.extensions:
            await extension.before_reset()
        self.workspace.journal.clear()
        self.workspace.reset()
        for extension in self.extensions:
            extension.after_reset()

    def busy(self) -> int:
        """How many things are under way, here and in what was added."""
        return self.workspace.busy() + sum(extension.busy() for extension in self.extensions)

    async def _state(self, request: Request) -> Response:
        state = shown_state(self.workspace, routes.viewer(request), acts.tab_of(dict(request.query_params)))
        state |= {"journal_last": self.workspace.journal.last, "panels": [f"{at}/start.js" for at in self.pages]}
        for extension in self.extensions:
            state |= await extension.state()
        return JSONResponse(state)

    async def _journal(self, request: Request) -> Response:
        try:
            after = int(request.query_params.get("after", "0"))
        except ValueError:
            raise ActError("'after' takes a number.") from None
        return JSONResponse({"entries": self.workspace.journal.after(after)})

    async def _clock(self, request: Request) -> Response:
        wish = await routes.wish_of(request)
        now = self.workspace.clock.now()
        await self.move_clock(now + _duration(wish["by"]) if "by" in wish else moment_of(wish.get("now")))
        return JSONResponse({"ok": True, "now": self.workspace.clock.now().isoformat()})

    async def _settle(self, request: Request) -> Response:
        wish = await routes.wish_of(request)
        seconds, looks = wish.get("seconds", 30), wish.get("looks", LOOKS)
        if not isinstance(seconds, int | float) or not isinstance(looks, int):
            raise ActError("'seconds' and 'looks' take a number.")
        return JSONResponse({"ok": True, "settled": await self.settle(min(float(seconds), LONGEST_SETTLE), looks)})

    async def _reset(self, _request: Request) -> Response:
        await self.reset()
        return JSONResponse({"ok": True})


def _duration(value: object) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ActError("'by' takes a number of seconds.")
    return timedelta(seconds=value)


def moment_of(value: object) -> datetime:
    """Return a moment from its ISO text; without a zone it is taken as UTC."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ActError("A moment looks like 2026-11-24T08:00:00Z.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
