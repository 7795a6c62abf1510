"""Faults of the functions, their roles, and the schedule."""

import io
import json
import zipfile
from typing import Any

from ops.stage import RESPONSES, SCHEDULED
from tests.ops.deploying.deployed import Deployed
from tests.ops.deploying.faults.fault import NO_WAY_IN, Deed, Fault, function


def configured(name: str, **changes: Any) -> Deed:
    return lambda stack: stack.client("lambda").update_function_configuration(
        FunctionName=function(stack, name), **changes
    )


def function_gone(stack: Deployed) -> None:
    stack.client("lambda").delete_function(FunctionName=function(stack, SCHEDULED))


def with_variable(stack: Deployed) -> None:
    client, name = stack.client("lambda"), function(stack, SCHEDULED)
    known = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    changed = {"Variables": {**known, "DYNAMODB_TABLE_PREFIX": "elsewhere"}}
    client.update_function_configuration(FunctionName=name, Environment=changed)


def another_package(*names: str) -> Deed:
    """Run another package than the one deployed, which does nothing."""

    def plant(stack: Deployed) -> None:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(
                "handler.py", "def slack_responses(*_): return {'statusCode': 401}\nscheduled_events = print\n"
            )
        for name in names:
            stack.client("lambda").update_function_code(FunctionName=function(stack, name), ZipFile=content.getvalue())

    return plant


def kept(number: int) -> Deed:
    return lambda stack: stack.client("lambda").put_function_concurrency(
        FunctionName=function(stack, SCHEDULED), ReservedConcurrentExecutions=number
    )


def at_latest(stack: Deployed, name: str) -> dict[str, str]:
    """Name a function as its configuration for failures does; the embedded AWS knows it by no other name."""
    return {"FunctionName": function(stack, name), "Qualifier": "$LATEST"}


def no_retries(stack: Deployed) -> None:
    config = stack.client("lambda").get_function_event_invoke_config(**at_latest(stack, RESPONSES))
    same = {name: config[name] for name in ("MaximumEventAgeInSeconds", "DestinationConfig")}
    stack.client("lambda").put_function_event_invoke_config(
        **at_latest(stack, RESPONSES), MaximumRetryAttempts=0, **same
    )


def no_destination(stack: Deployed) -> None:
    stack.client("lambda").put_function_event_invoke_config(
        **at_latest(stack, RESPONSES), MaximumRetryAttempts=2, MaximumEventAgeInSeconds=21600
    )


def no_invoke_config(stack: Deployed) -> None:
    stack.client("lambda").delete_function_event_invoke_config(**at_latest(stack, SCHEDULED))


def no_permission(name: str) -> Deed:
    def plant(stack: Deployed) -> None:
        client, deployed = stack.client("lambda"), function(stack, name)
        (statement,) = json.loads(client.get_policy(FunctionName=deployed)["Policy"])["Statement"]
        client.remove_permission(FunctionName=deployed, StatementId=statement["Sid"])

    return plant


def rule(stack: Deployed) -> str:
    return stack.stage.rules["tick"]


def target(stack: Deployed) -> dict[str, Any]:
    (found,) = stack.client("events").list_targets_by_rule(Rule=rule(stack))["Targets"]
    return found


def rule_off(stack: Deployed) -> None:
    stack.client("events").disable_rule(Name=rule(stack))


def rule_gone(stack: Deployed) -> None:
    events = stack.client("events")
    events.remove_targets(Rule=rule(stack), Ids=[target(stack)["Id"]])
    events.delete_rule(Name=rule(stack))


def rule_slow(stack: Deployed) -> None:
    stack.client("events").put_rule(Name=rule(stack), ScheduleExpression="rate(1 hour)", State="ENABLED")


def rule_elsewhere(stack: Deployed) -> None:
    elsewhere = {**target(stack), "Arn": target(stack)["Arn"].replace(SCHEDULED, RESPONSES)}
    stack.client("events").put_targets(Rule=rule(stack), Targets=[elsewhere])


def rule_untransformed(stack: Deployed) -> None:
    bare = {name: target(stack)[name] for name in ("Id", "Arn")}
    stack.client("events").put_targets(Rule=rule(stack), Targets=[bare])


def rule_without_target(stack: Deployed) -> None:
    stack.client("events").remove_targets(Rule=rule(stack), Ids=[target(stack)["Id"]])


def role(stack: Deployed, name: str) -> str:
    found = stack.client("lambda").get_function_configuration(FunctionName=function(stack, name))["Role"]
    return str(found).rpartition("/")[2]


def lacking(name: str, action: str) -> Deed:
    def plant(stack: Deployed) -> None:
        iam, names = stack.client("iam"), {"RoleName": role(stack, name), "PolicyName": name}
        whole = json.dumps(iam.get_role_policy(**names)["PolicyDocument"])
        iam.put_role_policy(**names, PolicyDocument=whole.replace(f'"{action}"', '"dynamodb:DescribeTable"'))

    return plant


def no_policy(stack: Deployed) -> None:
    stack.client("iam").delete_role_policy(RoleName=role(stack, RESPONSES), PolicyName=RESPONSES)


