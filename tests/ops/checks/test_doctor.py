"""The check-up, against the local Slack and an embedded AWS that holds what the stack would have made."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from app.domain.day.occurrence import ReportId
from app.domain.setup.config import config_values
from app.domain.standup import DEFAULT_STANDUP_ID, Question, Standup
from app.records import replace
from local.stack import BOT_TOKEN, SIGNING_SECRET
from ops import record
from ops.checks import aws, doctor, entrance, resources, schedule, slack
from ops.checks.finding import State
from ops.checks.surroundings import Surroundings
from ops.deploying import emulator
from ops.slack_app import AppConfiguration, manifest_for
from ops.stage import Stage
from slack_simulator.ids import APP_ID, BOT_USER_ID, FIRST_TOKEN, GENERAL_CHANNEL, TEAM_ID
from slack_simulator.visitor import CHANNEL
from tests.kit.builders import a_standup
from tests.ops.stand_in import (
    STAGE,
    client,
    make_due,
    make_functions,
    make_stack,
    put_right,
    put_secret,
)

EMULATOR = {
    "SERVICES": "sts,cloudformation,lambda,dynamodb,events,sqs,ssm,iam,apigateway,cloudwatch,sns,logs,s3",
    "AUTH": "false",
}
OWNER = {"app_id": APP_ID, "config_token": FIRST_TOKEN}


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    with emulator.running(tmp_path_factory.mktemp("aws"), EMULATOR) as embedded:
        yield embedded


@pytest.fixture
def here(embedded, stack, team, monkeypatch):
    """The environment of somebody who looks after this stage."""
    for name in ("AWS_PROFILE", "AWS_REGION", "SLACK_CONFIG_TOKEN", "SLACK_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    addresses = {"AWS_ENDPOINT_URL": embedded.url, "SLACK_API_URL": f"{stack.url}/api/"}
    for name, value in {**embedded.credentials.variables, **addresses}.items():
        monkeypatch.setenv(name, value)
    stack.clock.move_to(datetime.now(UTC))
    stack.schedules.clear()  # nothing that was due on the way fires


@pytest.fixture
def deployed(here, made):
    """What the stack makes, as far as the check-up looks at it; put right again afterwards."""
    put_secret("SLACK_BOT_TOKEN", BOT_TOKEN)
    put_secret("SLACK_SIGNING_SECRET", SIGNING_SECRET)
    yield
    put_right()


@pytest.fixture(scope="module")
def made(embedded, stack):
    """The stack, whose functions take a moment to become active."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**embedded.credentials.variables, "AWS_ENDPOINT_URL": embedded.url}.items():
            patch.setenv(name, value)
        make_stack(stack)


def only(check, **known: Any):
    """What one check says."""
    return doctor.examine(Surroundings(STAGE, **known), [check])[0]


def test_where_all_is_well_every_line_says_so(deployed, stack, tmp_path):
    AppConfiguration(FIRST_TOKEN).update(APP_ID, manifest_for("check", f"{stack.url}/slack/events"))
    make_due(datetime.now(UTC) + timedelta(hours=1))
    findings = doctor.examine(Surroundings(STAGE, **OWNER, package=tmp_path / "none"))
    assert [finding for finding in findings if finding.state is not State.OK] == []
    assert [finding.name for finding in findings][:3] == ["credentials", "region", "stack"]


def test_what_only_a_configuration_token_can_tell_is_unknown_without_one(deployed):
    found = only(slack.registration)
    assert found.state is State.UNKNOWN
    assert "/slack/events" in found.cure
    assert "--config-token" in found.cure


def test_a_registration_with_another_url_is_a_fault(deployed):
    AppConfiguration(FIRST_TOKEN).update(APP_ID, manifest_for("check", "https://elsewhere.example/slack/events"))
    found = only(slack.registration, **OWNER)
    assert found.state is State.FAULT
    assert "requests go to https://elsewhere.example/slack/events" in found.reason
    assert "manage.py setup --stage check" in found.cure


