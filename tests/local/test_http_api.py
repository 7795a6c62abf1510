"""The HTTP API in front of the function makes the events that AWS makes, and answers as it does."""

import base64
import json
from contextlib import AsyncExitStack

import httpx
import pytest

from local.functions.http_api import to_http
from local.functions.invocation import InvokeResult

from .conftest import local_lambda, serve

PARTS = {
    "event": "body headers isBase64Encoded rawPath rawQueryString requestContext routeKey version",
    "context": "accountId apiId domainName domainPrefix http requestId routeKey stage time timeEpoch",
    "http": "method path protocol sourceIp userAgent",
    "headers": "accept accept-encoding content-length content-type host user-agent x-amzn-trace-id x-forwarded-for"
    " x-forwarded-port x-forwarded-proto",
}
"""The keys of a recorded event (Slack's own headers aside)."""


def send(here, method="POST", path="/slack/events", **request):
    async def call():
        async with httpx.AsyncClient() as client:
            return await client.request(method, here.url + path, **request)

    return here.run(call())


def event(here, **request):
    return send(here, **request).json()["event"]


def test_the_event_has_every_part_that_aws_sends(here):
    sent = event(here, data={"payload": "{}"}, headers={"User-Agent": "Slackbot 1.0"})
    assert sent.keys() == set(PARTS["event"].split())
    assert sent["requestContext"].keys() == set(PARTS["context"].split())
    assert sent["requestContext"]["http"].keys() == set(PARTS["http"].split())
    assert sent["headers"].keys() >= set(PARTS["headers"].split())
    assert sent["requestContext"]["http"]["userAgent"] == "Slackbot 1.0"
    assert sent["version"] == "2.0"
    assert sent["rawPath"] == "/slack/events"


def test_forms_arrive_in_base64_and_json_as_it_is(here):
    form = event(here, data={"payload": "ž"})
    assert (form["isBase64Encoded"], base64.b64decode(form["body"])) == (True, b"payload=%C5%BE")
    plain = event(here, json={"type": "ž"})
    assert (plain["isBase64Encoded"], json.loads(plain["body"])) == (False, {"type": "ž"})


def test_headers_are_lower_case_with_duplicates_joined_and_cookies_apart(here):
    headers = [("X-Twice", "a"), ("X-Twice", "b"), ("Cookie", "c=1; d=2")]
    sent = event(here, headers=headers)
    assert sent["headers"]["x-twice"] == "a,b"
    assert sent["cookies"] == ["c=1", "d=2"]
    assert "cookie" not in sent["headers"]


def test_the_query_string_arrives_raw_and_parsed(here):
    sent = event(here, path="/slack/events?a=1&a=2&b=%20")
    assert sent["rawQueryString"] == "a=1&a=2&b=%20"
    assert sent["queryStringParameters"] == {"a": "1,2", "b": " "}


def test_any_path_under_slack_and_any_method_reach_the_function_and_nothing_else_does(here):
    assert send(here, method="GET", path="/slack/install").headers["x-seen"] == "GET"
    assert send(here, path="/other").status_code == 404


def test_the_function_s_answer_is_the_http_answer(here):
    answer = send(here)
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_body_beyond_ten_megabytes_is_refused(here):
    assert send(here, content=b"x" * (10 * 1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize(
    ("result", "status", "body"),
    [
        ({"statusCode": 200, "body": "YQ==", "isBase64Encoded": True}, 200, b"a"),
        ({"statusCode": "404"}, 404, b""),
        ({"hello": "world"}, 200, b'{"hello":"world"}'),
        ({"statusCode": "many"}, 500, b'{"message":"Internal Server Error"}'),
        ({"statusCode": 200, "headers": "none"}, 500, b'{"message":"Internal Server Error"}'),
    ],
)
def test_whatever_a_function_returns_becomes_an_answer(result, status, body):
    answer = to_http(InvokeResult("succeeded", result))
    assert (answer.status_code, answer.body) == (status, body)


def test_a_handler_that_cannot_be_imported_answers_500_and_says_why(loop, tmp_path):
    (tmp_path / "handler.py").write_text("import nothing_like_it")

    async def call():
        async with AsyncExitStack() as exits, httpx.AsyncClient() as client:
            functions = local_lambda(root=tmp_path)
            exits.push_async_callback(functions.stop)
            return await client.post(await serve(functions, exits) + "/slack/events")

    answer = loop.run(call())
    assert answer.status_code == 500
    assert "nothing_like_it" in answer.json()["hint"]
