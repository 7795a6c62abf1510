"""`python3 manage.py faults`: breaks things by seeded plans, and says whether every promise was kept."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console

from benchmarks.faults import table
from benchmarks.faults.drawing import calm_plan, draw
from benchmarks.faults.plan import Plan
from benchmarks.faults.run import Outcome, run
from local.stack import Options, Stack
from ops.ending import Commands

app = Commands()

PACE = 40
FILE_WIDTH = 240
# Seconds that a scheduled run has in the run in which nothing else goes wrong.
SHORT = 4
LAMBDA_DELAYS = (60.0, 120.0)


@app.command()
def faults(
    seeds: Annotated[int, typer.Option(help="carry out the plans of the seeds 1 to this")] = 5,
    seed: Annotated[int | None, typer.Option(help="carry out the plan of this seed only, to replay it")] = None,
    people: Annotated[str, typer.Option(help="how many people, as in 60-200")] = "60-200",
    kills: Annotated[int, typer.Option(help="how many workers to kill in each run")] = 10,
    journal: Annotated[
        Path | None, typer.Option(help="write all that happens to this file, a line of JSON each")
    ] = None,
) -> None:
    """Break things by seeded plans, and say whether every promise was kept; exit code 1 if one was not."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else FILE_WIDTH)
    between = _range(people)
    calm = [calm_plan(sum(between) // 2), calm_plan(sum(between) // 2, SHORT)]
    plans = [*calm, *(draw(each, between, kills) for each in range(1, seeds + 1))]
    if seed is not None:
        plans = [draw(seed, between, kills) if seed else calm[0]]
    console.print(table.opening(PACE))
    with (journal or Path(os.devnull)).open("w", encoding="utf-8") as lines:
        outcomes = asyncio.run(_carry_out(plans, console, lines if journal else None))
    console.print(table.table(outcomes))
    console.print(table.closing(outcomes))
    if any(outcome.broken for outcome in outcomes):
        raise typer.Exit(1)


async def _carry_out(plans: Sequence[Plan], console: Console, journal: TextIO | None) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="standup-faults-") as folder:
        options = Options(
            Path(folder), port=0, fresh=True, pace=PACE, delays=LAMBDA_DELAYS, by_itself=False, keeps=False
        )
        async with Stack(options) as stack:
            if journal:
                stack.journal.subscribe(lambda entry: print(json.dumps(entry), file=journal))
            for plan in plans:
                console.print("\n".join(plan.lines()), markup=False)
                with console.status(f"{len(outcomes) + 1} of {len(plans)}"):
                    outcome = await run(stack, plan)
                outcomes.append(outcome)
                console.print(table.verdict(outcome), markup=False)
    return outcomes


def _range(text: str) -> tuple[int, int]:
    least, _, most = text.partition("-")
    try:
        return int(least), int(most or least)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no range, as in 60-200") from None
