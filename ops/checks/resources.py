"""Checks of everything that the stack has made, held to what its template says; a line for what belongs together."""

import base64
import hashlib
import os
import zipfile
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from ops.checks.aws import HOW_TO_RESTORE, deploy
from ops.checks.finding import Finding, fault, ok, warning
from ops.checks.surroundings import Surroundings
from ops.deploying.local_stage import is_embedded
from ops.deploying.waiting import count
from ops.drift.address import way_back
from ops.drift.calls import Call
from ops.drift.compare import Drift, statements
from ops.drift.drift import drifts
from ops.drift.stores import EXPIRY, KEYS
from ops.drift.template import Resource
from ops.drift.watching import topic_attributes

# A cure that would fill the terminal is left to a deployment, which makes the same calls.
LONGEST_COMMAND = 800
TWICE = "AWS takes a second change of a table's TTL an hour after the first. "
# What does not keep anybody from being asked, or from answering.
WORTH_A_LOOK = {
    "BillingMode",
    "DeletionProtectionEnabled",
    "Description",
    "EphemeralStorage",
    "LoggingConfig",
    "MemorySize",
    "PointInTimeRecoverySpecification",
    "RetentionInDays",
    "SSESpecification",
    "Tags",
    "TimeToLiveSpecification",
    "TracingConfig",
}
# Nothing that runs needs the dashboard, or the packages; who deploys next does.
FOR_LOOKING_ONLY = {"AWS::CloudWatch::Dashboard", "AWS::S3::Bucket", "AWS::S3::BucketPolicy"}

ROLE = "AWS::IAM::Role"
LAMBDA = ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::Lambda::Function", "AWS::Lambda::EventInvokeConfig")
API = (
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::ApiGatewayV2::Integration",
    "AWS::ApiGatewayV2::Route",
)
ALARMS = ("AWS::SNS::Topic", "AWS::SNS::Subscription", "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard")


def functions(look: Surroundings) -> Finding:
    """Tell which package runs on what, and where that differs from the stack, and from what was built here since."""
    found = drifted(look, LAMBDA)
    if found:
        return _told(look, found)
    for name, function in look.functions.items():
        if function.get("State") == "Pending":
            return warning(f"{name} is not ready yet", "Wait a minute, then look again.")
        if function.get("State") == "Failed":
            return fault(f"{name} cannot run: {function.get('StateReason', '')}", deploy(look))
    one = next(iter(look.functions.values()))
    at = f"{str(one['LastModified'])[:16].replace('T', ' ')}"
    if newer := _built_since(look, one["CodeSha256"], datetime.fromisoformat(one["LastModified"])):
        return warning(
            f"the functions run the package of {at}; build/standup.zip of {newer} is another one", deploy(look)
        )
    return ok(f"{one['Runtime']}, package {one['CodeSha256'][:12]} of {at}")


def _built_since(look: Surroundings, deployed: str, at: datetime) -> str:
    """Say when a package was built here that is not what runs, or nothing if there is none."""
    package = look.package
    if not package.exists() or _is_for_this_machine(package) != is_embedded(os.environ.get("AWS_ENDPOINT_URL", "")):
        return ""
    built = datetime.fromtimestamp(package.stat().st_mtime, UTC)
    same = base64.b64encode(hashlib.sha256(package.read_bytes()).digest()).decode() == deployed
    return "" if same or built < at else f"{built:%Y-%m-%d %H:%M}"


def _is_for_this_machine(package: Path) -> bool:
    """Tell whether it was built for an embedded AWS: without compiled code, which is for Lambda's Python alone."""
    try:
        return not any(name.endswith(".pyc") for name in zipfile.ZipFile(package).namelist())
    except zipfile.BadZipFile:
        return False


