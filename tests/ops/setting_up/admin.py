"""Somebody who sets a standup up, unattended, against the local Slack."""

import json

import boto3
from typer.testing import CliRunner

from local.stack import BOT_TOKEN, CHANNEL, SIGNING_SECRET
from ops.setting_up import setup
from slack_simulator.ids import FIRST_TOKEN


class Admin:
    """Somebody who runs `setup` for the stage `test`, again and again."""

    def __init__(self, stack, team, folder):
        self.stack = stack
        self.team = team
        self.state = folder / "state"
        self.url = f"{stack.url}/slack/events"
        (folder / "token").write_text(f"{BOT_TOKEN}\n")
        (folder / "secret").write_text(SIGNING_SECRET)
        self.secrets = [f"--bot-token-file={folder / 'token'}", f"--signing-secret-file={folder / 'secret'}"]
        self.token_file = folder / "token"
        self.said = ""

    def runs(self, *arguments: str) -> int:
        """Run it as a program would; remembers what it said."""
        common = ["--stage=test", f"--state={self.state}", f"--url={self.url}", "--no-deploy", "--yes"]
        result = CliRunner().invoke(setup.app, [*common, *arguments], env={"COLUMNS": "1000"})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        self.said = result.output
        for secret in (BOT_TOKEN, SIGNING_SECRET, FIRST_TOKEN, "xoxe-1-"):
            assert secret not in self.said
        return result.exit_code

    def sets_up(self, *arguments: str) -> int:
        return self.runs(f"--channel={CHANNEL}", *self.secrets, *arguments)

    def parameters(self) -> dict[str, tuple[str, str, int]]:
        ssm = boto3.Session().client("ssm")
        found = ssm.get_parameters_by_path(Path="/standup/test/", WithDecryption=True)["Parameters"]
        return {each["Name"]: (each["Type"], each["Value"], each["Version"]) for each in found}

    def record(self) -> dict[str, str]:
        return json.loads((self.state / "test.json").read_text())

    def apps(self) -> int:
        return len(self.stack.workspace.apps)

    def manifest(self, app_id: str) -> dict:
        return self.stack.workspace.apps.find(app_id).manifest