def denied(stack: Deployed) -> None:
    statement = {"Effect": "Deny", "Action": "dynamodb:PutItem", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    stack.client("iam").put_role_policy(RoleName=role(stack, RESPONSES), PolicyName="caution", PolicyDocument=document)


def role_gone(stack: Deployed) -> None:
    iam, name = stack.client("iam"), role(stack, SCHEDULED)
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    iam.delete_role(RoleName=name)


def distrusted(stack: Deployed) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    stack.client("iam").update_assume_role_policy(RoleName=role(stack, SCHEDULED), PolicyDocument=document)


def taken_by_others(stack: Deployed) -> None:
    """Lambda may take the role, and so may anybody of any account."""
    who = [{"Service": "lambda.amazonaws.com"}, {"AWS": "*"}]
    statements = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": each} for each in who]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    stack.client("iam").update_assume_role_policy(RoleName=role(stack, RESPONSES), PolicyDocument=document)


def almighty(stack: Deployed) -> None:
    policy = "arn:aws:iam::aws:policy/AdministratorAccess"
    stack.client("iam").attach_role_policy(RoleName=role(stack, SCHEDULED), PolicyArn=policy)


def open_to_all(stack: Deployed) -> None:
    """Somebody gave the function a public address of its own, past the limit of ours."""
    client, name = stack.client("lambda"), {"FunctionName": function(stack, SCHEDULED)}
    client.add_permission(**name, StatementId="public", Action="lambda:InvokeFunctionUrl", Principal="*")


def bucket(stack: Deployed) -> dict[str, str]:
    return {"Bucket": str(stack.stage.outputs()["ServerlessDeploymentBucketName"])}


def bucket_gone(stack: Deployed) -> None:
    """Somebody has tidied up; the next deployment would have nowhere to put its package."""
    client = stack.client("s3")
    for each in client.list_objects_v2(**bucket(stack))["Contents"]:
        client.delete_object(**bucket(stack), Key=each["Key"])
    client.delete_bucket(**bucket(stack))


def bucket_open(stack: Deployed) -> None:
    stack.client("s3").delete_public_access_block(**bucket(stack))


def bucket_without_policy(stack: Deployed) -> None:
    stack.client("s3").delete_bucket_policy(**bucket(stack))


FAULTS = (
    Fault(
        "a function is gone",
        "functions",
        "scheduled-events is gone",
        function_gone,
        also=("room", "schedules", "last run"),
    ),
    Fault(
        "a function's time limit changed by hand",
        "functions",
        "Timeout is 3, not 900",
        configured(SCHEDULED, Timeout=3),
    ),
    Fault(
        "a function's memory changed", "functions", "MemorySize is 128, not 512", configured(RESPONSES, MemorySize=128)
    ),
    Fault("another runtime", "functions", "Runtime is python3.12", configured(RESPONSES, Runtime="python3.12")),
    Fault(
        "a wrong handler",
        "functions",
        "Handler is handler.nothing",
        configured(RESPONSES, Handler="handler.nothing"),
        also=NO_WAY_IN,
    ),
    Fault("a variable changed", "functions", "Environment.Variables.DYNAMODB_TABLE_PREFIX", with_variable),
    Fault("one function runs another package", "functions", "another package", another_package(SCHEDULED)),
    Fault(
        "both functions run another package",
        "functions",
        "another package",
        another_package(RESPONSES, SCHEDULED),
        also=("signing secret",),
    ),
    Fault("reserved concurrency of 0", "functions", "may not run at all", kept(0)),
    Fault("reserved concurrency by hand", "functions", "ReservedConcurrentExecutions is 1", kept(1)),
    Fault("no retries", "functions", "MaximumRetryAttempts is 0, not 2", no_retries),
    Fault("no destination for failures", "functions", "DestinationConfig", no_destination),
    Fault("no event invoke config", "functions", "failed runs of", no_invoke_config),
    Fault("EventBridge may not start the function", "schedules", "permission of events", no_permission(SCHEDULED)),
    Fault("the rule is off", "schedules", "is switched off", rule_off),
    Fault("the rule is gone", "schedules", "is gone", rule_gone),
    Fault("the rule at another rate", "schedules", "rate(1 hour)", rule_slow),
    Fault("the rule leads to another function", "schedules", "leads to standup-test-slack-responses", rule_elsewhere),
    Fault("the rule's input transformer is gone", "schedules", "input transformer", rule_untransformed),
    Fault("the rule leads nowhere", "schedules", "leads nowhere", rule_without_target),
    Fault(
        "a role lacks an action",
        "roles",
        "lacks dynamodb:Query",
        lacking(SCHEDULED, "dynamodb:Query"),
        is_deployed=True,
    ),
    Fault("a role lacks its policy", "roles", "lacks its policy slack-responses", no_policy, is_deployed=True),
    Fault("another policy forbids an action", "roles", "dynamodb:PutItem", denied),
    Fault("a role that Lambda may not take", "roles", "may not take this role", distrusted),
    Fault("a role is gone", "roles", "is gone", role_gone, is_deployed=True),
    Fault("a role that others may take, too", "roles", "others than Lambda may take this role", taken_by_others),
    Fault("a role that may do everything", "roles", "more than the functions need (AdministratorAccess)", almighty),
    Fault("anybody may start a function", "functions", "anybody may start it (public)", open_to_all),
    Fault("the bucket of packages is gone", "functions", "the bucket standup-test-", bucket_gone),
    Fault("the bucket of packages can be made public", "functions", "can be made public", bucket_open),
    Fault("the bucket's policy is gone", "functions", "the policy of the bucket", bucket_without_policy),
)
