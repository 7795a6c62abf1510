"""What is seen of CloudFormation at work, where AWS does not always answer."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from ops.deploying import changes
from ops.stage import Stage
from ops.steps import Problem

STACK = {"ResourceType": changes.STACK, "LogicalResourceId": "standup-test", "PhysicalResourceId": "arn:1"}
DONE = {"StackEvents": [{**STACK, "EventId": "2", "ResourceStatus": "UPDATE_COMPLETE"}]}


def watching(monkeypatch, *answers):
    left = iter([{"StackEvents": []}, *answers, DONE])

    def describe(**_):
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    formation = SimpleNamespace(
        describe_stacks=lambda **_: {"Stacks": [{"StackId": "arn:1"}]}, describe_stack_events=describe
    )
    monkeypatch.setattr(Stage, "client", lambda *_: formation)
    monkeypatch.setattr(changes, "POLL_SECONDS", 0)
    with changes.following(Stage("test", "us-east-1"), "deploying"):
        pass


def refusal(code):
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "DescribeStackEvents")


def test_it_is_watched_to_its_end_though_aws_does_not_answer_for_a_while(monkeypatch, capsys):
    watching(monkeypatch, refusal("Throttling"), ReadTimeoutError(endpoint_url="https://x"), refusal("Throttling"))
    assert "ok      deploying" in capsys.readouterr().out


def test_whoever_may_not_watch_learns_that_it_goes_on(monkeypatch):
    with pytest.raises(Problem, match=r"CloudFormation has begun with standup-test and goes on by itself.*may not do"):
        watching(monkeypatch, refusal("AccessDenied"))
