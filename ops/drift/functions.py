"""The functions: their configuration and code, what happens to failed runs, who may start them, and the schedule."""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from ops.drift.calls import Call
from ops.drift.compare import Found, Kind, Reading, only, statements
from ops.drift.template import Resource
from ops.drift.typed import typed

# The disk of each run, in MB, as Lambda gives it where nothing else is asked for.
DISK = {"EphemeralStorage": {"Size": 512}}
CONFIGURED = (
    "Runtime",
    "Handler",
    "MemorySize",
    "Timeout",
    "Role",
    "Environment",
    "TracingConfig",
    "LoggingConfig",
    *DISK,
)
PACKED = ("Code", "Architectures")
KEPT = "ReservedConcurrentExecutions"
# Statements of a function's own policy by which anybody may start it; a public address of its own needs one, too.
OPEN = "OpenTo"
EVENTUALLY = ("MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig")
SCHEDULED = ("ScheduleExpression", "State", "Description")
ALLOWED = ("Action", "Principal", "SourceArn")


def _function(reading: Reading, resource: Resource) -> Found | None:
    client = reading.client("lambda")
    try:
        answer = client.get_function(FunctionName=resource.id)
    except client.exceptions.ResourceNotFoundException:
        return None
    found = dict(only(answer["Configuration"], (*CONFIGURED, "Architectures")))
    # Lambda says more of these two than a template asks for.
    for name in ("LoggingConfig", "TracingConfig"):
        found[name] = only(found.get(name, {}), resource.properties.get(name, {}))
    found["Environment"] = {"Variables": found.get("Environment", {}).get("Variables", {})}
    if tags := answer.get("Tags"):  # none are shown to whoever may not see them: CloudFormation's own are there always
        found["Tags"] = [tag for tag in resource.properties.get("Tags", ()) if tags.get(tag["Key"]) == tag["Value"]]
    found["Arn"] = answer["Configuration"]["FunctionArn"]
    found[KEPT] = answer.get("Concurrency", {}).get(KEPT)
    found[OPEN] = [each["Sid"] for each in _own_policy(reading, resource.id) if _is_for_anybody(each)]
    code = resource.properties["Code"]
    deployed = reading.once(("package", *code.values()), lambda: _package(reading, code))
    is_other = deployed and deployed != answer["Configuration"]["CodeSha256"]
    found["Code"] = {"CodeSha256": answer["Configuration"]["CodeSha256"]} if is_other else code
    return found


def _own_policy(reading: Reading, function: str) -> list[dict[str, Any]]:
    """Return the statements of a function's own policy, which says who else may start it."""
    client = reading.client("lambda")
    try:
        return list(json.loads(client.get_policy(FunctionName=function)["Policy"])["Statement"])
    except client.exceptions.ResourceNotFoundException:
        return []


def _is_for_anybody(statement: Found) -> bool:
    principal = statement["Principal"]
    who = principal.get("AWS") if isinstance(principal, dict) else principal
    return statement["Effect"] == "Allow" and who == "*"


