"""Deploys a stage: builds the package, shows what would change, changes it, and says where it is.

`--local` does the same to the embedded AWS of this machine, with a local Slack in front of it.
"""

import json
import os
import shutil
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ops import record
from ops.deploying import changes, keeping, local_stage
from ops.drift.drift import put_right
from ops.ending import Commands
from ops.lock import lock
from ops.packaging.package import OSLS, SOURCES_ALONE, install_tools
from ops.secrets import make_suppression_key
from ops.stage import SECRETS, Region, Stage, StageName
from ops.steps import ROOT, Problem, step

TEMPLATE = ROOT / ".serverless" / "cloudformation-template-update-stack.json"
# Package and template are in one place, whatever the stage.
LOCK = ROOT / "build" / "deploy.lock"
TAKEN_OVER = {
    "SLACK_CHANNEL": "SlackChannel",
    "ALARM_EMAIL": "AlarmEmail",
    "ENCRYPTION_KEY": "EncryptionKey",
    "REQUESTS_PER_SECOND": "RequestsPerSecond",
    "SENDER_RESERVATION": "SenderReservation",
    "ROLE_BOUNDARY": "RoleBoundary",
}
QUIET = {"SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off", "NODE_NO_WARNINGS": "1"}

app = Commands()
console = Console()


def settings(stage: Stage, given: Mapping[str, str]) -> dict[str, str]:
    """Take what is not given from the deployed stack."""
    deployed = stage.outputs() or {}
    chosen = {name: given.get(name) or deployed.get(output, "") for name, output in TAKEN_OVER.items()}
    chosen = {name: "" if value == "none" else value for name, value in chosen.items()}
    return {name: value for name, value in chosen.items() if value}


def forget_what_is_taken_back(env: MutableMapping[str, str]) -> None:
    """Drop from the environment what says `none`: osls reads it, too, and would take the word for the value."""
    for name in TAKEN_OVER:
        if env.get(name) in {"", "none"}:
            del env[name]


def build(stage: Stage, env: Mapping[str, str]) -> None:
    """Build the package and, with this stage's settings, the template."""
    program = [sys.executable, "-m", "ops", "package", "--stage", stage.name, "--region", stage.region]
    if local_stage.is_embedded(os.environ.get("AWS_ENDPOINT_URL", "")):
        program.append(SOURCES_ALONE)
    outcome = step("building the package and the template", program, {**env, **QUIET})
    if not outcome.ok:
        raise Problem("The package could not be built.", outcome.output)


def osls(title: str, command: str, stage: Stage, env: Mapping[str, str]) -> None:
    """Run osls for a stage; raises Problem with what it said."""
    node = shutil.which("node")
    if node is None:
        raise Problem("Node.js 20 or newer is needed to deploy: https://nodejs.org")
    install_tools()
    arguments = [command, "--stage", stage.name, "--region", stage.region]
    outcome = step(title, [node, str(OSLS), *arguments], {**env, **QUIET})
    if not outcome.ok:
        raise Problem(f"osls could not {command} {stage.stack}.", outcome.output)


def template() -> dict[str, Any]:
    return dict(json.loads(TEMPLATE.read_text("utf-8")))


def deploy(stage: Stage, env: Mapping[str, str], *, agreed: bool) -> str | None:
    """Build, show, ask unless it is `agreed`, deploy; gives the address for Slack, or None if it was not wanted."""
    with lock(LOCK, "Waiting for another deployment from this folder"):
        make_suppression_key(stage)
        env = {**env, "SECRETS_VERSION": secrets_version(stage)}
        build(stage, env)
        found = changes.planned(stage, template())
        changes.show(console, stage, found)
        if not (agreed or not found or typer.confirm("Make these changes?")):
            console.print("Nothing was changed.")
            return None
        if kept := keeping.take_over(stage, template()):
            console.print(f"Taken over from an earlier deployment, with all data: {', '.join(kept)}.")
        osls(f"deploying {stage.stack}", "deploy", stage, env)
        for text in put_right(stage):
            console.print(f"Put right: {text}.", soft_wrap=True)
    return (stage.outputs() or {})["RequestUrl"]


def secrets_version(stage: Stage) -> str:
    """Give what changes when a secret does: functions that are running keep the ones that they began with."""
    known = stage.client("ssm").get_parameters(Names=list(stage.parameters.values()))["Parameters"]
    return ".".join(str(parameter["Version"]) for parameter in sorted(known, key=lambda each: str(each["Name"])))


def missing_secrets(stage: Stage) -> list[str]:
    """Name the parameters without which the functions cannot start."""
    names = [stage.parameters[secret] for secret in SECRETS]
    return list(stage.client("ssm").get_parameters(Names=names)["InvalidParameters"])


def tell_next_step(stage: Stage, url: str) -> None:
    console.print(f"\nDeployed: [bold]{url}[/]")
    if missing := missing_secrets(stage):
        console.print(f"The functions cannot start yet, for {' and '.join(missing)} are not in the parameter store.")
        console.print(f"Next: python3 manage.py setup {stage.options}")
    else:
        console.print(f"Next: python3 manage.py doctor {stage.options}")


@app.command()
def main(
    stage: StageName = "prod",
    region: Region = "",
    channel: Annotated[str, typer.Option(help="Id of the default standup's channel, if it changes.")] = "",
    alarm_email: Annotated[str, typer.Option(help="Who gets alarms by e-mail, if that changes.")] = "",
    *,
    local: Annotated[bool, typer.Option("--local", help="Deploy to the embedded AWS, with a local Slack.")] = False,
    once: Annotated[bool, typer.Option("--once", help="With --local: end when it is deployed.")] = False,
    state: Annotated[Path, typer.Option(help="With --local: where it keeps its state.")] = local_stage.STATE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before changing anything.")] = False,
    in_setup: Annotated[bool, typer.Option("--in-setup", hidden=True)] = False,
) -> None:
    """Build the package, show what would change, deploy it, and say where it is."""
    given = {**os.environ, **{k: v for k, v in (("SLACK_CHANNEL", channel), ("ALARM_EMAIL", alarm_email)) if v}}
    if local:
        local_stage.live(lambda here, env: deploy(here, env, agreed=True), stage, state, console, once=once)
        return
    chosen = Stage(stage, region)
    keeping.require_nothing_elsewhere(chosen)
    wanted = settings(chosen, given)
    forget_what_is_taken_back(os.environ)
    url = deploy(chosen, wanted, agreed=yes)
    if url and not in_setup:  # which has its own next step, and remembers where that is
        record.note(chosen.name, region=chosen.region)
        tell_next_step(chosen, url)
