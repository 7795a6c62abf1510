"""The failure queue's command, against a real queue and the real functions."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from ops import ending, failures, steps
from ops.deploying import emulator
from tests.kit.people import answers

SECRET_TEXT = "the-merger-is-on-friday"
ARN = "arn:aws:lambda:us-east-1:123456789012:function:{}"


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """The embedded AWS has one server and tells at once, so that nothing has to be waited for."""
    monkeypatch.setattr(failures, "WAIT_SECONDS", 0)


@pytest.fixture(scope="module")
def sqs_url(tmp_path_factory, stack) -> Iterator[str]:
    key = stack.aws.credentials  # of the functions, too, as in one account
    with emulator.running(tmp_path_factory.mktemp("sqs"), {"SERVICES": "sqs"}, key) as embedded:
        yield embedded.url


@pytest.fixture
def queue(sqs_url, stack, monkeypatch):
    """An empty failure queue of the stage `test`, with the workspace's functions behind it."""
    for name, value in {
        **stack.aws.credentials.variables,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_SQS": sqs_url,
        "AWS_ENDPOINT_URL_LAMBDA": stack.url,
    }.items():
        monkeypatch.setenv(name, value)
    sqs = boto3.Session().client("sqs")
    url = sqs.create_queue(QueueName="standup-test-failures")["QueueUrl"]
    sqs.purge_queue(QueueUrl=url)
    yield lambda body: sqs.send_message(QueueUrl=url, MessageBody=body)
    sqs.delete_queue(QueueUrl=url)


def as_lambda_reports(failure: dict) -> str:
    """What Lambda's destination writes for an event that failed three times."""
    return json.dumps(
        {
            "version": "1.0",
            "timestamp": "2026-11-24T08:10:00.000Z",
            "requestContext": {
                "requestId": failure["id"],
                "functionArn": f"arn:aws:lambda:us-east-1:123456789012:function:{failure['function']}",
                "condition": "RetriesExhausted",
                "approximateInvokeCount": failure["attempts"],
            },
            "requestPayload": failure["event"],
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "responsePayload": {"errorType": "StorageUnavailable", "errorMessage": "no answer"},
        }
    )


@pytest.fixture
def failed(asked_team, queue):
    """A submission that was acknowledged and could not be stored in three attempts."""
    team = asked_team
    alice = team.asked[0]
    alice.clicks("Open Report")
    team.fault("dynamodb", "status", status=500, times=None)
    assert alice.sends(SECRET_TEXT, "", "")["outcome"] == "closed"
    team.settles()
    team.no_faults()
    (failure,) = team.failures()
    queue(as_lambda_reports(failure))
    return alice


def run(*arguments: str) -> int:
    return ending.run(failures.app, [*arguments, "--stage", "test"], "failures")


def test_what_failed_is_listed_without_a_word_of_what_people_wrote(failed, capsys):
    for _ in range(2):  # looking takes nothing away
        assert run("list") == 0
        said = capsys.readouterr().out
        assert "save_answers" in said
        assert "1 failed" in said
        assert SECRET_TEXT not in said


def test_what_failed_is_done_again_and_leaves_the_queue(failed, team, capsys):
    assert run("replay", "--all") == 0
    team.settles()
    assert team.row(failed)["answers"] == {"question0": SECRET_TEXT}
    assert "Thank you" in failed.reads()
    run("list")
    assert "The failure queue is empty." in capsys.readouterr().out


def test_an_old_failure_done_again_does_not_undo_what_came_later(failed, team):
    answers(failed, "written later")
    team.settles()
    assert run("replay", "--all") == 0
    team.settles()
    assert team.row(failed)["answers"] == {"question0": "written later"}


def test_what_lambda_does_not_take_stays(failed, team, capsys):
    team.fault("invoke", "status", status=500, times=None)
    assert run("replay", "--all") == 1
    team.no_faults()
    run("list")
    assert "save_answers" in capsys.readouterr().out


