"""`setup`, unattended, against the local Slack's manifest methods and a real parameter store."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from typer.testing import CliRunner

from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET
from ops.deploying import emulator
from ops.lock import alone
from ops.setting_up import setup
from ops.setting_up.early_ticks import drop_ticks
from ops.slack_app import AppConfiguration, SlackRefused, has_all, link_to_create, manifest_for
from ops.stage import Stage
from slack_simulator.ids import FIRST_REFRESH_TOKEN, FIRST_TOKEN
from tests.ops.setting_up.admin import Admin

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def aws(tmp_path_factory, processes) -> Iterator[emulator.Embedded]:
    """An embedded AWS with a parameter store, on a port of this machine."""
    folder = tmp_path_factory.mktemp("aws")
    with emulator.running(folder, {"SERVICES": "ssm,sts,cloudformation,sqs"}) as embedded:
        yield embedded


@pytest.fixture
def admin(stack, team, aws, tmp_path, monkeypatch):
    for name in ("SLACK_CONFIG_TOKEN", "SLACK_CONFIG_REFRESH_TOKEN", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        **aws.credentials.variables,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_MAX_ATTEMPTS": "1",
        "SLACK_API_URL": f"{stack.url}/api/",
    }.items():
        monkeypatch.setenv(name, value)
    stack.clock.move_to(datetime.now(UTC))  # requests are signed by the real clock
    admin = Admin(stack, team, tmp_path)
    yield admin
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    boto3.Session().client("ssm").delete_parameters(Names=list(admin.parameters()) or ["/standup/test/none"])


def test_from_nothing_to_an_app_secrets_and_the_right_url(admin):
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 0, admin.said
    record = admin.record()
    assert record == {"app_id": record["app_id"], "channel": CHANNEL, "region": "us-east-1", "url": admin.url}
    assert has_all(admin.manifest(record["app_id"]), manifest_for("test", admin.url))
    stored = {name: value[:2] for name, value in admin.parameters().items()}
    kind, key = stored.pop("/standup/test/SUPPRESSION_KEY")
    assert (kind, len(key) > 40) == ("SecureString", True)
    assert stored == {
        "/standup/test/SLACK_BOT_TOKEN": ("SecureString", BOT_TOKEN),
        "/standup/test/SLACK_SIGNING_SECRET": ("SecureString", SIGNING_SECRET),
    }
    assert "@standup is in #team" in admin.said


def test_the_same_run_twice_gives_the_same_result(admin):
    admin.sets_up(f"--config-token={FIRST_TOKEN}")
    before = admin.record(), admin.parameters(), admin.apps()
    admin.team.place.post("faults", add={"on": "apps.manifest.update", "kind": "error"})
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 0, admin.said
    assert (admin.record(), admin.parameters(), admin.apps()) == before


def test_what_is_there_needs_not_be_given_again(admin):
    admin.sets_up(f"--config-token={FIRST_TOKEN}")
    assert admin.runs() == 0, admin.said


def test_an_app_without_its_token_is_kept_and_gone_on_with(admin):
    """The app has to be installed by hand, so the first run ends there and tells where."""
    first = [f"--config-token={FIRST_TOKEN}", f"--channel={CHANNEL}"]
    assert admin.runs(*first) == 1
    assert "There is no bot token yet." in admin.said
    assert f"https://api.slack.com/apps/{admin.record()['app_id']}" in admin.said
    made = admin.apps()
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 0, admin.said
    assert admin.apps() == made


def test_the_signing_secret_of_a_new_app_is_stored_at_once(admin):
    admin.runs(f"--config-token={FIRST_TOKEN}", f"--channel={CHANNEL}")
    app = admin.stack.workspace.apps.find(admin.record()["app_id"])
    assert admin.parameters()["/standup/test/SLACK_SIGNING_SECRET"][1] == app.credentials()["signing_secret"]


def test_an_app_that_exists_is_brought_up_to_date(admin):
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}", "--app-id=A0THEAPP01") == 0, admin.said
    assert admin.apps() == 1
    assert admin.manifest("A0THEAPP01")["settings"]["interactivity"]["request_url"] == admin.url
    assert admin.manifest("A0THEAPP01")["display_information"]["name"] == "Standup (test)"


def test_a_refresh_token_is_followed_up_by_its_successors(admin):
    for _ in range(2):
        assert admin.sets_up(f"--config-refresh-token={FIRST_REFRESH_TOKEN}") == 0, admin.said
    kept = admin.state / "test.tokens.json"
    if os.name == "posix":
        assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "expires_at": 0}))
    assert admin.runs() == 0, admin.said
    assert json.loads(kept.read_text())["expires_at"] > 0
    assert "xoxe" not in (admin.state / "test.json").read_text()


def test_a_refresh_token_that_was_used_elsewhere_is_a_sentence(admin):
    admin.stack.workspace.apps.rotate(FIRST_REFRESH_TOKEN)
    assert admin.sets_up(f"--config-refresh-token={FIRST_REFRESH_TOKEN}") == 1
    assert "each works once" in admin.said


def test_without_a_configuration_token_there_is_a_link_with_the_url_and_nothing_to_paste(admin):
    assert admin.sets_up() == 0, admin.said
    assert link_to_create(manifest_for("test", admin.url)) in admin.said
    assert "'Event Subscriptions', press 'Retry' until it says 'Verified'" in admin.said
    assert "paste" not in admin.said
    assert admin.apps() == 1


def test_somebody_is_led_through_and_what_they_paste_is_not_shown(admin):
    said = ["y", "xoxp-1-person", BOT_TOKEN, SIGNING_SECRET]
    arguments = [f"--channel={CHANNEL}", "--stage=test", f"--state={admin.state}", f"--url={admin.url}", "--no-deploy"]
    result = CliRunner().invoke(setup.app, arguments, input="".join(f"{line}\n" for line in said))
    assert result.exit_code == 0, result.output
    assert "You will be asked for the bot token (xoxb-…) and the signing secret of the Slack app." in result.output
    assert result.output.count("[Y/n]") == 1
    assert "That is a person's token." in result.output
    assert BOT_TOKEN not in result.output
    assert SIGNING_SECRET not in result.output


def test_a_stored_token_that_is_dead_is_asked_for_again(admin):
    admin.sets_up()
    boto3.Session().client("ssm").put_parameter(
        Name="/standup/test/SLACK_BOT_TOKEN", Value="xoxb-1-dead", Overwrite=True
    )
    said = ["y", BOT_TOKEN]
    arguments = ["--stage=test", f"--state={admin.state}", f"--url={admin.url}", "--no-deploy"]
    result = CliRunner().invoke(setup.app, arguments, input="".join(f"{line}\n" for line in said))
    assert result.exit_code == 0, result.output
    assert "Slack does not take this bot token" in result.output
    assert admin.parameters()["/standup/test/SLACK_BOT_TOKEN"][1] == BOT_TOKEN


def test_a_second_run_does_not_ask_for_a_second_app(admin):
    admin.sets_up()
    assert admin.runs() == 0, admin.said
    assert "new_app=1" not in admin.said
    assert "The URL is the same as last time." in admin.said


def test_a_second_setup_waits_for_the_first_to_end(admin):
    with alone(admin.state / "test.lock", "not here"):
        assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 1
        assert "Another setup of the stage test is at work." in admin.said
        assert admin.parameters() == {}
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 0, admin.said


def test_a_place_where_nothing_can_be_remembered_is_a_sentence(admin, tmp_path):
    admin.state = tmp_path / "token" / "state"
    assert admin.sets_up() == 1
    assert "This machine does not do it: " in admin.said


def test_new_secrets_are_asked_for_if_that_is_wanted(admin):
    admin.sets_up()
    assert admin.runs("--new-secrets") == 1
    assert "There is no bot token yet." in admin.said


def test_a_missing_bot_is_looked_for_again_until_somebody_says_no(admin):
    admin.team.place.post("channel", id="C0GENERAL1", remove=["bot"])
    admin.sets_up(f"--channel={CHANNEL}")
    said = ["y", "n"]
    arguments = ["--stage=test", f"--state={admin.state}", f"--url={admin.url}", "--no-deploy", "--channel=C0GENERAL1"]
    result = CliRunner().invoke(setup.app, arguments, input="".join(f"{line}\n" for line in said))
    assert result.exit_code == 1
    assert "Done? Look again?" in result.output


def test_who_says_no_has_changed_nothing(admin):
    arguments = ["--stage=test", f"--state={admin.state}", f"--url={admin.url}", "--no-deploy"]
    result = CliRunner().invoke(setup.app, arguments, input="n\n")
    assert result.exit_code == 1
    assert "Stopped." in result.output
    assert not admin.state.exists()


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("xoxb-1-wrong", "Slack does not take this bot token (invalid_auth)"),
        ("xoxp-1-person", "That is a person's token."),
        ("hello", "That is something else."),
    ],
)
def test_a_wrong_token_is_told_and_not_stored(admin, token, sentence):
    admin.token_file.write_text(token)
    assert admin.sets_up() == 1
    assert sentence in admin.said
    assert admin.parameters() == {}


def test_a_wrong_signing_secret_is_told(admin, monkeypatch):
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "f" * 32)
    assert admin.runs(f"--channel={CHANNEL}", admin.secrets[0]) == 1
    assert "The functions know another signing secret" in admin.said


def test_a_missing_scope_is_named_with_its_cure(admin):
    workspace = admin.stack.workspace
    whole = workspace.installation
    workspace.installation = whole.without(["im:write", "channels:history"])
    try:
        assert admin.sets_up() == 1
        assert "The bot token lacks im:write;" in admin.said
        assert "Reinstall to Workspace" in admin.said
        workspace.installation = whole.without(["channels:history"])
        assert admin.sets_up() == 0, admin.said
        assert "Optional scopes that it lacks: channels:history" in admin.said
    finally:
        workspace.installation = whole


def test_a_bot_that_is_not_in_the_channel_is_to_be_invited(admin):
    admin.team.place.post("channel", id="C0GENERAL1", remove=["bot"])
    assert admin.sets_up("--channel=C0GENERAL1") == 1
    assert "The bot is not in #general. Write '/invite @standup' in it" in admin.said


def test_without_a_channel_it_says_how_a_standup_comes_to_be(admin):
    assert admin.runs(*admin.secrets) == 0, admin.said
    assert "any channel that the bot is invited to" in admin.said
    assert "Write '/invite @standup' in a channel: it has a standup from then on." in admin.said


def test_a_private_channel_that_the_bot_does_not_see_is_to_be_joined(admin):
    assert admin.sets_up("--channel=C0LEADS001") == 1
    assert "the bot has to be in it. Write '/invite @standup' in it" in admin.said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--channel=#team"], "'#team' is not the id of a channel."),
        ([], "There is no bot token yet."),
        (["--stage=Prod!"], "Give another one with --stage."),
        (
            [f"--channel={CHANNEL}", "--config-token=xoxe.xoxp-1-old"],
            "Slack does not know this app configuration token",
        ),
        ([f"--channel={CHANNEL}", "--config-token=xoxb-1"], "not an app configuration token"),
        ([f"--channel={CHANNEL}", "--bot-token-file=nowhere"], "nowhere cannot be read"),
    ],
)
def test_what_is_wrong_is_a_sentence_with_its_cure(admin, arguments, sentence):
    assert admin.runs(*arguments) == 1
    assert sentence in admin.said
    assert "Traceback" not in admin.said


def test_an_aws_that_does_not_answer_is_a_sentence(admin, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", NOWHERE)
    assert admin.sets_up() == 1
    assert "AWS does not answer" in admin.said


def test_missing_aws_credentials_are_a_sentence(admin, aws, monkeypatch, tmp_path):
    for name in aws.credentials.variables:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    try:
        assert admin.sets_up() == 1
        assert "There are no AWS credentials that work here" in admin.said
    finally:
        for name, value in aws.credentials.variables.items():
            monkeypatch.setenv(name, value)


def test_a_slack_that_does_not_answer_is_a_sentence(admin, monkeypatch):
    monkeypatch.setenv("SLACK_API_URL", NOWHERE)
    assert admin.sets_up() == 1
    assert "Slack cannot be reached" in admin.said


def test_a_url_that_does_not_answer_is_a_sentence(admin):
    assert admin.sets_up(f"--url={NOWHERE}/slack/events") == 1
    assert "does not answer" in admin.said


def test_the_manifest_of_prod_is_the_one_of_the_project_with_its_urls():
    url = "https://x.execute-api.eu-west-1.amazonaws.com/slack/events"
    manifest = manifest_for("prod", url)
    assert manifest["display_information"]["name"] == "Standup"
    assert manifest["settings"]["event_subscriptions"]["request_url"] == url
    assert manifest["settings"]["interactivity"]["request_url"] == url
    assert [(each["command"], each["url"]) for each in manifest["features"]["slash_commands"]] == [("/standup", url)]


def test_another_stages_command_does_not_take_that_of_prod():
    assert manifest_for("test")["features"]["slash_commands"][0]["command"] == "/standup-test"


def test_all_that_is_wrong_is_said_at_once_before_anything_is_asked(admin, monkeypatch):
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "short")
    arguments = ["--channel=#team", "--stage=test", f"--state={admin.state}", "--bot-token-file", str(admin.token_file)]
    admin.token_file.write_text("xoxp-1-person")
    result = CliRunner().invoke(setup.app, arguments, input="")
    assert result.exit_code == 1
    for sentence in (
        "'#team' is not the id of a channel.",
        "That is a person's token.",
        "That is not a signing secret",
    ):
        assert sentence in result.output
    assert "[Y/n]" not in result.output
    assert admin.parameters() == {}


def test_ticks_that_failed_before_there_were_secrets_are_dropped_and_nothing_else(admin):
    sqs, stage = boto3.Session().client("sqs"), Stage("test")
    queue = sqs.create_queue(QueueName=stage.queue)["QueueUrl"]
    tick, answers = {"source": "schedule", "type": "tick"}, {"standup_lazy": {"id": "1"}}
    for payload in (tick, answers, tick):
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({"requestPayload": payload}))
    sqs.send_message(QueueUrl=queue, MessageBody="no JSON")
    assert drop_ticks(stage) == 2
    counted = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    kinds = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    assert sum(int(counted[kind]) for kind in kinds) == 2


def test_lost_secrets_and_a_lost_record_come_back(admin):
    """docs/operations.md, 'What a loss costs': the parameters are deleted, and the file that setup remembers."""
    admin.sets_up(f"--config-token={FIRST_TOKEN}")
    app_id = admin.record()["app_id"]
    boto3.Session().client("ssm").delete_parameters(Names=list(admin.parameters()))
    (admin.state / "test.json").unlink()
    assert admin.sets_up("--new-secrets", f"--config-token={FIRST_TOKEN}", f"--app-id={app_id}") == 0, admin.said
    assert {name.rpartition("/")[2] for name in admin.parameters()} == {
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SUPPRESSION_KEY",
    }
    assert admin.record()["app_id"] == app_id


def test_for_a_deleted_app_a_new_one_is_made_once_its_record_is_gone(admin):
    admin.sets_up(f"--config-token={FIRST_TOKEN}")
    before = admin.record()["app_id"]
    (admin.state / "test.json").unlink()
    assert admin.sets_up("--new-secrets", f"--config-token={FIRST_TOKEN}") == 0, admin.said
    assert admin.record()["app_id"] != before


def test_from_another_folder_no_second_app_takes_the_place_of_the_first(admin, tmp_path):
    """It would have another signing secret, which the functions would know in place of the first one's."""
    admin.sets_up(f"--config-token={FIRST_TOKEN}")
    app_id, before = admin.record()["app_id"], (admin.apps(), admin.parameters())
    admin.state = tmp_path / "elsewhere"
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 1
    assert "has secrets of a Slack app that this folder knows nothing of" in admin.said
    assert (admin.apps(), admin.parameters()) == before
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}", f"--app-id={app_id}") == 0, admin.said
    assert admin.apps() == before[0]


class Killed(BaseException):
    """The process is gone: nothing after it is done."""


def killed_once_slack_has_made_it(self, manifest):
    made(self, manifest)
    raise Killed


made = AppConfiguration.create


def test_a_setup_that_was_killed_while_slack_made_the_app_makes_no_second_one(admin, monkeypatch):
    before = admin.apps()
    with monkeypatch.context() as broken:
        broken.setattr(AppConfiguration, "create", killed_once_slack_has_made_it)
        with pytest.raises(Killed):
            admin.sets_up(f"--config-token={FIRST_TOKEN}")
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 1
    assert "An earlier setup was ended while Slack made the app, which may be there." in admin.said
    assert admin.apps() == before + 1
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}", "--app-id=A0THEAPP01") == 0, admin.said
    assert not list(admin.state.glob("*.making"))


def test_an_app_that_slack_refuses_to_make_leaves_no_mark(admin, monkeypatch):
    def refused(*_):
        raise SlackRefused("no", slack_code="ratelimited")

    with monkeypatch.context() as broken:
        broken.setattr(AppConfiguration, "create", refused)
        assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 1
    assert admin.sets_up(f"--config-token={FIRST_TOKEN}") == 0, admin.said
