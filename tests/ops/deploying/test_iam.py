"""The functions' roles against the code: what it calls it may, and what it does not call it may not."""

import ast
import re

import pytest
import yaml

from app.storage.rows import tables
from app.storage.rows.row import Row
from tests import ROOT

ROLES = (ROOT / "stack" / "roles.yml").read_text("utf-8")
SHIPPED = [path for path in (ROOT / "app").rglob("*.py") if "local" not in path.relative_to(ROOT).parts]

# What PynamoDB's methods send. `exists` and `create_table` are for local tables only.
MODEL_CALLS = {
    "batch_get": "dynamodb:BatchGetItem",
    "batch_write": "dynamodb:BatchWriteItem",
    "count": "dynamodb:Query",
    "query": "dynamodb:Query",
    "scan": "dynamodb:Scan",
    "save": "dynamodb:PutItem",
    "update": "dynamodb:UpdateItem",
    "delete": "dynamodb:DeleteItem",
    "refresh": "dynamodb:GetItem",
    "get": "dynamodb:GetItem",
    "create_table": "dynamodb:CreateTable",
    "update_ttl": "dynamodb:UpdateTimeToLive",
    "describe_table": "dynamodb:DescribeTable",
    "exists": "dynamodb:DescribeTable",
}
CLIENT_CALLS = {
    "invoke": "lambda:InvokeFunction",
    "get_parameter": "ssm:GetParameter",
    "get_parameters": "ssm:GetParameters",
    "get_parameters_by_path": "ssm:GetParametersByPath",
    "put_parameter": "ssm:PutParameter",
    "send_message": "sqs:SendMessage",
    "put_object": "s3:PutObject",
    "publish": "sns:Publish",
    "put_metric_data": "cloudwatch:PutMetricData",
}
NOT_SHIPPED = {"create_missing_tables"}
# Lambda uses these on the function's behalf: its log, and the queue for what failed.
LAMBDAS_OWN = {"logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage"}
CLIENTS = {"client", "_client", "connection", "_connection"}
ROWS = {row.__name__ for table in tables.TABLES for row in (Row, table, *table.__subclasses__())}


def needed(source: str) -> set[str]:
    """Name the actions that a module's calls need."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    skipped = {id(inner) for one in functions if one.name in NOT_SHIPPED for inner in ast.walk(one)}
    rows = row_names(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in skipped]
    return {action for call in calls if (action := action_of(call, rows))}


def row_names(tree: ast.AST) -> set[str]:
    """The names that stand for rows: the models, and what was made of them or is annotated as one."""
    names = set(ROWS)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made = node.value.func
            if isinstance(made, ast.Name) and made.id in ROWS | {"_row"}:
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name) and node.annotation.id in ROWS:
            names.add(node.arg)
    return names


def action_of(call: ast.Call, rows: set[str]) -> str | None:
    if not isinstance(call.func, ast.Attribute):
        return None
    method, root = call.func.attr, root_of(call.func.value)
    if method == "dispatch" and root in CLIENTS and isinstance(call.args[0], ast.Constant):
        return f"dynamodb:{call.args[0].value}"
    if isinstance(call.func.value, ast.Attribute) and root in rows and call.func.value.attr not in indexes():
        return None  # a condition or an action on an attribute
    if root in rows:
        return MODEL_CALLS.get(method)
    last = call.func.value.attr if isinstance(call.func.value, ast.Attribute) else root
    return CLIENT_CALLS.get(method) if last in CLIENTS else None


def root_of(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def indexes() -> set[str]:
    return {index["index_name"] for row in tables.TABLES for index in row._get_schema()["global_secondary_indexes"]}


def needed_by_all(sources: list[str]) -> set[str]:
    return {action for source in sources for action in needed(source)}


def policies(roles: str) -> dict[str, dict]:
    """What each role may, by the function's name."""
    every = yaml.safe_load(roles)["Resources"].values()
    found = [policy for resource in every for policy in resource["Properties"].get("Policies", [])]
    return {policy["PolicyName"]: policy["PolicyDocument"] for policy in found}


def granted(roles: str) -> dict[str, set[str]]:
    return {name: actions_of(document) for name, document in policies(roles).items()}


def actions_of(document: dict) -> set[str]:
    listed = [statement["Action"] for statement in document["Statement"]]
    return {action for actions in listed for action in ([actions] if isinstance(actions, str) else actions)}


def differences(sources: list[str], roles: str) -> dict[str, set[str]]:
    """What each role has too much or too little of; nothing if all is as it should be."""
    needs = needed_by_all(sources) | LAMBDAS_OWN
    expected = {"slack-responses": needs, "scheduled-events": needs}
    found = {name: actions ^ expected.get(name, set()) for name, actions in granted(roles).items()}
    assert found.keys() == expected.keys()
    return {name: actions for name, actions in found.items() if actions}


@pytest.fixture
def sources() -> list[str]:
    return [path.read_text("utf-8") for path in SHIPPED]


def test_each_role_allows_what_the_code_calls_and_nothing_more(sources):
    assert differences(sources, ROLES) == {}


def both(*actions: str) -> dict[str, set[str]]:
    return {"slack-responses": set(actions), "scheduled-events": set(actions)}


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("def many():\n    return ReportRow.batch_write()", "dynamodb:BatchWriteItem"),
        ("def one():\n    return MemberRow.get('a', 'b')", "dynamodb:GetItem"),
        ("def tell(client):\n    client.publish(Message='x')", "sns:Publish"),
        ("def read(connection):\n    connection.dispatch('TransactGetItems', {})", "dynamodb:TransactGetItems"),
    ],
)
def test_code_that_calls_more_is_noticed(sources, code, action):
    assert differences([*sources, code], ROLES) == both(action)


@pytest.mark.parametrize(
    ("call", "instead", "action"),
    [
        (r"(Row|Table)(\.\w+)?\.query\(", "no_query(", "dynamodb:Query"),
        (r'(?<=\.)save\(|dispatch\("PutItem", ', "no_save(", "dynamodb:PutItem"),
        (r"client\.get_parameters\(", "no_parameters(", "ssm:GetParameters"),
    ],
)
def test_code_that_calls_less_is_noticed(sources, call, instead, action):
    changed = [re.sub(call, instead, source) for source in sources]
    assert changed != sources
    assert differences(changed, ROLES) == both(action)


def test_an_action_added_to_the_policy_is_noticed(sources):
    changed = ROLES.replace("- dynamodb:Query\n", "- dynamodb:Query\n                  - dynamodb:GetItem\n")
    assert differences(sources, changed) == both("dynamodb:GetItem")


@pytest.mark.parametrize("action", ["BatchGetItem", "PutItem", "Query", "UpdateItem"])
def test_an_action_removed_from_the_policy_is_noticed(sources, action):
    changed = re.sub(rf" +- dynamodb:{action}\n", "", ROLES)
    assert differences(sources, changed) == both(f"dynamodb:{action}")


def test_the_sender_may_start_itself_and_wake_the_other():
    statements = policies(ROLES)["scheduled-events"]["Statement"]
    (invoking,) = [each for each in statements if each["Action"] == "lambda:InvokeFunction"]
    names = [each["Fn::Sub"].rpartition("-${sls:stage}-")[2] for each in invoking["Resource"]]
    assert names == ["scheduled-events", "slack-responses"]
