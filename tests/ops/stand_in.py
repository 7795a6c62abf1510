"""What the stack of a stage would have made, made by hand, as far as the check-up looks at it."""

import io
import json
import zipfile
from datetime import datetime
from functools import cache
from typing import Any

import boto3
import yaml

from app import __version__
from local.functions.serverless import read_functions
from local.stack import Stack
from ops.checks.surroundings import Surroundings
from ops.deploying import local_stage
from ops.drift.drift import drifts
from ops.stage import Stage
from ops.steps import ROOT
from slack_simulator.ids import TEAM_ID
from slack_simulator.visitor import CHANNEL

STAGE = Stage("check")
ROLE = "arn:aws:iam::000000000000:role/standup"
SPECS = read_functions(ROOT / "serverless.yml")
NAMED = ("${self:custom.tablePrefix}", "${self:service}-${sls:stage}")


@cache
def client(service: str):
    return boto3.Session().client(service, region_name=STAGE.region)


def make_stack(workspace: Stack) -> None:
    """The stack with tables, queue, functions and rule; its public URL is that of a local workspace.

    The files of the stack are filled in by hand, as far as these resources need it.
    """
    formation = client("cloudformation")
    formation.create_stack(StackName=STAGE.stack, TemplateBody=json.dumps(template(workspace)))
    formation.get_waiter("stack_create_complete").wait(StackName=STAGE.stack, WaiterConfig={"Delay": 0.1})
    local_stage.complete_stack(STAGE)
    for name in STAGE.functions.values():
        client("lambda").get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.1})


def template(workspace: Stack) -> dict[str, Any]:
    variables = {"SLACK_CHANNEL": CHANNEL, "SLACK_API_URL": f"{workspace.url}/api/"}
    functions = {
        f"Function{number}": resource(
            "Lambda::Function",
            FunctionName=deployed,
            Runtime="python3.13",
            Role=ROLE,
            Handler=SPECS[name].handler,
            Code={"ZipFile": ""},
            MemorySize=SPECS[name].memory,
            Timeout=int(SPECS[name].timeout),
            Environment={"Variables": variables},
        )
        for number, (name, deployed) in enumerate(STAGE.functions.items())
    }
    leads = {"Id": "1", "Arn": {"Fn::GetAtt": ["Function1", "Arn"]}}
    rule = resource("Events::Rule", Name=STAGE.rules["tick"], ScheduleExpression="rate(1 minute)", Targets=[leads])
    tables, queue = part("tables"), part("queue")
    return {
        "Conditions": tables["Conditions"],
        "Resources": {**tables["Resources"], **queue["Resources"], **functions, "Tick": rule},
        "Outputs": {"RequestUrl": {"Value": f"{workspace.url}/slack/events"}, "Version": {"Value": __version__}},
    }


def part(name: str, stage: Stage = STAGE) -> dict[str, Any]:
    """One file of the stack, for a stage without a key of its own."""
    text = (ROOT / "stack" / f"{name}.yml").read_text("utf-8").replace("${self:custom.encryptionKey}", "")
    for variable in NAMED:
        text = text.replace(variable, stage.stack)
    return dict(yaml.safe_load(text))


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def put_right() -> None:
    """Undo what a test did to the stack's resources, and empty its tables and its queue."""
    for drift in drifts(Surroundings(STAGE).reading):
        for call in drift.calls:
            call.carry_out(client)
    sqs, database = client("sqs"), client("dynamodb")
    sqs.purge_queue(QueueUrl=sqs.get_queue_url(QueueName=STAGE.queue)["QueueUrl"])
    for table in STAGE.tables.values():
        keys = [each["AttributeName"] for each in database.describe_table(TableName=table)["Table"]["KeySchema"]]
        for row in database.scan(TableName=table)["Items"]:
            database.delete_item(TableName=table, Key={key: row[key] for key in keys})


def make_functions(workspace: Stack) -> None:
    """Both functions alone."""
    for made in (each for each in template(workspace)["Resources"].values() if "Lambda" in each["Type"]):
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("handler.py", "")
        client("lambda").create_function(**{**made["Properties"], "Code": {"ZipFile": package.getvalue()}})


def put_secret(name: str, value: str) -> None:
    path = STAGE.parameters[name]
    client("ssm").put_parameter(Name=path, Value=value, Type="SecureString", Overwrite=True)


def make_due(moment: datetime) -> None:
    """A standup of which something is due at a moment."""
    key = {"team_id": {"S": TEAM_ID}, "standup_id": {"S": "retro"}}
    due = {"due_at": {"S": f"{moment:%Y-%m-%dT%H:%M:%S.%f}+0000"}, "due_shard": {"S": "due"}}
    client("dynamodb").put_item(TableName=STAGE.tables["standups"], Item={**key, **due})
