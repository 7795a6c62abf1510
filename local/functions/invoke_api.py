"""Lambda's Invoke API, as boto3 calls it."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.aws.credentials import key_of
from local.aws.guard import NOT_SIGNED, is_from_a_page, signed_request
from slack_simulator.hosting import Dropped

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request

    from local.aws.credentials import Credentials
    from local.functions.invocation import Invoke
    from slack_simulator.faults import Faults

MOST_BYTES = {"Event": 1024 * 1024, "RequestResponse": 6 * 1024 * 1024, "DryRun": 6 * 1024 * 1024}


@dataclass(frozen=True)
class InvokeApi:
    """Takes calls that name one of the functions and are signed with this run's key."""

    invoke: Invoke
    names: Collection[str]
    credentials: Credentials
    faults: Faults

    def routes(self) -> list[Route]:
        return [Route("/2015-03-31/functions/{name:path}/invocations", self.answer, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        """Check the call as Lambda does, apply a fault that was asked for, then invoke."""
        name = function_name(request.path_params["name"])
        kind = request.headers.get("x-amz-invocation-type", "RequestResponse")
        body = await request.body()
        if is_from_a_page(request.headers):
            return error(403, "AccessDeniedException", "Only programs may call this.")
        if not self._has_our_key(request, body):
            return error(403, "UnrecognizedClientException", NOT_SIGNED)
        refusal = self._refusal(name, kind, body)
        if refusal is not None:
            return refusal
        fault = self.faults.match("invoke", {"function": name, "type": kind})
        if fault is not None and fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
            return error(500, "ServiceException", "The service did not answer in time")
        if fault is not None and fault.kind != "lost_reply":
            return _faulty(fault.status or 500)
        done = await self._invoke(name, kind, json.loads(body) if body.strip() else {})
        return done if fault is None else Dropped()

    def _has_our_key(self, request: Request, body: bytes) -> bool:
        if key_of(request.headers.get("authorization", "")) != self.credentials.key:
            return False
        return signed_request(request.scope, request.headers, body).is_signed_with(self.credentials.secret)

    def _refusal(self, name: str, kind: str, body: bytes) -> Response | None:
        if name not in self.names:
            return error(404, "ResourceNotFoundException", f"Function not found: {name}")
        if kind not in MOST_BYTES:
            return error(400, "InvalidParameterValueException", f"Unknown invocation type: {kind}")
        if len(body) > MOST_BYTES[kind]:
            message = f"{len(body)} byte payload is too large for the {kind} type"
            return error(413, "RequestTooLargeException", message)
        try:
            json.loads(body or b"{}")
        except ValueError as problem:
            message = f"Could not parse request body into json: {problem}"
            return error(400, "InvalidRequestContentException", message)
        return None

    async def _invoke(self, name: str, kind: str, event: Any) -> Response:
        if kind == "DryRun":
            return Response(status_code=204, headers=_headers())
        outcome = await self.invoke(name, event, wait=kind != "Event")
        headers = _headers() | {"x-amz-executed-version": "$LATEST"}
        if outcome.status == "accepted":
            return Response(status_code=202, headers=_headers())
        if outcome.status == "failed":
            return JSONResponse(outcome.error, 200, headers | {"x-amz-function-error": "Unhandled"})
        return JSONResponse(outcome.result, 200, headers)


def function_name(given: str) -> str:
    """Find the bare name in a name, a partial or a full ARN, with or without a qualifier."""
    parts = unquote(given).split(":")
    if "function" in parts:
        return parts[parts.index("function") + 1]
    return parts[0]


def error(status: int, kind: str, message: str) -> Response:
    return JSONResponse({"Type": "User", "Message": message, "message": message}, status, _headers(kind))


def _faulty(status: int) -> Response:
    if status == 429:  # noqa: PLR2004 - Lambda's throttling
        return error(status, "TooManyRequestsException", "Rate Exceeded.")
    return error(status, "ServiceException", "A fault that was asked for.")


def _headers(error_type: str | None = None) -> dict[str, str]:
    headers = {"x-amzn-requestid": str(uuid.uuid4())}
    return headers | {"x-amzn-errortype": error_type} if error_type else headers
