"""The runner of lazy functions, by itself."""

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from botocore.exceptions import ConnectTimeoutError
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest

from app import lazy
from app.errors import NotTold
from app.lazy import DurableRunner, refuse_namesakes

ERRORS = {"unknown": ZeroDivisionError(), "not told": NotTold()}
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Lambda:
    """Stands at the edge: takes invocations, or does not."""

    def __init__(self, *, status: int = 202, error: Exception | None = None) -> None:
        self.status = status
        self.error = error
        self.invoked = []

    def invoke(self, **call):
        if self.error:
            raise self.error
        self.invoked.append(call)
        return {"StatusCode": self.status, "Payload": BytesIO()}


@pytest.fixture
def done():
    return []


@pytest.fixture
def work(done):
    def save_something(body):
        done.append(body["text"])
        if body.get("fails"):
            raise ERRORS[body["fails"]]

    return save_something


def request(body=None, **context):
    known = {"received_at": NOW, "function_arn": "arn:aws:lambda:x:1:function:f", **context}
    return BoltRequest(body=body or {"text": "hello"}, mode="socket_mode", context=known)


def test_work_is_handed_over_in_an_envelope(work, done):
    client = Lambda()
    DurableRunner(client).start(work, request())
    (call,) = client.invoked
    envelope = json.loads(call["Payload"])[lazy.ENVELOPE]
    assert (call["FunctionName"], call["InvocationType"]) == ("arn:aws:lambda:x:1:function:f", "Event")
    assert (envelope["function"], envelope["received_at"], envelope["body"]) == (
        "save_something",
        NOW.isoformat(),
        {"text": "hello"},
    )
    assert envelope["id"]
    assert done == []


def test_work_that_may_take_minutes_is_handed_to_the_sender():
    def post_now(body):
        raise AssertionError

    client = Lambda()
    DurableRunner(client).start(post_now, request(function_arn="arn:aws:lambda:x:1:function:s-slack-responses"))
    assert [call["FunctionName"] for call in client.invoked] == ["arn:aws:lambda:x:1:function:s-scheduled-events"]


@pytest.mark.parametrize(
    "client", [Lambda(error=ConnectTimeoutError(endpoint_url="x")), Lambda(error=OSError()), Lambda(status=500)]
)
def test_an_invoke_that_fails_means_the_work_is_done_here(work, done, client):
    DurableRunner(client).start(work, request())
    assert done == ["hello"]


def test_without_a_function_to_invoke_the_work_is_done_here(work, done):
    DurableRunner(Lambda()).start(work, request(function_arn=None))
    assert done == ["hello"]


def test_what_the_acknowledgement_refused_does_not_start(work, done):
    client = Lambda()
    DurableRunner(client).start(work, request(refused=True))
    assert (client.invoked, done) == ([], [])


def test_an_error_in_work_done_here_comes_out(work):
    with pytest.raises(ZeroDivisionError):
        DurableRunner(Lambda(status=500)).start(work, request({"text": "", "fails": "unknown"}))


def test_an_error_in_a_lazy_run_comes_out(work):
    with pytest.raises(NotTold):
        DurableRunner(Lambda()).run(work, request({"text": "x", "fails": "not told"}))


def test_an_envelope_is_opened_to_the_same_request():
    opened = lazy.request_in(
        {"id": "1", "function": "save_answers", "received_at": NOW.isoformat(), "body": {"type": "view_submission"}}
    )
    assert (opened.lazy_only, opened.lazy_function_name, opened.body) == (
        True,
        "save_answers",
        {"type": "view_submission"},
    )
    assert opened.context["received_at"] == NOW


def test_two_lazy_functions_of_one_name_are_refused():
    def listener():
        def save():
            """Do nothing."""

        return save

    app = App(signing_secret="s", authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None))
    app.action("one")(ack=lambda ack: ack(), lazy=[listener()])
    app.action("two")(ack=lambda ack: ack(), lazy=[listener()])
    with pytest.raises(ValueError, match="two lazy functions are called save"):
        refuse_namesakes(app)


def test_one_lazy_function_may_serve_two_routes():
    def save():
        """Do nothing."""

    app = App(signing_secret="s", authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None))
    app.action("one")(ack=lambda ack: ack(), lazy=[save])
    app.action("two")(ack=lambda ack: ack(), lazy=[save])
    refuse_namesakes(app)
