"""Removes a stage's stack. The tables with everybody's answers, and the two secrets, stay unless told otherwise."""

import os
from typing import Annotated

import typer
from rich.console import Console

from ops.deploying import deploy
from ops.deploying.keeping import left_behind
from ops.ending import Commands
from ops.stage import Region, Stage, StageName

app = Commands()
console = Console()


def remove(stage: Stage, *, delete_data: bool) -> bool:
    """Remove the stack, and with `delete_data` what it would leave; False if there was nothing to remove."""
    there = stage.outputs() is not None
    if there:
        deploy.osls(f"removing {stage.stack}", "remove", stage, {**os.environ})
    else:
        console.print(stage.lacks(f"stack {stage.stack}"))
    tables = left_behind(stage)
    if not delete_data:
        if tables:
            console.print(f"The data is kept, in {', '.join(tables)}; the secrets are kept, too.")
            command = f"python3 manage.py remove {stage.options} --delete-data"
            console.print(f"A later deployment takes them over. To delete them: {command}", soft_wrap=True)
        return there
    _delete_tables(stage, tables)
    names = list(stage.parameters.values())
    stage.client("ssm").delete_parameters(Names=names)
    console.print(f"Deleted for good: {', '.join(tables + names)}.")
    return True


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
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove the stack of a stage. The data is kept unless --delete-data says otherwise."""
    chosen = Stage(stage, region)
    fate = "[red]and ALL its data, for good[/]" if delete_data else "and keep its data"
    console.print(f"This will remove the stack {chosen.stack} in {chosen.region}, {fate}.")
    if delete_data and not yes and typer.prompt("Type the stage's name to confirm") != chosen.name:
        console.print("Nothing was removed.")
        raise typer.Exit(1)
    if not (delete_data or yes or typer.confirm("Remove it?")):
        console.print("Nothing was removed.")
        return
    if not remove(chosen, delete_data=delete_data):
        raise typer.Exit(1)
