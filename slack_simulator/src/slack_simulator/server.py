"""The one local server: the simulated Slack, the local Lambda and the page behind one port."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slack_simulator.api import files_methods
from slack_simulator.api.response_url_answers import response_url
from slack_simulator.api.web_api import web_api
from slack_simulator.clock import Clock
from slack_simulator.conversations.showing import shown_state
from slack_simulator.errors import ActError
from slack_simulator.front import acts, routes
from slack_simulator.journal import Journal
from slack_simulator.workspace import Workspace

PAGE = Path(__file__).parent / "page"
HOSTS = ["127.0.0.1", "localhost"]
LONGEST_SETTLE = 600.0
# Work hands over within the turn of the loop that ends it; what it has logged is read in the next turn.
LOOKS = 3
BETWEEN_LOOKS = 0.001


class InvokeResult(Protocol):
    """How an invocation of a local function went."""

    @property
    def status(self) -> str: ...
    @property
    def result(self) -> Any: ...
    @property
    def error(self) -> Any: ...


class Functions(Protocol):
    """The local Lambda functions."""

    @property
    def failures(self) -> list[dict[str, Any]]: ...
    def routes(self) -> list[Route]: ...
    async def invoke(self, name: str, event: dict[str, Any], wait: bool) -> InvokeResult: ...  # noqa: FBT001
    def busy(self) -> int: ...
    async def clear(self) -> None: ...


class Schedules(Protocol):
    """The cron schedules of serverless.yml."""

    async def upcoming(self, now: datetime) -> list[dict[str, str]]: ...
    async def clock_moved(self, before: datetime, after: datetime) -> None: ...
    async def catch_up(self) -> None: ...
    def clear(self) -> None: ...


class Aws(Protocol):
    """The embedded AWS."""

    async def rows(self) -> dict[str, Any]: ...
    async def clear(self) -> None: ...


class OnlyOurPage:
    """Refuses what a web page from elsewhere could make a browser send to this server, and to be shown within one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _refusal(Request(scope)) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, _for_no_other_page(send))


def _for_no_other_page(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            headers["content-security-policy"] = "frame-ancestors 'none'"
            headers["cross-origin-resource-policy"] = "same-origin"
            headers["x-content-type-options"] = "nosniff"
            message = {**message, "headers": headers.raw}
        await send(message)

    return sent


def _refusal(request: Request) -> Response | None:
    origin = request.headers.get("origin")
    is_foreign = origin is not None and origin != f"http://{request.headers.get('host', '')}"
    from_elsewhere = request.headers.get("sec-fetch-site") in ("cross-site", "same-site")
    followed_link = (request.method, request.url.path) == ("GET", "/")  # nothing else answers to a link from elsewhere
    if is_foreign or (from_elsewhere and not followed_link):
        return sentence("Only the page of this workspace may ask for this.", 403)
    if request.method == "POST" and request.url.path.startswith("/_local/"):
        content_type = request.headers.get("content-type", "")
        if content_type.partition(";")[0].strip() != "application/json":
            return sentence("Send application/json.", 400)
    return None


def sentence(text: str, status: int) -> JSONResponse:
    return JSONResponse({"ok": False, "error": text}, status)


def create_app(
    workspace: Workspace,
    clock: Clock,
    journal: Journal,
    functions: Functions,
    schedules: Schedules,
    aws: Aws,
    *,
    panels: Path | None = None,
) -> Starlette:
    """Put everything together; starting and stopping the parts is the caller's business.

    `panels` is a folder with what the caller adds to the page: the page imports its `start.js`.
    """
    panel = Panel(workspace, clock, journal, functions, schedules, aws, ["/panels/start.js"] if panels else [])
    served: list[BaseRoute] = [
        Route("/api/{method}", web_api, methods=["GET", "POST"]),
        Route("/response/{token}", response_url, methods=["POST"]),
        Route("/upload/v1/{token}", files_methods.upload, methods=["POST"]),
        Route("/files/{file}", files_methods.download),
        *functions.routes(),
        *routes.routes(),
        *panel.routes(),
        *([Mount("/panels", StaticFiles(directory=panels))] if panels else []),
        Mount("/", StaticFiles(directory=PAGE, html=True, check_dir=False)),
    ]
    guards = [Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS), Middleware(OnlyOurPage)]
    app = Starlette(routes=served, middleware=guards, exception_handlers={ActError: _refused})
    app.state.workspace = workspace
    return app


async def _refused(_request: Request, error: Exception) -> Response:
    return sentence(str(error), 400)


