"""Counts days of 10, 100 and 1,000 people anew and writes the figures down; --table only prints what they cost."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from ops.bench.quota import Quota
from ops.bench.variants import OURS, prepare
from ops.cost.counting import Counts, Meter, count_day
from ops.cost.prices import FIGURES, MEMORY, read_figures, table
from ops.packaging import interpreter
from ops.packaging.package import PACKAGE, build
from ops.steps import Problem, say, tell

PEOPLE = (10, 100, 1000)


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


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m ops.cost", description=__doc__)
    parser.add_argument("--table", action="store_true", help="print the table of the figures that are there")
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    options = parser.parse_args(arguments)
    if not options.table:
        if not sys.platform.startswith("linux"):
            tell(Problem("Counting needs Linux: AWS's runtime client is made for nothing else."))
            return 1
        days = count(tuple(options.people))
        FIGURES.write_text(json.dumps([asdict(day) for day in days], indent=1) + "\n", "utf-8")
    say(table(read_figures()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
