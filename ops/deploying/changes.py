"""Changes of a stack: asked of CloudFormation before anything is changed, then carried out and waited for."""

import contextlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError, WaiterError
from rich.console import Console
from rich.table import Table

from ops.drift.template import Template, document
from ops.ending import AWS_ERRORS, is_passing, sentence_of
from ops.stage import SERVICE, Stage
from ops.steps import GREEN, RED, TERMINAL, Problem, paint, show_line

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
NOTHING = ("didn't contain changes", "No updates are to be performed")
# CloudFormation takes a template of that many bytes in a request; it reads a larger one from a bucket.
LARGEST = 51_200
BUCKET = "ServerlessDeploymentBucketName"
KEEPING = "AWS::DynamoDB::Table"
STACK = "AWS::CloudFormation::Stack"
COLOURS = {"Add": "green", "Modify": "yellow", "Remove": "red"}
# What the template or a setting changes itself; the rest only follows from other resources.
OWN = {"DirectModification", "ParameterReference"}
POLL_SECONDS = 2
MOST_TRIES = 60
BEGUN = "CloudFormation has begun with {} and goes on by itself, though it cannot be watched from here."
# To fill an index of a large table takes its time.
LONGEST_SECONDS = 3 * 3600


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


@dataclass(frozen=True)
class Plan:
    """What would change, and the change set that does it; without one the stack is new, or nothing changes."""

    changes: list[Change]
    change_set: str = ""


@contextlib.contextmanager
def planned(
    stage: Stage, template: Mapping[str, Any], parameters: Mapping[str, str], *, is_new: bool = False
) -> Iterator[Plan]:
    """Ask what deploying a template would change; where the stack `is_new`, that is everything that it has not yet.

    The change set is there inside the block, and can be carried out in it.
    """
    if is_new:
        stack = stage.description()
        there = document(stage.client("cloudformation"), stage.stack)["Resources"] if stack else {}
        wanted = new(stage, template, parameters).resources()
        yield Plan([Change("Add", each.name, each.kind) for each in wanted if each.name not in there])
        return
    with change_set(stage, template, parameters, "UPDATE") as (name, reply):
        found = [change for change in map(_read, reply["Changes"]) if change.properties or change.action != "Modify"]
        is_empty = not reply["Changes"]
        yield Plan(found, "" if is_empty else name)


def new(stage: Stage, template: Mapping[str, Any], parameters: Mapping[str, str]) -> Template:
    """Give the template of a stack that is not there yet, with what its parameters come to."""
    return Template(template, {}, f"arn:aws:cloudformation:{stage.region}:000000000000:stack/{stage.stack}", parameters)


