"""`python3 manage.py attack`: carries out what must not succeed against a workspace of its own, and says what held."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Column

from local.aws.embedded import AwsDidNotStart
from local.stack import CannotStart
from ops.attacks import showing
from ops.attacks.every import ATTACKS
from ops.attacks.running import carry_out
from ops.steps import spare_narrow_terminals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ops.attacks.listing import Attack
    from ops.attacks.running import Outcome

USAGE_ERROR = 2
FILE_WIDTH = 120


def main(arguments: Sequence[str]) -> int:
    spare_narrow_terminals()
    options = _parser().parse_args(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else FILE_WIDTH)
    chosen = [each for each in ATTACKS if not options.only or any(each.matches(word) for word in options.only)]
    if not chosen:
        print(f"No attack has {' or '.join(options.only)} in it. See: python3 manage.py attack --list", file=sys.stderr)
        return USAGE_ERROR
    if options.list:
        console.print(showing.listed(chosen, console))
        return 0
    try:
        outcomes = _carry_out(chosen)
    except (CannotStart, AwsDidNotStart) as problem:
        print(problem, file=sys.stderr)
        return 1
    if options.json:
        print(showing.as_json(outcomes))
    else:
        _show(outcomes, console)
    return 0 if all(each.held for each in outcomes) else 1


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py attack",
        description="Starts a workspace of its own on this machine, attacks it, and says what held.",
        epilog="The exit code is 1 if anything did not hold or could not be tried.",
    )
    parser.add_argument(
        "--only", metavar="WORD", action="append", help="only attacks with this in their name, topic or words"
    )
    parser.add_argument("--list", action="store_true", help="show what would be tried, and by whom")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
