"""docs/deployer-policy.json against what it is for: the resources of the stack, and the commands of ops/.

What a deployment calls itself is recorded in test_deploy_local.py and compared with this policy there. What
CloudFormation calls in its name cannot be recorded without AWS: those actions are derived from the types of resources.
"""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml
from botocore import xform_name
from botocore.session import Session

from ops.checks import schedule
from tests import ROOT

TEXT = (ROOT / "docs" / "deployer-policy.json").read_text("utf-8")
STATEMENTS = json.loads(TEXT)["Statement"]

BY_TYPE = {
    "AWS::ApiGatewayV2::Api": "apigateway: DELETE GET PATCH POST PUT TagResource UntagResource",
    "AWS::ApiGatewayV2::Stage": (
        "logs: CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies GetLogDelivery"
        " ListLogDeliveries PutResourcePolicy UpdateLogDelivery"
    ),
    "AWS::CloudWatch::Alarm": (
        "cloudwatch: DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource"
    ),
    "AWS::CloudWatch::Dashboard": "cloudwatch: DeleteDashboards GetDashboard PutDashboard",
    "AWS::DynamoDB::Table": (
        "dynamodb: CreateTable DescribeContinuousBackups DescribeTable DescribeTimeToLive ListTagsOfResource"
        " TagResource UntagResource UpdateContinuousBackups UpdateTable UpdateTimeToLive"
    ),
    "AWS::Events::Rule": (
        "events: DeleteRule DescribeRule ListTargetsByRule PutRule PutTargets RemoveTargets TagResource UntagResource"
    ),
    "AWS::IAM::Role": (
        "iam: CreateRole DeleteRole DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies"
        " PassRole PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole"
    ),
    "AWS::IAM::Policy": "iam: DeleteRolePolicy GetRolePolicy PutRolePolicy",
    "AWS::Lambda::Function": (
        "lambda: CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction GetFunctionCodeSigningConfig"
        " GetFunctionConfiguration GetRuntimeManagementConfig ListTags PutFunctionConcurrency TagResource UntagResource"
        " UpdateFunctionCode UpdateFunctionConfiguration"
    ),
    "AWS::Lambda::EventInvokeConfig": (
        "lambda: DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig"
        " UpdateFunctionEventInvokeConfig"
    ),
    "AWS::Lambda::Permission": "lambda: AddPermission GetPolicy RemovePermission",
    "AWS::Logs::LogGroup": (
        "logs: CreateLogGroup DeleteLogGroup DescribeLogGroups ListTagsForResource PutRetentionPolicy TagResource"
        " UntagResource"
    ),
    "AWS::S3::Bucket": (
        "s3: CreateBucket DeleteBucket GetBucketLocation GetBucketPublicAccessBlock GetBucketTagging"
        " GetEncryptionConfiguration PutBucketPublicAccessBlock PutBucketTagging PutEncryptionConfiguration"
    ),
    "AWS::S3::BucketPolicy": "s3: DeleteBucketPolicy GetBucketPolicy PutBucketPolicy",
    "AWS::SNS::Topic": (
        "sns: CreateTopic DeleteTopic GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource"
        " SetTopicAttributes TagResource UntagResource"
    ),
    "AWS::SNS::Subscription": "sns: GetSubscriptionAttributes Subscribe Unsubscribe",
    "AWS::SQS::Queue": (
        "sqs: CreateQueue DeleteQueue GetQueueAttributes ListQueueTags SetQueueAttributes TagQueue UntagQueue"
    ),
}
# What osls adds to what serverless.yml names itself.
FROM_OSLS = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::Events::Rule",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
}
# What the commands call, but whoever deploys need not be allowed: docs/deploying.md says why.
WITHOUT_PERMISSION = {"sts:GetCallerIdentity"}
TO_DELETE_DATA = {"dynamodb:DeleteTable", "ssm:DeleteParameters"}
# Simulations, and what makes up for the embedded AWS.
ON_THIS_MACHINE = {"crowd.py", "local_stage.py"}
IAM_ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
}
COMMANDS = (
    (
        "cloudformation: ContinueUpdateRollback CreateChangeSet CreateStack DeleteChangeSet DeleteStack"
        " DescribeChangeSet DescribeStackEvents DescribeStackResource DescribeStackResources DescribeStacks"
        " ExecuteChangeSet GetTemplate ListStackResources SetStackPolicy UpdateStack ValidateTemplate"
    ),
    "s3: DeleteObject GetObject ListBucket ListBucketVersions PutObject",
    "ssm: GetParameter GetParameters PutParameter",
    "dynamodb: GetItem BatchGetItem PutItem Query UpdateItem",
    "sqs: ChangeMessageVisibility DeleteMessage GetQueueUrl ReceiveMessage",
    "lambda: GetAccountSettings GetFunctionConcurrency InvokeFunction",
    "logs: FilterLogEvents",
    "iam: DetachRolePolicy SimulatePrincipalPolicy",
    "events: EnableRule",
    "cloudwatch: EnableAlarmActions",
)


