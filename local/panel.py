"""What the local workspace adds to its Slack: the two functions, their schedules and the rows in DynamoDB."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.functions.serverless import SCHEDULED
from slack_simulator.hosting import ActError, moment_of, wish_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from local.aws.embedded import Aws
    from local.functions.functions import Functions
    from local.functions.schedules import Schedules
    from slack_simulator.hosting import Clock


@dataclass(frozen=True)
class Underneath:
    """The simulator's extension that stands for AWS."""

    functions: Functions
    schedules: Schedules
    aws: Aws
    clock: Clock
    page = Path(__file__).parent / "page"

    def routes(self) -> list[Route]:
        return [
            *self.functions.routes(),
            Route("/_local/schedules", self._upcoming),
            Route("/_local/rows", self._rows),
            Route("/_local/failures", self._failures),
            Route("/_local/schedule", self._fire, methods=["POST"]),
        ]

    async def state(self) -> dict[str, Any]:
        return {"schedules": await self.schedules.upcoming(self.clock.now())}

    def busy(self) -> int:
        return self.functions.busy()

    async def clock_moved(self, before: datetime, after: datetime) -> None:
        """Fire the schedules that a forward move passes."""
        await self.schedules.clock_moved(before, after)

    async def before_reset(self) -> None:
        await self.functions.clear()
        await self.aws.clear()

    def after_reset(self) -> None:
        self.schedules.clear()

    async def _upcoming(self, _request: Request) -> Response:
        return JSONResponse(await self.state())

    async def _rows(self, _request: Request) -> Response:
        return JSONResponse({"tables": await self.aws.rows()})

    async def _failures(self, _request: Request) -> Response:
        return JSONResponse({"failures": self.functions.failures})

    async def _fire(self, request: Request) -> Response:
        """Send a scheduled event now, as EventBridge would."""
        wish = await wish_of(request)
        if not isinstance(wish.get("type"), str):
            raise ActError("Say which event: 'type' is missing.")
        moment = moment_of(wish["time"]) if wish.get("time") else self.clock.now()
        fields = {name: value for name, value in wish.items() if name not in ("time", "wait")}
        event = {"source": "local", "time": f"{moment:%Y-%m-%dT%H:%M:%SZ}", **fields}
        await self.schedules.catch_up()
        outcome = await self.functions.invoke(SCHEDULED, event, bool(wish.get("wait")))
        return JSONResponse({"ok": True, "status": outcome.status, "result": outcome.result, "error": outcome.error})
