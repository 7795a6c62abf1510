"""Checks of what is in AWS: who asks, where, and whether the stack is whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from app.storage.rows.tables import TABLES, index_names
from local.functions.serverless import read_functions
from ops.checks.finding import Finding, fault, ok, warning
from ops.checks.surroundings import Surroundings
from ops.stage import SCHEDULED

# AWS: a hundred must stay for all functions, and less than three would hold up a sender and the ticks beside it.
LEAST_TO_KEEP_SOME = 103

SEE_CREDENTIALS = "See the line 'credentials', and the connection."
HOW_TO_RESTORE = "docs/operations.md, 'Restoring a table'"


def credentials(look: Surroundings) -> Finding:
    try:
        caller = look.aws("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        cure = "Set AWS_PROFILE, or sign in, and check the connection: `aws configure`"
        return fault(f"AWS does not know who asks: {error}", cure)
    return ok(f"account {caller['Account']}, {str(caller['Arn']).rsplit(':', 1)[-1]}")


def region(look: Surroundings) -> Finding:
    name = look.stage.region
    known = look.stage.session.get_available_regions("lambda")
    if name not in known:
        return warning(f"{name} is no region that is known here", "Give the stack's region with --region.")
    return ok(name)


def stack(look: Surroundings) -> Finding:
    found = look.stack
    if found is None:
        reason = f"there is no stack {look.stage.stack} in {look.stage.region}"
        return fault(reason, f"{deploy(look)} Or give another --stage or --region.")
    status = found["StackStatus"]
    if status.endswith("_IN_PROGRESS"):
        return warning(f"{status}: a deployment is under way", "Wait for it to end, then look again.")
    if status in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}:
        return ok(f"{look.stage.stack}: {status}")
    if status == "UPDATE_ROLLBACK_COMPLETE":
        return warning(f"{status}: the last deployment was taken back", f"{deploy(look)} Its output says what failed.")
    cure = f"Read the stack's events in CloudFormation, delete it if it was never whole. {deploy(look)}"
    return fault(f"{look.stage.stack}: {status}", cure)


def tables(look: Surroundings) -> Finding:
    """Find out about all three tables, and tell the worst of it."""
    client = look.aws("dynamodb")
    known = {row.suffix: index_names(row) for row in TABLES}
    missing, unfit, careless = [], [], []
    for suffix, name in look.stage.tables.items():
        try:
            table = client.describe_table(TableName=name)["Table"]
        except client.exceptions.ResourceNotFoundException:
            missing.append(name)
            continue
        if table["TableStatus"] != "ACTIVE":
            unfit.append(f"{name} is {table['TableStatus']}")
        expiry = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if expiry["TimeToLiveStatus"] not in {"ENABLED", "ENABLING"}:
            careless.append(f"{name} never forgets (no TTL)")
        backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
        if _recovery(backups) != "ENABLED":
            careless.append(f"{name} has no point-in-time recovery")
        if not table.get("DeletionProtectionEnabled"):
            careless.append(f"{name} can be deleted by mistake")
        there = {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])}
        careless += [f"{name} has no index {index}" for index in known[suffix] if index not in there]
    if missing:
        return fault(
            f"not there: {', '.join(missing)}", f"Restore it: {HOW_TO_RESTORE}. If it never was: {deploy(look)}"
        )
    if unfit:
        return fault("; ".join(unfit), "Wait until AWS is done with it; see the table's page if it stays so.")
    if careless:
        return warning("; ".join(careless), f"The end of {HOW_TO_RESTORE} has the commands that switch it on.")
    return ok("all three, with TTL, point-in-time recovery and deletion protection")


def _recovery(backups: Mapping[str, Any]) -> str:
    return str(backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus", "DISABLED"))


def schedules(look: Surroundings) -> Finding:
    client = look.aws("events")
    missing, disabled, expressions = [], [], []
    for name in look.stage.rules.values():
        try:
            rule = client.describe_rule(Name=name)
        except client.exceptions.ResourceNotFoundException:
            missing.append(name)
            continue
        expressions.append(str(rule.get("ScheduleExpression")))
        if rule["State"] != "ENABLED":
            disabled.append(name)
        elif not client.list_targets_by_rule(Rule=name)["Targets"]:
            missing.append(f"the function behind {name}")
    if missing:
        return fault(f"not there: {', '.join(missing)}", deploy(look))
    if disabled:
        return fault(f"switched off: {', '.join(disabled)}", _enable(look, disabled))
    return ok(f"on: {', '.join(expressions)}")


def failure_queue(look: Surroundings) -> Finding:
    client = look.aws("sqs")
    try:
        url = client.get_queue_url(QueueName=look.stage.queue)["QueueUrl"]
    except client.exceptions.QueueDoesNotExist:
        return fault(f"there is no queue {look.stage.queue}: what fails for good is lost", deploy(look))
    kinds = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counted = client.get_queue_attributes(QueueUrl=url, AttributeNames=kinds)["Attributes"]
    failed = sum(int(counted[kind]) for kind in kinds)
    if failed:
        command = "`python3 manage.py failures {} " + look.stage.options + "`"
        cure = f"See why: {command.format('list')} Mend the cause, then: {command.format('replay --all')}"
        return fault(f"{failed} failed for good", cure)
    return ok("empty")


def functions(look: Surroundings) -> Finding:
    """Tell which package runs on what, and where that differs from serverless.yml."""
    specs = read_functions(look.root / "serverless.yml")
    try:
        found = look.functions
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return fault(f"not all functions are there: {error.response['Error']['Message']}", deploy(look))
    odd = []
    for name, function in found.items():
        if function.get("State") == "Pending":
            return warning(f"{name} is not ready yet", "Wait a minute, then look again.")
        if function.get("State") == "Failed":
            return fault(f"{name} cannot run: {function.get('StateReason', '')}", deploy(look))
        if (function["MemorySize"], function["Timeout"]) != (specs[name].memory, specs[name].timeout):
            odd.append(f"{name} has {function['MemorySize']} MB and {function['Timeout']} s, unlike serverless.yml")
    if len({function["CodeSha256"] for function in found.values()}) > 1:
        odd.append("the functions run different packages")
    if odd:
        return warning("; ".join(odd), deploy(look))
    one = next(iter(found.values()))
    return ok(
        f"{one['Runtime']}, package {one['CodeSha256'][:12]} of {str(one['LastModified'])[:16].replace('T', ' ')}"
    )


def room(look: Surroundings) -> Finding:
    """Tell how many runs the account has for all its functions, and whether some of them are the sender's alone."""
    client = look.aws("lambda")
    limit = int(client.get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    kept = client.get_function_concurrency(FunctionName=look.stage.functions[SCHEDULED])
    reserved = int(kept.get("ReservedConcurrentExecutions", 0))
    if reserved:
        return ok(f"{limit} runs at the same time in this account, {reserved} of them kept for the sender")
    if limit < LEAST_TO_KEEP_SOME:
        return warning(
            f"the account allows {limit} runs at the same time: a crowd or a flood takes the sender's, too",
            "Ask AWS for more: Service Quotas, AWS Lambda, 'Concurrent executions'. There are too few to keep any.",
        )
    return ok(
        f"{limit} runs at the same time in this account, none kept for the sender (docs/operations.md, 'A flood')"
    )


def deploy(look: Surroundings) -> str:
    """Give the cure that is a deployment; never in a region where it would make a second, empty installation."""
    if elsewhere := look.stage.elsewhere:
        return f"It was set up in {elsewhere.region}, look there: `python3 manage.py doctor {elsewhere.options}`"
    return f"Deploy: `python3 manage.py deploy {look.stage.options}`"


def _enable(look: Surroundings, rules: Sequence[str]) -> str:
    commands = (f"`aws events enable-rule --region {look.stage.region} --name {rule}`" for rule in rules)
    return f"Switch on: {' '.join(commands)}"


def not_told(error: BotoCoreError | ClientError) -> tuple[str, str]:
    """Say that AWS did not answer a check, in AWS's words."""
    if isinstance(error, BotoCoreError):
        return f"AWS did not answer ({type(error).__name__})", SEE_CREDENTIALS
    if "AccessDenied" in error.response["Error"]["Code"]:
        return str(error), "Look with an identity that may: docs/deployer-policy.json has all that is needed."
    return str(error), SEE_CREDENTIALS
