"""A deployment of the packaged zip to the embedded AWS, and what a test asks of it."""

import contextlib
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import httpx

from app.local.stack import Stack as Workspace
from app.local.visitor import Place
from ops import deploy, emulator, local_stage
from ops.stage import SCHEDULED, Stage
from tests.ops.recording import recording
from tests.people import Team

PACE = 20
PATIENCE = 30
EXTRA = {"CLOUDTRAIL_RECORDING": "1", "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1"}


def eventually(holds: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """Ask until it holds: what runs in other processes cannot be waited for otherwise."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.1)
    return found


@dataclass
class Deployed:
    """One deployed stage with its local Slack, and the actions that the deployment called."""

    stage: Stage
    workspace: Workspace
    place: Place
    aws_url: str
    host: str
    actions: set[str]
    denied: list[str] = field(default_factory=list)

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

    def called(self) -> dict[str, set[str]]:
        """Give the actions that each function called under its own role, by the function's name."""
        roles = defaultdict(set)
        pages = self.client("cloudtrail").get_paginator("lookup_events").paginate()
        for event in (event for page in pages for event in page["Events"]):
            if event["Username"].startswith("ASIA"):
                service = event["EventSource"].partition(".")[0]
                roles[event["Username"]].add(f"{service}:{event['EventName']}")
        return roles


def warm_up(aws_url: str, host: str) -> None:
    """Have some workers started: a modal must be opened within three seconds, and this machine may be busy."""

    def ask(_: int) -> int:
        url = f"{aws_url}/slack/events"
        return httpx.post(url, headers={"Host": host}, content=b"{}", timeout=60, trust_env=False).status_code

    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(ask, range(3))) == {401}


@contextlib.contextmanager
def deployed(folder: Path) -> Iterator[Deployed]:
    stage = Stage("test")
    with contextlib.ExitStack() as exits:
        aws_url = exits.enter_context(emulator.running(folder / "aws", EXTRA))
        relay_url, actions = exits.enter_context(recording(aws_url))
        exits.enter_context(local_stage.environment(emulator.variables(aws_url)))
        workspace = exits.enter_context(local_stage.slack(folder / "slack", PACE))
        local_stage.store_secrets(stage)
        os.environ["AWS_ENDPOINT_URL"] = relay_url
        request_url = deploy.deploy(stage, {**os.environ, **local_stage.settings(workspace, PACE)}, agreed=True)
        os.environ["AWS_ENDPOINT_URL"] = aws_url
        boto3.DEFAULT_SESSION = None
        local_stage.allow_parameters(Stage("test"))
        local_stage.deliver(workspace, aws_url, request_url)
        workspace.workspace.delivery.ack_seconds = PATIENCE  # how fast an answer is, is measured elsewhere
        warm_up(aws_url, workspace.workspace.delivery.host)
        place = exits.enter_context(Place(workspace.url))
        host = workspace.workspace.delivery.host
        yield Deployed(Stage("test"), workspace, place, aws_url, host, set(actions))
