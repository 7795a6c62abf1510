"""serverless.yml against the code that it deploys."""

import ast
import json
import re

import pytest
import yaml

from app.flows.owners import watching
from app.settings import SECRETS, SUPPRESSION_KEY
from app.storage.rows.row import Row
from app.storage.rows.tables import TABLES
from app.telemetry import metrics
from ops.deploying import settings
from ops.packaging import interpreter, template
from ops.packaging.package import PACKAGE
from ops.packaging.pruning import OPERATIONS
from ops.stage import Stage
from ops.steps import Problem
from tests import ROOT

STACK = yaml.safe_load((ROOT / "serverless.yml").read_text("utf-8"))
FUNCTIONS = STACK["functions"]
FILES = [ROOT / part[len("${file(") : -len(")}")] for part in STACK["resources"] if isinstance(part, str)]
TEXT = "".join(file.read_text("utf-8") for file in [ROOT / "serverless.yml", *FILES])
RESOURCES = {
    name: resource for file in FILES for name, resource in yaml.safe_load(file.read_text("utf-8"))["Resources"].items()
}
# What DynamoDB and SQS do with a key in the name of whoever calls them.
KMS = {
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
}


def resources(kind: str) -> dict[str, dict]:
    return {name: resource for name, resource in RESOURCES.items() if resource["Type"] == kind}


def statements() -> list[dict]:
    roles = resources("AWS::IAM::Role").values()
    policies = [policy for role in roles for policy in role["Properties"]["Policies"]]
    policies += [policy["Properties"] for policy in resources("AWS::IAM::Policy").values()]
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
    assert queue["SqsManagedSseEnabled"] == {"Fn::If": ["HasOwnKey", False, True]}
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 60 * 60


def test_slack_reaches_the_route_that_the_manifest_names():
    assert FUNCTIONS["slack-responses"]["events"] == [{"httpApi": "POST /slack/events"}]


def test_the_schedule_sends_what_the_app_listens_to():
    (schedule,) = [event["schedule"] for event in FUNCTIONS["scheduled-events"]["events"]]
    assert schedule["rate"] == "rate(1 minute)"
    template = schedule["inputTransformer"]["inputTemplate"].replace("<time>", '"2026-11-24T08:00:00Z"')
    assert json.loads(template) == {"source": "schedule", "time": "2026-11-24T08:00:00Z", "type": "tick"}
    assert schedule["inputTransformer"]["inputPathsMap"] == {"time": "$.time"}
    listening = (ROOT / "app" / "listeners" / "scheduling" / "__init__.py").read_text("utf-8")
    for kind in ("tick", "send_questions", "send_reminders", "send_report"):
        assert f'"scheduled.{kind}"' in listening


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
        assert table["Properties"]["DeletionProtectionEnabled"] is True
        assert table["Properties"]["BillingMode"] == "PAY_PER_REQUEST"


def test_roles_reach_all_tables_and_indexes():
    (resource,) = {json.dumps(item["Resource"]) for item in statements() if "dynamodb:Query" in item["Action"]}
    for name, table in resources("AWS::DynamoDB::Table").items():
        assert f'["{name}", "Arn"]' in resource
        for index in indexes(table["Properties"]):
            assert f"${{{name}.Arn}}/index/{index['IndexName']}" in resource