@contextlib.contextmanager
def change_set(
    stage: Stage,
    template: Mapping[str, Any],
    parameters: Mapping[str, str],
    kind: str,
    imported: Sequence[Mapping[str, Any]] = (),
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Make a change set; gives its name and what it says. It is gone after the block."""
    formation = stage.client("cloudformation")
    name = {"StackName": stage.stack, "ChangeSetName": f"standup-{uuid4().hex[:12]}"}
    known = template.get("Parameters", {})
    request: dict[str, Any] = {
        "ChangeSetType": kind,
        "Capabilities": CAPABILITIES,
        "Parameters": [{"ParameterKey": key, "ParameterValue": parameters[key]} for key in known],
    }
    if kind == "IMPORT":
        request["ResourcesToImport"] = list(imported)
    else:
        request["Tags"] = tags(stage)
    with _readable(stage, json.dumps(template, separators=(",", ":"))) as readable:
        formation.create_change_set(**name, **readable, **request)
        try:
            yield name["ChangeSetName"], _described(formation, name)
        finally:
            with contextlib.suppress(ClientError):  # one that was carried out may not be there any more
                formation.delete_change_set(**name)


def tags(stage: Stage) -> list[dict[str, str]]:
    """Give what everything of a stage is marked with."""
    return [{"Key": "application", "Value": f"{SERVICE}-bot"}, {"Key": "stage", "Value": stage.name}]


def _described(formation: Any, name: Mapping[str, str]) -> dict[str, Any]:
    with contextlib.suppress(WaiterError):  # it fails where there is nothing to change, too
        formation.get_waiter("change_set_create_complete").wait(**name, WaiterConfig={"Delay": 2, "MaxAttempts": 300})
    reply = dict(formation.describe_change_set(**name))
    reason = reply.get("StatusReason", "")
    if reply["Status"] == "FAILED" and not any(text in reason for text in NOTHING):
        raise Problem(f"CloudFormation refuses the template: {reason}")
    changes = list(reply.get("Changes", []))
    page = reply
    while token := page.get("NextToken"):
        page = formation.describe_change_set(**name, NextToken=token)
        changes += page["Changes"]
    return {**reply, "Changes": changes}


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


def _read(change: Mapping[str, Any]) -> Change:
    """Keep the properties that the template or a setting changes itself; what only follows from those is left out."""
    resource = change["ResourceChange"]
    details = resource.get("Details", [])
    direct = {
        detail["Target"].get("Name") or detail["Target"]["Attribute"]
        for detail in details
        if detail.get("ChangeSource", "DirectModification") in OWN
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
    order = [*COLOURS, *(change.action for change in changes)]
    for change in sorted(changes, key=lambda one: (order.index(one.action), one.kind, one.name)):
        what = ", ".join(change.properties) + (" (made anew)" if change.replaced else "")
        action = f"[{COLOURS.get(change.action, 'yellow')}]{change.action.lower()}[/]"
        table.add_row(action, change.name, change.kind.removeprefix("AWS::"), what)
    console.print(table)
    for change in changes:
        if change.loses_data:
            console.print(
                f"[red]{change.name} would be replaced or leave the stack; its data stays in the old table.[/]"
            )


def carry_out(stage: Stage, name: str, title: str) -> None:
    """Execute a change set, and wait for its end; raises Problem with the reasons if it fails."""
    with following(stage, title):
        stage.client("cloudformation").execute_change_set(StackName=stage.stack, ChangeSetName=name)


@contextlib.contextmanager
def following(stage: Stage, title: str) -> Iterator[None]:
    """Begin something with the stack inside the block; then show how far it is until it ends.

    Raises Problem, with CloudFormation's reasons, if it does not end well.
    """
    formation = stage.client("cloudformation")
    stack_id = formation.describe_stacks(StackName=stage.stack)["Stacks"][0]["StackId"]
    known = {event["EventId"] for event in _events(formation, stack_id)}
    yield
    started = time.monotonic()
    while True:
        since = [event for event in _events_now(formation, stage, stack_id) if event["EventId"] not in known]
        done = {event["LogicalResourceId"] for event in since if event["ResourceStatus"].endswith("_COMPLETE")}
        seconds = time.monotonic() - started
        ends = [event for event in since if event["ResourceType"] == STACK and event["PhysicalResourceId"] == stack_id]
        status = ends[0]["ResourceStatus"] if ends else ""
        if status.endswith(("_COMPLETE", "_FAILED")):
            break
        if seconds > LONGEST_SECONDS:
            raise Problem(f"CloudFormation is at it for hours. It goes on by itself; see the events of {stage.stack}.")
        if TERMINAL:
            show_line("      ", f"{title}, {len(done)} done", f"{seconds:6.0f} s", "")
        time.sleep(POLL_SECONDS if seconds > POLL_SECONDS else POLL_SECONDS / 10)
    is_well = status in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE", "DELETE_COMPLETE"}
    mark = paint("ok    ", GREEN) if is_well else paint("failed", RED)
    show_line(mark, title, f"{time.monotonic() - started:6.1f} s", "\n")
    if not is_well:
        raise Problem(f"CloudFormation did not do it: {stage.stack} is {status}.", "\n".join(_reasons(since)))


def _events_now(formation: Any, stage: Stage, stack_id: str) -> list[dict[str, Any]]:
    """Give the newest events once AWS answers; raises Problem if it refuses, or does not for minutes."""
    for left in reversed(range(MOST_TRIES)):
        try:
            return _events(formation, stack_id)
        except AWS_ERRORS as error:
            has_refused = isinstance(error, ClientError) and not is_passing(error)
            if has_refused or not left:
                raise Problem(f"{BEGUN.format(stage.stack)} {sentence_of(error, stage.region)}") from None
            time.sleep(POLL_SECONDS)
    return []


def _events(formation: Any, stack_id: str) -> list[dict[str, Any]]:
    """Give the newest hundred events or so, the newest first."""
    return list(formation.describe_stack_events(StackName=stack_id)["StackEvents"])


def _reasons(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """Tell what failed, the first thing first; what was only given up because of it is left out."""
    failed = [event for event in reversed(events) if event["ResourceStatus"].endswith("_FAILED")]
    told = [event for event in failed if "cancelled" not in event.get("ResourceStatusReason", "").lower()]
    return [
        f"{each['LogicalResourceId']} ({each['ResourceType'].removeprefix('AWS::')}): "
        f"{each.get('ResourceStatusReason', 'no reason given')}"
        for each in told
    ]
