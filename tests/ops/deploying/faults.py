"""The faults that the check-up has to find, each as somebody, or something, would cause it in a deployed stage."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ops.stage import RESPONSES, SCHEDULED
from slack_simulator.visitor import CHANNEL
from tests.ops.deploying.deployed import Deployed

Deed = Callable[[Deployed], Any]


@dataclass(frozen=True)
class Fault:
    """One fault: how it comes to be, which line finds it and what that says; and who carries out a cure in words."""

    name: str
    line: str
    says: str
    plant: Deed
    by_hand: Deed | None = None
    also: tuple[str, ...] = ()  # lines that suffer from it, too, and rightly say so


def function(stack: Deployed, name: str) -> str:
    return stack.stage.functions[name]


def configured(name: str, **changes: Any) -> Deed:
    return lambda stack: stack.client("lambda").update_function_configuration(
        FunctionName=function(stack, name), **changes
    )


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


def distrusted(stack: Deployed) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    stack.client("iam").update_assume_role_policy(RoleName=role(stack, SCHEDULED), PolicyDocument=document)


def table(stack: Deployed, name: str) -> dict[str, str]:
    return {"TableName": stack.stage.tables[name]}


def table_gone(stack: Deployed) -> None:
    database = stack.client("dynamodb")
    database.update_table(**table(stack, "members"), DeletionProtectionEnabled=False)
    database.delete_table(**table(stack, "members"))


def index_gone(name: str, index: str) -> Deed:
    return lambda stack: stack.client("dynamodb").update_table(
        **table(stack, name), GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": index}}]
    )


def forgetting_by(name: str, attribute: str) -> Deed:
    def plant(stack: Deployed) -> None:
        database = stack.client("dynamodb")
        off = {"AttributeName": "expires_at", "Enabled": False}
        database.update_time_to_live(**table(stack, name), TimeToLiveSpecification=off)
        if attribute:
            on = {"AttributeName": attribute, "Enabled": True}
            database.update_time_to_live(**table(stack, name), TimeToLiveSpecification=on)

    return plant


def other_keys(stack: Deployed) -> None:
    """A table that somebody made by hand, with a key that our rows do not have."""
    table_gone(stack)
    stack.client("dynamodb").create_table(
        **table(stack, "members"),
        AttributeDefinitions=[{"AttributeName": "user", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )


def unrecoverable(stack: Deployed) -> None:
    stack.client("dynamodb").update_continuous_backups(
        **table(stack, "reports"), PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )


def unprotected(stack: Deployed) -> None:
    stack.client("dynamodb").update_table(**table(stack, "standups"), DeletionProtectionEnabled=False)


def queue(stack: Deployed) -> str:
    return str(stack.client("sqs").get_queue_url(QueueName=stack.stage.queue)["QueueUrl"])


def queue_gone(stack: Deployed) -> None:
    stack.client("sqs").delete_queue(QueueUrl=queue(stack))


def queued(**attributes: str) -> Deed:
    return lambda stack: stack.client("sqs").set_queue_attributes(QueueUrl=queue(stack), Attributes=attributes)


def failed(stack: Deployed) -> None:
    """An event that failed for good, and would not fail now."""
    arn = stack.client("lambda").get_function_configuration(FunctionName=function(stack, SCHEDULED))["FunctionArn"]
    event = {"source": "schedule", "time": "2026-11-24T08:00:00Z", "type": "tick"}
    body = {"requestContext": {"functionArn": arn}, "requestPayload": event, "timestamp": "2026-11-24T08:10:00.000Z"}
    stack.client("sqs").send_message(QueueUrl=queue(stack), MessageBody=json.dumps(body))


def api(stack: Deployed) -> dict[str, str]:
    return {"ApiId": str(stack.stage.outputs()["HttpApiId"])}


def route_gone(stack: Deployed) -> None:
    client = stack.client("apigatewayv2")
    (route,) = client.get_routes(**api(stack))["Items"]
    client.delete_route(**api(stack), RouteId=route["RouteId"])


def route_elsewhere(stack: Deployed) -> None:
    client = stack.client("apigatewayv2")
    (route,) = client.get_routes(**api(stack))["Items"]
    made = client.create_integration(
        **api(stack),
        IntegrationType="HTTP_PROXY",
        IntegrationMethod="POST",
        PayloadFormatVersion="1.0",
        IntegrationUri="http://127.0.0.1:9/nobody",
    )
    client.update_route(**api(stack), RouteId=route["RouteId"], Target=f"integrations/{made['IntegrationId']}")


def integration_elsewhere(stack: Deployed) -> None:
    client = stack.client("apigatewayv2")
    found = next(each for each in client.get_integrations(**api(stack))["Items"] if RESPONSES in each["IntegrationUri"])
    other = found["IntegrationUri"].replace(RESPONSES, SCHEDULED)
    client.update_integration(**api(stack), IntegrationId=found["IntegrationId"], IntegrationUri=other)


def throttled(stack: Deployed) -> None:
    few = {"ThrottlingRateLimit": 1.0, "ThrottlingBurstLimit": 1}
    stack.client("apigatewayv2").update_stage(**api(stack), StageName="$default", DefaultRouteSettings=few)


def alarm(stack: Deployed, name: str) -> str:
    return f"{stack.stage.stack}-{name}"


def alarm_gone(stack: Deployed) -> None:
    stack.client("cloudwatch").delete_alarms(AlarmNames=[alarm(stack, "tick-did-not-fire")])


def alarm_off(stack: Deployed) -> None:
    stack.client("cloudwatch").disable_alarm_actions(AlarmNames=[alarm(stack, "failure-queue-not-empty")])


def alarm_silent(stack: Deployed) -> None:
    client = stack.client("cloudwatch")
    (found,) = client.describe_alarms(AlarmNames=[alarm(stack, "scheduled-events-errors")])["MetricAlarms"]
    known = client.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    same = {name: value for name, value in found.items() if name in known and name not in {"Metrics", "Tags"}}
    client.put_metric_alarm(**{**same, "AlarmActions": []})


def topic_gone(stack: Deployed) -> None:
    stack.client("sns").delete_topic(TopicArn=stack.stage.outputs()["AlarmTopicArn"])


def dashboard_gone(stack: Deployed) -> None:
    stack.client("cloudwatch").delete_dashboards(DashboardNames=[stack.stage.stack])


def log_group_gone(stack: Deployed) -> None:
    stack.client("logs").delete_log_group(logGroupName=stack.stage.log_groups[SCHEDULED])


def log_kept(stack: Deployed) -> None:
    stack.client("logs").delete_retention_policy(logGroupName=stack.stage.log_groups[RESPONSES])


def bot_out(stack: Deployed) -> None:
    stack.team().place.post("channel", id=CHANNEL, remove=["bot"])


def bot_in(stack: Deployed) -> None:
    stack.place.post("channel", id=CHANNEL, add=["bot"])


# The way in shows it, too, when nothing answers behind it.
NO_WAY_IN = ("request url", "signing secret")

FAULTS = (
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
    Fault(
        "API Gateway may not start the function",
        "address",
        "permission of apigateway",
        no_permission(RESPONSES),
        also=NO_WAY_IN,
    ),
    Fault("EventBridge may not start the function", "schedules", "permission of events", no_permission(SCHEDULED)),
    Fault("the rule is off", "schedules", "is switched off", rule_off),
    Fault("the rule is gone", "schedules", "is gone", rule_gone),
    Fault("the rule at another rate", "schedules", "rate(1 hour)", rule_slow),
    Fault("the rule leads to another function", "schedules", "leads to standup-test-slack-responses", rule_elsewhere),
    Fault("the rule's input transformer is gone", "schedules", "input transformer", rule_untransformed),
    Fault("the rule leads nowhere", "schedules", "leads nowhere", rule_without_target),
    Fault("a role lacks an action", "roles", "lacks dynamodb:Query", lacking(SCHEDULED, "dynamodb:Query")),
    Fault("a role lacks its policy", "roles", "lacks its policy slack-responses", no_policy),
    Fault("another policy forbids an action", "roles", "dynamodb:PutItem", denied),
    Fault("a role that Lambda may not take", "roles", "may not take this role", distrusted),
    Fault("a table is gone", "tables", "not there: standup-test-members", table_gone),
    Fault(
        "the index by_due is gone",
        "tables",
        "has no index by_due",
        index_gone("standups", "by_due"),
        also=("workspace",),
    ),
    Fault("the index by_member is gone", "tables", "has no index by_member", index_gone("reports", "by_member")),
    Fault("no TTL", "tables", "never forgets", forgetting_by("reports", "")),
    Fault("a wrong TTL attribute", "tables", "forgets by expires, ", forgetting_by("members", "expires")),
    Fault("a table with other keys", "tables", "has the keys user", other_keys),
    Fault("no point-in-time recovery", "tables", "no point-in-time recovery", unrecoverable),
    Fault("no deletion protection", "tables", "deleted by mistake", unprotected),
    Fault("the queue is gone", "failure queue", "standup-test-failures is gone", queue_gone),
    Fault("the queue keeps for a day", "failure queue", "for 1 days, not 14", queued(MessageRetentionPeriod="86400")),
    Fault("the queue is not encrypted", "failure queue", "not encrypted", queued(SqsManagedSseEnabled="false")),
    Fault("something failed for good", "failure queue", "1 failed for good", failed),
    Fault("the route is gone", "address", "POST /slack/events is gone", route_gone, also=NO_WAY_IN),
    Fault("the route leads to something else", "address", "leads to something else", route_elsewhere, also=NO_WAY_IN),
    Fault(
        "the route leads to the other function",
        "address",
        "leads to standup-test-scheduled-events",
        integration_elsewhere,
        also=NO_WAY_IN,
    ),
    Fault("the address is throttled", "address", "takes 1 requests a second, not 100", throttled),
    Fault("an alarm is gone", "alarms", "tick-did-not-fire is gone", alarm_gone),
    Fault("an alarm is off", "alarms", "is switched off", alarm_off),
    Fault("an alarm tells nobody", "alarms", "tells nobody", alarm_silent),
    Fault("the alarms' topic is gone", "alarms", "standup-test-alarms is gone", topic_gone),
    Fault("the dashboard is gone", "alarms", "dashboard standup-test is gone", dashboard_gone),
    Fault("a log group is gone", "logs", "scheduled-events is gone", log_group_gone),
    Fault("a log is kept for good", "logs", "kept for good, not for 30 days", log_kept),
    Fault("the bot is not in the channel", "channels", "is not in #team", bot_out, bot_in),
)
