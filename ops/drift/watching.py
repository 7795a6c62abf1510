"""What tells somebody: the alarms, their topic and address, and the dashboard."""

import json
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from ops.drift.calls import Call
from ops.drift.compare import Found, Kind, Reading, statements
from ops.drift.template import Resource
from ops.drift.typed import typed

CONFIRMED = "Confirmed"
PENDING = "PendingConfirmation"
TAKES_ALARMS = "TakesAlarms"
ENCRYPTION = "KmsMasterKeyId"
AWS_KEY = "alias/aws/sns"
CLOUDWATCH = "cloudwatch.amazonaws.com"


def _alarm(reading: Reading, resource: Resource) -> Found | None:
    """Find an alarm among all, which are asked for at once: CloudWatch answers few questions a second."""
    alarms: dict[str, Found] = reading.once("alarms", lambda: _alarms(reading))
    return alarms.get(resource.id)


def _alarms(reading: Reading) -> dict[str, Any]:
    names = [each.id for each in reading.template.resources({"AWS::CloudWatch::Alarm"})]
    pages = reading.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmNames=names)
    return {alarm["AlarmName"]: alarm for page in pages for alarm in page["MetricAlarms"]}


def _mend_alarm(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    if found is not None and wrong == {"ActionsEnabled"}:
        return [Call("cloudwatch", "enable_alarm_actions", {"AlarmNames": [resource.id]})]
    wanted = typed("cloudwatch", "PutMetricAlarm", {**resource.properties, "AlarmName": resource.id})
    return [Call("cloudwatch", "put_metric_alarm", {name: value for name, value in wanted.items() if name != "Tags"})]


def _said_of_alarm(_: Resource, found: Found, name: str) -> str | None:
    if name == "ActionsEnabled":
        return "is switched off"
    return "tells nobody when it rings" if name == "AlarmActions" and not found.get(name) else None


def _dashboard(reading: Reading, resource: Resource) -> Found | None:
    client = reading.client("cloudwatch")
    try:
        body = client.get_dashboard(DashboardName=resource.id)["DashboardBody"]
    except ClientError as error:
        if error.response["Error"]["Code"] in {"ResourceNotFound", "ResourceNotFoundException"}:
            return None
        raise
    wanted = resource.properties["DashboardBody"]
    return {"DashboardBody": wanted if json.loads(body) == json.loads(wanted) else body}


def _mend_dashboard(_: Reading, resource: Resource, __: Found | None, ___: frozenset[str]) -> Sequence[Call]:
    body = json.dumps(json.loads(resource.properties["DashboardBody"]), separators=(",", ":"))
    return [Call("cloudwatch", "put_dashboard", {"DashboardName": resource.id, "DashboardBody": body})]


def topic_attributes(reading: Reading, topic: str) -> Found:
    """Return what SNS says of a topic, which is asked once."""
    ask = reading.client("sns").get_topic_attributes
    return dict(reading.once(topic, lambda: ask(TopicArn=topic)["Attributes"]))


def _topic(reading: Reading, resource: Resource) -> Found | None:
    try:
        found = topic_attributes(reading, resource.id)
    except reading.client("sns").exceptions.NotFoundException:
        return None
    return {
        TAKES_ALARMS: _lets_publish(found.get("Policy") or _policy(resource.id)),
        ENCRYPTION: found["KmsMasterKeyId"] if found.get("KmsMasterKeyId") == AWS_KEY else None,
    }


def _lets_publish(policy: str) -> bool:
    """Whether a topic's policy lets CloudWatch publish, as whoever acts for the account or as the service.

    What is forbidden under a condition, as to come without HTTPS, forbids CloudWatch nothing.
    """
    about = [each for each in statements(policy) if _is_about_publishing(each)]
    is_forbidden = any(each["Effect"] == ["Deny"] and not each.get("Condition") for each in about)
    return not is_forbidden and any(each["Effect"] == ["Allow"] for each in about)


def _is_about_publishing(statement: Found) -> bool:
    principal = statement.get("Principal", [])
    who = principal if isinstance(principal, list) else [each for kind in principal.values() for each in kind]
    does = {str(each).lower() for each in statement.get("Action", [])}
    return bool({"*", CLOUDWATCH} & set(who) and {"*", "sns:*", "sns:publish"} & does)


def _policy(topic: str) -> str:
    """Return the policy that AWS gives every topic, as far as alarms need it."""
    account = {"StringEquals": {"AWS:SourceOwner": topic.split(":")[4]}}
    own = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": "SNS:Publish",
        "Resource": topic,
        "Condition": account,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [own]}, separators=(",", ":"))


def _mend_topic(_: Reading, resource: Resource, found: Found | None, wrong: frozenset[str]) -> Sequence[Call]:
    if found is None:
        return [Call("sns", "create_topic", {"Name": resource.label})]
    right = {TAKES_ALARMS: ("Policy", _policy(resource.id)), ENCRYPTION: (ENCRYPTION, "")}
    return [
        Call("sns", "set_topic_attributes", {"TopicArn": resource.id, "AttributeName": name, "AttributeValue": value})
        for name, value in (right[each] for each in sorted(wrong))
    ]


def _said_of_topic(_: Resource, __: Found, name: str) -> str:
    if name == ENCRYPTION:
        return f"no alarm gets through, for CloudWatch may not use the key {AWS_KEY}"
    return "its policy lets no alarm through"


def _subscription(reading: Reading, resource: Resource) -> Found | None:
    client, wanted = reading.client("sns"), resource.properties
    try:
        pages = client.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=wanted["TopicArn"])
        found = [each for page in pages for each in page["Subscriptions"] if each["Endpoint"] == wanted["Endpoint"]]
    except client.exceptions.NotFoundException:
        return None
    return {CONFIRMED: any(each["SubscriptionArn"].startswith("arn:") for each in found)} if found else None


def _mend_subscription(_: Reading, resource: Resource, __: Found | None, ___: frozenset[str]) -> Sequence[Call]:
    wanted = resource.properties
    names = {"TopicArn": wanted["TopicArn"], "Protocol": wanted["Protocol"], "Endpoint": wanted["Endpoint"]}
    return [Call("sns", "subscribe", names)]


KINDS = {
    "AWS::CloudWatch::Alarm": Kind(_alarm, _mend_alarm, {"ActionsEnabled": True}, _said_of_alarm),
    "AWS::CloudWatch::Dashboard": Kind(_dashboard, _mend_dashboard),
    "AWS::SNS::Topic": Kind(_topic, _mend_topic, {TAKES_ALARMS: True, ENCRYPTION: None}, _said_of_topic),
    "AWS::SNS::Subscription": Kind(
        _subscription,
        _mend_subscription,
        {CONFIRMED: True},
        lambda _resource, _found, _name: "gets nothing until somebody confirms it",
    ),
}
