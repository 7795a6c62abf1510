"""The embedded AWS as a process of its own: saves what changed every few seconds, and stops when its input ends."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from ministack.core.persistence import save_state
from ministack.core.responses import AccountRegionScopedDict
from ministack.services import dynamodb

from local.aws.guard import OnlyWithTheKey

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

SAVE_SECONDS = 1.0
READS = (b".Get", b".BatchGet", b".Query", b".Scan", b".Describe", b".List", b".TransactGet")


def main() -> int:
    """Serve until stdin ends: when the parent closes it, or when the parent dies however it dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    dynamodb._ttl_settings = _Unreaped()  # noqa: SLF001
    folder = Path(os.environ["STATE_DIR"])
    try:
        lock = FileLock(folder / "lock").acquire(timeout=15)  # a former one may still be saving
    except Timeout:
        sys.stderr.write("Another process uses this state folder.\n")
        return 1
    with lock:
        asyncio.run(_serve(int(os.environ["GATEWAY_PORT"])))
    return 0


class _Unreaped(AccountRegionScopedDict):  # type: ignore[misc]
    """Shows no table to the reaper, which goes by the real time: the workspace has a clock of its own."""

    __slots__ = ()

    def all_items(self) -> tuple[()]:
        return ()


async def _serve(port: int) -> None:
    logging.getLogger("hypercorn.access").setLevel(logging.WARNING)
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 1
    changes = _Changes(app)
    guarded = OnlyWithTheKey(changes, _our_secret)
    stop = _input_ended()
    saver = asyncio.ensure_future(_save_regularly(changes))
    try:
        await serve(guarded, config, shutdown_trigger=stop.wait)  # type: ignore[arg-type]
    finally:
        saver.cancel()


def _our_secret(key: str, _headers: object) -> str | None:
    return os.environ["AWS_SECRET_ACCESS_KEY"] if key == os.environ["AWS_ACCESS_KEY_ID"] else None


class _Changes:
    """Passes requests on to the app and notes whether any of them may have changed something."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app
        self.seen = False

    async def __call__(self, scope: MutableMapping[str, Any], receive: object, send: object) -> None:
        await self._app(scope, receive, send)
        if scope["type"] == "http":
            target = dict(scope["headers"]).get(b"x-amz-target", b"")
            self.seen = self.seen or not any(read in target for read in READS)


async def _save_regularly(changes: _Changes) -> None:
    while True:
        await asyncio.sleep(SAVE_SECONDS)
        if changes.seen:
            changes.seen = False
            state = dynamodb.get_state()
            await asyncio.to_thread(save_state, "dynamodb", state)


def _input_ended() -> asyncio.Event:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def watch() -> None:
        while sys.stdin.buffer.read(1):
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, daemon=True).start()
    return ended


if __name__ == "__main__":
    sys.exit(main())
