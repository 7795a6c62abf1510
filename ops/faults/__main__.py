"""`python3 manage.py faults`: breaks things by seeded plans, and says whether every promise was kept."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from local.stack import Options, Stack
from ops.faults import table
from ops.faults.plan import Plan, calm_plan, draw
from ops.faults.run import Outcome, run

if TYPE_CHECKING:
    from collections.abc import Sequence

PACE = 40
FILE_WIDTH = 220
LAMBDA_DELAYS = (60.0, 120.0)


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else FILE_WIDTH)
    if options.seed is not None:
        plans = [draw(options.seed, options.people, options.kills)]
    else:
        seeds = range(1, options.seeds + 1)
        plans = [calm_plan(sum(options.people) // 2), *(draw(seed, options.people, options.kills) for seed in seeds)]
    console.print(table.opening(PACE))
    outcomes = asyncio.run(_carry_out(plans, console))
    console.print(table.table(outcomes))
    console.print(table.closing(outcomes))
    return 1 if any(outcome.broken for outcome in outcomes) else 0


async def _carry_out(plans: Sequence[Plan], console: Console) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="standup-faults-") as folder:
        async with Stack(Options(state=Path(folder), port=0, fresh=True, pace=PACE, delays=LAMBDA_DELAYS)) as stack:
            for plan in plans:
                console.print("\n".join(plan.lines()), markup=False)
                with console.status(f"{len(outcomes) + 1} of {len(plans)}"):
                    outcome = await run(stack, plan)
                outcomes.append(outcome)
                console.print(table.verdict(outcome), markup=False)
    return outcomes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="manage.py faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="carry out the plans of the seeds 1 to this (5)")
    parser.add_argument("--seed", type=int, help="carry out the plan of this seed only, to replay it")
    parser.add_argument("--people", type=_range, default=(60, 200), help="how many people, as in 60-200")
    parser.add_argument("--kills", type=int, default=10, help="how many workers to kill in each run (10)")
    return parser


def _range(text: str) -> tuple[int, int]:
    least, _, most = text.partition("-")
    return int(least), int(most or least)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