def roles(look: Surroundings) -> Finding:
    """Hold the roles to the stack, then ask IAM itself whether they may do what the stack gives them."""
    found = drifted(look, (ROLE, "AWS::IAM::Policy"))
    if found:
        return _told(look, found)
    try:
        refused = [each for each in look.reading.template.resources({ROLE}) if _refused(look, each)]
    except ClientError as error:
        if "AccessDenied" not in error.response["Error"]["Code"]:
            raise
        return ok("both are as deployed (IAM's own simulation is not allowed to whoever looks)")
    return _overruled(look, refused[0]) if refused else ok("both may do what the functions need")


def _refused(look: Surroundings, role: Resource) -> list[str]:
    """Ask IAM what it refuses although the role's own policies allow it: something above or beside them forbids it."""
    client = look.aws("iam")
    arn = look.reading.template.resolved({"Fn::GetAtt": [role.name, "Arn"]})
    found = set()
    for statement in statements_of(role):
        asked = {"ActionNames": statement["Action"], "ResourceArns": statement["Resource"]}
        for result in client.simulate_principal_policy(PolicySourceArn=arn, **asked)["EvaluationResults"]:
            limits = result.get("PermissionsBoundaryDecisionDetail", {}), result.get("OrganizationsDecisionDetail", {})
            is_limited = any(False in limit.values() for limit in limits)
            if result["EvalDecision"] == "explicitDeny" or (result["EvalDecision"] != "allowed" and is_limited):
                found.add(result["EvalActionName"])
    return sorted(found)


def statements_of(role: Resource) -> list[dict[str, Any]]:
    """Return what a role's own policies allow under no condition."""
    documents = [policy["PolicyDocument"] for policy in role.properties["Policies"]]
    found = [each for document in documents for each in statements(document)]
    return [each for each in found if each["Effect"] == ["Allow"] and "Condition" not in each]


def _overruled(look: Surroundings, role: Resource) -> Finding:
    """Say what forbids it: a policy that somebody put on the role, or else what is above it."""
    client, name = look.aws("iam"), role.id
    own = {policy["PolicyName"] for policy in role.properties["Policies"]}
    more = [each for each in client.list_role_policies(RoleName=name)["PolicyNames"] if each not in own]
    forbidding = [each for each in more if _forbids(look, name, each)]
    reason = f"IAM refuses {', '.join(_refused(look, role))} to {name}"
    if not forbidding:
        return fault(reason, "Look at the role's attached policies, its boundary, and the organization's policies.")
    calls = [Call("iam", "delete_role_policy", {"RoleName": name, "PolicyName": each}) for each in forbidding]
    return fault(f"{reason}: its policy {', '.join(forbidding)} forbids it", _cure(look, calls))


def _forbids(look: Surroundings, role: str, policy: str) -> bool:
    document = look.aws("iam").get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    return any(each["Effect"] == ["Deny"] for each in statements(document))


def tables(look: Surroundings) -> Finding:
    found = drifted(look, ("AWS::DynamoDB::Table",))
    gone = [each.resource.id for each in found if each.is_gone]
    if gone:
        commands = _commands(look, [call for each in found if each.is_gone for call in each.calls])
        return fault(f"not there: {', '.join(gone)}", f"Restore it: {HOW_TO_RESTORE}. If nothing was in it: {commands}")
    if found:
        names = {name for each in found for name in each.names}
        first = "It never held this app's rows; see what is in it first. " if KEYS in names else ""
        return _told(look, found, first + (TWICE if EXPIRY in names else ""))
    return ok("all three: keys, indexes, TTL, point-in-time recovery, deletion protection")


def schedules(look: Surroundings) -> Finding:
    found = drifted(look, ("AWS::Events::Rule",)) or drifted(look, ("AWS::Lambda::Permission",), "events.amazonaws.com")
    if found:
        return _told(look, found)
    rules = look.reading.template.resources({"AWS::Events::Rule"})
    return ok(f"on: {', '.join(str(each.properties['ScheduleExpression']) for each in rules)}")


