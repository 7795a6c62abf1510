"""Requests as API Gateway and function URLs hand them over, and what is refused before Bolt sees it."""

import base64
import json
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt.request import BoltRequest
from slack_bolt.response import BoltResponse

from app import http
from app.errors import BadRequest
from local.stack import SIGNING_SECRET
from tests.kit.requester import signature

NOW = datetime.fromtimestamp(1795507200, UTC)
PAYLOAD = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T1"}, "actions": [{"action_id": "a"}]}
FORM = "payload=" + json.dumps(PAYLOAD).replace(" ", "%20").replace('"', "%22")
SIGNED = {
    "X-Slack-Request-Timestamp": "1795507200",
    "X-Slack-Signature": signature(FORM.encode(), "1795507200"),
    "Content-Type": "application/x-www-form-urlencoded",
}
NO_SENSE = {"no sense in the body", "no sense in the payload"}
LOWER = {name.lower(): value for name, value in SIGNED.items()}


def signed(body, kind="application/x-www-form-urlencoded"):
    stamp = SIGNED["X-Slack-Request-Timestamp"]
    return {**LOWER, "content-type": kind, "x-slack-signature": signature(body.encode(), stamp)}


def payload_2(**changes):
    return {
        "version": "2.0",
        "requestContext": {"http": {"method": "POST", "path": "/slack/events"}},
        "headers": LOWER,
        "body": base64.b64encode(FORM.encode()).decode(),
        "isBase64Encoded": True,
        **changes,
    }


def rest_v1(**changes):
    return {
        "httpMethod": "POST",
        "requestContext": {"httpMethod": "POST", "stage": "prod"},
        "headers": SIGNED,
        "multiValueHeaders": {name: [value] for name, value in SIGNED.items()},
        "body": FORM,
        "isBase64Encoded": False,
        **changes,
    }


@pytest.mark.parametrize(
    "event",
    [
        payload_2(),
        payload_2(body=FORM, isBase64Encoded=False),
        rest_v1(),
        rest_v1(headers=None),
        rest_v1(multiValueHeaders=None),
        rest_v1(requestContext=None),
    ],
)
def test_every_kind_of_event_is_read(event):
    request = http.read_request(event, {"received_at": "now"}, SIGNING_SECRET, NOW)
    assert (request.body, request.raw_body, request.context["received_at"]) == (PAYLOAD, FORM, "now")
    assert request.headers["x-slack-signature"] == [SIGNED["X-Slack-Signature"]]


def test_headers_that_bolt_would_obey_are_dropped():
    request = http.read_request(
        payload_2(headers={**LOWER, "x-slack-bolt-lazy-only": "1", "X-Slack-Bolt-Lazy-Function-Name": "save_answers"}),
        {},
        SIGNING_SECRET,
        NOW,
    )
    assert (request.lazy_only, request.lazy_function_name) == (False, None)


@pytest.mark.parametrize(
    ("event", "status"),
    [
        ({}, 404),
        (payload_2(requestContext={"http": {"method": "GET"}}), 404),
        (payload_2(requestContext={"elb": {}}), 404),
        (payload_2(headers=None), 401),
        (payload_2(headers=[]), 401),
        (payload_2(headers={**LOWER, "x-slack-signature": 5}), 401),
        (payload_2(body="%%%"), 400),
        (payload_2(body=5), 400),
        (payload_2(body="[]", isBase64Encoded=False, headers=signed("[]", kind="application/json")), 400),
    ],
)
def test_what_cannot_be_slacks_is_refused(event, status):
    with pytest.raises(BadRequest) as refused:
        http.read_request(event, {}, SIGNING_SECRET, NOW)
    assert refused.value.status == status
    assert http.refusal(refused.value)["statusCode"] == status


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
KEYS = st.sampled_from(["team", "user", "enterprise", "authorizations", "event", "view", "channel", "actions", "type"])


# The strategy is slow to begin with beside other runs, and that says nothing about what is tested.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(KEYS, JSON), st.booleans())
def test_any_json_is_read_or_refused(body, in_a_form):
    text = f"payload={json.dumps(body)}" if in_a_form else json.dumps(body)
    kind = "x" if in_a_form else "application/json"
    event = payload_2(body=text, isBase64Encoded=False, headers=signed(text, kind))
    try:
        assert isinstance(http.read_request(event, {}, SIGNING_SECRET, NOW), BoltRequest)
    except BadRequest as refused:
        assert refused.reason in NO_SENSE  # noqa: PT017 most are read, and that is all that others may be


@given(st.dictionaries(st.text(), JSON))
def test_a_form_is_unquoted_as_urllib_does_it(payload):
    for escaped in (json.dumps(payload), json.dumps(payload, ensure_ascii=False)):
        form = urlencode({"payload": escaped}, errors="replace").encode()
        if payload == json.loads(dict(parse_qsl(form.decode()))["payload"]):
            assert http.parsed(form, "x") == payload


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7B%7D&a=1",
        b"a=1&payload=%7B%7D",
        b"payload=%7B%22a%22:%22%25%3D+%2B%22%7D",
        b'payload={"a": "100% = 100%%"}',
        b'payload={"a": "%zz=3D="}',
        b"payload={%0A%0D}",
        b"payload={\n}",
        b'payload={"a": "=\n\r%\n%0A"}',
        b"text=payload&command=%2Fstandup&team_id=T1",
        b"text=%C5%99&team_id=T1&command=",
        b"",
    ],
)
def test_an_unusual_form_is_read_as_urllib_reads_it(body):
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    try:
        expected = json.loads(form["payload"]) if "payload" in form else form
    except ValueError:
        with pytest.raises(ValueError, match=r"\w"):
            http.parsed(body, "x")
    else:
        assert http.parsed(body, "x") == expected


def test_an_answer_is_what_lambda_wants():
    assert http.answer(BoltResponse(status=200, body={"response_action": "clear"})) == {
        "statusCode": 200,
        "headers": {"content-type": "application/json;charset=utf-8"},
        "body": '{"response_action": "clear"}',
        "isBase64Encoded": False,
    }
