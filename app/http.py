"""Turn an API Gateway or function-URL event into a request for Bolt, and the response into what Lambda expects.

Nothing of a request is parsed before its signature is verified, over the bytes as they came, so a stranger costs one
comparison; Bolt does not verify again. A body larger than 640 kB is not even decoded. A signed payload of a shape that
Slack never sends (`app/slack/payload_shapes.py`) is refused, too. Headers that Bolt would take for a lazy run of its
own are dropped. Refused requests are counted (`app/telemetry/refusals.py`), not logged one by one.
"""

import base64
import binascii
import copy
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Self
from urllib.parse import parse_qsl

from msgspec.json import decode
from slack_bolt.context import BoltContext
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from app.errors import SHAPE_ERRORS, BadRequest
from app.slack.payload_shapes import is_of_slack

# Slack: a view is 250 kB at most and a field 3,000 characters, of which a form makes up to eight bytes each. The
# largest submission that our own forms allow stays well below (tests/app/test_door.py); the largest recorded has 10 kB.
# Decoding and digesting that much for a stranger takes 4 ms.
LARGEST_BODY = 640 * 1024
_LARGEST_BASE64 = 4 * (LARGEST_BODY // 3 + 1)

# Slack advises to refuse older requests: somebody may have recorded them and send them again.
WINDOW_SECONDS = 5 * 60

TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
_TIMESTAMP_FORM = re.compile(r"\d{1,12}", re.ASCII)
_SIGNATURE_FORM = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)

PAYLOAD = b"payload="


class Request(BoltRequest):
    """A request that is parsed once. Bolt copies its own, and parses them again, for each lazy function."""

    def __init__(self, body: bytes, headers: Mapping[str, str | Sequence[str]], context: Mapping[str, Any]) -> None:
        payload = parsed(body, str(headers.get("content-type")))
        super().__init__(body=payload, headers=dict(headers), context=dict(context), mode="socket_mode")
        self.raw_body = body.decode()

    def to_copyable(self) -> Self:
        """Return this request with a context of its own, which says which lazy function it is for."""
        same = copy.copy(self)
        same.context = BoltContext(self.context)
        return same

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        """Return the same request: nobody changes a payload, and what the context holds serves every copy."""
        return self


def read_request(
    event: Mapping[str, Any], context: Mapping[str, Any], signing_secret: str, now: datetime
) -> BoltRequest:
    """Read a payload 2.0, REST v1 or function-URL event that Slack has signed; `context` is passed on to listeners.

    Raises BadRequest if it is not signed, was signed more than five minutes ago, or is malformed.
    """
    outer = _mapping(event.get("requestContext"))
    method = _mapping(outer.get("http")).get("method") or outer.get("httpMethod") or event.get("httpMethod")
    if method != "POST":
        raise BadRequest(404, "not a POST")
    timestamp = _only(event, TIMESTAMP, _TIMESTAMP_FORM, "no timestamp")
    signature = _only(event, SIGNATURE, _SIGNATURE_FORM, "no signature")
    if abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise BadRequest(401, "too old")
    body = _body(event)
    expected = hmac.new(signing_secret.encode(), b"v0:%s:%s" % (timestamp.encode(), body), hashlib.sha256)
    if not hmac.compare_digest(f"v0={expected.hexdigest()}", signature):
        raise BadRequest(401, "wrong signature")
    try:
        request = Request(body, _headers(event), context)
    except SHAPE_ERRORS:
        raise BadRequest(400, "no sense in the body") from None
    if not is_of_slack(request.body):
        raise BadRequest(400, "no sense in the payload")
    return request


def parsed(body: bytes, content_type: str) -> dict[str, Any]:
    """Return the payload in a body, which is JSON, a form with JSON in its field `payload`, or a plain form.

    Raises one of SHAPE_ERRORS, also for JSON that is no object, or has half a surrogate pair, which UTF-8 does not.
    """
    if body.startswith(b"{") or content_type.startswith("application/json"):
        payload = decode(body)
    elif body.startswith(PAYLOAD) and (text := _unquoted(body[len(PAYLOAD) :])) is not None:
        payload = decode(text)
    else:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        payload = decode(form["payload"]) if "payload" in form else form
    if not isinstance(payload, dict):
        raise TypeError("no object")
    return payload


def _unquoted(value: bytes) -> bytes | None:
    """Return the last value of a form; None if it is not quoted as a form is, or not the last one.

    Quoted-printable text has the same escapes after another sign, and is read in C: urllib takes 0.2 ms for a form
    that somebody submits.
    """
    if b"&" in value or b"\n" in value or b"\r" in value:
        return None
    text = binascii.a2b_qp(value.replace(b"=", b"%3D").replace(b"+", b" ").replace(b"%", b"="))
    return text if len(text) == len(value) - 2 * value.count(b"%") else None


def answer(response: BoltResponse) -> dict[str, Any]:
    """Return Bolt's response in Lambda's form."""
    headers = {name: values[0] for name, values in response.headers.items()}
    return {"statusCode": response.status, "headers": headers, "body": response.body or "", "isBase64Encoded": False}


def refusal(error: BadRequest) -> dict[str, Any]:
    """Return the response to a request that cannot be Slack's."""
    body = json.dumps({"error": "invalid request"})
    headers = {"content-type": "application/json"}
    return {"statusCode": error.status, "headers": headers, "body": body, "isBase64Encoded": False}


def _only(event: Mapping[str, Any], name: str, form: re.Pattern[str], problem: str) -> str:
    """Return the value of a header that is there exactly once: of two, it would be unclear which one was verified."""
    sent = [value for source in ("headers", "multiValueHeaders") for value in _sent(event, source, name)]
    if any(len(values) != 1 for values in sent) or len({str(values[0]) for values in sent}) != 1:
        raise BadRequest(401, problem)
    value = sent[0][0]
    if not isinstance(value, str) or not form.fullmatch(value):
        raise BadRequest(401, problem)
    return value


def _sent(event: Mapping[str, Any], source: str, name: str) -> Iterator[Sequence[Any]]:
    """Yield each list of values of a header: REST v1 has all headers twice, once with every value that was sent."""
    for key, value in _mapping(event.get(source)).items():
        if str(key).lower() == name:
            yield value if isinstance(value, list) else [value]


def _headers(event: Mapping[str, Any]) -> dict[str, str | Sequence[str]]:
    several = _mapping(event.get("multiValueHeaders"))
    headers = {str(name): values[-1] for name, values in several.items() if isinstance(values, list) and values}
    headers |= _mapping(event.get("headers"))
    lower = {name.lower(): value for name, value in headers.items() if isinstance(value, str)}
    return {name: value for name, value in lower.items() if not name.startswith("x-slack-bolt-")}


def _body(event: Mapping[str, Any]) -> bytes:
    """Return the bytes that were sent; a body that is too long is not even decoded."""
    body = event.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise BadRequest(400, "no text")
    in_base64 = bool(event.get("isBase64Encoded"))
    if len(body) > (_LARGEST_BASE64 if in_base64 else LARGEST_BODY):
        raise BadRequest(413, "too large")
    try:
        raw = base64.b64decode(body, validate=True) if in_base64 else body.encode()
    except ValueError:  # broken base64, or lone surrogates, which no sender can have encoded
        raise BadRequest(400, "broken bytes") from None
    if len(raw) > LARGEST_BODY:
        raise BadRequest(413, "too large")
    return raw


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
