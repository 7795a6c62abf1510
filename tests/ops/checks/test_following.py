"""What is seen of CloudFormation at work, where AWS does not always answer, or agree."""

from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from ops.deploying import changes, remove, settings
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


@pytest.fixture
def removing(monkeypatch):
    """A stage with a package in its bucket; gives what is done to it, in order, and what AWS refuses of that."""
    done, refused = [], set()

    def does(operation):
        def do(**_):
            if operation in refused:
                raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, operation)
            done.append(operation)

        return do

    def events(**_):
        end = {**STACK, "EventId": "2", "ResourceStatus": "DELETE_COMPLETE"}
        return {"StackEvents": [end] if "DeleteStack" in done else []}

    versions = [{"Versions": [{"Key": "packages/1.zip", "VersionId": "null"}]}]
    aws = SimpleNamespace(
        describe_stacks=lambda **_: {"Stacks": [{"StackId": "arn:1"}]},
        describe_stack_events=events,
        delete_stack=does("DeleteStack"),
        delete_object=does("DeleteObject"),
        get_paginator=lambda _: SimpleNamespace(paginate=lambda **_: versions),
        exceptions=SimpleNamespace(NoSuchBucket=KeyError),
    )
    monkeypatch.setattr(Stage, "client", lambda *_: aws)
    monkeypatch.setattr(Stage, "outputs", lambda _: {changes.BUCKET: "packages"})
    monkeypatch.setattr(settings, "deployed", lambda _: {})
    monkeypatch.setattr(remove, "left_behind", lambda _: [])
    return done, refused


def test_a_stage_that_may_not_be_removed_keeps_its_packages(removing):
    """A deployment that fails goes back to the package before, which has to be there."""
    done, refused = removing
    refused.add("DeleteStack")
    with pytest.raises(ClientError, match="DeleteStack"):
        remove.remove(Stage("test", "us-east-1"), delete_data=False)
    assert done == []
    refused.clear()
    assert remove.remove(Stage("test", "us-east-1"), delete_data=False)
    assert done == ["DeleteStack", "DeleteObject"]


def test_whoever_may_not_empty_the_bucket_learns_what_is_left(removing):
    _, refused = removing
    refused.add("DeleteObject")
    with pytest.raises(Problem, match=r"stops at its bucket.*The same command again removes the rest.*may not do"):
        remove.remove(Stage("test", "us-east-1"), delete_data=False)
