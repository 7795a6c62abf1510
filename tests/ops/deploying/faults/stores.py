"""Faults of the tables and the failure queue."""

import json

from ops.stage import SCHEDULED
from tests.ops.deploying.deployed import Deployed
from tests.ops.deploying.faults.fault import Deed, Fault, function


def table(stack: Deployed, name: str) -> dict[str, str]:
    return {"TableName": stack.stage.tables[name]}


def table_gone(stack: Deployed) -> None:
    database = stack.client("dynamodb")
    database.update_table(**table(stack, "members"), DeletionProtectionEnabled=False)
    database.delete_table(**table(stack, "members"))


def index_gone(name: str, index: str) -> Deed:
    return lambda stack: stack.client("dynamodb").update_table(
        **table(stack, name), GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": index}}]
    )


def forgetting_by(name: str, attribute: str) -> Deed:
    def plant(stack: Deployed) -> None:
        database = stack.client("dynamodb")
        off = {"AttributeName": "expires_at", "Enabled": False}
        database.update_time_to_live(**table(stack, name), TimeToLiveSpecification=off)
        if attribute:
            on = {"AttributeName": attribute, "Enabled": True}
            database.update_time_to_live(**table(stack, name), TimeToLiveSpecification=on)

    return plant


def other_keys(stack: Deployed) -> None:
    """A table that somebody made by hand, with a key that our rows do not have."""
    table_gone(stack)
    stack.client("dynamodb").create_table(
        **table(stack, "members"),
        AttributeDefinitions=[{"AttributeName": "user", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )


def unrecoverable(stack: Deployed) -> None:
    stack.client("dynamodb").update_continuous_backups(
        **table(stack, "reports"), PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )


def unprotected(stack: Deployed) -> None:
    stack.client("dynamodb").update_table(**table(stack, "standups"), DeletionProtectionEnabled=False)


def unmarked(stack: Deployed) -> None:
    client = stack.client("dynamodb")
    arn = client.describe_table(**table(stack, "reports"))["Table"]["TableArn"]
    client.untag_resource(ResourceArn=arn, TagKeys=["application", "stage"])


def queue(stack: Deployed) -> str:
    return str(stack.client("sqs").get_queue_url(QueueName=stack.stage.queue)["QueueUrl"])


def queue_gone(stack: Deployed) -> None:
    stack.client("sqs").delete_queue(QueueUrl=queue(stack))


def queued(**attributes: str) -> Deed:
    return lambda stack: stack.client("sqs").set_queue_attributes(QueueUrl=queue(stack), Attributes=attributes)


def failed(stack: Deployed) -> None:
    """An event that failed for good, and would not fail now."""
    arn = stack.client("lambda").get_function_configuration(FunctionName=function(stack, SCHEDULED))["FunctionArn"]
    event = {"source": "schedule", "time": "2026-11-24T08:00:00Z", "type": "tick"}
    body = {"requestContext": {"functionArn": arn}, "requestPayload": event, "timestamp": "2026-11-24T08:10:00.000Z"}
    stack.client("sqs").send_message(QueueUrl=queue(stack), MessageBody=json.dumps(body))


FAULTS = (
    Fault("a table is gone", "tables", "not there: standup-test-members", table_gone),
    Fault(
        "the index by_due is gone",
        "tables",
        "has no index by_due",
        index_gone("standups", "by_due"),
        also=("workspace",),
    ),
    Fault("the index by_member is gone", "tables", "has no index by_member", index_gone("reports", "by_member")),
    Fault("no TTL", "tables", "never forgets", forgetting_by("reports", "")),
    Fault("a wrong TTL attribute", "tables", "forgets by expires, ", forgetting_by("members", "expires")),
    Fault("a table with other keys", "tables", "has the keys user", other_keys),
    Fault("no point-in-time recovery", "tables", "no point-in-time recovery", unrecoverable),
    Fault("no deletion protection", "tables", "deleted by mistake", unprotected),
    Fault("a table without its marks", "tables", "standup-test-reports: lacks its marks", unmarked),
    Fault("the queue is gone", "failure queue", "standup-test-failures is gone", queue_gone),
    Fault("the queue keeps for a day", "failure queue", "for 1 days, not 14", queued(MessageRetentionPeriod="86400")),
    Fault("the queue is not encrypted", "failure queue", "not encrypted", queued(SqsManagedSseEnabled="false")),
    Fault("something failed for good", "failure queue", "1 failed for good", failed),
)
