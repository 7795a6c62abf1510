"""A Slack in this process: one workspace with one app, on a port of this machine, for tests and programs."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from slack_simulator.actor import Actor, person_named
from slack_simulator.api.arguments import Arguments
from slack_simulator.api.methods import METHODS
from slack_simulator.api.web_api import call
from slack_simulator.apps.bolt import InProcess, InProcessTransport, NoApp, only_bolt, open_sockets
from slack_simulator.apps.manifest_file import read_manifest
from slack_simulator.apps.sdk import sdk_at
from slack_simulator.clock import Clock, held_clock
from slack_simulator.conversations.showing import shown_person
from slack_simulator.delivery.connections import listen, serving
from slack_simulator.faults import nonsense
from slack_simulator.server import create_app
from slack_simulator.state.journal import Journal
from slack_simulator.state.people import Person, cast_of
from slack_simulator.visitor import NotAsExpected, Place
from slack_simulator.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from slack_bolt import App
    from starlette.applications import Starlette

    from slack_simulator.extension import Extension

Json = dict[str, Any]

BOT_TOKEN = "xoxb-made-up-by-the-simulator"  # noqa: S105
SIGNING_SECRET = "made-up-signing-secret"  # noqa: S105
A_MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
UNHURRIED = 1000
PATIENCE = 5.0


class InLoop(httpx.BaseTransport):
    """Asks the server's application from another thread, without a network."""

    def __init__(self, portal: BlockingPortal, app: Starlette) -> None:
        self._portal = portal
        self._inner = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def answered() -> httpx.Response:
            response = await self._inner.handle_async_request(request)
            return httpx.Response(response.status_code, headers=response.headers, content=await response.aread())

        return self._portal.call(answered)


class MovableClock:
    """The workspace's clock: it stands still until a test moves it."""

    def __init__(self, slack: Slack, clock: Clock) -> None:
        self._slack = slack
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock.now()

    def moves(self, **by: float) -> datetime:
        """Move by days, hours, minutes or seconds; returns the new time."""
        return self.moves_to(self.now + timedelta(**by))

    def moves_to(self, moment: datetime) -> datetime:
        self._slack.place.post("clock", now=moment.isoformat())
        self._slack.settle()
        return self.now


