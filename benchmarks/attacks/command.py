"""`python3 manage.py attack`: carries out what must not succeed against a workspace of its own, and says what held."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column

from benchmarks.attacks import showing
from benchmarks.attacks.every import ATTACKS
from benchmarks.attacks.listing import Attack
from benchmarks.attacks.running import Outcome, carry_out
from local.aws.embedded import AwsDidNotStart
from local.state import CannotStart
from ops.ending import Commands
from ops.steps import Problem

app = Commands()

USAGE_ERROR = 2
FILE_WIDTH = 120


@app.command()
def attack(
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="WORD", help="only attacks with this in their name, topic or words; repeatable"),
    ] = None,
    *,
    shows_list: Annotated[bool, typer.Option("--list", help="show what would be tried, and by whom")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print the outcome as JSON")] = False,
) -> None:
    """Attack a workspace of its own on this machine, and say what held.

    The exit code is 1 if anything did not hold or could not be tried.
    """
    console = Console(highlight=False, width=None if sys.stdout.isatty() else FILE_WIDTH)
    chosen = [each for each in ATTACKS if not only or any(each.matches(word) for word in only)]
    if not chosen:
        sentence = f"No attack has {' or '.join(only or ())} in it. See: python3 manage.py attack --list"
        raise Problem(sentence, code=USAGE_ERROR)
    if shows_list:
        console.print(showing.listed(chosen, console))
        return
    try:
        outcomes = _carry_out(chosen)
    except (CannotStart, AwsDidNotStart) as problem:
        raise Problem(str(problem)) from None
    if as_json:
        print(showing.as_json(outcomes))
    else:
        _show(outcomes, console)
    if not all(each.held for each in outcomes):
        raise typer.Exit(1)


def _carry_out(chosen: Sequence[Attack]) -> list[Outcome]:
    """Carry them out, with a line on the error output that says which is at it."""
    words = TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"))
    bar = (SpinnerColumn(), MofNCompleteColumn(), BarColumn(bar_width=20), words)
    outcomes = []
    with Progress(*bar, console=Console(stderr=True), transient=True, expand=True) as progress:
        task = progress.add_task("Starting a workspace …", total=len(chosen))
        for outcome in carry_out(chosen, lambda attack: progress.update(task, description=attack.says)):
            outcomes.append(outcome)
            progress.advance(task)
    return outcomes


def _show(outcomes: Sequence[Outcome], console: Console) -> None:
    console.print(showing.shown(outcomes, console))
    if not all(each.held for each in outcomes):
        console.print(showing.troubles(outcomes))
        console.print()
    console.print(showing.summary(outcomes))