def failure_queue(look: Surroundings) -> Finding:
    found = drifted(look, ("AWS::SQS::Queue",))
    if found:
        return _told(look, found, "What fails for good would be lost. " if found[0].is_gone else "")
    client = look.aws("sqs")
    url = client.get_queue_url(QueueName=look.stage.queue)["QueueUrl"]
    if failed := count(client, url):
        command = "`python3 manage.py failures {} " + look.stage.options + "`"
        cure = f"See why: {command.format('list')} Mend the cause, then: {command.format('replay --all')}"
        return fault(f"{failed} failed for good", cure)
    return ok("empty, and keeps what fails for 14 days")


def address(look: Surroundings) -> Finding:
    """Follow the way of a request: address, stage, route, function, and whether the address may start that."""
    found = drifted(look, API) or drifted(look, ("AWS::Lambda::Permission",), "apigateway.amazonaws.com")
    if any(each.is_gone and each.resource.kind == API[0] for each in found):
        return fault("the address (its API) is gone", way_back(look.stage))
    if found:
        return _told(look, found)
    return ok("leads to slack-responses, which it may start")


def alarms(look: Surroundings) -> Finding:
    found = drifted(look, ALARMS)
    if found:
        mail = any(each.resource.kind == "AWS::SNS::Subscription" and not each.is_gone for each in found)
        return _told(
            look, found, "Click the link in AWS's mail to that address. To get that mail again: " if mail else ""
        )
    template = look.reading.template
    number = len(list(template.resources({"AWS::CloudWatch::Alarm"})))
    if mails := [each.properties["Endpoint"] for each in template.resources({"AWS::SNS::Subscription"})]:
        return ok(f"all {number} on; they go to {', '.join(mails)}")
    topics = list(template.resources({"AWS::SNS::Topic"}))
    if not topics or _has_listeners(look, topics[0]):
        return ok(f"all {number} on; they go to the topic, and by mail to nobody")
    command = f"`python3 manage.py deploy {look.stage.options} --alarm-email you@example.com`"
    return warning(
        f"all {number} on, and nobody gets them", f"Have them sent to you, or subscribe to the topic: {command}"
    )


def _has_listeners(look: Surroundings, topic: Resource) -> bool:
    """Whether anybody gets what a topic is sent, whoever subscribed them."""
    return int(topic_attributes(look.reading, topic.id).get("SubscriptionsConfirmed", 0)) > 0


def logs(look: Surroundings) -> Finding:
    found = drifted(look, ("AWS::Logs::LogGroup",))
    if found:
        return _told(look, found)
    groups = list(look.reading.template.resources({"AWS::Logs::LogGroup"}))
    days = sorted({str(each.properties["RetentionInDays"]) for each in groups})
    return ok(f"all {len(groups)}, kept for {' or '.join(days)} days")


def drifted(look: Surroundings, kinds: Collection[str], principal: str = "") -> list[Drift]:
    """Return what differs among the resources of these kinds; of permissions, those of one principal."""
    found = drifts(look.reading, kinds)
    return [each for each in found if not principal or each.resource.properties["Principal"] == principal]


def _told(look: Surroundings, found: Sequence[Drift], first: str = "") -> Finding:
    calls = [call for each in found for call in each.calls]
    say = warning if all(map(_is_worth_a_look, found)) else fault
    return say("; ".join(each.text for each in found), f"{first}{_cure(look, calls)}")


def _is_worth_a_look(drift: Drift) -> bool:
    if drift.resource.kind in FOR_LOOKING_ONLY:
        return True
    return not drift.is_gone and drift.names <= WORTH_A_LOOK


def _cure(look: Surroundings, calls: Sequence[Call]) -> str:
    commands = [call.command(look.stage.region) for call in calls]
    if not commands or max(map(len, commands)) > LONGEST_COMMAND:
        return deploy(look)
    return f"Put it right: {' '.join(f'`{command}`' for command in commands)}"


def _commands(look: Surroundings, calls: Sequence[Call]) -> str:
    return " ".join(f"`{call.command(look.stage.region)}`" for call in calls)
