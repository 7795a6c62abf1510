"""serverless.yml against the code that it deploys."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml

from app.settings import SECRETS
from app.storage.tables import TABLES, Row
from ops.package import PACKAGE
from ops.packaging import interpreter
from ops.packaging.pruning import OPERATIONS

ROOT = Path(__file__).parent.parent
STACK = yaml.safe_load((ROOT / "serverless.yml").read_text("utf-8"))
FUNCTIONS = STACK["functions"]
RESOURCES = STACK["resources"]["Resources"]


def resources(kind: str) -> dict[str, dict]:
    return {name: resource for name, resource in RESOURCES.items() if resource["Type"] == kind}


def statements() -> list[dict]:
    roles = resources("AWS::IAM::Role").values()
    policies = [policy for role in roles for policy in role["Properties"]["Policies"]]
    return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def keys(schema: list[dict]) -> dict[str, str]:
    return {key["KeyType"]: key["AttributeName"] for key in schema}


def test_both_functions_are_there_and_have_a_handler():
    handler = ast.parse((ROOT / "handler.py").read_text("utf-8"))
    defined = {f"handler.{node.name}" for node in handler.body if isinstance(node, ast.FunctionDef)}
    assert FUNCTIONS.keys() == {"slack-responses", "scheduled-events"}
    assert {function["handler"] for function in FUNCTIONS.values()} == defined


def test_what_fails_is_tried_three_times_and_then_kept():
    for function in FUNCTIONS.values():
        assert function["maximumRetryAttempts"] == 2
        assert function["destinations"]["onFailure"]["arn"] == {"Fn::GetAtt": ["FailureQueue", "Arn"]}
    queue = RESOURCES["FailureQueue"]["Properties"]
    assert queue["SqsManagedSseEnabled"]
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_slack_reaches_the_route_that_the_manifest_names():
    assert FUNCTIONS["slack-responses"]["events"] == [{"httpApi": "POST /slack/events"}]


@pytest.mark.parametrize(("kind", "hour"), [("send_questions", 8), ("send_report", 10)])
def test_the_schedules_send_what_the_app_listens_to(kind, hour):
    schedules = [event["schedule"] for event in FUNCTIONS["scheduled-events"]["events"]]
    (schedule,) = [schedule for schedule in schedules if kind in schedule["inputTransformer"]["inputTemplate"]]
    assert schedule["rate"] == f"cron(0 {hour} ? * MON-FRI *)"
    template = schedule["inputTransformer"]["inputTemplate"].replace("<time>", '"2026-11-24T08:00:00Z"')
    assert json.loads(template) == {"source": "schedule", "time": "2026-11-24T08:00:00Z", "type": kind}
    assert schedule["inputTransformer"]["inputPathsMap"] == {"time": "$.time"}
    assert f'"scheduled.{kind}"' in (ROOT / "app" / "listeners" / "__init__.py").read_text("utf-8")


@pytest.mark.parametrize("row", TABLES, ids=lambda row: row.suffix)
def test_a_table_is_the_one_that_the_code_uses(row: type[Row]):
    tables = [table["Properties"] for table in resources("AWS::DynamoDB::Table").values()]
    (table,) = [table for table in tables if table["TableName"] == f"${{self:custom.tablePrefix}}-{row.suffix}"]
    schema = row._get_schema()
    assert keys(table["KeySchema"]) == keys(schema["key_schema"])
    deployed = {index["IndexName"]: (keys(index["KeySchema"]), index["Projection"]) for index in indexes(table)}
    used = schema["global_secondary_indexes"]
    assert deployed == {index["index_name"]: (keys(index["key_schema"]), index["projection"]) for index in used}
    types = {item["AttributeName"]: item["AttributeType"] for item in table["AttributeDefinitions"]}
    assert types == {item["AttributeName"]: item["AttributeType"] for item in schema["attribute_definitions"]}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def indexes(table: dict) -> list[dict]:
    return table.get("GlobalSecondaryIndexes", [])


def test_the_stack_has_no_table_that_the_code_does_not_use():
    assert len(resources("AWS::DynamoDB::Table")) == len(TABLES)


def test_tables_survive_the_stack_and_can_be_restored():
    for table in resources("AWS::DynamoDB::Table").values():
        assert table["DeletionPolicy"] == table["UpdateReplacePolicy"] == "Retain"
        assert table["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"


def test_roles_reach_all_tables_and_indexes():
    (resource,) = {json.dumps(item["Resource"]) for item in statements() if "dynamodb:Query" in item["Action"]}
    for name, table in resources("AWS::DynamoDB::Table").items():
        assert f'["{name}", "Arn"]' in resource
        for index in indexes(table["Properties"]):
            assert f"${{{name}.Arn}}/index/{index['IndexName']}" in resource


def test_roles_allow_nothing_wholesale():
    """The one star is for the qualifiers of our own function."""
    starred = re.findall(r'[^"]*\*[^"]*', json.dumps(statements()))
    assert [text.partition(":function:")[2] for text in starred] == ["${self:service}-${sls:stage}-slack-responses:*"]


def test_the_secrets_are_parameters_and_nothing_else():
    assert not set(SECRETS) & STACK["provider"]["environment"].keys()
    text = (ROOT / "serverless.yml").read_text("utf-8")
    for secret in SECRETS:
        assert f"parameter${{self:custom.parameterPrefix}}{secret}\n" in text
        assert f"env:{secret}" not in text


def test_what_is_deployed_is_what_was_checked():
    assert STACK["package"] == {"artifact": PACKAGE.relative_to(ROOT).as_posix()}


def test_the_package_holds_the_operations_that_the_roles_allow():
    """A call that is not in the package fails in Lambda alone: the local workspace has all of botocore."""
    given = [item["Action"] for item in statements()]
    used = {action for actions in given for action in ([actions] if isinstance(actions, str) else actions)}
    packed = {f"{service}:{name}" for service, names in OPERATIONS.items() for name in names}
    assert {action.replace("InvokeFunction", "Invoke") for action in used} - packed == {
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "sqs:SendMessage",
    }


def test_the_package_is_for_the_functions_runtime():
    assert STACK["provider"]["runtime"] == f"python{interpreter.VERSION}"
    assert STACK["provider"]["architecture"] == "arm64"
