"""HTTP as Lambda hands it over: an API Gateway or function-URL event in, the answer out."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

_TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


# What reading a body of the wrong shape ends in.
SHAPE_ERRORS = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


class BadRequest(Exception):
    """A request that cannot be Slack's. `status` is the HTTP status to answer with."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def read_request(event: Mapping[str, Any], context: Mapping[str, Any]) -> BoltRequest:
    """Read a payload 2.0, REST v1 or function-URL event; `context` is what listeners get to know besides.

    Raises BadRequest for whatever Bolt would stumble over before it looks at the signature: other methods, broken
    base64, bytes that are no text, bodies that do not parse or have no sense, missing or garbled signature headers.
    """
    outer = _mapping(event.get("requestContext"))
    method = _mapping(outer.get("http")).get("method") or outer.get("httpMethod") or event.get("httpMethod")
    if method != "POST":
        raise BadRequest(404, "not a POST")
    headers = _headers(event)
    if not _TIMESTAMP.fullmatch(str(headers.get("x-slack-request-timestamp"))):
        raise BadRequest(401, "no timestamp")
    if not _SIGNATURE.fullmatch(str(headers.get("x-slack-signature"))):
        raise BadRequest(401, "no signature")
    try:
        return BoltRequest(body=_body(event), headers=headers, context=dict(context))
    except SHAPE_ERRORS:
        raise BadRequest(400, "no sense in the body") from None


def answer(response: BoltResponse) -> dict[str, Any]:
    """Give the answer as Lambda wants it."""
    headers = {name: values[0] for name, values in response.headers.items()}
    return {"statusCode": response.status, "headers": headers, "body": response.body or "", "isBase64Encoded": False}


def refusal(error: BadRequest) -> dict[str, Any]:
    """Give the answer to a request that cannot be Slack's."""
    body = json.dumps({"error": "invalid request"})
    headers = {"content-type": "application/json"}
    return {"statusCode": error.status, "headers": headers, "body": body, "isBase64Encoded": False}


def _headers(event: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    several = _mapping(event.get("multiValueHeaders"))
    headers = {str(name): values[-1] for name, values in several.items() if isinstance(values, list) and values}
    headers |= _mapping(event.get("headers"))
    lower = {name.lower(): value for name, value in headers.items() if isinstance(value, str)}
    return {name: value for name, value in lower.items() if not name.startswith("x-slack-bolt-")}


def _body(event: Mapping[str, Any]) -> str:
    body = event.get("body")
    if body is None:
        return ""
    if not isinstance(body, str):
        raise BadRequest(400, "no text")
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body, validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadRequest(400, "broken base64") from None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