def test_a_count_that_comes_late_leaves_nothing_to_look_for(failed, team, monkeypatch, capsys):
    """AWS still counts what another command has dropped a moment ago."""
    late, count = [5], failures.count
    monkeypatch.setattr(failures, "count", lambda *queue: late.pop() if late else count(*queue))
    assert run("replay", "--all") == 0
    assert "AWS counts" not in capsys.readouterr().out


def test_one_failure_is_dropped_by_its_id(failed, capsys):
    run("list")
    row = next(line for line in capsys.readouterr().out.splitlines() if "save_answers" in line)
    assert run("drop", row.split()[1]) == 0
    run("list")
    assert "The failure queue is empty." in capsys.readouterr().out


@pytest.mark.parametrize("command", ["list", "replay", "drop"])
def test_an_id_that_is_not_there_is_named(command, failed, capsys):
    assert run(command, "nope") == 1
    assert "No failure in the queue has an id that begins with 'nope'." in capsys.readouterr().out
    run("list")
    assert "save_answers" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["list", "replay", "drop"])
def test_an_empty_id_does_not_mean_everything(command, failed, capsys):
    assert run(command, "") == 2
    assert "an id is empty" in capsys.readouterr().err
    run("list")
    assert "save_answers" in capsys.readouterr().out


def test_a_message_that_is_not_lambdas_is_shown_and_kept(queue, capsys):
    queue("hello")
    assert run("list") == 0
    assert "not a message of" in capsys.readouterr().out
    assert run("replay", "--all") == 1


def as_lambda_writes(**changes: Any) -> str:
    """A failure of a function that is there, but for what is changed."""
    context = {"requestId": "1", "functionArn": ARN.format("slack-responses"), "condition": "RetriesExhausted"}
    event = {"standup_lazy": {"function": "save_answers"}}
    return json.dumps({"requestContext": {**context, "approximateInvokeCount": 3}, "requestPayload": event, **changes})


@pytest.mark.parametrize(
    "body",
    [
        "[" * 5000,
        "[1]",
        as_lambda_writes(requestContext=None),
        as_lambda_writes(responsePayload=[1]),
        as_lambda_writes(requestContext={"functionArn": 5, "approximateInvokeCount": 1}),
        as_lambda_writes(requestContext={"functionArn": "x", "approximateInvokeCount": float("inf")}),
        as_lambda_writes(requestContext={"functionArn": ARN.format("gone"), "approximateInvokeCount": 1}),
    ],
    ids=range(7),
)
def test_a_failure_that_cannot_be_done_again_keeps_no_other_back(body, queue, monkeypatch, capsys):
    taken = []
    monkeypatch.setattr(failures, "hand_over", handing_over(taken))
    for each in (as_lambda_writes(), body, as_lambda_writes()):
        queue(each)
    assert run("list") == 0
    assert "3 failed" in capsys.readouterr().out
    assert run("replay", "--all") == 1
    said = capsys.readouterr().out
    assert " stays in the queue: " in said
    assert "Replayed 2 of 3." in said
    assert [failure.function for failure in taken] == ["slack-responses"] * 2


def handing_over(taken: list, refusal: str = "ResourceNotFoundException") -> Callable[[Any, Any], str]:
    """What hands over to Lambda, where only one function is there: anything else is refused, as Lambda does."""
    real = failures.hand_over

    class Functions:
        def invoke(self, **_):
            raise ClientError({"Error": {"Code": refusal, "Message": "no such function"}}, "Invoke")

    def hand_over(_: Any, failure: Any) -> str:
        if failure.function_arn != ARN.format("slack-responses"):
            return real(Functions(), failure)
        taken.append(failure)
        return ""

    return hand_over


