"""A deployment of the packaged zip to the embedded AWS, and what a test asks of it."""

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from local.stack import Stack as Workspace
from ops.deploying import deploy, emulator, local_stage
from ops.stage import SCHEDULED, Stage
from slack_simulator.visitor import Place
from tests.kit.people import Team
from tests.ops.deploying.recording import recording

PACE = 20
PATIENCE = 120  # a function that starts beside others may take half a minute
# What the emulator's trail calls otherwise than IAM does.
TRAIL_NAMES = {"lambda:InvokeFunction": "Invoke"}
EXTRA = {"CLOUDTRAIL_RECORDING": "1", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"}


def eventually(holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Ask until it holds: what runs in other processes cannot be waited for otherwise."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.1)
    return found


def ahead(days: int, hour: int = 8) -> str:
    """Give a moment so many days from now, two or more: such a day is today nowhere, and no tick looks at it.

    Each test has days of its own, with one between them, for midnight may come between two tests.
    """
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}T{hour:02}:00:00Z"


@dataclass
class Deployed:
    """One deployed stage with its local Slack, and the actions that the deployment called."""

    stage: Stage
    workspace: Workspace
    place: Place
    embedded: emulator.Embedded
    actions: frozenset[str] = frozenset()

    @property
    def aws_url(self) -> str:
        return self.embedded.url

    @property
    def variables(self) -> dict[str, str]:
        return self.embedded.variables

    def client(self, service: str) -> Any:
        return self.stage.client(service)

    def team(self) -> Team:
        self.place.post("reset")
        self.place.post("faults", clear=True)
        return Team(self.place)

    def event(self, kind: str, time_: str) -> dict[str, Any]:
        """Give what the deployed schedule's rule would send at this moment, for a kind of its own."""
        (target,) = self.client("events").list_targets_by_rule(Rule=self.stage.rules["tick"])["Targets"]
        transformer = target["InputTransformer"]
        assert transformer["InputPathsMap"] == {"time": "$.time"}
        return {**json.loads(transformer["InputTemplate"].replace("<time>", json.dumps(time_))), "type": kind}

    def rests(self) -> None:
        """Let no tick find anything due, whatever the hour: tests ask and report by events."""
        database, table = self.client("dynamodb"), self.stage.tables["standups"]
        later = {":later": {"S": f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%dT%H:%M:%S.%f%z}"}}
        for row in database.scan(TableName=table, FilterExpression="attribute_exists(due_at)")["Items"]:
            key = {name: row[name] for name in ("team_id", "standup_id")}
            change = "SET due_at = :later"
            database.update_item(TableName=table, Key=key, UpdateExpression=change, ExpressionAttributeValues=later)

    def invoke(self, event: Any, mode: str = "RequestResponse") -> Any:
        reply = self.client("lambda").invoke(
            FunctionName=self.stage.functions[SCHEDULED], InvocationType=mode, Payload=json.dumps(event).encode()
        )
        content = reply["Payload"].read()
        assert "FunctionError" not in reply, content
        return json.loads(content) if content else None

    def waiting(self) -> list[dict[str, Any]]:
        """Look into the failure queue; what is there stays."""
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName=self.stage.queue)["QueueUrl"]
        return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0).get("Messages", [])

    def called(self, allowed: set[str]) -> set[str]:
        """Give those of the allowed actions that the functions called under their own roles.

        The emulator's trail answers with the last fifty events and has no next page: each action is asked for alone.
        """
        return {action for action in allowed if any(map(by_a_role, self.recorded(action)))}

    def recorded(self, action: str) -> list[dict[str, Any]]:
        name = TRAIL_NAMES.get(action, action.partition(":")[2])
        only = [{"AttributeKey": "EventName", "AttributeValue": name}]
        return self.client("cloudtrail").lookup_events(LookupAttributes=only)["Events"]

    def stand(self) -> None:
        """Deploy, unless it is deployed: a test before may have removed it."""
        if self.stage.outputs() is None:
            local_stage.store_secrets(self.stage)
            given = {"ALARM_EMAIL": "ops@example.com", **local_stage.settings(self.workspace, PACE)}
            url = deploy.deploy(self.stage, {**os.environ, **given}, agreed=True)
            local_stage.complete(self.stage, self.workspace, self.aws_url, url)
            warm_up(self.aws_url, self.host)

    @property
    def host(self) -> str:
        return self.workspace.workspace.delivery.host


def by_a_role(event: dict[str, Any]) -> bool:
    """Tell whether a function called it: its role's keys are temporary, and begin so."""
    return event["Username"].startswith("ASIA")


def warm_up(aws_url: str, host: str) -> None:
    """Have some workers started: a modal must be opened within three seconds, and this machine may be busy."""

    def ask(_: int) -> int:
        url = f"{aws_url}/slack/events"
        return httpx.post(url, headers={"Host": host}, content=b"{}", timeout=60, trust_env=False).status_code

    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(ask, range(3))) == {401}


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Deployed]:
    """Run the embedded AWS and a local Slack, and deploy; the environment is changed only while that goes on."""
    with contextlib.ExitStack() as exits:
        embedded = exits.enter_context(emulator.running(folder / "aws", EXTRA))
        workspace = exits.enter_context(local_stage.slack(folder / "slack", PACE, "test"))
        place = exits.enter_context(Place(workspace.url))
        with recording(embedded.url) as (relay_url, actions):
            relayed = {**embedded.variables, "AWS_ENDPOINT_URL": relay_url}
            with local_stage.environment(relayed):
                Deployed(Stage("test"), workspace, place, embedded).stand()
        slack = workspace.workspace
        slack.delivery.ack_seconds = slack.triggers.lifetime = PATIENCE  # how fast an answer is, is measured elsewhere
        yield Deployed(Stage("test"), workspace, place, embedded, frozenset(actions))
