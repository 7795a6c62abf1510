"""Finds the listener of a request without trying all routes again.

Bolt tries one route after the other for each request. Which is the first that can match depends on the kind and the id
of a request alone, so the position of that route is remembered for them.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from slack_bolt import App
from slack_bolt.listener import Listener
from slack_bolt.middleware import Middleware
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

Key = tuple[str, str]


class Finder(Middleware):
    """The last middleware of the app: runs the listener that Bolt would find, or leaves a request to Bolt."""

    def __init__(self, app: App) -> None:
        self._runner = app.listener_runner
        self._listeners: Sequence[Listener] = app._listeners  # noqa: SLF001 Bolt does not show its listeners otherwise
        self._first: dict[Key, int] = {}

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,
        next: Callable[[], BoltResponse],  # noqa: A002 Bolt's name
    ) -> BoltResponse | None:
        """Run the listener of the request; what has none goes on to Bolt, which tells the error boundary."""
        listener = self.listener_for(req, resp)
        if listener is None or listener.middleware:
            next()
            return resp
        return self._runner.run(request=req, response=resp, listener_name="", listener=listener)

    def listener_for(self, request: BoltRequest, response: BoltResponse) -> Listener | None:
        """Return the listener that Bolt's own loop would find; None if there is none, or the request is unusual."""
        key = _key(request.body)
        first = self._first.get(key) if key else None
        if key and first is None:
            routes = enumerate(self._listeners)
            first = next((place for place, each in routes if each.matchers[0].matches(request, response)), None)
            if first is not None:
                self._first[key] = first
        if first is None:
            return None
        possible = islice(self._listeners, first, None)
        return next((each for each in possible if each.matches(req=request, resp=response)), None)


_IDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "block_actions": lambda body: body["actions"][0]["action_id"],
    "view_submission": lambda body: body["view"]["callback_id"],
    "event_callback": lambda body: body["event"]["type"],
    "shortcut": lambda body: body["callback_id"],
}


def _key(body: Mapping[str, Any]) -> Key | None:
    """Return the kind and the id that decide which routes can match; None if Bolt would look at something else, too."""
    kind = body.get("type")
    if "command" in body:
        return ("command", body["command"]) if kind is None else None
    return (kind, _IDS[kind](body)) if kind in _IDS else None