def test_a_missing_optional_scope_is_a_warning_that_says_what_it_breaks(deployed, team):
    team.place.post("scopes", declined=["channels:history"])
    found = only(slack.scopes)
    assert found.state is State.WARNING
    assert "one post of the report may appear twice in a public channel" in found.reason
    assert "Reinstall to Workspace" in found.cure


@pytest.mark.parametrize(("scope", "broken"), [("users:read", "nobody can be asked"), ("im:write", "asking stops")])
def test_a_missing_scope_is_a_fault_that_says_what_it_breaks(deployed, stack, scope, broken):
    stack.workspace.installation = stack.workspace.installation.without([scope])
    found = only(slack.scopes)
    assert found.state is State.FAULT
    assert f"{scope} is missing" in found.reason
    assert broken in found.reason


def test_without_its_scope_answers_cannot_be_posted_under_names(deployed, stack):
    stack.workspace.installation = stack.workspace.installation.without(["chat:write.customize"])
    found = only(slack.author)
    assert (found.state, "chat:write.customize" in found.reason) == (State.FAULT, True)


def test_a_token_that_slack_refuses_is_a_fault(deployed, stack):
    stack.workspace.token_error = "token_revoked"
    found = only(slack.token)
    assert (found.state, found.reason) == (State.FAULT, "Slack refuses it: token_revoked")
    assert "setup --stage check --region us-east-1 --new-secrets" in found.cure
    assert only(slack.scopes).state is State.UNKNOWN


def test_a_token_that_was_never_stored_is_a_fault(deployed):
    client("ssm").delete_parameter(Name=STAGE.parameters["SLACK_BOT_TOKEN"])
    found = only(slack.token)
    assert (found.state, "not in the parameter store" in found.reason) == (State.FAULT, True)


def test_a_channel_without_the_bot_is_a_fault(deployed, team):
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    found = only(slack.channels)
    assert found.state is State.FAULT
    assert "is not in #team" in found.reason
    assert found.cure == "In #team, write: `/invite @standup`"


def test_an_archived_channel_is_a_fault(deployed, team):
    team.place.post("channel", id=CHANNEL, set={"is_archived": True})
    found = only(slack.channels)
    assert (found.state, found.reason) == (State.FAULT, "#team (Daily standup) is archived")


def test_another_signing_secret_is_a_fault(deployed):
    put_secret("SLACK_SIGNING_SECRET", "0" * 32)
    found = only(entrance.signing_secret)
    assert found.state is State.FAULT
    assert "setup --stage check --region us-east-1 --new-secrets" in found.cure
    assert only(entrance.request_url).state is State.OK


def test_an_address_where_nobody_is_cannot_be_told_about(deployed):
    found = only(entrance.request_url, url="http://127.0.0.1:9/slack/events")
    assert (found.state, "does not answer" in found.reason) == (State.UNKNOWN, True)


def test_an_address_that_takes_everything_is_not_ours(deployed, stack):
    found = only(entrance.request_url, url=f"{stack.url}/api/auth.test")
    assert (found.state, "nobody signed" in found.reason) == (State.FAULT, True)


def test_a_clock_that_is_off_is_a_fault(deployed):
    found = only(entrance.clocks, now=lambda: datetime.now(UTC) + timedelta(minutes=5))
    assert found.state is State.FAULT
    assert "AWS refuses what it signs because of it" in found.reason


def test_a_dropped_table_is_a_fault(deployed):
    client("dynamodb").update_table(TableName=STAGE.tables["members"], DeletionProtectionEnabled=False)
    assert "standup-check-members: can be deleted by mistake" in only(resources.tables).reason
    client("dynamodb").delete_table(TableName=STAGE.tables["members"])
    found = only(resources.tables)
    assert (found.state, found.reason) == (State.FAULT, "not there: standup-check-members")
    assert "Restoring a table" in found.cure


def test_a_table_that_never_forgets_is_a_warning(deployed):
    off = {"AttributeName": "expires_at", "Enabled": False}
    client("dynamodb").update_time_to_live(TableName=STAGE.tables["reports"], TimeToLiveSpecification=off)
    assert only(resources.tables).state is State.WARNING


