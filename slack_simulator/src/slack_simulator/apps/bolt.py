"""A Bolt app in this process: signed requests go to it without a network, and its work is waited for."""

from __future__ import annotations

import contextlib
import threading
import time
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

import httpx
from anyio import to_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from slack_bolt import App
    from starlette.routing import Route


CLOSE_SECONDS = 10


class CountingExecutor(Executor):
    """Hands everything to another executor, and knows how much of it is not done yet."""

    def __init__(self, inner: Executor) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self.under_way = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self._count(1)
        future = self._inner.submit(fn, *args, **kwargs)
        future.add_done_callback(lambda _: self._count(-1))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - inherited
        self._inner.shutdown(wait, cancel_futures=cancel_futures)

    def _count(self, more: int) -> None:
        with self._lock:
            self.under_way += more


def only_bolt(app: object) -> None:
    """Raise TypeError for what is no Bolt app that this process can call, with the way out."""
    from slack_bolt import App  # noqa: PLC0415 - only those who test a Bolt app have it

    if isinstance(app, App):
        return
    if "AsyncApp" in {each.__name__ for each in type(app).__mro__}:
        raise TypeError(
            "An AsyncApp is not called within this process: run it beside the test, and name its request URL instead, "
            "slack_app = http://… or connect('http://…')."
        )
    raise TypeError(f"A Bolt App or the request URL of a running app can be connected, not {app!r}.")


class InProcess:
    """A Bolt app of this process, as an extension of the simulator: what goes on after an ack is waited for."""

    page = None

    def __init__(self, app: App) -> None:
        self.app = app
        runner = app.listener_runner
        if not isinstance(runner.listener_executor, CountingExecutor):
            runner.listener_executor = CountingExecutor(runner.listener_executor)
            runner.lazy_listener_runner.executor = runner.listener_executor  # type: ignore[attr-defined]
        self._executor = runner.listener_executor

    def busy(self) -> int:
        return self._executor.under_way

    def routes(self) -> list[Route]:
        return []

    async def state(self) -> dict[str, Any]:
        return {}

    async def clock_moved(self, before: datetime, after: datetime) -> None:
        """Nothing: the app has a clock of its own."""

    async def before_reset(self) -> None:
        """Nothing: the app keeps what it keeps."""

    def after_reset(self) -> None:
        """Nothing either."""


class NoApp(httpx.AsyncBaseTransport):
    """Where requests go while no app is connected."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no app is connected", request=request)


class InProcessTransport(httpx.AsyncBaseTransport):
    """Brings HTTP requests to a Bolt app as its HTTP adapters do, in a thread for each."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        status, headers, text = await to_thread.run_sync(self._dispatch, request, body.decode(), abandon_on_cancel=True)
        return httpx.Response(status, headers=headers, text=text)

    def _dispatch(self, request: httpx.Request, body: str) -> tuple[int, list[tuple[str, str]], str]:
        from slack_bolt import BoltRequest  # noqa: PLC0415 - only those who test a Bolt app have it

        answer = self._app.dispatch(
            BoltRequest(body=body, query=request.url.query.decode(), headers=dict(request.headers))
        )
        return (
            answer.status,
            [(name, value) for name, values in answer.headers.items() for value in values],
            answer.body,
        )


@contextlib.contextmanager
def open_sockets(app: App, app_token: str, hang_up: Callable[[], None]) -> Iterator[None]:
    """Connect an app in Socket Mode with Bolt's own handler; Slack hangs up first, since the app would wait seconds."""
    from slack_bolt.adapter.socket_mode import SocketModeHandler  # noqa: PLC0415

    handler: Any = SocketModeHandler(app, app_token)  # its methods have no types
    handler.connect()
    try:
        yield
    finally:
        handler.client.auto_reconnect_enabled = False
        hang_up()
        end = time.monotonic() + CLOSE_SECONDS
        while (
            handler.client.is_connected() and time.monotonic() < end
        ):  # two threads closing at once make the SDK stumble
            time.sleep(0.005)
        handler.close()
