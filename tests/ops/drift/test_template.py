"""A deployed template without CloudFormation's functions, and what counts as a difference from it."""

import boto3
import pytest
from botocore.stub import Stubber

from ops.drift.calls import Call
from ops.drift.compare import Reading, differing, drift_of, grants, plain, statements
from ops.drift.functions import KINDS
from ops.drift.template import Template
from ops.drift.typed import typed

STACK = "arn:aws:cloudformation:eu-central-1:123456789012:stack/standup-prod/1"
DOCUMENT = {
    "Conditions": {
        "HasKey": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Key"}, ""]}]},
        "HasEither": {"Fn::Or": [{"Condition": "HasKey"}, {"Fn::Equals": ["a", "a"]}]},
    },
    "Resources": {
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "standup-${Stage}-failures"}}},
        "Function": {"Type": "AWS::Lambda::Function", "Properties": {}},
        "Mail": {"Type": "AWS::SNS::Subscription", "Condition": "HasKey", "Properties": {}},
    },
}
IDS = {
    "Queue": "https://sqs.eu-central-1.amazonaws.com/123456789012/standup-prod-failures",
    "Function": "standup-prod-f",
}
TEMPLATE = Template(DOCUMENT, IDS, STACK, {"Stage": "prod", "Key": ""})


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ({"Ref": "Stage"}, "prod"),
        ({"Ref": "Key"}, ""),
        ({"Ref": "Function"}, "standup-prod-f"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "arn:aws:sqs:eu-central-1:123456789012:standup-prod-failures"),
        ({"Fn::GetAtt": "Queue.QueueName"}, "standup-prod-failures"),
        ({"Fn::Sub": "${AWS::Region}/${Function.Arn}/${!literal}"},
         "eu-central-1/arn:aws:lambda:eu-central-1:123456789012:function:standup-prod-f/${literal}"),
        ({"Fn::Sub": ["${A}-${Stage}", {"A": {"Ref": "AWS::AccountId"}}]}, "123456789012-prod"),
        ({"Fn::Join": ["/", ["a", {"Ref": "Stage"}]]}, "a/prod"),
        ({"Fn::If": ["HasEither", {"a": {"Fn::If": ["HasKey", 1, {"Ref": "AWS::NoValue"}]}, "b": 2}, 3]}, {"b": 2}),
    ],
)  # fmt: skip
def test_the_functions_of_a_template_are_carried_out(value, resolved):
    assert TEMPLATE.resolved(value) == resolved


def test_a_resource_whose_condition_does_not_hold_is_not_wanted():
    assert [each.name for each in TEMPLATE.resources()] == ["Queue", "Function"]


@pytest.mark.parametrize(
    ("wanted", "found", "is_same"),
    [
        ("100", 100.0, True),
        ("true", True, True),
        (None, [], True),
        ({"OnFailure": {"Destination": "q"}}, {"OnFailure": {"Destination": "q"}, "OnSuccess": {}}, True),
        ({"Rate": "100"}, {"Rate": 1.0}, False),
        ({"a": 1}, {}, False),
        (1209600, "86400", False),
    ],
)
def test_what_means_the_same_is_no_difference(wanted, found, is_same):
    assert (plain(wanted) == plain(found)) is is_same


def test_a_difference_is_said_down_to_the_part_that_differs_and_a_variables_value_is_not_shown():
    assert differing("A", {"b": {"c": 1, "d": 2}}, {"b": {"c": 1, "d": 3}}) == "A.b.d is 3, not 2"
    told = differing("Environment", {"Variables": {"TOKEN": ""}}, {"Variables": {"TOKEN": "xoxb-1"}})
    assert told == "Environment.Variables.TOKEN is not as deployed"


def test_policies_that_say_the_same_are_the_same():
    one = {"Statement": {"Effect": "Allow", "Action": "a:B", "Resource": ["x", "y"]}}
    other = {"Version": "1", "Statement": [{"Sid": "S", "Effect": "Allow", "Action": ["a:B"], "Resource": ["y", "x"]}]}
    assert statements(one) == statements(other)
    assert grants(one) == {("a:B", "x"), ("a:B", "y")}


def test_a_call_is_a_command_that_can_be_copied():
    call = Call("sns", "subscribe", {"TopicArn": "arn:t", "Protocol": "email", "Endpoint": "o'brien@example.com"})
    assert call.command("eu-central-1") == (
        "aws sns subscribe --region eu-central-1 --topic-arn arn:t --protocol email"
        """ --notification-endpoint 'o'"'"'brien@example.com'"""
    )
    protected = Call("dynamodb", "update_table", {"TableName": "t", "DeletionProtectionEnabled": False})
    assert protected.command("r").endswith("--table-name t --no-deletion-protection-enabled")


def test_a_templates_texts_get_the_types_that_the_call_needs():
    given = {"DefaultRouteSettings": {"ThrottlingRateLimit": "100", "ThrottlingBurstLimit": "200"}, "Tags": {}, "Z": 1}
    made = typed("apigatewayv2", "UpdateStage", {**given, "AutoDeploy": "true"})
    assert made == {
        "DefaultRouteSettings": {"ThrottlingRateLimit": 100.0, "ThrottlingBurstLimit": 200},
        "AutoDeploy": True,
    }


OURS = {"application": "standup-bot", "stage": "prod"}
CLOUDFORMATIONS = {"aws:cloudformation:stack-name": "standup-prod"}
NAMED = {"FunctionName": "standup-prod-f"}
ARN = "arn:aws:lambda:eu-central-1:123456789012:function:standup-prod-f"


@pytest.mark.parametrize(
    ("tags", "disk", "calls"),
    [
        ({**CLOUDFORMATIONS, **OURS, "cost-centre": "42"}, 512, []),
        ({}, 512, []),  # they may not be seen
        ({**CLOUDFORMATIONS, "stage": "dev"}, 512, [Call("lambda", "tag_resource", {"Resource": ARN, "Tags": OURS})]),
        (
            {**CLOUDFORMATIONS, **OURS},
            10240,
            [
                Call("lambda", "update_function_configuration", {**NAMED, "EphemeralStorage": {"Size": 512}}),
                Call("lambda", "wait function_updated_v2", NAMED),
            ],
        ),
    ],
    ids=["tags of their own", "no tags to be seen", "other tags", "a larger disk"],
)
def test_a_functions_tags_and_its_disk_are_held_to_the_stack(tags, disk, calls):
    properties = {"Code": {"ZipFile": ""}, "Tags": [{"Key": name, "Value": value} for name, value in OURS.items()]}
    document = {"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": properties}}}
    template = Template(document, {"F": NAMED["FunctionName"]}, STACK)
    client = boto3.Session().client("lambda", region_name="x", aws_access_key_id="x", aws_secret_access_key="y")
    configuration = {"FunctionArn": ARN, "CodeSha256": "x", "EphemeralStorage": {"Size": disk}}
    with Stubber(client) as stubber:
        stubber.add_response("get_function", {"Configuration": configuration, "Tags": tags})
        stubber.add_client_error("get_policy", "ResourceNotFoundException")
        (resource,) = template.resources()
        drift = drift_of(Reading(template, lambda _: client), resource, KINDS[resource.kind])
    assert list(drift.calls if drift else ()) == calls
