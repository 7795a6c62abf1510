"""What the checks look at: one stage in AWS, its Slack app, and the settings it was deployed with."""

import contextlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from app.domain.setup.config import from_stored
from app.domain.standup import DEFAULT_STANDUP_ID, Standup, default_standup
from app.errors import StandupError
from app.settings import Settings
from app.storage.setup.standup_rows import SHARD
from ops.checks.finding import CannotTell
from ops.drift import template
from ops.drift.compare import Reading
from ops.secrets import unencrypted
from ops.stage import NO_STACK_YET, RESPONSES, SECRETS, Stage, outputs_of
from ops.steps import ROOT

SECONDS = 5
# What of a stored standup is read.
READ = ("team_id", "standup_id", "due_at", "version", "responsible_since", "config", "deleted_at", "paused_by")
PATIENCE = Config(connect_timeout=SECONDS, read_timeout=SECONDS, retries={"total_max_attempts": 1, "mode": "standard"})


@dataclass(frozen=True)
class Surroundings:
    """Everything that checks may ask. They ask at the same time; what several need is read once.

    `url` overrides the stack's own request URL. `app_id` and `config_token` let Slack say how the app is registered.
    Of what `setup` remembers, `told_url` is the address that Slack was told, `sharing` the stages with the same app.
    """

    stage: Stage
    url: str = ""
    app_id: str = ""
    config_token: str = field(default="", repr=False)
    told_url: str = ""
    sharing: tuple[str, ...] = ()
    root: Path = ROOT
    package: Path = ROOT / "build" / "standup.zip"
    now: Callable[[], datetime] = field(default=partial(datetime.now, UTC))
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def aws(self, service: str) -> Any:
        """Give a client that waits for seconds, not minutes."""
        with self._lock:  # boto3 sessions are not made for several threads at once
            return self.stage.session.client(service, config=PATIENCE)

    @cached_property
    def functions(self) -> Mapping[str, Mapping[str, Any]]:
        """How the functions are configured, by the names of serverless.yml; raises AWS's errors."""
        client = self.aws("lambda")
        names = self.stage.functions.items()
        return {name: client.get_function_configuration(FunctionName=deployed) for name, deployed in names}

    @cached_property
    def settings(self) -> Settings:
        """The settings that the functions run with; another SLACK_API_URL may be named here."""
        deployed = self.functions[RESPONSES].get("Environment", {}).get("Variables", {})
        here = {name: os.environ[name] for name in ("SLACK_API_URL",) if os.environ.get(name)}
        return Settings.from_env({"AWS_REGION": self.stage.region, **deployed, **here})

    @cached_property
    def secrets(self) -> Mapping[str, str]:
        """The secrets by name, as far as they are stored; raises AWS's errors."""
        names = {path: name for name, path in self.stage.parameters.items()}
        return {names[parameter["Name"]]: parameter["Value"] for parameter in self._parameters["Parameters"]}

    @property
    def unencrypted(self) -> list[str]:
        """Those of token and signing secret that somebody has stored as plain text; raises AWS's errors."""
        return [name for name in unencrypted(self.stage, self._parameters) if name in SECRETS]

    @cached_property
    def _parameters(self) -> Mapping[str, Any]:
        names = list(self.stage.parameters.values())
        return dict(self.aws("ssm").get_parameters(Names=names, WithDecryption=True))

    @property
    def to_store_secrets(self) -> str:
        """Give the command that asks for both secrets anew, stores them and has the functions take them."""
        return f"`python3 manage.py setup {self.stage.options} --new-secrets`"

    @property
    def to_read_logs(self) -> str:
        """Give the command that shows the logs."""
        return f"`python3 manage.py logs {self.stage.options}`"

    def secret(self, name: str) -> str:
        """Give a secret; raises CannotTell if it is nowhere: a fault that its own line tells."""
        if value := self.secrets.get(name):
            return value
        path = self.stage.parameters[name]
        raise CannotTell(f"{path} is not in the parameter store", "See the line 'token'.")

    @cached_property
    def rows(self) -> list[Mapping[str, Any]]:
        """The rows of the standups of the token's workspace, as far as checks read them; raises AWS's errors."""
        asked = {":team": {"S": str(self.identity["team_id"])}, ":dot": {"S": "/"}}
        pages = (
            self.aws("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self.stage.tables["standups"],
                KeyConditionExpression="team_id = :team AND standup_id > :dot",  # other rows begin with a dot
                ExpressionAttributeValues=asked,
                ProjectionExpression=", ".join(READ),
            )
        )
        return [row for page in pages for row in page["Items"]]

    @cached_property
    def standups(self) -> list[Standup]:
        """All standups of the token's workspace that can be read, with the default one before it is stored."""
        team_id = str(self.identity["team_id"])
        stored = {row["standup_id"]["S"]: row for row in self.rows if "config" in row}
        there = [_standup(team_id, name, row) for name, row in stored.items() if "deleted_at" not in row]
        if DEFAULT_STANDUP_ID not in stored and self.settings.channel:
            there.append(default_standup(team_id, self.settings.channel))
        return [standup for standup in there if standup]

    @property
    def paused_by_bot(self) -> frozenset[str]:
        """The ids of the standups that the bot paused itself, because of their channel."""
        bot = str(self.identity["user_id"])
        return frozenset(row["standup_id"]["S"] for row in self.rows if row.get("paused_by", {}).get("S") == bot)

    @cached_property
    def teams(self) -> frozenset[str]:
        """The workspaces of which standups are stored that are due at some time; raises AWS's errors."""
        pages = (
            self.aws("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self.stage.tables["standups"],
                IndexName="by_due",
                KeyConditionExpression="due_shard = :shard",
                ExpressionAttributeValues={":shard": {"S": SHARD}},
                ProjectionExpression="team_id",
            )
        )
        return frozenset(row["team_id"]["S"] for page in pages for row in page["Items"])

    @cached_property
    def stack(self) -> Mapping[str, Any] | None:
        """The stack as CloudFormation describes it, or None if there is none; raises AWS's errors."""
        try:
            reply = self.aws("cloudformation").describe_stacks(StackName=self.stage.stack)
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        found: Mapping[str, Any] = reply["Stacks"][0]
        return None if found["StackStatus"] == NO_STACK_YET else found

    @cached_property
    def reading(self) -> Reading:
        """What the stack says of each of its resources, beside AWS; raises CannotTell where there is no stack."""
        if self.stack is None:
            raise CannotTell(f"there is no stack {self.stage.stack}", "See the line 'stack'.")
        return Reading(template.read(self.aws("cloudformation"), self.stack), self.aws)

    @cached_property
    def request_url(self) -> str:
        """Where Slack sends its requests; raises CannotTell if no stack says so."""
        url = self.url or outputs_of(self.stack or {}).get("RequestUrl", "")
        if not url:
            raise CannotTell("no stack says what the public URL is", "See the line 'stack', or give --url.")
        return url

    @property
    def slack_api_url(self) -> str:
        """Where Slack is; without the functions it is where the environment says, or where it always is."""
        try:
            return self.settings.slack_api_url
        except (BotoCoreError, ClientError):
            return Settings.from_env(os.environ).slack_api_url

    @cached_property
    def slack(self) -> WebClient:
        """Slack, with the bot's token; raises CannotTell if there is none."""
        token = self.secret("SLACK_BOT_TOKEN")
        return WebClient(token, base_url=self.slack_api_url, timeout=SECONDS, retry_handlers=[])

    @cached_property
    def identity(self) -> SlackResponse:
        """Slack's answer about the token; raises SlackApiError if it is refused."""
        return self.slack.auth_test()

    @property
    def granted(self) -> frozenset[str]:
        """The scopes of the token; raises CannotTell if Slack does not say."""
        try:
            headers = self.identity.headers
        except SlackApiError as error:
            raise CannotTell(
                f"Slack refuses the token: {error.response.get('error')}", "See the line 'token'."
            ) from error
        scopes = header(headers, "x-oauth-scopes")
        if not scopes:
            raise CannotTell("Slack does not say which scopes the token has", "Look under 'OAuth & Permissions'.")
        return frozenset(scope.strip() for scope in scopes.split(","))


def _standup(team_id: str, standup_id: str, row: Mapping[str, Any]) -> Standup | None:
    """Read a stored standup; None if its row makes no sense, which its owners are told of elsewhere."""
    with contextlib.suppress(StandupError, ValueError):
        return from_stored(team_id, standup_id, json.loads(row["config"]["S"]))
    return None


def header(headers: Mapping[str, Any], name: str) -> str:
    """Give a header by its name in any letters, or nothing."""
    value = next((value for known, value in headers.items() if known.lower() == name), "")
    return str(value[0] if isinstance(value, list) and value else value)