def test_a_table_that_lacks_an_index_is_a_fault(deployed):
    gone = {"IndexName": "by_due"}
    client("dynamodb").update_table(TableName=STAGE.tables["standups"], GlobalSecondaryIndexUpdates=[{"Delete": gone}])
    found = only(resources.tables)
    assert (found.state, found.reason) == (State.FAULT, "standup-check-standups: has no index by_due")


def test_what_failed_for_good_is_a_fault(deployed):
    url = client("sqs").get_queue_url(QueueName=STAGE.queue)["QueueUrl"]
    client("sqs").send_message(QueueUrl=url, MessageBody="{}")
    found = only(resources.failure_queue)
    assert (found.state, found.reason) == (State.FAULT, "1 failed for good")
    assert "manage.py failures list --stage check" in found.cure


def test_a_schedule_that_is_switched_off_is_a_fault(deployed):
    client("events").disable_rule(Name=STAGE.rules["tick"])
    found = only(resources.schedules)
    assert found.state is State.FAULT
    assert "`aws events enable-rule --region us-east-1 --name standup-check-tick`" in found.cure


def test_runs_that_are_kept_for_the_sender_are_told(deployed):
    assert "1000 runs at the same time in this account, none kept for the sender" in only(aws.room).reason
    name = STAGE.functions["scheduled-events"]
    client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=5)
    found = only(aws.room)
    client("lambda").delete_function_concurrency(FunctionName=name)
    assert found.state is State.OK
    assert "5 of them kept for the sender" in found.reason


def test_a_new_accounts_ten_runs_are_a_warning(here, embedded, stack, tmp_path, monkeypatch):
    few = {**EMULATOR, "LAMBDA_ACCOUNT_CONCURRENCY": "10"}
    with emulator.running(tmp_path, few, embedded.credentials) as small:
        monkeypatch.setenv("AWS_ENDPOINT_URL", small.url)
        client.cache_clear()
        make_functions(stack)
        found = only(aws.room)
    client.cache_clear()
    assert (found.state, found.reason.partition(":")[0]) == (
        State.WARNING,
        "the account allows 10 runs at the same time",
    )
    assert "Service Quotas" in found.cure


def test_a_function_that_somebody_changed_is_a_fault(deployed):
    client("lambda").update_function_configuration(FunctionName=STAGE.functions["scheduled-events"], Timeout=7)
    found = only(resources.functions)
    assert (found.state, found.reason) == (State.FAULT, "standup-check-scheduled-events: Timeout is 7, not 900")
    assert "`aws lambda update-function-configuration --region us-east-1 " in found.cure


def test_a_package_that_was_built_here_and_not_deployed_is_a_warning(deployed, tmp_path):
    with zipfile.ZipFile(tmp_path / "standup.zip", "w") as archive:
        archive.writestr("handler.py", "another one")
    found = only(resources.functions, package=tmp_path / "standup.zip")
    assert (found.state, "build/standup.zip of" in found.reason) == (State.WARNING, True)
    assert "manage.py deploy --stage check" in found.cure


def test_where_nothing_is_deployed_two_lines_say_so_and_the_others_point_to_them(here):
    """Two steps bring both; and who has mistyped the stage's name reads so before anything else."""
    found = {finding.name: finding for finding in doctor.examine(Surroundings(Stage("nowhere")))}
    assert [name for name, finding in found.items() if finding.state is State.FAULT] == ["stack", "token"]
    assert "manage.py deploy --stage nowhere" in found["stack"].cure
    assert "Or give another --stage or --region." in found["stack"].cure
    assert "manage.py setup --stage nowhere" in found["token"].cure
    assert found["credentials"].state is State.OK
    for name in ("functions", "roles", "tables", "schedules", "failure queue", "address", "alarms", "logs"):
        assert (found[name].state, found[name].cure) == (State.UNKNOWN, "See the line 'stack'.")
    for name in ("scopes", "workspace", "channels", "author", "ticks", "last run"):
        assert (found[name].state, found[name].cure) == (State.UNKNOWN, "See the line 'token'.")


