"""Faults of the address, and of what tells somebody."""

import json

from ops.stage import RESPONSES, SCHEDULED
from tests.ops.deploying.deployed import Deployed
from tests.ops.deploying.faults.fault import NO_WAY_IN, Deed, Fault
from tests.ops.deploying.faults.functions import no_permission

# A policy of a topic that lets nobody but one user publish.
_OWN = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:user/ana"}, "Action": "SNS:Publish"}
NOBODYS = json.dumps({"Version": "2012-10-17", "Statement": [{**_OWN, "Resource": "*"}]})


def api(stack: Deployed) -> dict[str, str]:
    return {"ApiId": str(stack.stage.outputs()["HttpApiId"])}


def route_gone(stack: Deployed) -> None:
    client = stack.client("apigatewayv2")
    (route,) = client.get_routes(**api(stack))["Items"]
    client.delete_route(**api(stack), RouteId=route["RouteId"])


def route_closed(stack: Deployed) -> None:
    """Whoever calls has to be known to IAM, which Slack is not."""
    client = stack.client("apigatewayv2")
    (route,) = client.get_routes(**api(stack))["Items"]
    client.update_route(**api(stack), RouteId=route["RouteId"], AuthorizationType="AWS_IAM")


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


def topic_set(name: str, value: str) -> Deed:
    return lambda stack: stack.client("sns").set_topic_attributes(
        TopicArn=stack.stage.outputs()["AlarmTopicArn"], AttributeName=name, AttributeValue=value
    )


def topic_gone(stack: Deployed) -> None:
    stack.client("sns").delete_topic(TopicArn=stack.stage.outputs()["AlarmTopicArn"])


def dashboard_gone(stack: Deployed) -> None:
    stack.client("cloudwatch").delete_dashboards(DashboardNames=[dashboard(stack)])


def dashboard(stack: Deployed) -> str:
    return f"{stack.stage.stack}-{stack.stage.region}"


def dashboard_emptied(stack: Deployed) -> None:
    stack.client("cloudwatch").put_dashboard(DashboardName=dashboard(stack), DashboardBody='{"widgets": []}')


def log_group_gone(stack: Deployed) -> None:
    stack.client("logs").delete_log_group(logGroupName=stack.stage.log_groups[SCHEDULED])


def log_kept(stack: Deployed) -> None:
    stack.client("logs").delete_retention_policy(logGroupName=stack.stage.log_groups[RESPONSES])


FAULTS = (
    Fault(
        "API Gateway may not start the function",
        "address",
        "permission of apigateway",
        no_permission(RESPONSES),
        also=NO_WAY_IN,
    ),
    Fault("the route is gone", "address", "POST /slack/events is gone", route_gone, also=NO_WAY_IN),
    Fault("the route asks for a sign-in", "address", "asks whoever calls to sign in", route_closed, also=NO_WAY_IN),
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
    Fault("the topic takes no alarm", "alarms", "its policy lets no alarm through", topic_set("Policy", NOBODYS)),
    Fault(
        "the topic has AWS's own key", "alarms", "CloudWatch may not use", topic_set("KmsMasterKeyId", "alias/aws/sns")
    ),
    Fault(
        "the dashboard is gone", "alarms", "dashboard standup-test-us-east-1 is gone", dashboard_gone, is_deployed=True
    ),
    Fault("the dashboard is empty", "alarms", "DashboardBody", dashboard_emptied, is_deployed=True),
    Fault("a log group is gone", "logs", "scheduled-events is gone", log_group_gone),
    Fault("a log is kept for good", "logs", "kept for good, not for 30 days", log_kept),
)
