"""The server: the simulated Slack and its page behind one port, and what else a program adds to them."""

from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slack_simulator.api import files_methods
from slack_simulator.api.response_url_answers import response_url
from slack_simulator.api.web_api import web_api
from slack_simulator.errors import ActError
from slack_simulator.extension import Extension
from slack_simulator.front import routes
from slack_simulator.front.controls import Controls
from slack_simulator.workspace import Workspace

PAGE = Path(__file__).parent / "page"
HOSTS = ["127.0.0.1", "localhost"]


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


def create_app(workspace: Workspace, extensions: Sequence[Extension] = ()) -> Starlette:
    """Put everything together; starting and stopping the parts is the caller's business."""
    controls = Controls(workspace, extensions)
    served: list[BaseRoute] = [
        Route("/api/{method}", web_api, methods=["GET", "POST"]),
        Route("/response/{token}", response_url, methods=["POST"]),
        Route("/upload/v1/{token}", files_methods.upload, methods=["POST"]),
        Route("/files/{file}", files_methods.download),
        WebSocketRoute("/link/", workspace.sockets.connection),
        *(route for extension in extensions for route in extension.routes()),
        *routes.routes(),
        *controls.routes(),
        *(Mount(at, StaticFiles(directory=folder)) for at, folder in controls.pages.items()),
        Mount("/", StaticFiles(directory=PAGE, html=True, check_dir=False)),
    ]
    guards = [Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS), Middleware(OnlyOurPage)]
    app = Starlette(routes=served, middleware=guards, exception_handlers={ActError: _refused})
    app.state.workspace = workspace
    return app


async def _refused(_request: Request, error: Exception) -> Response:
    return sentence(str(error), 400)
