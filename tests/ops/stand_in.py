"""What the stack of a stage would have made, made by hand, as far as the check-up looks at it."""

import io
import json
import time
import zipfile
from datetime import datetime
from functools import cache

import boto3
import yaml

from app import __version__
from local.functions.serverless import read_functions
from local.stack import Stack
from ops.stage import Stage
from ops.steps import ROOT
from slack_simulator.ids import TEAM_ID
from slack_simulator.visitor import CHANNEL

STAGE = Stage("check")
MADE_WITH = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode", "DeletionProtectionEnabled")
SPECS = read_functions(ROOT / "serverless.yml")


@cache
def client(service: str):
    return boto3.client(service, region_name=STAGE.region)


def make_stack(workspace: Stack) -> None:
    """The stack itself, with the queue; its public URL is that of a local workspace."""
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": STAGE.queue}}
    outputs = {"RequestUrl": {"Value": f"{workspace.url}/slack/events"}, "Version": {"Value": __version__}}
    template = json.dumps({"Resources": {"FailureQueue": queue}, "Outputs": outputs})
    client("cloudformation").create_stack(StackName=STAGE.stack, TemplateBody=template)


TABLES = {
    table["Properties"]["TableName"].rpartition("-")[2]: table["Properties"]
    for table in yaml.safe_load((ROOT / "stack" / "tables.yml").read_text("utf-8"))["Resources"].values()
}


def make_tables() -> None:
    database = client("dynamodb")
    for name, table in STAGE.tables.items():
        as_deployed = {key: TABLES[name][key] for key in MADE_WITH if key in TABLES[name]}
        database.create_table(TableName=table, **as_deployed)
        expiry = {"AttributeName": "expires_at", "Enabled": True}
        database.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
        recovery = {"PointInTimeRecoveryEnabled": True}
        database.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=recovery)


def remove_tables() -> None:
    database = client("dynamodb")
    for table in database.list_tables()["TableNames"]:
        database.update_table(TableName=table, DeletionProtectionEnabled=False)
        database.delete_table(TableName=table)


def make_functions(workspace: Stack) -> None:
    """Both functions, which take a moment to become active."""
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("handler.py", "")
    variables = {"SLACK_CHANNEL": CHANNEL, "SLACK_API_URL": f"{workspace.url}/api/"}
    for name, deployed_name in STAGE.functions.items():
        client("lambda").create_function(
            FunctionName=deployed_name,
            Runtime="python3.13",
            Role="arn:aws:iam::000000000000:role/standup",
            Handler=SPECS[name].handler,
            Code={"ZipFile": package.getvalue()},
            MemorySize=SPECS[name].memory,
            Timeout=int(SPECS[name].timeout),
            Environment={"Variables": variables},
        )
    deadline = time.monotonic() + 60
    for name in STAGE.functions.values():
        while client("lambda").get_function_configuration(FunctionName=name)["State"] != "Active":
            assert time.monotonic() < deadline


def make_schedules() -> None:
    for rule in STAGE.rules.values():
        client("events").put_rule(Name=rule, ScheduleExpression="rate(1 minute)", State="ENABLED")
        target = {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:000000000000:function:standup-check-scheduled-events"}
        client("events").put_targets(Rule=rule, Targets=[target])


def put_secret(name: str, value: str) -> None:
    path = STAGE.parameters[name]
    client("ssm").put_parameter(Name=path, Value=value, Type="SecureString", Overwrite=True)


def make_due(moment: datetime) -> None:
    """A standup of which something is due at a moment."""
    key = {"team_id": {"S": TEAM_ID}, "standup_id": {"S": "retro"}}
    due = {"due_at": {"S": f"{moment:%Y-%m-%dT%H:%M:%S.%f}+0000"}}
    client("dynamodb").put_item(TableName=STAGE.tables["standups"], Item={**key, **due})
