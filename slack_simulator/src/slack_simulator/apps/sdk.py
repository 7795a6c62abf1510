"""Points Slack's SDK at the simulator, for apps that say nothing of an address."""

from __future__ import annotations

import contextlib
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def sdk_at(api_url: str) -> Iterator[None]:
    """Let every web client that is made meanwhile, and is given no `base_url`, call the API at this address."""
    with contextlib.ExitStack() as exits:
        for initialise in _initialisers():
            exits.enter_context(_default(initialise, "base_url", api_url))
        yield


def _initialisers() -> list[Callable[..., None]]:
    found: list[Any] = []
    with contextlib.suppress(ImportError):  # an app in another language has no need of it
        from slack_sdk.web.base_client import BaseClient  # noqa: PLC0415

        found.append(BaseClient)
    with contextlib.suppress(ImportError):  # it needs aiohttp
        from slack_sdk.web.async_base_client import AsyncBaseClient  # noqa: PLC0415

        found.append(AsyncBaseClient)
    return [client.__init__ for client in found]


@contextlib.contextmanager
def _default(function: Any, parameter: str, value: object) -> Iterator[None]:
    """Give a parameter of a function another default for a while."""
    before = function.__defaults__
    positional = [
        each.name for each in inspect.signature(function).parameters.values() if each.kind == each.POSITIONAL_OR_KEYWORD
    ]
    place = positional.index(parameter) - len(positional)
    after = list(before)
    after[place] = value
    function.__defaults__ = tuple(after)
    try:
        yield
    finally:
        function.__defaults__ = before