def actions(text: str) -> set[str]:
    service, _, names = text.partition(": ")
    return {f"{service}:{name}" for name in names.split()}


def types_of_the_stack() -> set[str]:
    files = sorted((ROOT / "stack").glob("*.yml"))
    resources = [yaml.safe_load(file.read_text("utf-8"))["Resources"] for file in files]
    return {resource["Type"] for part in resources for resource in part.values()} | FROM_OSLS


def allowed() -> set[str]:
    return {action for statement in STATEMENTS for action in statement["Action"]}


def test_it_allows_what_the_stack_and_the_commands_need_and_nothing_more():
    of_types = {action for kind in types_of_the_stack() for action in actions(BY_TYPE[kind])}
    of_commands = {action for text in COMMANDS for action in actions(text)}
    assert allowed() == of_types | of_commands


def test_it_reaches_only_what_is_called_standup():
    for statement in STATEMENTS:
        for resource in statement["Resource"]:
            if statement["Sid"] not in {"AccessLogs", "Template", "Address", "Room"}:
                assert "standup-" in resource or "/standup/" in resource, statement["Sid"]


def test_whoever_deploys_asks_no_table_for_what_people_wrote_and_deletes_none():
    """That is not to say that they cannot reach it: tests/ops/deploying/test_data_paths.py."""
    assert not {action for action in allowed() if "Delete" in action and action.startswith("dynamodb:")}
    reading = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect")
    of_rows = [one for one in STATEMENTS if any(action in one["Action"] for action in reading)]
    statement, standups = sorted(of_rows, key=lambda one: one["Sid"])
    what_is_set_up = "arn:aws:dynamodb:*:*:table/standup-*-standups"  # no answers
    assert standups["Resource"] == [what_is_set_up, f"{what_is_set_up}/index/by_due"]
    assert statement["Action"] == ["dynamodb:GetItem"]
    assert statement["Condition"]["StringEquals"] == {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"}
    readable = statement["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    assert set(readable) == {"report_id", "report_user_id", *schedule.MARKS}


def _is_for_aws(path: Path) -> bool:
    return path.name not in ON_THIS_MACHINE and path.parent.name != "attacks"


def written_in_ops() -> set[str]:
    """Name the actions of every call to AWS that the commands' code holds, by the names of boto3's methods."""
    sources = [path.read_text("utf-8") for path in (ROOT / "ops").rglob("*.py") if _is_for_aws(path)]
    services = {name for source in sources for name in re.findall(r'(?:client|aws)\("([a-z0-9]+)"\)', source)}
    methods = {
        xform_name(operation): f"{service}:{operation}"
        for service in sorted(services)
        for operation in Session().get_service_model(service).operation_names
    }
    nodes = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)]
    found = {methods[node.attr] for node in nodes if node.attr in methods}
    return {IAM_ACTIONS.get(action, action) for action in found}


def test_it_allows_every_call_that_is_written_in_the_commands():
    found = written_in_ops()
    assert {"cloudformation:DescribeStacks", "ssm:GetParameter", "sqs:ReceiveMessage", "logs:FilterLogEvents"} <= found
    assert found - allowed() == WITHOUT_PERMISSION | TO_DELETE_DATA


def test_whoever_may_deploy_may_carry_out_each_cure():
    """But not those that would lose data, nor lift a limit that the account's owner has set."""
    sources = [path.read_text("utf-8") for path in (ROOT / "ops" / "drift").glob("*.py")]
    calls = {found for source in sources for found in re.findall(r'Call\(\s*"([a-z0-9]+)", "([a-z_0-9]+)"', source)}
    assert {("sqs", "create_queue"), ("iam", "put_role_policy"), ("dynamodb", "delete_table")} <= calls
    names = {service: Session().get_service_model(service).operation_names for service, _ in calls}
    called = {f"{service}:{name}" for service, call in calls for name in names[service] if xform_name(name) == call}
    needed = {IAM_ACTIONS.get(action, action) for action in called}
    assert needed - allowed() == {"dynamodb:DeleteTable"}


def test_roles_can_be_given_to_lambda_alone():
    (statement,) = [one for one in STATEMENTS if "iam:PassRole" in one["Action"]]
    assert statement["Condition"] == {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}


@pytest.mark.parametrize("sid", [statement["Sid"] for statement in STATEMENTS])
def test_the_page_explains_every_statement(sid):
    assert f"`{sid}`" in (ROOT / "docs" / "deploying.md").read_text("utf-8")


def test_it_fits_into_a_managed_policy():
    assert len(json.dumps(json.loads(TEXT), separators=(",", ":"))) <= 6144
