"""What a deployment would change in a stack, asked of CloudFormation before anything is changed."""

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from botocore.exceptions import WaiterError
from rich.console import Console
from rich.table import Table

from ops.stage import Stage
from ops.steps import Problem

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
NOTHING = ("didn't contain changes", "No updates are to be performed")
# CloudFormation takes a template of that many bytes in a request; it reads a larger one from a bucket.
LARGEST = 51_200
BUCKET = "ServerlessDeploymentBucketName"
KEEPING = "AWS::DynamoDB::Table"
COLOURS = {"Add": "green", "Modify": "yellow", "Remove": "red"}


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that would be added, modified or removed; `replaced` ones are made anew."""

    action: str
    name: str
    kind: str
    properties: tuple[str, ...] = ()
    replaced: bool = False

    @property
    def loses_data(self) -> bool:
        return self.kind == KEEPING and (self.replaced or self.action == "Remove")


def planned(stage: Stage, template: Mapping[str, Any]) -> list[Change]:
    """Ask what deploying `template` would change; everything in it is new where there is no stack yet."""
    if stage.outputs() is None:
        wanted = {name: one for name, one in template["Resources"].items() if _holds(template, one.get("Condition"))}
        return [Change("Add", name, resource["Type"]) for name, resource in wanted.items()]
    with (
        _readable(stage, json.dumps(template, separators=(",", ":"))) as readable,
        _change_set(stage, readable) as description,
    ):
        return [change for change in map(_read, description) if change.properties or change.action != "Modify"]


def _holds(template: Mapping[str, Any], condition: Any) -> bool:
    """Tell whether a condition of ours holds: a comparison of two texts, or the opposite of one."""
    match template.get("Conditions", {}).get(condition) if isinstance(condition, str) else condition:
        case {"Fn::Not": [inner]}:
            return not _holds(template, inner)
        case {"Fn::Equals": [left, right]}:
            return bool(left == right)
    return True


@contextlib.contextmanager
def _readable(stage: Stage, body: str) -> Iterator[dict[str, str]]:
    """Give the template as CloudFormation takes it: itself, or where it is for a while among the packages."""
    if len(body.encode()) <= LARGEST:
        yield {"TemplateBody": body}
        return
    bucket = (stage.outputs() or {}).get(BUCKET)
    if bucket is None:
        raise Problem(f"The stack {stage.stack} is not whole. Remove it (the data is kept), then deploy again.")
    s3 = stage.client("s3")
    place = {"Bucket": bucket, "Key": f"look-{uuid4().hex[:12]}.json"}
    s3.put_object(**place, Body=body.encode())
    try:
        yield {"TemplateURL": f"{s3.meta.endpoint_url}/{place['Bucket']}/{place['Key']}"}
    finally:
        s3.delete_object(**place)


@contextlib.contextmanager
def _change_set(stage: Stage, readable: Mapping[str, str]) -> Iterator[list[dict[str, Any]]]:
    """Make a change set that nobody executes."""
    formation = stage.client("cloudformation")
    name = {"StackName": stage.stack, "ChangeSetName": f"look-{uuid4().hex[:12]}"}
    formation.create_change_set(**name, ChangeSetType="UPDATE", **readable, Capabilities=CAPABILITIES)
    try:
        with contextlib.suppress(WaiterError):  # it fails where there is nothing to change, too
            formation.get_waiter("change_set_create_complete").wait(**name, WaiterConfig={"Delay": 2})
        reply = formation.describe_change_set(**name)
        reason = reply.get("StatusReason", "")
        if reply["Status"] == "FAILED" and not any(text in reason for text in NOTHING):
            raise Problem(f"CloudFormation refuses the template: {reason}")
        changes = list(reply.get("Changes", []))
        while token := reply.get("NextToken"):
            reply = formation.describe_change_set(**name, NextToken=token)
            changes += reply["Changes"]
        yield changes
    finally:
        formation.delete_change_set(**name)


def _read(change: Mapping[str, Any]) -> Change:
    """Keep the properties that the template changes itself; what only follows from other resources is left out."""
    resource = change["ResourceChange"]
    details = resource.get("Details", [])
    direct = {
        detail["Target"].get("Name") or detail["Target"]["Attribute"]
        for detail in details
        if detail.get("ChangeSource", "DirectModification") == "DirectModification"
    }
    return Change(
        action=resource["Action"],
        name=resource["LogicalResourceId"],
        kind=resource["ResourceType"],
        properties=tuple(sorted(direct)),
        replaced=resource.get("Replacement") == "True",
    )


def show(console: Console, stage: Stage, changes: Sequence[Change]) -> None:
    if not changes:
        console.print(f"Nothing in the stack {stage.stack} changes.")
        return
    table = Table("", "resource", "kind", "what of it", title=f"Changes of the stack {stage.stack} in {stage.region}")
    for change in sorted(changes, key=lambda one: (list(COLOURS).index(one.action), one.kind, one.name)):
        what = ", ".join(change.properties) + (" (made anew)" if change.replaced else "")
        action = f"[{COLOURS[change.action]}]{change.action.lower()}[/]"
        table.add_row(action, change.name, change.kind.removeprefix("AWS::"), what)
    console.print(table)
    for change in changes:
        if change.loses_data:
            console.print(
                f"[red]{change.name} would be replaced or leave the stack; its data stays in the old table.[/]"
            )
