"""The HTTP API in front of slack-responses: a request becomes a payload-2.0 event, its result becomes the answer."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import json
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.functions.serverless import RESPONSES

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

    from local.functions.invocation import Invoke, InvokeResult
    from slack_simulator.hosting import Clock, Journal

LONGEST_SECONDS = 30
MOST_BYTES = 10 * 1024 * 1024
PLAIN = ("application/json", "application/xml", "application/javascript")
API_ID = "local00000"
DOMAIN = f"{API_ID}.execute-api.localhost"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True)
class HttpApi:
    """Takes requests for slack-responses, and notes each in the journal."""

    invoke: Invoke
    clock: Clock
    journal: Journal

    def routes(self) -> list[Route]:
        return [Route(path, self.answer, methods=METHODS) for path in ("/slack", "/slack/{path:path}")]

    async def answer(self, request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return JSONResponse({"message": "Request Entity Too Large"}, 413)
        started = time.monotonic()
        event = payload(request, body, self.clock.now())
        running = asyncio.ensure_future(self.invoke(RESPONSES, event, wait=True))
        await asyncio.wait([running], timeout=LONGEST_SECONDS)  # the function goes on when the caller has given up
        response = to_http(running.result()) if running.done() else _unavailable()
        self.journal.add(
            "request",
            f"{request.method} {request.url.path}: {response.status_code}",
            ok=response.status_code < 500,  # noqa: PLR2004 - the server's own errors
            ms=round((time.monotonic() - started) * 1000),
            detail={"type": request.headers.get("content-type"), "bytes": len(body)},
        )
        return response


def _unavailable() -> Response:
    return JSONResponse({"message": "Service Unavailable"}, 503)


def payload(request: Request, body: bytes, now: datetime) -> dict[str, Any]:
    """Build the event in payload format 2.0 (checked against the recordings of real ones)."""
    route = f"{request.method} {request.url.path}"
    source = request.client.host if request.client else "127.0.0.1"
    text, is_base64 = _encode(body, request.headers.get("content-type", ""))
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": request.url.path,
        "rawQueryString": request.url.query,
        "headers": _headers(request),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": API_ID,
            "domainName": DOMAIN,
            "domainPrefix": API_ID,
            "http": {
                "method": request.method,
                "path": request.url.path,
                "protocol": "HTTP/1.1",
                "sourceIp": source,
                "userAgent": request.headers.get("user-agent", ""),
            },
            "requestId": uuid.uuid4().hex[:15] + "=",
            "routeKey": route,
            "stage": "$default",
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now.timestamp() * 1000),
        },
        "isBase64Encoded": is_base64,
    }
    if cookies := request.headers.getlist("cookie"):
        event["cookies"] = [cookie.strip() for line in cookies for cookie in line.split(";")]
    if request.query_params:
        pairs = request.query_params.multi_items()
        event["queryStringParameters"] = {key: ",".join(v for k, v in pairs if k == key) for key, _ in pairs}
    if body:
        event["body"] = text
    return event


def to_http(outcome: InvokeResult) -> Response:
    """Make the HTTP answer from a function's result; a failed function or an unusable result is a plain 500."""
    if outcome.status == "failed":
        hint = {"hint": outcome.hint} if outcome.hint else {}
        return JSONResponse({"message": "Internal Server Error", **hint}, 500)
    result = outcome.result
    if not isinstance(result, dict) or "statusCode" not in result:
        return JSONResponse(result)  # a bare result is taken for the body
    try:
        status = int(result["statusCode"])
        body = result.get("body") or ""
        content = base64.b64decode(body) if result.get("isBase64Encoded") else _text(body).encode()
        response = Response(content, status)
        for name, value in (result.get("headers") or {}).items():
            response.headers[str(name)] = str(value)
        for cookie in result.get("cookies") or []:
            response.headers.append("set-cookie", str(cookie))
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return JSONResponse({"message": "Internal Server Error"}, 500)
    if "content-type" not in response.headers and content:
        response.headers["content-type"] = "text/plain;charset=utf-8"
    return response


async def _body(request: Request) -> bytes | None:
    """Read the request's body, or None as soon as it is larger than API Gateway takes."""
    with contextlib.suppress(ValueError):
        if int(request.headers.get("content-length", "0")) > MOST_BYTES:
            return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _encode(body: bytes, content_type: str) -> tuple[str, bool]:
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("text/") or kind in PLAIN:
        with contextlib.suppress(UnicodeDecodeError):
            return body.decode(), False
    return base64.b64encode(body).decode(), True


def _headers(request: Request) -> dict[str, str]:
    """Lower-case names, duplicates joined with commas, cookies apart; with what API Gateway adds."""
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        if name != "cookie":
            headers[name] = f"{headers[name]},{value}" if name in headers else value
    source = request.client.host if request.client else "127.0.0.1"
    added = {
        "host": DOMAIN,
        "x-amzn-trace-id": f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]}",
        "x-forwarded-for": source,
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    return headers | added


def _text(body: object) -> str:
    return body if isinstance(body, str) else json.dumps(body)
