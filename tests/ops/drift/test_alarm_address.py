"""The address that alarms go to: nothing reaches it until somebody has clicked the link in AWS's mail.

The embedded AWS sends no mail and takes every address for confirmed, so AWS's answers stand in for it here.
"""

import json
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from ops.drift.compare import Drift, Reading, drift_of
from ops.drift.drift import is_for_a_deployment
from ops.drift.template import Template
from ops.drift.watching import KINDS

TOPIC = "arn:aws:sns:us-east-1:123456789012:standup-prod-alarms"
MAIL = {"TopicArn": TOPIC, "Protocol": "email", "Endpoint": "ops@example.com"}
KIND = "AWS::SNS::Subscription"
TEMPLATE = Template(
    {"Resources": {"AlarmMail": {"Type": KIND, "Properties": MAIL}}},
    {},
    "arn:aws:cloudformation:us-east-1:123456789012:stack/standup-prod/1",
)
AGAIN = (
    f"aws sns subscribe --region us-east-1 --topic-arn {TOPIC} --protocol email --notification-endpoint ops@example.com"
)


def looked_at(*subscriptions: dict[str, Any]) -> Drift | None:
    sns = boto3.Session().client("sns", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
    with Stubber(sns) as stubber:
        stubber.add_response("list_subscriptions_by_topic", {"Subscriptions": list(subscriptions)}, {"TopicArn": TOPIC})
        (resource,) = TEMPLATE.resources()
        return drift_of(Reading(TEMPLATE, lambda _: sns), resource, KINDS[KIND])


@pytest.mark.parametrize(
    ("subscriptions", "told"),
    [
        ([{**MAIL, "SubscriptionArn": "PendingConfirmation"}], "gets nothing until somebody confirms it"),
        ([], "is gone"),
        ([{**MAIL, "SubscriptionArn": f"{TOPIC}:1", "Endpoint": "other@example.com"}], "is gone"),
    ],
)
def test_an_address_that_gets_nothing_is_found_and_the_mail_is_sent_again(subscriptions, told):
    drift = looked_at(*subscriptions)
    assert told in drift.text
    assert [call.command("us-east-1") for call in drift.calls] == [AGAIN]


ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Subscribe", "SNS:Publish"]}
ONLY_HTTPS = {**ANYBODY, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
CLOUDWATCH = {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": "sns:*"}
ONE_USER = {**ANYBODY, "Principal": {"AWS": "arn:aws:iam::123456789012:user/ana"}}


@pytest.mark.parametrize(
    ("statements", "key", "told"),
    [
        ([ANYBODY], "", None),
        ([ANYBODY, ONLY_HTTPS], "", None),
        ([CLOUDWATCH], "alias/mine", None),
        ([ONE_USER], "", "its policy lets no alarm through"),
        ([ANYBODY, {**ANYBODY, "Effect": "Deny"}], "", "its policy lets no alarm through"),
        ([ANYBODY], "alias/aws/sns", "no alarm gets through, for CloudWatch may not use the key alias/aws/sns"),
    ],
)
def test_a_topic_through_which_no_alarm_gets_is_found_and_put_right(statements, key, told):
    template = Template(
        {"Resources": {"AlarmTopic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "standup-prod-alarms"}}}},
        {"AlarmTopic": TOPIC},
        "arn:aws:cloudformation:us-east-1:123456789012:stack/standup-prod/1",
    )
    sns = boto3.Session().client("sns", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="y")
    said = {"Policy": json.dumps({"Statement": statements}), "KmsMasterKeyId": key}
    with Stubber(sns) as stubber:
        stubber.add_response("get_topic_attributes", {"Attributes": said}, {"TopicArn": TOPIC})
        (resource,) = template.resources()
        drift = drift_of(Reading(template, lambda _: sns), resource, KINDS["AWS::SNS::Topic"])
        if told is None:
            assert drift is None
            return
        assert told in drift.text
        for call in drift.calls:
            stubber.add_response("set_topic_attributes", {}, {"TopicArn": TOPIC, **call.params})
            call.carry_out(lambda _: sns)


def test_a_confirmed_address_is_all_right():
    assert looked_at({**MAIL, "SubscriptionArn": f"{TOPIC}:1"}) is None


def test_a_deployment_takes_an_address_that_waits_for_its_confirmation_for_nobodys_change():
    """It would send another mail each time, and say that somebody has changed something."""
    waiting = looked_at({**MAIL, "SubscriptionArn": "PendingConfirmation"})
    assert not is_for_a_deployment(waiting)
    assert is_for_a_deployment(looked_at())
