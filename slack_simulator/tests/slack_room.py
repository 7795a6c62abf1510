"""A simulated Slack in this process, with an app that does what the test says."""

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from slack_simulator.api.arguments import Arguments
from slack_simulator.api.web_api import call
from slack_simulator.clock import Clock
from slack_simulator.server import create_app
from slack_simulator.state.journal import Journal
from slack_simulator.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = "xoxb-made-up"
SECRET = "made-up-signing-secret"
ANA, MARCUS, MATILDA = "U0ANAPRG01", "U0MARCUS02", "U0MATILD07"
GUEST, FORMER, BUILD_BOT, SLACKBOT, BOT = "U0GUESTL11", "U0FORMER12", "U0BUILDB13", "USLACKBOT", "U0THEAPP01"
TEAM, GENERAL, LEADS, OLD = "C0TEAM0001", "C0GENERAL1", "C0LEADS001", "C0OLDPROJ1"
ANA_DM = "D0ANAPRG01"
SCOPES = [
    "chat:write",
    "chat:write.customize",
    "channels:read",
    "groups:read",
    "im:read",
    "channels:history",
    "im:history",
    "im:write",
    "commands",
    "channels:join",
    "users:read",
    "team:read",
]


def a_manifest(**changes: Any) -> dict[str, Any]:
    """A manifest with everything on; `scopes`, `events`, `home` and `messages` change it."""
    return {
        "display_information": {"name": "Standup Bot"},
        "features": {
            "app_home": {
                "home_tab_enabled": changes.get("home", True),
                "messages_tab_enabled": changes.get("messages", True),
                "messages_tab_read_only_enabled": changes.get("read_only", False),
            },
            "bot_user": {"display_name": "Standup Bot"},
            "slash_commands": [
                {
                    "command": "/standup",
                    "description": "Standup",
                    "usage_hint": "[help]",
                    "should_escape": changes.get("should_escape", False),
                }
            ],
            "shortcuts": [
                {"name": "Open today", "callback_id": "open", "description": "Opens today's report", "type": "global"},
                {"name": "Remind me", "callback_id": "remind", "description": "Of a message", "type": "message"},
            ],
        },
        "oauth_config": {
            "scopes": {
                "bot": changes.get("scopes", SCOPES),
                "bot_optional": [s for s in ["channels:history"] if s in changes.get("scopes", SCOPES)],
            }
        },
        "settings": {
            "event_subscriptions": {"bot_events": changes.get("events", ["app_home_opened", "member_joined_channel"])},
            "interactivity": {"is_enabled": True},
        },
    }


@dataclass
class Received:
    """One request that reached the app."""

    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    @property
    def payload(self) -> dict[str, Any]:
        if self.headers["content-type"] == "application/json":
            return json.loads(self.body)
        return json.loads(self.form["payload"])


class Beside:
    """An extension that notes what it is told."""

    page = Path(__file__).parent

    def __init__(self):
        self.moves, self.resets = [], []

    def routes(self):
        return []

    def busy(self):
        return 0

    async def state(self):
        return {"weather": "fair"}

    async def clock_moved(self, before, after):
        self.moves.append((before, after))

    async def before_reset(self):
        self.resets.append("before")

    def after_reset(self):
        self.resets.append("after")