def test_a_stack_that_was_only_looked_at_is_none(here):
    looked = Stage("looked")
    queue = {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "looked"}}
    client("cloudformation").create_change_set(
        StackName=looked.stack,
        ChangeSetName="look",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps({"Resources": {"Queue": queue}}),
    )
    assert looked.outputs() is None
    (found,) = doctor.examine(Surroundings(looked), [aws.stack])
    assert (found.state, "there is no stack standup-looked" in found.reason) == (State.FAULT, True)


def test_where_aws_is_away_the_first_line_says_so_and_the_others_do_not_fall(here, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    findings = doctor.examine(Surroundings(Stage("check")))
    assert findings[0].state is State.FAULT
    assert "aws configure" in findings[0].cure
    assert {finding.state for finding in findings[2:]} == {State.UNKNOWN}
    assert not any("the check itself failed" in finding.reason for finding in findings)


def test_without_credentials_the_first_line_says_so(here, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    (found,) = doctor.examine(Surroundings(Stage("check")), [aws.credentials])
    assert found.state is State.FAULT


MONDAY_NOON = datetime(2030, 12, 2, 12, tzinfo=UTC)


def an_occurrence(**marks: str) -> None:
    key = {"report_id": str(ReportId(TEAM_ID, DEFAULT_STANDUP_ID, MONDAY_NOON.date())), "report_user_id": "20301202"}
    row = {name: {"S": value} for name, value in {**key, **marks}.items()}
    client("dynamodb").put_item(TableName=STAGE.tables["reports"], Item=row)


@pytest.mark.parametrize(
    ("marks", "state", "reason"),
    [
        ([], State.FAULT, "no questions went out on Monday 08:00 UTC"),
        ([{"asked_at": "x", "settled_at": "x"}], State.OK, "questions went out on Monday 08:00 UTC"),
        ([{"asked_at": "x"}], State.FAULT, "the report of Monday has not been posted"),
        ([{}], State.WARNING, "asking on Monday 08:00 UTC has not ended"),
        ([{"problem": "not_in_channel"}], State.FAULT, "asking on Monday 08:00 UTC met not_in_channel"),
    ],
)
def test_the_last_run_is_looked_for(deployed, marks, state, reason):
    for each in marks:
        an_occurrence(**each)
    found = only(schedule.last_run, now=lambda: MONDAY_NOON)
    assert (found.state, found.reason) == (state, reason)


def a_row(standup: Standup, **more: str) -> None:
    """A stored standup, as far as the check-up reads it."""
    texts = {"team_id": TEAM_ID, "standup_id": standup.standup_id, "config": json.dumps(config_values(standup)), **more}
    row = {name: {"S": text} for name, text in texts.items()} | {"version": {"N": "1"}}
    client("dynamodb").put_item(TableName=STAGE.tables["standups"], Item=row)


def test_the_last_run_of_every_standup_is_looked_for(deployed):
    an_occurrence(asked_at="x", settled_at="x")
    a_row(a_standup(standup_id="retro", name="Retro"), responsible_since="2029-01-01T00:00:00.000000+0000")
    found = only(schedule.last_run, now=lambda: MONDAY_NOON)
    assert (found.state, found.reason) == (State.FAULT, "no questions of Retro went out on Monday 08:00 UTC")
    a_row(a_standup(standup_id="retro", name="Retro"), responsible_since="2030-12-02T09:00:00.000000+0000")
    assert only(schedule.last_run, now=lambda: MONDAY_NOON).state is State.OK


def test_the_channels_of_all_standups_and_reports_are_looked_at_page_by_page(deployed, team):
    for number in range(30):  # with questions that are long enough for several pages
        questions = tuple(Question(f"q{each}", "Why? " * 500, "Why") for each in range(4))
        a_row(replace(a_standup(standup_id=f"s{number:02}", name=f"S{number}", channel=CHANNEL), questions=questions))
    a_row(a_standup(standup_id="zz", name="Last", channel=CHANNEL, report_channel=GENERAL_CHANNEL))
    team.place.post("channel", id=GENERAL_CHANNEL, remove=["bot"])
    found = only(slack.channels)
    assert (found.state, "(Last)" in found.reason) == (State.FAULT, True), found
    team.place.post("channel", id=GENERAL_CHANNEL, add=["bot"])
    assert only(slack.channels).reason == "@standup is in all 2"


def test_a_standup_that_the_bot_paused_is_worth_a_look_and_one_that_somebody_paused_is_not(deployed, team):
    """The bot pauses what takes place in a channel that it is removed from, and tells the owners."""
    retro = replace(a_standup(standup_id="retro", name="Retro", channel=GENERAL_CHANNEL), is_paused=True)
    team.place.post("channel", id=GENERAL_CHANNEL, remove=["bot"])
    a_row(retro, paused_by=BOT_USER_ID)
    found = only(slack.channels)
    assert (found.state, "(Retro, which rests because of it)" in found.reason) == (State.WARNING, True), found
    a_row(retro, paused_by="U0ANA")
    assert only(slack.channels).state is State.OK


def test_the_address_that_setup_told_slack_and_that_is_no_more_is_a_fault(deployed):
    found = only(slack.registration, told_url="https://before.example/slack/events")
    assert (found.state, "Slack was told of https://before.example" in found.reason) == (State.FAULT, True)
    assert "manage.py setup --stage check --region us-east-1`" in found.cure


def test_another_stage_with_the_same_app_is_a_fault(deployed, tmp_path):
    for stage in ("check", "other"):
        record.note(stage, tmp_path, app_id=APP_ID)
    told = CliRunner().invoke(doctor.app, ["--stage", "check", "--json", "--state", str(tmp_path)])
    line = next(line for line in json.loads(told.output) if line["name"] == "registration")
    assert (line["state"], "the stage other has the same Slack app" in line["reason"]) == ("fault", True)


def test_standups_of_another_workspace_than_the_tokens_are_a_fault(deployed):
    row = {"team_id": {"S": "T0ANOTHER1"}, "standup_id": {"S": "daily"}, "due_shard": {"S": "due"}}
    due = {"due_at": {"S": "2030-12-02T08:00:00.000000+0000"}}
    client("dynamodb").put_item(TableName=STAGE.tables["standups"], Item={**row, **due})
    found = only(slack.workspace)
    assert (found.state, "T0ANOTHER1" in found.reason, "--new-secrets" in found.cure) == (State.FAULT, True, True)


def test_without_any_standup_nothing_is_wrong(deployed):
    """As it is where no channel was chosen, and the bot is invited nowhere yet."""
    name = {"FunctionName": STAGE.functions["slack-responses"]}
    known = client("lambda").get_function_configuration(**name)["Environment"]["Variables"]
    client("lambda").update_function_configuration(**name, Environment={"Variables": {**known, "SLACK_CHANNEL": ""}})
    for check in (slack.workspace, slack.channels, schedule.ticks, schedule.last_run):
        assert only(check).state is State.OK, only(check)


def test_what_setup_remembers_lets_the_registration_be_known(deployed, stack, tmp_path):
    AppConfiguration(FIRST_TOKEN).update(APP_ID, manifest_for("check", f"{stack.url}/slack/events"))
    (tmp_path / "check.json").write_text(json.dumps({"app_id": APP_ID}))
    pair = {"token": FIRST_TOKEN, "refresh_token": "", "expires_at": 2**40, "origin": ""}
    (tmp_path / "check.tokens.json").write_text(json.dumps(pair))
    told = CliRunner().invoke(doctor.app, ["--stage", "check", "--json", "--state", str(tmp_path)])
    assert {line["name"]: line["state"] for line in json.loads(told.output)}["registration"] == "ok"


def test_the_command_tells_people_and_machines_and_its_exit_code_says_whether_something_is_broken(deployed, team):
    told = CliRunner().invoke(doctor.app, ["--stage", "check"], env={"COLUMNS": "200"})
    assert (told.exit_code, "Nothing is broken." in told.output) == (0, True)
    team.place.post("channel", id=CHANNEL, remove=["bot"])
    told = CliRunner().invoke(doctor.app, ["--stage", "check", "--json"])
    states = {line["name"]: line["state"] for line in json.loads(told.output)}
    assert (told.exit_code, states["channels"], states["token"]) == (1, "fault", "ok")
    assert BOT_TOKEN not in told.output
    assert SIGNING_SECRET not in told.output
