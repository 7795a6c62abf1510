"""What the page and the tests ask of the simulated Slack, over `/_local`."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from slack_simulator.apps.installation import BOT_USER_ID
from slack_simulator.conversations import upkeep
from slack_simulator.conversations.showing import shown_conversation, shown_person
from slack_simulator.errors import ActError
from slack_simulator.front import acts, forms
from slack_simulator.front.pictures import picture
from slack_simulator.state.people import SLACKBOT
from slack_simulator.workspace import Workspace

Json = dict[str, Any]
Act = Callable[[Workspace, Json], Awaitable[Json]]

HEARTBEAT = 15.0


async def wish_of(request: Request) -> Json:
    """Return the JSON object that was posted; raises ActError for anything else."""
    try:
        wish = json.loads(await request.body() or b"{}")
    except ValueError:
        raise ActError("The body must be JSON.") from None
    if not isinstance(wish, dict):
        raise ActError("The body must be a JSON object.")
    return wish


def viewer(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    user = request.query_params.get("as", "")
    return workspace.actor(user).id


async def live(request: Request) -> Response:
    return StreamingResponse(
        _events(request.app.state.workspace, viewer(request), acts.tab_of(dict(request.query_params))),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


async def _events(workspace: Workspace, user: str, tab: str = "") -> AsyncIterator[str]:
    events = workspace.live.join(user, tab)

    def hears(entry: Json) -> None:
        events.put_nowait({"type": "journal", "entry": entry})  # in one queue, so that all is told in its order

    workspace.journal.subscribe(hears)
    try:
        yield ": connected\n\n"
        while True:
            yield await _next(events)
    finally:
        workspace.live.leave(events)
        workspace.journal.unsubscribe(hears)


async def _next(events: asyncio.Queue[Json]) -> str:
    try:
        async with asyncio.timeout(HEARTBEAT):
            return _line(await events.get())
    except TimeoutError:
        return ": still here\n\n"


def _line(event: Json) -> str:
    return f"data: {json.dumps(event, ensure_ascii=False)}\n\n"


def act(do: Act) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that lets somebody do something."""

    async def endpoint(request: Request) -> Response:
        wish = await wish_of(request)
        if not isinstance(wish.get("as"), str):
            raise ActError("Say who does it: 'as' is missing.")
        _refuse_odd_shapes(wish)
        return JSONResponse(await do(request.app.state.workspace, wish))

    return endpoint


def _refuse_odd_shapes(wish: Json) -> None:
    """Raise ActError unless the values of inputs are objects by block id and action id."""
    state = wish.get("state") or {}
    parts = [wish.get("container"), state, wish.get("values")]
    if isinstance(state, dict):
        parts.append(state.get("values"))
    for values in (parts[2], *parts[3:]):
        blocks = list(values.values()) if isinstance(values, dict) else []
        parts += blocks
        parts += [value for actions in blocks if isinstance(actions, dict) for value in actions.values()]
    if not all(part is None or isinstance(part, dict) for part in parts):
        raise ActError("'container', 'state' and 'values' are objects: values by block id, then by action id.")


async def people(request: Request) -> Response:
    workspace: Workspace = request.app.state.workspace
    upkeep.change_people(workspace, await wish_of(request))
    return JSONResponse({"ok": True, "people": [shown_person(workspace, each) for each in workspace.people.values()]})


async def channel(request: Request) -> Response:
    changed = upkeep.change_channel(request.app.state.workspace, await wish_of(request))
    return JSONResponse({"ok": True, "conversation": shown_conversation(changed)})


async def scopes(request: Request) -> Response:
    """Decline optional scopes, as an admin may when installing."""
    workspace: Workspace = request.app.state.workspace
    declined = (await wish_of(request)).get("declined", [])
    if not isinstance(declined, list):
        raise ActError("'declined' takes a list of scopes.")
    workspace.decline(declined)
    return JSONResponse({"ok": True, "scopes": list(workspace.installation.scopes)})


async def faults(request: Request) -> Response:
    wish = await wish_of(request)
    known = request.app.state.workspace.faults
    if wish.get("clear"):
        known.clear()
    try:
        added = wish.get("add") or []
        for each in added if isinstance(added, list) else [added]:
            known.add(each)
    except (ValueError, TypeError) as error:
        raise ActError(str(error)) from None
    return JSONResponse({"ok": True, "faults": known.list()})


async def policies(request: Request) -> Response:
    """Have the workspace decide otherwise, as about uploads."""
    known = request.app.state.workspace.policies
    try:
        known.change(await wish_of(request))
    except ValueError as error:
        raise ActError(str(error)) from None
    return JSONResponse({"ok": True, "policies": asdict(known)})


async def calls(request: Request) -> Response:
    """Every Web API call that was received, oldest first."""
    wanted = request.query_params.get("method")
    found = [call for call in request.app.state.workspace.calls if wanted in (None, "", call["method"])]
    return JSONResponse({"calls": found})


async def show_picture(request: Request) -> Response:
    user = request.path_params["user"].rsplit(".", 1)[0]
    person = request.app.state.workspace.people.get(user)
    colour = request.app.state.workspace.installation.colour if user == BOT_USER_ID else ""
    svg = picture(user, is_bot=bool(person and (person.is_bot or person.id == SLACKBOT)), colour=colour)
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})


def routes() -> list[Route]:
    acting: dict[str, Act] = {
        "click": acts.click,
        "command": acts.command,
        "shortcut": acts.shortcut,
        "say": acts.say,
        "react": acts.react,
        "open_home": acts.open_home,
        "submit": forms.submit,
        "close": forms.close,
    }
    return [
        *(Route(f"/_local/{name}", act(do), methods=["POST"]) for name, do in acting.items()),
        Route("/_local/live", live),
        Route("/_local/people", people, methods=["POST"]),
        Route("/_local/channel", channel, methods=["POST"]),
        Route("/_local/scopes", scopes, methods=["POST"]),
        Route("/_local/faults", faults, methods=["POST"]),
        Route("/_local/policies", policies, methods=["POST"]),
        Route("/_local/calls", calls),
        Route("/pictures/{user}", show_picture),
    ]