@dataclass(frozen=True)
class Panel:
    """What the page and the tests ask of the whole local workspace beyond Slack itself."""

    workspace: Workspace
    clock: Clock
    journal: Journal
    functions: Functions
    schedules: Schedules
    aws: Aws
    panels: list[str]

    def routes(self) -> list[Route]:
        return [
            Route("/_local/state", self.state),
            Route("/_local/schedules", self.upcoming),
            Route("/_local/journal", self.entries),
            Route("/_local/rows", self.rows),
            Route("/_local/failures", self.failures),
            Route("/_local/clock", self.move_clock, methods=["POST"]),
            Route("/_local/schedule", self.fire, methods=["POST"]),
            Route("/_local/settle", self.settle, methods=["POST"]),
            Route("/_local/reset", self.reset, methods=["POST"]),
        ]

    async def state(self, request: Request) -> Response:
        state = shown_state(self.workspace, routes.viewer(request), acts.tab_of(dict(request.query_params)))
        upcoming = await self.schedules.upcoming(self.clock.now())
        return JSONResponse({**state, "panels": self.panels, "schedules": upcoming, "journal_last": self.journal.last})

    async def upcoming(self, _request: Request) -> Response:
        return JSONResponse({"schedules": await self.schedules.upcoming(self.clock.now())})

    async def entries(self, request: Request) -> Response:
        try:
            after = int(request.query_params.get("after", "0"))
        except ValueError:
            raise ActError("'after' takes a number.") from None
        return JSONResponse({"entries": self.journal.after(after)})

    async def rows(self, _request: Request) -> Response:
        return JSONResponse({"tables": await self.aws.rows()})

    async def failures(self, _request: Request) -> Response:
        return JSONResponse({"failures": self.functions.failures})

    async def move_clock(self, request: Request) -> Response:
        """Move the clock; schedules that a forward move passes are fired before the answer."""
        wish = await routes.wish_of(request)
        before = self.clock.now()
        self.clock.move_to(before + _seconds(wish["by"]) if "by" in wish else _moment(wish.get("now")))
        now = self.clock.now()
        self.workspace.live.tell({"type": "clock", "now": now.isoformat(), "offset": self.clock.offset.total_seconds()})
        self.workspace.saver.changed()
        self.journal.add("clock", f"moved to {now:%Y-%m-%d %H:%M:%S} UTC")
        await self.schedules.clock_moved(before, now)
        return JSONResponse({"ok": True, "now": self.clock.now().isoformat()})

    async def fire(self, request: Request) -> Response:
        """Send a scheduled event now, as EventBridge would."""
        wish = await routes.wish_of(request)
        if not isinstance(wish.get("type"), str):
            raise ActError("Say which event: 'type' is missing.")
        moment = _moment(wish["time"]) if wish.get("time") else self.clock.now()
        fields = {name: value for name, value in wish.items() if name not in ("time", "wait")}
        event = {"source": "local", "time": f"{moment:%Y-%m-%dT%H:%M:%SZ}", **fields}
        await self.schedules.catch_up()
        outcome = await self.functions.invoke("scheduled-events", event, bool(wish.get("wait")))
        return JSONResponse({"ok": True, "status": outcome.status, "result": outcome.result, "error": outcome.error})

    async def settle(self, request: Request) -> Response:
        """Wait until nothing is under way any more."""
        seconds = (await routes.wish_of(request)).get("seconds", 30)
        if not isinstance(seconds, int | float):
            raise ActError("'seconds' takes a number.")
        end = self.clock.monotonic() + min(float(seconds), LONGEST_SETTLE)
        quiet = 0
        while quiet < LOOKS and self.clock.monotonic() < end:
            quiet = 0 if self._busy() else quiet + 1
            await asyncio.sleep(BETWEEN_LOOKS)
        return JSONResponse({"ok": True, "settled": not self._busy()})

    def _busy(self) -> int:
        return self.functions.busy() + self.workspace.busy()

    async def reset(self, _request: Request) -> Response:
        await self.functions.clear()
        await self.aws.clear()
        self.journal.clear()
        self.workspace.reset()
        self.schedules.clear()
        return JSONResponse({"ok": True})


def _seconds(value: object) -> timedelta:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ActError("'by' takes a number of seconds.")
    return timedelta(seconds=value)


def _moment(value: object) -> datetime:
    """Return a moment from its ISO text; without a zone it is taken as UTC."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ActError("A moment looks like 2026-11-24T08:00:00Z.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
