"""`bench cost`: counts days of a team and prints what they cost in AWS."""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.cost.counting import Counts, Meter, count_day
from benchmarks.cost.prices import FIGURES, MEMORY, read_figures, table
from benchmarks.requests.command import sizes
from benchmarks.requests.quota import Quota
from benchmarks.requests.variants import OURS, prepare
from ops.ending import Commands
from ops.packaging import interpreter
from ops.packaging.package import PACKAGE, build
from ops.steps import Problem, say

app = Commands()


def count(people: tuple[int, ...]) -> list[Counts]:
    with tempfile.TemporaryDirectory() as folder, Meter(Path(folder)) as meter:
        build(PACKAGE, interpreter.find())
        app = prepare(meter)[OURS]
        quota = Quota(MEMORY)
        try:
            days = []
            for each in people:
                say(f"  a day of {each:,} people")
                days.append(count_day(app, meter, quota, each))
            return days
        finally:
            quota.close()


@app.command()
def cost(
    people: Annotated[str, typer.Option(help="sizes of the days, as in 10,100,1000")] = "10,100,1000",
    *,
    table_alone: Annotated[bool, typer.Option("--table", help="print the table of the figures that are there")] = False,
) -> None:
    """Count days of a team anew (Linux, ten minutes), write benchmarks/cost.json, and print what they cost in AWS."""
    if not table_alone:
        if not sys.platform.startswith("linux"):
            raise Problem("Counting needs Linux: AWS's runtime client is made for nothing else.")
        days = count(sizes(people))
        FIGURES.write_text(json.dumps([asdict(day) for day in days], indent=1) + "\n", "utf-8")
    say(table(read_figures()))