def test_roles_allow_nothing_wholesale():
    """One star is for the qualifiers of our own function; the other for X-Ray, whose actions take no less."""
    starred = re.findall(r'[^"]*\*[^"]*', json.dumps(statements()))
    assert [text.rpartition(":function:")[2] for text in starred] == [
        "${self:service}-${sls:stage}-slack-responses:*",
        "*",
    ]
    tracing = RESOURCES["TracingPolicy"]
    assert tracing["Condition"] == "TracingIsActive"
    (statement,) = tracing["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


def test_the_secrets_are_parameters_and_nothing_else():
    assert not set(SECRETS) & STACK["provider"]["environment"].keys()
    for secret in (*SECRETS, SUPPRESSION_KEY):
        assert f"parameter${{self:custom.parameterPrefix}}{secret}\n" in TEXT
        assert f"env:{secret}" not in TEXT


def test_ops_calls_everything_what_the_stack_calls_it():
    stage = Stage("x")
    names = {"${self:custom.tablePrefix}": "standup-x", "${self:service}": "standup", "${sls:stage}": "x"}
    text = TEXT
    for variable, value in names.items():
        text = text.replace(variable, value)
    tables = re.findall(r"TableName: (\S+)", text)
    assert sorted(tables) == sorted(stage.tables.values())
    assert f"QueueName: {stage.queue}\n" in text
    for rule in stage.rules.values():
        assert f"name: {rule}\n" in text
    assert [f"/standup/x/{secret}" for secret in (*SECRETS, SUPPRESSION_KEY)] == list(stage.parameters.values())
    assert STACK["custom"]["parameterPrefix"] == "/${self:service}/${sls:stage}/"
    assert {name: f"standup-x-{name}" for name in FUNCTIONS} == stage.functions


@pytest.mark.parametrize("name", ["", "Prod", "a_b", "1st", "x" * 21])
def test_a_stage_has_a_name_that_everything_can_be_called_by(name):
    with pytest.raises(Problem, match="stage"):
        Stage(name)


def alarms() -> dict[str, dict]:
    found = [alarm["Properties"] for alarm in resources("AWS::CloudWatch::Alarm").values()]
    return {alarm["AlarmName"].removeprefix("${self:custom.tablePrefix}-"): alarm for alarm in found}


def test_there_is_an_alarm_for_each_thing_that_people_would_notice():
    assert alarms().keys() == {
        "failure-queue-not-empty",
        "slack-responses-errors",
        "scheduled-events-errors",
        "standups-in-trouble",
        "slack-responses-throttles",
        "scheduled-events-throttles",
        "slack-responses-slow",
        "flooded",
        "tick-did-not-fire",
    }
    for alarm in alarms().values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}]
        assert alarm["AlarmDescription"].endswith(".")


def test_five_minutes_without_a_tick_ring_an_alarm():
    alarm = alarms()["tick-did-not-fire"]
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 300
    assert alarm["TreatMissingData"] == "breaching"


def test_a_standup_in_trouble_rings_by_what_the_app_counts():
    """Each standup counts once in a period; the alarm ends within two periods after the last count."""
    alarm = alarms()["standups-in-trouble"]
    assert (alarm["Namespace"], alarm["MetricName"]) == (metrics.NAMESPACE, metrics.STANDUPS_IN_TROUBLE)
    assert alarm["Dimensions"] == [{"Name": "Stage", "Value": "${sls:stage}"}]
    assert (alarm["Period"], alarm["Statistic"], alarm["Threshold"]) == (watching.EVERY.seconds, "Sum", 0)
    assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"]) == (2, 1)
    assert alarm["TreatMissingData"] == "notBreaching"


def test_the_address_is_throttled_and_who_asks_is_logged_without_what():
    (extensions,) = [part["extensions"] for part in STACK["resources"] if "extensions" in part]
    limits = extensions["HttpApiStage"]["Properties"]["DefaultRouteSettings"]
    assert limits["ThrottlingRateLimit"] == "${self:custom.requestsPerSecond}"
    assert STACK["custom"]["requestsPerSecond"] == "${env:REQUESTS_PER_SECOND, '100'}"
    assert 100 <= limits["ThrottlingBurstLimit"] <= 200
    access = json.loads(STACK["provider"]["logs"]["httpApi"]["format"])
    assert {"requestId", "status", "latencyMs"} <= access.keys()
    assert not [value for value in access.values() if "body" in value or "header" in value]


def test_strangers_ring_where_they_come_near_to_locking_slack_out_and_nowhere_else():
    """Half of what the route lets through by default, for a quarter of an hour."""
    alarm = alarms()["flooded"]
    assert alarm["Threshold"] == 100 / 2 * alarm["Period"]
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 15 * 60
    about_strangers = [name for name, each in alarms().items() if each["MetricName"] in {"4xx", metrics.REFUSED}]
    assert about_strangers == ["flooded"]