def _package(reading: Reading, code: Found) -> str:
    """Return the hash of the package that the stack was deployed with, or nothing if it is kept no longer."""
    if "S3Key" not in code:
        return ""
    try:
        body = reading.client("s3").get_object(Bucket=code["S3Bucket"], Key=code["S3Key"])["Body"].read()
    except ClientError as error:
        if error.response["Error"]["Code"] in {"NoSuchKey", "NoSuchBucket", "404"}:
            return ""
        raise
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def _mend_function(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    tags = {tag["Key"]: tag["Value"] for tag in resource.properties.get("Tags", ())}
    given = {**DISK, **resource.properties, "FunctionName": resource.id, "Tags": tags}
    wanted = typed("lambda", "CreateFunction", given)
    name = {"FunctionName": resource.id}
    ready = Call("lambda", "wait function_active_v2", name)
    settled = Call("lambda", "wait function_updated_v2", name)
    calls = []
    if found is None:
        made = {each: value for each, value in wanted.items() if each != KEPT}
        calls += [Call("lambda", "create_function", made), ready]
    if wrong & set(PACKED):
        new = {**name, **wanted["Code"], **only(wanted, ("Architectures",))}
        calls += [Call("lambda", "update_function_code", new), settled]
    if wrong & set(CONFIGURED):
        new = {**name, **only(wanted, [each for each in CONFIGURED if each in wrong])}
        calls += [Call("lambda", "update_function_configuration", new), settled]
    if found is not None and "Tags" in wrong:
        calls += [Call("lambda", "tag_resource", {"Resource": found["Arn"], "Tags": tags})]
    if (found is None or KEPT in wrong) and KEPT in wanted:
        calls += [Call("lambda", "put_function_concurrency", {**name, KEPT: int(wanted[KEPT])})]
    elif KEPT in wrong:
        calls += [Call("lambda", "delete_function_concurrency", name)]
    if found is not None and OPEN in wrong:
        calls += [Call("lambda", "remove_permission", {**name, "StatementId": each}) for each in found[OPEN]]
    return calls


def _said_of_function(_: Resource, found: Found, name: str) -> str | None:
    if name == "Code":
        return f"runs another package ({found['Code']['CodeSha256'][:12]}) than the one deployed"
    if name == "Tags":
        return "has not the tags that it was deployed with"
    if name == OPEN:
        return f"anybody may start it ({', '.join(found[OPEN])})"
    if name == KEPT and found[KEPT] == 0:
        return "may not run at all (its reserved concurrency is 0)"
    return None


def _after_failures(reading: Reading, resource: Resource) -> Found | None:
    client = reading.client("lambda")
    asked = only(resource.properties, ("FunctionName", "Qualifier"))
    try:
        return dict(client.get_function_event_invoke_config(**asked))
    except client.exceptions.ResourceNotFoundException:
        return None


def _mend_after_failures(_: Reading, resource: Resource, __: Found | None, ___: frozenset[str]) -> Sequence[Call]:
    wanted = only(resource.properties, ("FunctionName", "Qualifier", *EVENTUALLY))
    operation = "PutFunctionEventInvokeConfig"
    return [Call("lambda", "put_function_event_invoke_config", typed("lambda", operation, wanted))]


def _permission(reading: Reading, resource: Resource) -> Found | None:
    """Look for any statement that allows the same; failing that, for the one that has this resource's name."""
    wanted = resource.properties
    policy = {"Statement": _own_policy(reading, wanted["FunctionName"])}
    allowed = [_allowed(each) for each in statements(policy) if each["Effect"] == ["Allow"]]
    return next((each for each in allowed if all(each[name] == wanted.get(name) for name in ALLOWED)), None)


def _allowed(statement: Found) -> dict[str, Any]:
    conditions = statement.get("Condition") or {}
    sources = {**conditions.get("ArnLike", {}), **conditions.get("ArnEquals", {})}
    principal = statement["Principal"]
    who = principal.get("Service", [""]) if isinstance(principal, dict) else principal
    source = next((value for name, value in sources.items() if name.lower() == "aws:sourcearn"), [None])
    return {"Action": statement["Action"][0], "Principal": who[0], "SourceArn": source[0]}


def _mend_permission(reading: Reading, resource: Resource, _: Found | None, __: frozenset[str]) -> Sequence[Call]:
    """Give the permission anew; what bears its name and allows something else goes first."""
    name = {"FunctionName": resource.properties["FunctionName"], "StatementId": resource.id}
    given = Call("lambda", "add_permission", {**name, **only(resource.properties, ALLOWED)})
    return [Call("lambda", "remove_permission", name), given] if _has_statement(reading, **name) else [given]


def _has_statement(reading: Reading, FunctionName: str, StatementId: str) -> bool:  # noqa: N803 Lambda's names
    return any(each.get("Sid") == StatementId for each in _own_policy(reading, FunctionName))


def _rule(reading: Reading, resource: Resource) -> Found | None:
    client = reading.client("events")
    try:
        rule = client.describe_rule(Name=resource.id)
    except client.exceptions.ResourceNotFoundException:
        return None
    targets = client.list_targets_by_rule(Rule=resource.id)["Targets"]
    return {**only(rule, SCHEDULED), "Targets": targets}


def _mend_rule(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    wanted = resource.properties
    calls = []
    if found is not None and wrong == {"State"} and wanted.get("State", "ENABLED") == "ENABLED":
        return [Call("events", "enable_rule", {"Name": resource.id})]
    if found is None or wrong & set(SCHEDULED):
        calls += [Call("events", "put_rule", {"Name": resource.id, **only(wanted, SCHEDULED)})]
    if found is None or "Targets" in wrong:
        calls += [Call("events", "put_targets", {"Rule": resource.id, "Targets": wanted["Targets"]})]
        known = {target["Id"] for target in wanted["Targets"]}
        if more := [target["Id"] for target in (found or {}).get("Targets", []) if target["Id"] not in known]:
            calls += [Call("events", "remove_targets", {"Rule": resource.id, "Ids": more})]
    return calls


def _said_of_rule(resource: Resource, found: Found, name: str) -> str | None:
    if name == "State":
        return "is switched off"
    if name != "Targets":
        return None
    wanted = resource.properties["Targets"]
    if not found["Targets"]:
        return "leads nowhere"
    if [each["Arn"] for each in found["Targets"]] != [each["Arn"] for each in wanted]:
        return f"leads to {', '.join(str(each['Arn']).rpartition(':')[2] for each in found['Targets'])}"
    return "does not send the event that it should (its input transformer)"


KINDS = {
    "AWS::Lambda::Function": Kind(_function, _mend_function, {KEPT: None, OPEN: [], **DISK}, _said_of_function),
    "AWS::Lambda::EventInvokeConfig": Kind(_after_failures, _mend_after_failures),
    "AWS::Lambda::Permission": Kind(_permission, _mend_permission),
    "AWS::Events::Rule": Kind(_rule, _mend_rule, {"State": "ENABLED"}, _said_of_rule),
}
