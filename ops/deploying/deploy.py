"""Deploys a stage: builds the package, shows what would change, changes it, and says where it is.

`--local` does the same to the embedded AWS of this machine, with a local Slack in front of it.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ops import record
from ops.deploying import bucket, changes, keeping, local_stage, settings, standing
from ops.drift.drift import put_right, to_put_right
from ops.ending import Commands
from ops.lock import lock
from ops.packaging import template as templates
from ops.packaging.package import PACKAGE, SOURCES_ALONE, ZIP_ALONE
from ops.secrets import explained, make_suppression_key
from ops.stage import SECRETS, Region, Stage, StageName
from ops.steps import ROOT, Problem, step

# The mark of a secret that is not there.
NOT_STORED = "0"
# Package and template are in one place, whatever the stage.
LOCK = ROOT / "build" / "deploy.lock"

app = Commands()
console = Console()


def build(env: Mapping[str, str]) -> None:
    """Build the package."""
    program = [sys.executable, "-m", "ops", "package", ZIP_ALONE]
    if local_stage.is_embedded(os.environ.get("AWS_ENDPOINT_URL", "")):
        program.append(SOURCES_ALONE)
    outcome = step("building the package", program, env)
    if not outcome.ok:
        raise Problem("The package could not be built.", outcome.output)


def deploy(stage: Stage, env: Mapping[str, str], *, agreed: bool) -> str | None:
    """Build, show, ask unless it is `agreed`, deploy; gives the address for Slack, or None if it was not wanted."""
    with lock(LOCK, "Waiting for another deployment from this folder"):
        template = templates.template()
        with explained(stage):
            standing.require_ready(stage)
            keeping.require_fit(stage)
        build(env)
        return bring(stage, template, env, agreed=agreed)


def bring(stage: Stage, template: templates.Json, env: Mapping[str, str], *, agreed: bool) -> str | None:
    """Bring the stage to what template, package and settings say, as `deploy` does once they are built."""
    chosen = settings.chosen(stage, env)
    if not _change(stage, template, chosen, agreed=agreed):
        console.print("Nothing was changed.")
        return None
    return (stage.outputs() or {})["RequestUrl"]


def parameters_of(stage: Stage, chosen: Mapping[str, str]) -> dict[str, str]:
    """Give everything that the template has to be told, with the settings that are chosen."""
    return {
        **chosen,
        templates.STAGE: stage.name,
        templates.PACKAGE_KEY: bucket.key_of(PACKAGE),
        templates.SECRETS_VERSION: secrets_version(stage),
    }


def _change(stage: Stage, raw: templates.Json, chosen: Mapping[str, str], *, agreed: bool) -> bool:
    """Show what would change and change it; returns whether that was wanted."""
    bring_about = _update if keeping.is_whole(stage) else _make
    if not bring_about(stage, raw, chosen, agreed=agreed):
        return False
    for text in put_right(stage):
        console.print(f"CloudFormation left this out, and now it is done: {text}.", soft_wrap=True)
    return True


def _is_agreed_to() -> bool:
    return typer.confirm("Make these changes?")


def _update(stage: Stage, raw: templates.Json, chosen: Mapping[str, str], *, agreed: bool) -> bool:
    make_suppression_key(stage)
    parameters = _for_an_update(stage, raw, chosen)
    template = templates.filled(raw, parameters)
    with changes.planned(stage, template, parameters) as plan:
        by_hand = to_put_right(stage)
        changes.show(console, stage, plan.changes)
        for each in by_hand:
            console.print(f"Somebody has changed by hand: {each.text}.", soft_wrap=True)
        if not (agreed or not (plan.changes or by_hand) or _is_agreed_to()):
            return False
        if by_hand:  # first: CloudFormation fails at what is not there
            for text in put_right(stage):
                console.print(f"Put right: {text}.", soft_wrap=True)
        _put_package(stage, template, parameters)
        if plan.change_set:
            changes.carry_out(stage, plan.change_set, f"deploying {stage.stack}")
            bucket.forget_osls(stage)
    return True


def _for_an_update(stage: Stage, raw: templates.Json, chosen: Mapping[str, str]) -> dict[str, str]:
    """Give the parameters; secrets that are there for the first time change nothing by themselves."""
    parameters = parameters_of(stage, chosen)
    as_before = {**parameters, templates.SECRETS_VERSION: secrets_version(stage, first_is_none=True)}
    if as_before == parameters:
        return parameters
    with changes.planned(stage, templates.filled(raw, as_before), as_before) as plan:
        return parameters if plan.change_set else as_before


def _make(stage: Stage, raw: templates.Json, chosen: Mapping[str, str], *, agreed: bool) -> bool:
    """Make a stack that is not there yet, or only in part, with the tables that an earlier one has left."""
    parameters = parameters_of(stage, chosen)
    with changes.planned(stage, templates.filled(raw, parameters), parameters, is_new=True) as plan:
        changes.show(console, stage, plan.changes)
    if not (agreed or _is_agreed_to()):
        return False
    make_suppression_key(stage)
    parameters = parameters_of(stage, chosen)
    template = templates.filled(raw, parameters)
    if kept := keeping.take_over(stage, template, parameters):
        console.print(f"Taken over from an earlier deployment, with all data: {', '.join(kept)}.")
    _put_package(stage, template, parameters)
    with changes.planned(stage, template, parameters) as plan:
        changes.carry_out(stage, plan.change_set, f"deploying {stage.stack}")
    return True


def _put_package(stage: Stage, template: templates.Json, parameters: Mapping[str, str]) -> None:
    place, key = bucket.ensure(stage, template, parameters), parameters[templates.PACKAGE_KEY]
    bucket.upload(stage, place, PACKAGE, key)
    bucket.tidy(stage, place, key)


def secrets_version(stage: Stage, *, first_is_none: bool = False) -> str:
    """Give what changes when a secret does: functions that are running keep the ones that they began with.

    It is when each was stored, for one that was deleted and stored anew has the number of its version again. With
    `first_is_none` that of one which the deployed functions began without, and is there for the first time, stays as
    it was: no function could run before.
    """
    found = stage.client("ssm").get_parameters(Names=list(stage.parameters.values()))["Parameters"]
    known = {parameter["Name"]: parameter for parameter in found}
    names = list(stage.parameters.values())
    variable = templates.OTHERS[templates.SECRETS_VERSION].variable
    before = settings.variable(stage, variable).split(".") if first_is_none else []
    marks = dict(zip(names, before, strict=True)) if len(before) == len(names) else {}
    return ".".join(_mark(known.get(name), marks.get(name, "")) for name in names)


def _mark(parameter: Mapping[str, Any] | None, before: str) -> str:
    if parameter is None or (before == NOT_STORED and parameter["Version"] == 1):
        return NOT_STORED
    return str(round(parameter["LastModifiedDate"].timestamp()))


def missing_secrets(stage: Stage) -> list[str]:
    """Name the parameters without which the functions cannot start."""
    names = [stage.parameters[secret] for secret in SECRETS]
    return list(stage.client("ssm").get_parameters(Names=names)["InvalidParameters"])


def tell_next_step(stage: Stage, url: str, *, is_known: bool) -> None:
    """Say what is left to do; Slack knows the address, or has to be told."""
    console.print(f"\nDeployed: [bold]{url}[/]")
    missing = missing_secrets(stage)
    if missing:
        console.print(f"The functions cannot start yet, for {' and '.join(missing)} are not in the parameter store.")
    if not is_known:
        console.print("Slack has to be told this address.")
    if missing or not is_known:
        console.print(f"Next: python3 manage.py setup {stage.options}", soft_wrap=True)
    else:
        console.print(f"Next: python3 manage.py doctor {stage.options}", soft_wrap=True)


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
    settings.given(given)  # before anything is done
    if local:
        local_stage.live(lambda here, env: deploy(here, env, agreed=True), stage, state, console, once=once)
        return
    chosen = Stage(stage, region)
    with explained(chosen):
        keeping.require_nothing_elsewhere(chosen)
        is_new = chosen.outputs() is None
    url = deploy(chosen, given, agreed=yes)
    if url and not in_setup:  # which has its own next step, and remembers where that is
        known = record.note(chosen.name, region=chosen.region)
        tell_next_step(chosen, url, is_known=known.url == url or not (known.url or is_new))