def test_runs_are_kept_for_the_sender_where_somebody_asks_for_it():
    (extensions,) = [part["extensions"] for part in STACK["resources"] if "extensions" in part]
    kept = extensions["ScheduledDasheventsLambdaFunction"]["Properties"]["ReservedConcurrentExecutions"]
    assert kept == {"Fn::If": ["SenderIsReserved", "${self:custom.senderReservation}", {"Ref": "AWS::NoValue"}]}
    assert STACK["custom"]["senderReservation"] == "${env:SENDER_RESERVATION, '0'}"
    assert not [name for name, function in FUNCTIONS.items() if "reservedConcurrency" in function]


def test_the_template_is_rendered_from_what_is_here():
    """It is deployed without Node.js, so it is kept; what it says is held by tests/ops/deploying/test_template.py."""
    kept = json.loads(template.TEMPLATE.read_text("utf-8"))
    assert kept["Metadata"]["RenderedFrom"] == template.digest(), f"run, and commit: {template.COMMAND}"


def test_every_variable_of_the_deployment_is_a_parameter_of_the_template():
    variables = set(re.findall(r"\$\{env:(\w+)", TEXT))
    assert variables == {each.variable for each in template.PARAMETERS.values()} - {""}


def test_what_is_taken_back_is_the_default_again():
    env = {"REQUESTS_PER_SECOND": "none", "SENDER_RESERVATION": "", "ALARM_EMAIL": "a@example.com", "PATH": "none"}
    assert settings.given(env) == {"RequestsPerSecond": "100", "AlarmEmail": "a@example.com"}


def test_the_dashboard_shows_the_counts_that_the_app_writes():
    """Its text is JSON once CloudFormation and osls have put in the names."""
    text = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    shown = [metric for widget in json.loads(text)["widgets"] for metric in widget["properties"]["metrics"]]
    ours = {metric[1] for metric in shown if metric[0] == metrics.NAMESPACE}
    assert ours == {
        metrics.ASKED,
        metrics.SUBMITTED,
        metrics.SKIPPED,
        metrics.UNREACHABLE,
        metrics.RATE_LIMITED,
        metrics.REFUSED,
        metrics.STANDUPS_IN_TROUBLE,
        metrics.ACK_MILLISECONDS,
    }
    assert all(metric[2:4] == ["Stage", "${sls:stage}"] for metric in shown if metric[0] == metrics.NAMESPACE)


def test_what_is_deployed_is_what_was_checked():
    assert STACK["package"] == {"artifact": PACKAGE.relative_to(ROOT).as_posix()}


def test_the_package_holds_the_operations_that_the_roles_allow():
    """A call that is not in the package fails in Lambda alone: the local workspace has all of botocore."""
    given = [item["Action"] for item in statements()]
    used = {action for actions in given for action in ([actions] if isinstance(actions, str) else actions)}
    packed = {f"{service}:{name}" for service, names in OPERATIONS.items() for name in names}
    assert {action.replace("InvokeFunction", "Invoke") for action in used} - packed == {
        *KMS,
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "sqs:SendMessage",
        "xray:PutTelemetryRecords",
        "xray:PutTraceSegments",
    }


def test_the_package_holds_the_operations_that_the_storage_sends():
    """A transaction needs no action of its own in a role, so the roles do not tell that it is sent."""
    sent_by = {
        "batch_get(": "BatchGetItem",
        ".delete(": "DeleteItem",
        ".save(": "PutItem",
        ".query(": "Query",
        ".update(": "UpdateItem",
        "TransactWrite(": "TransactWriteItems",
        "batch_write(": "BatchWriteItem",
    }
    code = "".join(path.read_text("utf-8") for path in (ROOT / "app" / "storage").rglob("*.py"))
    assert {operation for call, operation in sent_by.items() if call in code} <= OPERATIONS["dynamodb"]


def test_the_package_is_for_the_functions_runtime():
    assert STACK["provider"]["runtime"] == f"python{interpreter.VERSION}"
    assert STACK["provider"]["architecture"] == "arm64"