class Room:
    """A workspace, its server, and the app on the other side."""

    def __init__(self, tmp_path=None, *, pace=1000.0, **changes):
        self.real = 1000.0
        self.received: list[Received] = []
        self.answer: Callable[[dict[str, Any]], Any] = lambda _payload: ""
        self.clock = Clock(monotonic=lambda: self.real)
        self.journal = Journal(self.clock)
        app = Starlette(routes=[Route("/slack/events", self._app, methods=["POST"])])
        self.workspace = Workspace(
            "http://127.0.0.1",
            SECRET,
            TOKEN,
            a_manifest(**changes),
            clock=self.clock,
            journal=self.journal,
            pace=pace,
            state_file=tmp_path / "workspace.json" if tmp_path else None,
            transport=httpx.ASGITransport(app),
        )
        self.workspace.events.delays = (0, 0, 0)
        self.beside = Beside()
        server = create_app(self.workspace, [self.beside])
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url="http://127.0.0.1")
        self.portal: BlockingPortal

    async def _app(self, request: Request) -> Response:
        received = Received(dict(request.headers), await request.body())
        self.received.append(received)
        is_command = "payload" not in received.form and received.headers["content-type"] != "application/json"
        answer = self.answer(received.form if is_command else received.payload)
        if hasattr(answer, "__await__"):
            answer = await answer
        if isinstance(answer, Response):
            return answer
        return JSONResponse(answer) if isinstance(answer, dict) else PlainTextResponse(answer)

    def request(self, verb: str, path: str, **how: Any) -> httpx.Response:
        """Send one HTTP request to the local server, in its own event loop."""

        async def send() -> httpx.Response:
            return await self.http.request(verb, path, **how)

        return self.portal.call(send)

    def api_response(self, method: str, **args: Any) -> httpx.Response:
        """Call the Web API over HTTP with a JSON body."""
        return self.request("POST", f"/api/{method}", json=args, headers={"Authorization": f"Bearer {TOKEN}"})

    def api(self, method: str, **args: Any) -> dict[str, Any]:
        return self.api_response(method, **args).json()

    def api_inside(self, method: str, **args: Any) -> dict[str, Any]:
        """Call the Web API from within the app's answer."""
        return call(self.workspace, method, Arguments(args), TOKEN)[1]

    def local(self, path: str, **wish: Any) -> dict[str, Any]:
        return self.request("POST", f"/_local/{path}", json=wish).json()

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self.request("GET", f"/_local/{path}", params=query).json()

    def state(self, user: str = ANA) -> dict[str, Any]:
        return self.get("state", **{"as": user})

    def settle(self) -> None:
        assert self.local("settle", seconds=5)["settled"]

    def clicks(self, message: dict[str, Any], action_id: str, user: str = ANA, **more: Any) -> dict[str, Any]:
        container = {"channel": message["channel"], "ts": message["ts"]}
        return self.local("click", **{"as": user}, action_id=action_id, container=container, **more)

    def menu(self, user: str = ANA, **args: Any) -> dict[str, Any]:
        """Post a message with a button and return the reply."""
        reply = self.api("chat.postMessage", channel=user, text="Daily standup", blocks=[BUTTONS], **args)
        assert reply["ok"], reply
        return {"channel": reply["channel"], "ts": reply["ts"]}

    def opens(self, view: dict[str, Any], user: str = ANA) -> dict[str, Any]:
        """Let somebody click a menu that opens this view; returns the view as it is shown."""
        self.answer = lambda payload: self.api_inside("views.open", trigger_id=payload["trigger_id"], view=view) and ""
        self.clicks(self.menu(user), "open", user)
        self.answer = lambda _payload: ""
        return self.state(user)["views"][-1]

    def submits(self, view: dict[str, Any], user: str = ANA, **values: str) -> dict[str, Any]:
        """Fill texts by block id and press the button."""
        filled = {block: {"text": {"type": "plain_text_input", "value": text}} for block, text in values.items()}
        return self.local("submit", **{"as": user}, view_id=view["id"], values=filled)


BUTTONS = {
    "type": "actions",
    "block_id": "menu",
    "elements": [
        {"type": "button", "action_id": "open", "text": {"type": "plain_text", "text": "Open <Report>"}, "value": "7"},
        {
            "type": "static_select",
            "action_id": "choose",
            "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
        },
    ],
}


def a_modal(**changes: Any) -> dict[str, Any]:
    """A modal with a required text (block `first`) and an optional one (block `second`)."""
    return {
        "type": "modal",
        "callback_id": "answers",
        "title": {"type": "plain_text", "text": "Standup"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [an_input("first"), an_input("second", optional=True, initial_value="so far")],
        **changes,
    }


def an_input(block_id: str, *, optional: bool = False, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "optional": optional,
        "label": {"type": "plain_text", "text": "Question"},
        "element": {"type": "plain_text_input", "action_id": "text", "max_length": 3000, **element},
    }


def a_section(text: str = "Hello", **changes: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, **changes}}


@contextmanager
def a_room(tmp_path=None, **changes):
    """A running room; `pace` 1 gives Slack's own rate limits."""
    room = Room(tmp_path, **changes)
    with start_blocking_portal() as room.portal:
        yield room
        room.portal.call(room.workspace.close)
        room.portal.call(room.http.aclose)


A_TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
