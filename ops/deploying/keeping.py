"""Takes the tables that a removed stack has left into a new stack, so that a deployment goes on with their data."""

import contextlib
from collections.abc import Mapping
from typing import Any

from app.storage.privacy.raw_rows import KEYS
from ops.deploying.changes import BUCKET, carry_out, change_set, new, tags
from ops.drift.template import document
from ops.stage import Stage
from ops.steps import Problem

TABLE = "AWS::DynamoDB::Table"
# A resource that a stack lists and does not have any more.
GONE = {"DELETE_COMPLETE", "DELETE_SKIPPED", "DELETE_FAILED", "CREATE_FAILED"}


def left_behind(stage: Stage) -> list[str]:
    """Name the stage's tables that exist."""
    return [table["TableName"] for table in _tables(stage).values()]


def strays(stage: Stage) -> list[str]:
    """Name the stage's tables that exist and are not in its stack.

    A removed stack leaves them, and so does a first deployment that was taken back: CloudFormation keeps whatever is to
    be retained, that which it has just made included, and would not make it a second time.
    """
    held = _held(stage)
    return [name for name in left_behind(stage) if name not in held]


def _held(stage: Stage) -> set[str]:
    """Return the ids in AWS of the tables that are in the stage's stack."""
    if stage.description() is None:
        return set()
    pages = stage.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stage.stack)
    found = [each for page in pages for each in page["StackResourceSummaries"] if each["ResourceType"] == TABLE]
    return {each.get("PhysicalResourceId", "") for each in found if each["ResourceStatus"] not in GONE}


def is_whole(stage: Stage) -> bool:
    """Whether the stage has a stack that was deployed to its end, with the bucket and all tables that there are."""
    return BUCKET in (stage.outputs() or {}) and not strays(stage)


def _tables(stage: Stage) -> dict[str, dict[str, Any]]:
    """Describe the stage's tables that exist, each by the end of its name."""
    dynamodb = stage.client("dynamodb")
    found = {}
    for suffix, name in stage.tables.items():
        with contextlib.suppress(dynamodb.exceptions.ResourceNotFoundException):
            found[suffix] = dynamodb.describe_table(TableName=name)["Table"]
    return found


def require_nothing_elsewhere(stage: Stage) -> None:
    """Raise Problem if deploying would make a second, empty installation beside the one in another region."""
    other = stage.elsewhere
    if other and stage.outputs() is None and (other.outputs() is not None or left_behind(other)):
        raise Problem(
            f"The stage {stage.name} is in {other.region}, with its data, and not in {stage.region}. "
            f"To go on there, add --region {other.region}. For one more installation, give it another --stage."
        )


def require_fit(stage: Stage) -> None:
    """Raise Problem if a table of that name is not in the stack, and was not made for this stage."""
    missing = strays(stage)
    for suffix, table in _tables(stage).items():
        name = stage.tables[suffix]
        if name not in missing:
            continue
        keys = tuple(key["AttributeName"] for key in sorted(table["KeySchema"], key=lambda key: key["KeyType"]))
        if keys != KEYS[suffix]:
            raise Problem(
                f"There is a table {name} in {stage.region} that is not the bot's: its keys are {', '.join(keys)}. "
                "It is left alone. Give the stage another name with --stage."
            )
        marks = stage.client("dynamodb").list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
        if not all(tag in marks for tag in tags(stage)):
            shown = " ".join(f"Key={tag['Key']},Value={tag['Value']}" for tag in tags(stage))
            arn = table["TableArn"]
            raise Problem(
                f"There is a table {name} in {stage.region} without the marks of this stage. It is left alone. "
                "If it is the bot's, restored from a backup for example, mark it, then run the same command again: "
                f"aws dynamodb tag-resource --region {stage.region} --resource-arn {arn} --tags {shown}"
            )


def take_over(stage: Stage, template: Mapping[str, Any], parameters: Mapping[str, str]) -> list[str]:
    """Take the tables that are there into the stack; returns their names, none if there was nothing to do.

    CloudFormation would not make a table that exists already. It imports them instead, and nothing else with them, into
    the stack that there is or a new one; the deployment adds the rest.
    """
    tables = strays(stage)
    if not tables:
        return []
    present = document(stage.client("cloudformation"), stage.stack) if stage.description() else {"Resources": {}}
    named = {each.name: each.properties["TableName"] for each in new(stage, template, parameters).resources([TABLE])}
    imported = [
        {"ResourceType": TABLE, "LogicalResourceId": name, "ResourceIdentifier": {"TableName": table}}
        for name, table in named.items()
        if table in tables
    ]
    wanted = {each["LogicalResourceId"]: template["Resources"][each["LogicalResourceId"]] for each in imported}
    sections = ("AWSTemplateFormatVersion", "Conditions")
    resources = {**present["Resources"], **wanted}
    with_them = {**present, **{name: template[name] for name in sections}, "Resources": resources}
    with change_set(stage, with_them, parameters, "IMPORT", imported) as (name, _):
        carry_out(stage, name, f"taking over {len(tables)} tables")
    return tables
