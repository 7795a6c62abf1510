"""What is left of a deployment that is removed, and what the next one makes of it.

`deployment` deploys again for whatever comes after these tests.
"""

import json
import os
import re

import pytest

from local.stack import CHANNEL
from ops import failures
from ops.deploying import deploy, keeping, local_stage, remove
from ops.ending import run
from ops.stage import SCHEDULED, Stage
from tests.ops.deploying.deployed import PACE, Deployed

pytestmark = pytest.mark.deployment

ROW = {"report_id": {"S": "T1.default.20261124"}, "report_user_id": {"S": "20261124_U1"}}


@pytest.fixture(scope="module")
def stack(deployment):
    return deployment


def test_a_removed_stack_leaves_the_data_and_the_next_one_takes_it_over(stack: Deployed, capsys):
    def rows():
        return stack.client("dynamodb").scan(TableName=stack.stage.tables["reports"], ConsistentRead=True)["Items"]

    stack.client("dynamodb").put_item(TableName=stack.stage.tables["reports"], Item=ROW)
    before = rows()
    assert ROW in before
    assert remove.remove(stack.stage, delete_data=False)
    assert stack.stage.outputs() is None
    said = capsys.readouterr().out
    assert "The data is kept" in said
    again = (
        f"SLACK_CHANNEL={CHANNEL} SLACK_API_URL={stack.workspace.url}/api/ SLACK_PACE={PACE} "
        "ALARM_EMAIL=ops@example.com python3 manage.py deploy"
    )
    assert again in said
    env = {**os.environ, **local_stage.settings(stack.workspace)}
    assert deploy.deploy(stack.stage, env, agreed=True)
    assert rows() == before
    assert "Taken over" in capsys.readouterr().out


def test_only_when_told_to_is_the_data_deleted(stack: Deployed, capsys):
    stack.stand()
    assert remove.remove(stack.stage, delete_data=True)
    assert stack.client("dynamodb").list_tables()["TableNames"] == []
    assert "Deleted for good" in capsys.readouterr().out


LONG_AGO = "2020-01-01T08:00:00Z"


def fails(stack: Deployed) -> None:
    """Put into the queue what Lambda's destination writes of a tick; a moment long ago has nothing due."""
    sqs = stack.client("sqs")
    arn = stack.client("lambda").get_function_configuration(FunctionName=stack.stage.functions[SCHEDULED])[
        "FunctionArn"
    ]
    body = {
        "timestamp": LONG_AGO,
        "requestContext": {"functionArn": arn, "approximateInvokeCount": 3, "condition": "RetriesExhausted"},
        "requestPayload": {"source": "schedule", "time": LONG_AGO, "type": "tick"},
    }
    url = sqs.get_queue_url(QueueName=stack.stage.queue)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))


def removes(*more: str) -> int:
    return run(remove.app, ["--stage", "test", "--yes", *more], "remove")


def test_what_failed_is_not_removed_with_the_stack(stack: Deployed, tmp_path, capsys):
    """It waits for somebody, or goes into a file that nobody else reads, to be done again after the next deployment."""
    stack.stand()
    file = tmp_path / "failures.jsonl"
    fails(stack)
    assert removes() == 1
    said = " ".join(capsys.readouterr().err.split())
    assert "1 failed and wait in the failure queue" in said
    assert "python3 manage.py failures replay --all --stage test --region us-east-1" in said
    assert stack.stage.outputs() is not None
    assert removes("--save-failures", str(file)) == 0
    assert "python3 manage.py setup --stage test --region us-east-1" in capsys.readouterr().out
    assert (stack.stage.outputs(), file.stat().st_mode & 0o777) == (None, 0o600)
    stack.stand()
    assert run(failures.app, ["replay", "--file", str(file), "--stage", "test"], "failures") == 0
    assert "Replayed 1 of 1." in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["keys", "marks"])
def test_a_table_that_is_not_the_stages_is_left_alone(stack: Deployed, wrong, capsys):
    other, database = Stage("other", stack.stage.region), stack.client("dynamodb")
    names = ("id", "sort") if wrong == "keys" else ("report_id", "report_user_id")
    name = other.tables["reports"]
    made = database.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each in names],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(names, ("HASH", "RANGE"), strict=True)],
    )["TableDescription"]
    try:
        assert run(deploy.app, ["--stage", "other", "--yes"], "deploy") == 1
        said = " ".join(capsys.readouterr().err.split())
        assert ("that is not the bot's" if wrong == "keys" else "without the marks of this stage") in said
        assert other.outputs() is None
        if wrong == "marks":  # what is printed cures it
            marks = [dict(pair.split("=") for pair in each.split(",")) for each in re.findall(r"Key=\S+", said)]
            database.tag_resource(ResourceArn=made["TableArn"], Tags=marks)
            keeping.require_fit(other)
    finally:
        database.delete_table(TableName=name)
