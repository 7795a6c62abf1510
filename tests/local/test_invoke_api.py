"""The Invoke API answers boto3 as Lambda does, and fails on request."""

import asyncio
import json
import time

import botocore.session
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from local.aws.credentials import Credentials
from tests.kit.requester import signed_for_aws

from .conftest import KEY, until


@pytest.fixture(scope="module")
def client(here):
    session = botocore.session.Session()
    session.set_credentials(KEY.key, KEY.secret)
    config = Config(retries={"total_max_attempts": 1}, read_timeout=60)
    return session.create_client("lambda", region_name="us-east-1", endpoint_url=here.url, config=config)


@pytest.fixture
def invoke(here, client):
    def call(kind="RequestResponse", name="scheduled-events", payload=None, **event):
        content = json.dumps(event).encode() if payload is None else payload
        return here.run(asyncio.to_thread(client.invoke, FunctionName=name, InvocationType=kind, Payload=content))

    return call


def settle(here):
    here.run(until(lambda: not here.functions.busy()))


def test_a_synchronous_call_returns_the_result(invoke):
    answer = invoke(do="tell")
    assert answer["StatusCode"] == 200
    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read())["name"] == "scheduled-events"


def test_a_synchronous_call_says_when_the_function_failed(invoke):
    answer = invoke(do="fail", message="no")
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert json.loads(answer["Payload"].read())["errorType"] == "ValueError"


@pytest.mark.parametrize(
    "name",
    [
        "arn:aws:lambda:us-east-1:123456789012:function:scheduled-events",
        "arn:aws:lambda:us-east-1:123456789012:function:scheduled-events:live",
        "123456789012:function:scheduled-events",
        "scheduled-events:live",
    ],
)
def test_a_function_is_found_by_each_of_its_names(invoke, name):
    assert invoke("DryRun", name)["StatusCode"] == 204


def test_an_asynchronous_call_returns_at_once_and_is_carried_out(here, invoke, tmp_path):
    counter = tmp_path / "attempts"
    assert invoke("Event", do="fail_until", file=str(counter), times=0)["StatusCode"] == 202
    settle(here)
    assert counter.read_text() == "."


@pytest.mark.parametrize(
    ("call", "code", "status"),
    [
        ({"name": "nobody"}, "ResourceNotFoundException", 404),
        ({"payload": b"{"}, "InvalidRequestContentException", 400),
        ({"kind": "Event", "payload": b'"' + b"x" * 1024 * 1024 + b'"'}, "RequestTooLargeException", 413),
    ],
)
def test_a_call_that_makes_no_sense_is_refused_as_lambda_does(invoke, call, code, status):
    with pytest.raises(ClientError) as refused:
        invoke(**call)
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


@pytest.mark.parametrize(("status", "code"), [(429, "TooManyRequestsException"), (500, "ServiceException")])
def test_an_invoke_fails_on_request_and_nothing_is_done(here, invoke, tmp_path, status, code):
    here.functions.faults.add({"on": "invoke", "kind": "status", "status": status})
    with pytest.raises(ClientError, match=code):
        invoke("Event", do="fail_until", file=str(tmp_path / "attempts"), times=0)
    assert not here.functions.busy()
    assert not (tmp_path / "attempts").exists()


def test_an_invoke_whose_answer_is_lost_has_been_accepted(here, invoke, tmp_path):
    counter = tmp_path / "attempts"
    here.functions.faults.add({"on": "invoke", "kind": "lost_reply"})
    with pytest.raises(HTTPClientError):
        invoke("Event", do="fail_until", file=str(counter), times=0)
    settle(here)
    assert counter.read_text() == "."


def test_an_invoke_that_hangs_does_nothing(here, invoke, tmp_path):
    here.functions.faults.add({"on": "invoke", "kind": "hang", "seconds": 0.2})
    started = time.monotonic()
    with pytest.raises(ClientError, match="ServiceException"):
        invoke("Event", do="fail_until", file=str(tmp_path / "attempts"), times=0)
    assert time.monotonic() - started >= 0.2
    assert not (tmp_path / "attempts").exists()


def test_a_connection_that_is_cut_does_not_take_others_with_it(here):
    async def both():
        async with httpx.AsyncClient(base_url=here.url, timeout=60) as client:
            path = "/2015-03-31/functions/scheduled-events/invocations"
            body = b'{"do": "tell"}'
            headers = signed_for_aws(KEY, here.url + path, body)
            calls = [client.post(path, content=body, headers=headers) for _ in range(2)]
            return await asyncio.gather(*calls, return_exceptions=True)

    here.functions.faults.add({"on": "invoke", "kind": "lost_reply", "after": 1})
    first, second = here.run(both())
    kinds = {type(first), type(second)}
    assert httpx.Response in kinds
    assert any(issubclass(kind, httpx.TransportError) for kind in kinds)


URL = "/2015-03-31/functions/scheduled-events/invocations"
BODY = b'{"do": "tell"}'


def posted(here, headers) -> httpx.Response:
    async def call():
        async with httpx.AsyncClient(base_url=here.url) as client:
            return await client.post(URL, content=BODY, headers=headers)

    return here.run(call())


def test_a_call_that_comes_from_a_web_page_is_refused(here):
    signed = signed_for_aws(KEY, here.url + URL, BODY)
    assert posted(here, signed).status_code == 200
    for page in ({"Origin": "https://example.com"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
        assert posted(here, {**signed, **page}).status_code == 403


def test_a_call_without_this_runs_key_is_refused(here):
    stranger = signed_for_aws(Credentials.new(), here.url + URL, BODY)
    guesser = signed_for_aws(Credentials(KEY.key, "guessed"), here.url + URL, BODY)
    other = signed_for_aws(KEY, here.url + URL, b'{"do": "fail"}')
    for headers in ({}, {"Authorization": "AWS local:local"}, stranger, guesser, other):
        assert posted(here, headers).status_code == 403
