"""A deployment on this machine: the embedded AWS, a local Slack, and the stack that is deployed between them."""

import contextlib
import json
import os
import shlex
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from local import stack as local
from local.aws.credentials import FILE
from ops.deploying import emulator
from ops.drift.drift import put_right
from ops.lock import alone
from ops.slack_app import AppConfiguration, manifest_for
from ops.stage import REGION, SECRETS, Stage
from ops.steps import ROOT, Problem
from slack_simulator.hosting import Clock
from slack_simulator.ids import APP_ID, FIRST_TOKEN

STATE = ROOT / ".local" / "deployed"

Deploy = Callable[[Stage, Mapping[str, str]], str | None]


class RealClock(Clock):
    """The deployed functions live at real time, so their Slack does, too."""

    def move_to(self, moment: datetime) -> None:
        """Stay."""


@contextlib.contextmanager
def slack(folder: Path, pace: float = 1, stage: str = "prod") -> Iterator[local.Stack]:
    """Run a local Slack for an app that is deployed: at real time, and without schedules of its own."""
    with tempfile.TemporaryDirectory() as program:
        manifest = manifest_for(stage)
        (Path(program) / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        options = local.Options(folder, port=0, fresh=True, pace=pace, root=Path(program), clock=RealClock)
        with local.running(options) as workspace:
            yield workspace


def is_embedded(url: str) -> bool:
    """Whether an address of AWS is on this machine."""
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


@contextlib.contextmanager
def environment(changed: Mapping[str, str]) -> Iterator[None]:
    """Let these variables hold for this process, and for what it starts, inside the block; empty ones are taken out."""
    before = dict(os.environ)
    os.environ.update(changed)
    for name in [name for name, value in changed.items() if not value]:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def dynamodb_of(workspace: local.Stack) -> dict[str, str]:
    """Give what says where the workspace's tables are, for who opens them without its functions."""
    return {"AWS_ENDPOINT_URL_DYNAMODB": workspace.aws.dynamodb_url, **workspace.aws.credentials.variables}


def settings(workspace: local.Stack, pace: float = 1) -> dict[str, str]:
    """Give what the deployed functions have to know of the local Slack."""
    return {
        "SLACK_CHANNEL": local.CHANNEL,
        "SLACK_API_URL": f"{workspace.url}/api/",
        "SLACK_PACE": f"{pace:g}",
    }


def store_secrets(stage: Stage) -> None:
    """Put the local Slack's token and signing secret where the functions look for them."""
    values = dict(zip(SECRETS, (local.BOT_TOKEN, local.SIGNING_SECRET), strict=True))
    for secret, value in values.items():
        name = stage.parameters[secret]
        stage.client("ssm").put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)


def allow_parameters(stage: Stage) -> None:
    """Make up for the embedded AWS: it asks for the right to all parameters, where AWS asks for each by name."""
    statement = {"Effect": "Allow", "Action": "ssm:GetParameters", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    for function in stage.functions.values():
        role = stage.client("lambda").get_function_configuration(FunctionName=function)["Role"].rpartition("/")[2]
        stage.client("iam").put_role_policy(RoleName=role, PolicyName="embedded-aws", PolicyDocument=document)


def complete_stack(stage: Stage) -> None:
    """Make up for the embedded AWS: its CloudFormation leaves out some of what a template says."""
    for _ in put_right(stage):
        pass


def complete(stage: Stage, workspace: local.Stack, aws_url: str, request_url: str) -> None:
    """Do what is left once the stack is there: what the embedded AWS leaves out, and Slack's side."""
    allow_parameters(stage)
    complete_stack(stage)
    register(stage, workspace, request_url)
    deliver(workspace, aws_url, request_url)


def register(stage: Stage, workspace: local.Stack, request_url: str) -> None:
    """Write the address into the local Slack's app, as `setup` does, so that `doctor` finds it registered."""
    AppConfiguration(FIRST_TOKEN, f"{workspace.url}/api/").update(APP_ID, manifest_for(stage.name, request_url))


def doctors_command(stage: Stage, aws_url: str, folder: Path) -> str:
    """Give the command that examines this deployment from another terminal; the key is in a file, not in the line."""
    variables = f"AWS_ENDPOINT_URL={aws_url} AWS_SHARED_CREDENTIALS_FILE={shlex.quote(str(folder.resolve() / FILE))}"
    return f"{variables} python3 manage.py doctor {stage.options} --app-id {APP_ID} --config-token {FIRST_TOKEN}"


def deliver(workspace: local.Stack, aws_url: str, request_url: str) -> None:
    """Have the local Slack send its requests to the deployed API: at the embedded AWS's address, under its own name."""
    url = urlsplit(request_url)
    workspace.workspace.delivery.host = url.hostname or ""
    workspace.workspace.delivery.url = f"{aws_url}{url.path}"


def live(deploy: Deploy, name: str, state: Path, console: Console, *, once: bool = False) -> None:
    """Deploy to the embedded AWS and keep it and a local Slack up until Ctrl-C; `once` ends after the deployment.

    Where AWS_ENDPOINT_URL names an embedded AWS that runs already, the deployment goes to that one and stays in it.
    """
    with contextlib.ExitStack() as exits:
        again = f"Another 'deploy --local' has {state}. End that one with Ctrl-C, or give this one another --state."
        exits.enter_context(alone(state / "lock", again))
        running = os.environ.get("AWS_ENDPOINT_URL")
        if running and not is_embedded(running):
            raise Problem(f"--local deploys to this machine, but AWS_ENDPOINT_URL is {running}.")
        if running:  # whoever has started it has its key in the environment
            aws_url, variables = running, emulator.variables(running)
        else:
            embedded = exits.enter_context(emulator.running(state / "aws"))
            aws_url, variables = embedded.url, embedded.variables
        exits.enter_context(environment(variables))
        workspace = exits.enter_context(slack(state / "slack", stage=name))
        stage = Stage(name, REGION)
        store_secrets(stage)
        request_url = deploy(stage, settings(workspace))
        if request_url is None:
            return
        complete(stage, workspace, aws_url, request_url)
        url = urlsplit(request_url)
        console.print(f"\nDeployed to the embedded AWS at {aws_url}, where it is called {url.hostname}{url.path}")
        if once:
            return
        console.print(f"Slack: [bold]{workspace.url}[/]. The schedules fire at their real times; Ctrl-C ends both.")
        console.print(f"To look whether all is well: {doctors_command(stage, aws_url, state / 'aws')}", soft_wrap=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
