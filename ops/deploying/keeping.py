"""Takes the tables that a removed stack has left into a new stack, so that a deployment goes on with their data."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from botocore.exceptions import WaiterError

from ops.stage import Stage
from ops.steps import Problem

TABLE = "AWS::DynamoDB::Table"


def left_behind(stage: Stage) -> list[str]:
    """Name the stage's tables that exist."""
    dynamodb = stage.client("dynamodb")
    found = []
    for name in stage.tables.values():
        try:
            dynamodb.describe_table(TableName=name)
        except dynamodb.exceptions.ResourceNotFoundException:
            continue
        found.append(name)
    return found


def require_nothing_elsewhere(stage: Stage) -> None:
    """Raise Problem if deploying would make a second, empty installation beside the one in another region."""
    other = stage.elsewhere
    if other and stage.outputs() is None and (other.outputs() is not None or left_behind(other)):
        raise Problem(
            f"The stage {stage.name} is in {other.region}, with its data, and not in {stage.region}. "
            f"To go on there, add --region {other.region}. For one more installation, give it another --stage."
        )


def take_over(stage: Stage, template: Mapping[str, Any]) -> list[str]:
    """Make a stack of the tables that are there without one; returns their names, none if there was nothing to do.

    CloudFormation would not make a table that exists already. It imports them instead, into a stack of nothing else,
    and the deployment adds the rest.
    """
    tables = left_behind(stage) if stage.outputs() is None else []
    if not tables:
        return []
    wanted = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] == TABLE and resource["Properties"]["TableName"] in tables
    }
    imported = [
        {
            "ResourceType": TABLE,
            "LogicalResourceId": name,
            "ResourceIdentifier": {"TableName": resource["Properties"]["TableName"]},
        }
        for name, resource in wanted.items()
    ]
    formation = stage.client("cloudformation")
    change_set = {"StackName": stage.stack, "ChangeSetName": f"take-over-{uuid4().hex[:12]}"}
    formation.create_change_set(
        **change_set,
        ChangeSetType="IMPORT",
        ResourcesToImport=imported,
        TemplateBody=json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": wanted}),
    )
    try:
        formation.get_waiter("change_set_create_complete").wait(**change_set, WaiterConfig={"Delay": 2})
        formation.execute_change_set(**change_set)
        formation.get_waiter("stack_import_complete").wait(StackName=stage.stack, WaiterConfig={"Delay": 2})
    except WaiterError as error:
        reason = error.last_response.get("StatusReason") or error
        raise Problem(f"CloudFormation does not take over {', '.join(tables)}: {reason}") from None
    return tables