class Slack:
    """A simulated workspace, for `with`: it answers the Web API at `api_url` and sends the app what people do.

    Meanwhile Slack's SDK asks there by itself wherever a client is made without a `base_url`; nothing else is changed.

    Args:
        manifest: the app's manifest, or the path of its JSON file.
        people: who is there, by first names or as `Person`; without it, a dozen colleagues in many time zones.
        now: the time at which the clock stands at first.
        pace: how many times Slack's own rate limits are allowed; 1 is as strict as Slack.
        port: where to listen; 0 for any free one.
        clock: another clock than one that stands still at `now`.
        state_file: where the workspace is kept for the next time.
        retry_delays: the seconds before an event that was not accepted is sent again.

    """

    def __init__(
        self,
        manifest: Mapping[str, Any] | Path | str | None = None,
        people: Sequence[str | Person] | None = None,
        *,
        now: datetime = A_MONDAY,
        pace: float = UNHURRIED,
        port: int = 0,
        bot_token: str = BOT_TOKEN,
        signing_secret: str = SIGNING_SECRET,
        clock: Clock | None = None,
        state_file: Path | None = None,
        retry_delays: tuple[float, ...] = (0, 0, 0),
    ) -> None:
        self._exits = contextlib.ExitStack()
        self._manifest = read_manifest(manifest)
        self._people = cast_of(people)
        self._clock = clock or held_clock(now)
        self._pace = pace
        self._port = port
        self._extensions: list[Extension] = []
        self._sockets = contextlib.ExitStack()
        self._in_socket_mode: App | None = None
        self.bot_token = bot_token
        self.signing_secret = signing_secret
        self._state_file = state_file
        self._retry_delays = retry_delays
        self.url = ""
        self.place: Place
        self.workspace: Workspace
        self.clock = MovableClock(self, self._clock)

    @property
    def api_url(self) -> str:
        """Where the Web API is: the `base_url` of a WebClient."""
        return f"{self.url}/api/"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that an app usually reads."""
        over_sockets = {"SLACK_APP_TOKEN": self.app_token} if self.workspace.installation.socket_mode else {}
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.bot_token,
            "SLACK_SIGNING_SECRET": self.signing_secret,
            **over_sockets,
        }

    @property
    def app_token(self) -> str:
        """The token that an app in Socket Mode connects with."""
        return self.workspace.app_token

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as exits:
            listening = exits.enter_context(listen(self._port))
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            self._portal = exits.enter_context(start_blocking_portal())
            self._portal.call(self._start)
            exits.callback(self._portal.call, self._stop)
            app = create_app(self.workspace, self._extensions)
            self._server = serving(app)
            ended = self._portal.start_task_soon(self._server.serve, [listening])
            exits.callback(ended.result)
            exits.callback(self._portal.call, self._server.hang_up)
            self._portal.call(self._server.listening.wait)
            exits.callback(self._sockets.close)
            self.place = exits.enter_context(Place(self.url, looks=1, transport=InLoop(self._portal, app)))
            exits.enter_context(sdk_at(self.api_url))
            self._exits = exits.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    async def _start(self) -> None:
        self.workspace = Workspace(
            self.url,
            self.signing_secret,
            self.bot_token,
            self._manifest,
            clock=self._clock,
            journal=Journal(self._clock),
            pace=self._pace,
            people=self._people,
            state_file=self._state_file,
        )
        self.workspace.events.delays = self._retry_delays
        self.workspace.delivery.reach(self.workspace.delivery.url, NoApp())

    async def _stop(self) -> None:
        await self.workspace.close()

    def connect(self, app: App | str | None) -> None:
        """Bring to this app what people do.

        It is a Bolt app of this process, the request URL of any app, or None: one in Socket Mode comes by itself.
        """
        if not isinstance(app, str | None):
            only_bolt(app)
        self.settle()
        self._extensions.clear()
        self.place.patience = PATIENCE if isinstance(app, str | None) else 0
        if isinstance(app, str):
            self.workspace.delivery.reach(app)
        if isinstance(app, str | None):
            self._sockets.close()
            return
        app.client.base_url = self.api_url
        self._extensions.append(InProcess(app))
        if self.workspace.installation.socket_mode:
            self._connect_sockets(app)
        else:
            self.workspace.delivery.reach(f"{self.url}/slack/events", InProcessTransport(app))

    def _connect_sockets(self, app: App) -> None:
        """Have the app's sockets open; they stay so until another app takes its place."""
        if self._in_socket_mode is app and len(self.workspace.sockets):
            return
        self._sockets.close()
        self._in_socket_mode = app
        self._sockets.enter_context(open_sockets(app, self.app_token, self.hang_up))

    def hang_up(self) -> None:
        """Close the sockets of an app in Socket Mode; it may connect anew."""
        self._portal.call(self.workspace.sockets.hang_up)

    def refresh_sockets(self, patience: float = PATIENCE) -> None:
        """Have an app in Socket Mode connect anew, as Slack does every few hours, and wait until it has."""
        self._portal.call(self.workspace.sockets.refresh)
        end = time.monotonic() + patience
        while not len(self.workspace.sockets):
            if time.monotonic() > end:
                raise NotAsExpected(f"the app did not connect again within {patience:g} seconds")
            time.sleep(0.01)

    def begin(
        self, manifest: Mapping[str, Any] | Path | str | None = None, people: Sequence[str | Person] | None = None
    ) -> None:
        """Begin a fresh workspace with an app of this manifest installed, and these people in it."""
        self.settle()
        self.workspace.journal.clear()
        self._portal.call(self.workspace.install, read_manifest(manifest), cast_of(people))

    def settle(self) -> None:
        """Wait until the app has done all that it was asked to."""
        self.place.settle()

    def person(self, name: str) -> Actor:
        """Return somebody of the workspace, by name, first name, user name or id."""
        people = self._portal.call(
            lambda: [shown_person(self.workspace, one) for one in self.workspace.people.values()]
        )
        return Actor(self.place, person_named(people, name))

    def api(self, method: str, **arguments: object) -> Json:
        """Call the Web API as the app; returns Slack's answer, refused or not."""

        async def called() -> Json:
            return call(self.workspace, method, Arguments(dict(arguments)), self.bot_token)[1]

        answer = self._portal.call(called)
        self.settle()
        return answer

    def calls(self, method: str = "") -> list[Json]:
        """Return the Web API calls that the app has made, the oldest first."""
        found: list[Json] = self.place.get("calls", method=method)["calls"]
        if method and not found and method not in METHODS:
            raise ValueError(f"This Slack has no method {method!r}.")
        return found

    def fault(self, on: str, kind: str, **details: object) -> None:
        """Let the next call of a method (or of any, "*") go wrong; `kind` and details as the fault table says."""
        if problem := nonsense(on, kind, details, METHODS):
            raise ValueError(problem)
        self.place.post("faults", add={"on": on, "kind": kind, **details})
