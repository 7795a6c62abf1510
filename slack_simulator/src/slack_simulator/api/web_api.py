"""The Web API over HTTP: who may call, how often, what is recorded, and Slack's way of answering."""

import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from slack_simulator.api.arguments import Arguments, read_body
from slack_simulator.api.broken import answer_instead, refused
from slack_simulator.api.methods import METHODS, Method
from slack_simulator.delivery.connections import Dropped
from slack_simulator.errors import SlackError
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

KEPT_CALLS = 20_000
JSON_ARGUMENTS = ("blocks", "view", "metadata", "attachments", "manifest")
SECRET_ARGUMENTS = ("token", "client_secret", "refresh_token")


async def web_api(request: Request) -> Response:
    """One call of one method."""
    workspace: Workspace = request.app.state.workspace
    name = request.path_params["method"]
    started = workspace.clock.monotonic()
    try:
        values = read_body(request.headers.get("content-type", ""), await request.body(), request.url.query)
    except SlackError as error:
        return refused(error)
    token = _token(request, values, METHODS.get(name))
    response, reply = await _answered(workspace, name, Arguments(values), token)
    entry = _record(workspace, name, values, response, reply)
    detail = {"args": entry["args"], "error": entry["error"], "status": entry["status"]}
    ms = (workspace.clock.monotonic() - started) * 1000
    workspace.journal.add("api", name, ok=entry["ok"] and not entry["lost"], ms=ms, detail=detail)
    return response


def _token(request: Request, values: Json, method: Method | None) -> str | None:
    """Take all secrets out of the arguments, and return the one that the method goes by."""
    named = values.pop("token", None)
    others: Json = {name: values.pop(name, None) for name in SECRET_ARGUMENTS}
    if method and method.called_with == "refresh":
        return str(others["refresh_token"] or "")
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else named


async def _answered(workspace: Workspace, name: str, args: Arguments, token: str | None) -> tuple[Response, Json]:
    fault = workspace.faults.match(name, _alternatives(workspace, args))
    if fault:
        instead = await answer_instead(fault)
        if instead is not None:
            return instead, {"ok": False, "error": fault.error if fault.kind == "error" else fault.kind}
    response, reply = call(workspace, name, args, token)
    is_lost = fault is not None and fault.kind == "lost_reply"
    return (Dropped(), {**reply, "lost": True}) if is_lost else (response, reply)


def call(workspace: Workspace, name: str, args: Arguments, token: str | None) -> tuple[Response, Json]:
    """Carry out a call, without faults."""
    method = METHODS.get(name)
    try:
        reply = _carried_out(workspace, name, method, args, token)
        response: Response = JSONResponse(reply)
    except SlackError as error:
        reply, response = error.reply, refused(error)
    response.headers["x-slack-req-id"] = secrets.token_hex(16)
    if method and reply.get("error") not in ("not_authed", "invalid_auth"):
        granted = workspace.installation.scopes if method.called_with == "bot" else method.scopes
        response.headers["x-oauth-scopes"] = ",".join(granted)
        response.headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
    return response, reply


def _carried_out(workspace: Workspace, name: str, method: Method | None, args: Arguments, token: str | None) -> Json:
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    if not token:
        raise SlackError("not_authed")
    if method.called_with != "bot":
        return _configured(workspace, name, method, args, token)
    if token != workspace.bot_token:
        raise SlackError("invalid_auth")
    if workspace.token_error:
        raise SlackError(workspace.token_error)
    workspace.limits.count_call(name, method.tier)
    workspace.need(*method.scopes)
    return method.handler(workspace, args)


def _configured(workspace: Workspace, name: str, method: Method, args: Arguments, token: str) -> Json:
    """Carry out what does not belong to the installed app but to somebody's account."""
    if method.called_with == "configuration":
        workspace.apps.check(token)
    elif method.called_with == "app" and token != workspace.app_token:
        raise SlackError("invalid_auth" if token.startswith("xapp-") else "not_allowed_token_type")
    workspace.limits.count_call(name, method.tier)
    return method.handler(workspace, Arguments({**args.values, "refresh_token": token}))


def _alternatives(workspace: Workspace, args: Arguments) -> dict[str, object]:
    """Return the arguments for faults, where a DM may be named by its own id or by its person."""
    values: dict[str, object] = dict(args.values)
    channel = args.text("channel")
    conversation = workspace.conversations.get(channel)
    if channel in workspace.people:
        values["channel"] = {channel, f"D{channel[1:]}"}
    elif conversation and conversation.is_im:
        values["channel"] = {channel, conversation.user}
    return values


def _record(workspace: Workspace, name: str, values: Json, response: Response, reply: Json) -> Json:
    status = None if isinstance(response, Dropped) else response.status_code
    number = workspace.calls[-1]["n"] + 1 if workspace.calls else 1
    entry: Json = {
        "n": number,
        "at": workspace.clock.now().isoformat(),
        "method": name,
        "args": {key: _readable(key, value) for key, value in values.items()},
        "ok": bool(reply.get("ok")),
        "error": reply.get("error"),
        "reasons": _reasons(reply),
        "status": status,
        "lost": bool(reply.get("lost")),
        "result": {key: reply[key] for key in ("channel", "ts", "message_ts") if isinstance(reply.get(key), str)},
    }
    entry["_local"] = _effects_of(workspace, {"channel": str(values.get("channel")), **entry["result"]})
    workspace.calls.append(entry)
    del workspace.calls[:-KEPT_CALLS]
    return entry


def _reasons(reply: Json) -> list[str]:
    """Give what a refusal says besides its code: the scopes it needs, or what is wrong where."""
    needed = [f"needed: {reply['needed']}"] if reply.get("needed") else []
    return [*needed, *(reply.get("response_metadata") or {}).get("messages", [])] if reply.get("error") else []


def _readable(name: str, value: object) -> object:
    if name in JSON_ARGUMENTS and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _effects_of(workspace: Workspace, result: Json) -> Json:
    ts = result.get("ts") or result.get("message_ts")
    for message in reversed(workspace.messages.get(result["channel"], [])):
        if message["ts"] == ts:
            return {"mentions": message["_local"]["mentions"], "links": message["_local"]["links"]}
    return {"mentions": [], "links": []}
