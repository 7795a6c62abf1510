"""Removes a stage's stack. The tables with everybody's answers, and the secrets, stay unless told otherwise."""

import json
import shlex
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from ops.deploying import bucket, changes, settings, standing
from ops.deploying.keeping import left_behind
from ops.deploying.waiting import count, received
from ops.ending import Commands, refused
from ops.packaging.template import SETTINGS
from ops.record import created
from ops.secrets import explained
from ops.stage import Region, Stage, StageName
from ops.steps import Problem

# Long enough a wait finds what is there.
WAIT_SECONDS, HIDDEN_SECONDS = 5, 600
HALF_GONE = (
    "CloudFormation removes {} and stops at its bucket, for what is in it could not be deleted. "
    "The same command again removes the rest"
)

app = Commands()
console = Console()


def remove(stage: Stage, *, delete_data: bool) -> bool:
    """Remove the stack, and with `delete_data` what it would leave; False if there was nothing to remove."""
    there, before = stage.outputs(), settings.deployed(stage)
    if there is None:
        console.print(stage.lacks(f"stack {stage.stack}"))
    else:
        _remove_stack(stage, there.get(changes.BUCKET, ""))
    tables = left_behind(stage)
    if not delete_data:
        if tables:
            console.print(f"The data is kept, in {', '.join(tables)}; the secrets are kept, too.")
            command = f"python3 manage.py remove {stage.options} --delete-data"
            console.print(f"A later deployment takes them over. To delete them: {command}", soft_wrap=True)
        if there is not None:
            _tell_of_slack(stage)
            _tell_of_settings(stage, before)
        return there is not None
    _delete_tables(stage, tables)
    names = list(stage.parameters.values())
    stage.client("ssm").delete_parameters(Names=names)
    console.print(f"Deleted for good: {', '.join(tables + names)}.")
    return True


def _remove_stack(stage: Stage, place: str) -> None:
    """Have the stack deleted. Its bucket, in `place`, has to be empty by the time that its functions are gone.

    The packages go once AWS has agreed: until then the stage runs, and a failed deployment goes back to one of them.
    """
    packages = bucket.contents(stage, place) if place else []
    with changes.following(stage, f"removing {stage.stack}"):
        stage.client("cloudformation").delete_stack(StackName=stage.stack)
        with refused(HALF_GONE.format(stage.stack)):
            bucket.empty(stage, place, packages)


def _tell_of_slack(stage: Stage) -> None:
    console.print("Slack still calls the address that is gone, and shows people a warning sign. A later deployment has")
    console.print(f"another address, which Slack learns by: python3 manage.py setup {stage.options}", soft_wrap=True)


def _tell_of_settings(stage: Stage, before: Mapping[str, str]) -> None:
    """Show how to deploy with the same settings again: they are in the stack alone."""
    named = {each.variable: before.get(name, "") for name, each in SETTINGS.items() if before.get(name) != each.default}
    if given := " ".join(f"{variable}={shlex.quote(value)}" for variable, value in named.items() if value):
        console.print("Its settings went with it. To have them again, once:")
        console.print(f"{given} python3 manage.py deploy {stage.options}", soft_wrap=True)


def waiting(stage: Stage) -> int:
    """Count what is in the failure queue, none if there is no queue."""
    sqs = stage.client("sqs")
    try:
        url = sqs.get_queue_url(QueueName=stage.queue)["QueueUrl"]
    except sqs.exceptions.QueueDoesNotExist:
        return 0
    return count(sqs, url)


def keep_failures(stage: Stage, file: Path | None) -> None:
    """See to it that the queue takes nothing with it: raises Problem, or writes what is there to a file."""
    number = waiting(stage)
    if not number:
        return
    if file is None:
        raise Problem(
            f"{number} failed and wait in the failure queue, which goes with the stack; answers may be among them. "
            f"Do them again: python3 manage.py failures replay --all {stage.options} "
            "Or keep them in a file with --save-failures FILE, or drop them with 'failures drop'."
        )
    found = _messages(stage, number)
    if len(found) < number:
        raise Problem(
            f"Only {len(found)} of {number} failures could be read. Try again in {HIDDEN_SECONDS // 60} minutes."
        )
    try:
        with created(file) as text:
            text.writelines(json.dumps(message) + "\n" for message in found)
    except OSError as error:
        raise Problem(f"{file} cannot be written: {error}") from None
    console.print(f"Saved {len(found)} failures in {file}, which holds what people wrote.")
    command = f"python3 manage.py failures replay --file {file} {stage.options}"
    console.print(f"After the next deployment: {command}", soft_wrap=True)


def _messages(stage: Stage, most: int) -> list[dict[str, Any]]:
    sqs = stage.client("sqs")
    url = sqs.get_queue_url(QueueName=stage.queue)["QueueUrl"]
    return list(islice(received(sqs, url, hidden=HIDDEN_SECONDS, wait=WAIT_SECONDS), most))


def _delete_tables(stage: Stage, names: list[str]) -> None:
    """Take the protection off and delete: two steps, so that no slip of the hand does it."""
    dynamodb = stage.client("dynamodb")
    for name in names:
        dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=name)
        dynamodb.delete_table(TableName=name)
    for name in names:
        dynamodb.get_waiter("table_not_exists").wait(TableName=name)


@app.command()
def main(
    stage: StageName = "prod",
    region: Region = "",
    *,
    delete_data: Annotated[bool, typer.Option("--delete-data", help="Delete tables and secrets, too.")] = False,
    save_failures: Annotated[
        Path | None, typer.Option(help="Keep what waits in the failure queue in this new file.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove the stack of a stage. The data is kept unless --delete-data says otherwise."""
    chosen = Stage(stage, region)
    with explained(chosen):
        there = standing.require_removable(chosen)
        if not there and not delete_data:
            remove(chosen, delete_data=False)
            raise typer.Exit(1)
    fate = "[red]and ALL its data, for good[/]" if delete_data else "and keep its data"
    what = f"remove the stack {chosen.stack}" if there else f"delete what is left of {chosen.stack}"
    console.print(f"This will {what} in {chosen.region}, {fate}.")
    if not delete_data:
        console.print("Its address goes for good: the next deployment has another one, which Slack has to be told.")
    with explained(chosen):
        if not delete_data and save_failures is None:
            keep_failures(chosen, None)
    if delete_data and not yes and typer.prompt("Type the stage's name to confirm") != chosen.name:
        console.print("Nothing was removed.")
        raise typer.Exit(1)
    if not (delete_data or yes or typer.confirm("Remove it?")):
        console.print("Nothing was removed.")
        return
    with explained(chosen):
        if save_failures or not delete_data:
            keep_failures(chosen, save_failures)
        was_there = remove(chosen, delete_data=delete_data)
    if not was_there:
        raise typer.Exit(1)
