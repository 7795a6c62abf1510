"""Faults in Slack, of the secrets that open it, and of what links Slack and the stage."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.domain.setup.config import config_values
from local.stack import CHANNEL
from ops import record
from ops.deploying import local_stage
from ops.ending import run
from ops.slack_app import AppConfiguration, manifest_for
from ops.standups import standups
from ops.standups.standups_file import written
from slack_simulator.ids import APP_ID, FIRST_TOKEN, GENERAL_CHANNEL, TEAM_ID
from tests.kit.builders import a_standup
from tests.ops.deploying.deployed import Deployed
from tests.ops.deploying.faults.fault import Deed, Fault

# What cannot be told, and says so, when Slack takes no token.
SLACK_IS_SILENT = ("scopes", "workspace", "channels", "author", "ticks", "last run")


def slack(stack: Deployed) -> Any:
    return stack.workspace.workspace


def bot_out(stack: Deployed) -> None:
    stack.place.post("channel", id=CHANNEL, remove=["bot"])


def bot_in(stack: Deployed) -> None:
    stack.place.post("channel", id=CHANNEL, add=["bot"])


def archived(stack: Deployed) -> None:
    stack.place.post("channel", id=CHANNEL, set={"is_archived": True})


def unarchived(stack: Deployed) -> None:
    """A public channel comes back without its members, and so without the bot."""
    stack.place.post("channel", id=CHANNEL, set={"is_archived": False})
    bot_in(stack)


def retro_elsewhere(**settings: Any) -> Deed:
    """A second standup, that asks or reports in a channel where the bot is not."""

    def plant(stack: Deployed) -> None:
        stack.place.post("channel", id=GENERAL_CHANNEL, add=["bot"])
        retro = a_standup(standup_id="retro", name="Retro", **{"channel": CHANNEL, **settings})
        apply(stack, {"retro": config_values(retro)})
        stack.place.post("channel", id=GENERAL_CHANNEL, remove=["bot"])

    return plant


def apply(stack: Deployed, wanted: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "standups.yml"
        file.write_text(written(wanted), "utf-8")
        assert run(standups.app, ["apply", str(file), f"--stage={stack.stage.name}", "--yes"], "standups") == 0


def bot_in_general(stack: Deployed) -> None:
    stack.place.post("channel", id=GENERAL_CHANNEL, add=["bot"])


def of_another_workspace(stack: Deployed) -> None:
    """The local Slack has one workspace alone, so that the rows are of another one, and not the token."""
    row = {"team_id": {"S": "T0ANOTHER1"}, "standup_id": {"S": "daily"}, "due_shard": {"S": "due"}}
    due = {"due_at": {"S": f"{datetime.now(UTC):%Y}-12-31T08:00:00.000000+0000"}}
    stack.client("dynamodb").put_item(TableName=stack.stage.tables["standups"], Item={**row, **due})


def none_of_another(stack: Deployed) -> None:
    key = {"team_id": {"S": "T0ANOTHER1"}, "standup_id": {"S": "daily"}}
    stack.client("dynamodb").delete_item(TableName=stack.stage.tables["standups"], Key=key)


def token_dead(stack: Deployed) -> None:
    slack(stack).token_error = "token_revoked"


def token_renewed(stack: Deployed) -> None:
    slack(stack).token_error = None


def lacking(*scopes: str) -> Deed:
    def plant(stack: Deployed) -> None:
        slack(stack).installation = slack(stack).installation.without(scopes)

    return plant


def reinstalled(stack: Deployed) -> None:
    stack.team()
    local_stage.register(stack.stage, stack.workspace, stack.stage.outputs()["RequestUrl"])


def forgotten(secret: str) -> Deed:
    return lambda stack: stack.client("ssm").delete_parameter(Name=stack.stage.parameters[secret])


def readable(secret: str) -> Deed:
    """Stored by hand, as the first command that one finds for it does."""

    def plant(stack: Deployed) -> None:
        ssm, name = stack.client("ssm"), stack.stage.parameters[secret]
        value = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        ssm.delete_parameter(Name=name)
        ssm.put_parameter(Name=name, Value=value, Type="String")

    return plant


def stored(secret: str, value: str) -> Deed:
    return lambda stack: stack.client("ssm").put_parameter(
        Name=stack.stage.parameters[secret], Value=value, Type="SecureString", Overwrite=True
    )


def registered_elsewhere(stack: Deployed) -> None:
    """Another stage was set up with the same app afterwards."""
    elsewhere = manifest_for("other", "https://elsewhere.example/slack/events")
    AppConfiguration(FIRST_TOKEN, f"{stack.workspace.url}/api/").update(APP_ID, elsewhere)


def shared(stack: Deployed) -> None:
    record.note("other", app_id=APP_ID, region="us-east-1", url="https://elsewhere.example/slack/events")


def elsewhere_in_the_record(stack: Deployed) -> None:
    """The stack was removed and made anew, and has another address than the one that Slack was told."""
    record.note(stack.stage.name, url="https://before.example/slack/events")


def not_shared(stack: Deployed) -> None:
    """The other stage has an app of its own now."""
    own = AppConfiguration(FIRST_TOKEN, f"{stack.workspace.url}/api/").create(manifest_for("other"))
    record.note("other", app_id=own.id)


FAULTS = (
    Fault("the bot is not in the channel", "channels", "is not in #team", bot_out, bot_in),
    Fault("the channel is archived", "channels", "is archived", archived, unarchived),
    Fault(
        "the bot is not in the channel of another standup",
        "channels",
        "(Retro",
        retro_elsewhere(channel=GENERAL_CHANNEL),
        bot_in_general,
    ),
    Fault(
        "the bot is not in the channel of a report",
        "channels",
        "(Retro",
        retro_elsewhere(report_channel=GENERAL_CHANNEL),
        bot_in_general,
    ),
    Fault(
        "the token of another workspace",
        "workspace",
        f"the token is of {TEAM_ID}",
        of_another_workspace,
        none_of_another,
    ),
    Fault("a dead token", "token", "token_revoked", token_dead, token_renewed, also=SLACK_IS_SILENT),
    Fault("a missing scope", "scopes", "users:read is missing", lacking("users:read"), reinstalled),
    Fault("a secret as plain text", "token", "SLACK_SIGNING_SECRET can be read", readable("SLACK_SIGNING_SECRET")),
    Fault(
        "the token is not stored",
        "token",
        "is not in the parameter store",
        forgotten("SLACK_BOT_TOKEN"),
        also=SLACK_IS_SILENT,
    ),
    Fault(
        "the signing secret is not stored",
        "signing secret",
        "is not in the parameter store",
        forgotten("SLACK_SIGNING_SECRET"),
    ),
    Fault(
        "a wrong signing secret", "signing secret", "works with another one", stored("SLACK_SIGNING_SECRET", "0" * 32)
    ),
    Fault(
        "Slack calls another stage", "registration", "requests go to https://elsewhere.example", registered_elsewhere
    ),
    Fault(
        "two stages with one Slack app", "registration", "the stage other has the same Slack app", shared, not_shared
    ),
)