def test_where_lambda_takes_no_more_it_says_how_far_it_came(queue, monkeypatch, capsys):
    monkeypatch.setattr(failures, "hand_over", handing_over([], "TooManyRequestsException"))
    for name in ("slack-responses", "other"):
        queue(as_lambda_writes(requestContext={"functionArn": ARN.format(name), "approximateInvokeCount": 1}))
    assert run("replay", "--all") == 1
    said = capsys.readouterr().err
    assert re.search(r"Replayed [01] of 2; the others are still in the queue\. AWS refused Invoke", said)
    assert "wait a minute, then run the same command again" in said
    run("list")
    assert re.search(r"[12] failed", capsys.readouterr().out)


def test_saved_failures_that_lambda_stops_taking_are_told_with_how_far_it_came(tmp_path, monkeypatch, capsys):
    file = tmp_path / "failures.jsonl"
    bodies = [
        as_lambda_writes(requestContext={"functionArn": ARN.format(name), "approximateInvokeCount": 1})
        for name in ("slack-responses", "other")
    ]
    file.write_text("".join(json.dumps({"MessageId": "1", "Body": body}) + "\n" for body in bodies), "utf-8")
    monkeypatch.setattr(failures, "hand_over", handing_over([], "TooManyRequestsException"))
    assert run("replay", "--file", str(file)) == 1
    assert f"Replayed 1 of 2; {file} has them all still" in capsys.readouterr().err


def test_what_another_command_hides_is_not_called_nothing(queue, capsys):
    """As one that was killed leaves it: the queue shows nothing for two minutes, and is not empty."""
    queue("hello")
    sqs = boto3.Session().client("sqs")
    url = sqs.get_queue_url(QueueName="standup-test-failures")["QueueUrl"]
    sqs.receive_message(QueueUrl=url, VisibilityTimeout=120)
    assert run("list") == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The failure queue is empty." not in said
    assert "AWS counts 1 more, hidden from this command" in said
    assert run("replay", "--all") == 1


def test_what_was_taken_is_given_back_when_the_rest_cannot_be(queue, monkeypatch, capsys):
    def interrupted(*_, **__):
        yield from real(*_, **__)
        raise KeyboardInterrupt

    queue("hello")
    real = failures.received
    monkeypatch.setattr(failures, "received", interrupted)
    assert run("list") == steps.INTERRUPTED
    monkeypatch.setattr(failures, "received", real)
    run("list")
    assert "1 failed" in capsys.readouterr().out


class Sampled:
    """A queue as AWS keeps it: on several servers, of which a question that does not wait reaches some alone.

    The embedded AWS has one server, so this stands in front of it.
    """

    def __init__(self, sqs, empty_handed: int) -> None:
        self._sqs = sqs
        self._left = empty_handed

    def receive_message(self, *, WaitTimeSeconds=0, **asked):  # noqa: N803 SQS's name
        if not WaitTimeSeconds:
            return {}
        self._left -= 1
        return {} if self._left >= 0 else self._sqs.receive_message(**asked)


def test_what_the_first_question_does_not_find_is_listed_all_the_same(queue, monkeypatch):
    monkeypatch.setattr(failures, "WAIT_SECONDS", 1)
    queue("hello")
    sqs = boto3.Session().client("sqs")
    url = sqs.get_queue_url(QueueName="standup-test-failures")["QueueUrl"]
    found = list(failures.FailureQueue(Sampled(sqs, empty_handed=1), None, url).take())
    assert [failure.error for failure in found] == ["not a message of Lambda's"]


def test_a_queue_that_is_not_there_is_a_sentence(queue, capsys):
    assert ending.run(failures.app, ["list", "--stage", "nowhere"], "failures") == 1
    assert "There is no queue standup-nowhere-failures in us-east-1." in capsys.readouterr().err


@pytest.mark.parametrize("command", ["replay", "drop"])
def test_nothing_is_done_to_everything_by_accident(command, capsys):
    assert run(command) == 2
    assert "--all" in capsys.readouterr().err
