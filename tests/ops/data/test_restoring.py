"""Restoring a table as the page says: each of its commands is carried out, in its order, on an embedded AWS.

Two things only AWS itself does, as the page says: to go back to a second, and to leave a backup of a table that is
deleted. The embedded one restores a table as it is at that moment, so it is restored before the damage is done.
"""

import json
import re
from datetime import datetime

import boto3
import pytest
from botocore import xform_name

from ops.checks import doctor, resources
from ops.checks.finding import State
from ops.checks.surroundings import Surroundings
from ops.data import data
from ops.deploying import emulator, local_stage
from ops.ending import run
from ops.stage import Stage
from ops.steps import ROOT
from tests.ops.deploying.faults.cures import commands, type_aws
from tests.ops.stand_in import part

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SECTION = PAGE.split("## Restoring a table\n")[1]
COMMANDS = re.findall(r"^aws (\S+) (\S+) (.*)$", SECTION, re.MULTILINE)
STAGE = Stage("prod")
REPORTS, BESIDE = "standup-prod-reports", "standup-prod-reports-restored"
ANSWERED = {
    "report_id": {"S": "T0TEAM.daily.20261124"},
    "report_user_id": {"S": "20261124_U0ANA"},
    "user_id": {"S": "U0ANA"},
    "answers": {"M": {"question0": {"S": "Finished the export"}}},
    "expires_at": {"N": "4102444800"},
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory, processes):
    """The embedded AWS, and the rule that ticks."""
    with (
        emulator.running(tmp_path_factory.mktemp("aws"), {"AUTH": "false"}) as embedded,
        local_stage.environment(embedded.variables),
    ):
        client("events").put_rule(Name="standup-prod-tick", ScheduleExpression="rate(1 minute)", State="ENABLED")
        yield


@pytest.fixture
def answered(stage):
    """All three tables as the stack has them, with somebody's answers."""
    database = client("dynamodb")
    for table in database.list_tables()["TableNames"]:
        database.update_table(TableName=table, DeletionProtectionEnabled=False)
        database.delete_table(TableName=table)
    formation, name = client("cloudformation"), {"StackName": STAGE.stack}
    formation.delete_stack(**name)
    formation.get_waiter("stack_delete_complete").wait(**name, WaiterConfig={"Delay": 0.1})
    formation.create_stack(**name, TemplateBody=json.dumps(part("tables", STAGE)))
    formation.get_waiter("stack_create_complete").wait(**name, WaiterConfig={"Delay": 0.1})
    local_stage.complete_stack(STAGE)
    database.put_item(TableName=REPORTS, Item=ANSWERED)


def client(service):
    return boto3.Session().client(service, region_name=STAGE.region)


def carried_out(number, **in_place):
    """Carry out the page's command of this number; `in_place` is what stands where the page has an ellipsis."""
    service, operation, options = COMMANDS[number]
    model = client(service).meta.service_model
    shape = model.operation_model(
        {xform_name(name, "-"): name for name in model.operation_names}[operation]
    ).input_shape
    members = {xform_name(name, "-"): name for name in shape.members}
    given = {}
    for option, value in re.findall(r"--(\S+)(?: (?!--)(\S+))?", options):
        name = members.get(option) or members[option.removeprefix("no-")]
        given[name] = in_place.get(name, parsed(value) if value else not option.startswith("no-"))
    return getattr(client(service), operation.replace("-", "_"))(**given)


def parsed(value):
    """Read a value as the AWS command line does."""
    if "=" in value:
        pairs = (pair.split("=") for pair in value.split(","))
        return {name: {"true": True, "false": False}.get(text, text) for name, text in pairs}
    return datetime.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", value) else value


def tables_are():
    return doctor.examine(Surroundings(STAGE), [resources.tables])[0]


def rows(table):
    return client("dynamodb").scan(TableName=table, ConsistentRead=True)["Items"]


def indexes(table):
    description = client("dynamodb").describe_table(TableName=table)["Table"]
    return [index["IndexName"] for index in description.get("GlobalSecondaryIndexes", [])]


def test_wrong_data_is_looked_at_beside_and_put_in_its_place(answered):
    rule_off, _, _, beside, backup, unprotect, delete, restore, *lacking, tidy, forget = range(len(COMMANDS) - 3)
    known = indexes(REPORTS)
    carried_out(rule_off)
    assert client("events").describe_rule(Name="standup-prod-tick")["State"] == "DISABLED"
    carried_out(beside)
    client("dynamodb").put_item(TableName=REPORTS, Item=ANSWERED | {"answers": {"M": {}}})
    assert (rows(BESIDE), rows(REPORTS) == [ANSWERED]) == ([ANSWERED], False)
    arn = carried_out(backup)["BackupDetails"]["BackupArn"]
    carried_out(unprotect)
    carried_out(delete)
    assert tables_are().state is State.FAULT
    carried_out(restore, BackupArn=arn)
    assert (rows(REPORTS), tables_are().state) == ([ANSWERED], State.WARNING)
    for number in lacking:
        assert tables_are().state is State.WARNING
        carried_out(number)
    unmarked = tables_are()
    assert (unmarked.state, "lacks its marks" in unmarked.reason) == (State.WARNING, True)
    for command in commands(unmarked.cure):
        type_aws(command)
    assert (tables_are().state, indexes(REPORTS)) == (State.OK, known)
    carried_out(tidy)
    carried_out(forget, BackupArn=arn)
    assert BESIDE not in client("dynamodb").list_tables()["TableNames"]
    assert client("dynamodb").list_backups(TableName=BESIDE)["BackupSummaries"] == []


def test_a_table_that_is_gone_comes_back_under_its_name(answered):
    """AWS leaves a backup of its own; here one is made before."""
    listed, restore = 1, 2
    client("dynamodb").create_backup(TableName=REPORTS, BackupName="before")
    client("dynamodb").update_table(TableName=REPORTS, DeletionProtectionEnabled=False)
    client("dynamodb").delete_table(TableName=REPORTS)
    arn = carried_out(listed)["BackupSummaries"][-1]["BackupArn"]
    carried_out(restore, BackupArn=arn)
    assert rows(REPORTS) == [ANSWERED]


def test_rows_that_are_missing_are_taken_from_tables_beside(answered, tmp_path, monkeypatch):
    """What is there by now stays as it is; the rest comes back."""
    for number in range(len(COMMANDS) - 3, len(COMMANDS)):
        carried_out(number)
    later = ANSWERED | {"report_user_id": {"S": "20261124_U0BO"}, "user_id": {"S": "U0BO"}}
    client("dynamodb").delete_item(
        TableName=REPORTS, Key={key: ANSWERED[key] for key in ("report_id", "report_user_id")}
    )
    client("dynamodb").put_item(TableName=REPORTS, Item=later)
    monkeypatch.chdir(tmp_path)
    for command in re.findall(r"^python3 manage.py data (.*--stage.*)$", SECTION, re.MULTILINE):
        assert run(data.app, command.split(), "data") == 0
    assert sorted(rows(REPORTS), key=str) == sorted([ANSWERED, later], key=str)
