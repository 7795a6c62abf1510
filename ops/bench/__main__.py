"""Runs the bench and prints its tables."""

import argparse
import dataclasses
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from ops.bench import goals, table
from ops.bench.endpoints import Endpoints
from ops.bench.measuring import DISTANCES, Bench, Day, Start
from ops.bench.quota import Quota
from ops.bench.variants import NAIVE, OURS, prepare
from ops.packaging import archive, interpreter
from ops.packaging.package import PACKAGE, build
from ops.steps import Problem, say, spare_narrow_terminals, tell

MEMORY = 512
PEOPLE = (10, 100, 1000)
CROWD = 1000


def main(arguments: list[str]) -> int:
    """Measure, print, and tell by the exit code whether every goal is met."""
    options = _options(arguments)
    if not sys.platform.startswith("linux"):
        tell(Problem("The bench needs Linux: AWS's runtime client is made for nothing else."))
        return 1
    # With --json nothing but the figures goes to standard output.
    progress = (lambda text: print(text, file=sys.stderr, flush=True)) if options.json else say
    try:
        starts, days, facts = _measure(options, progress)
    except Problem as problem:
        tell(problem)
        return problem.code
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130
    tables = {f"Slack {distance * 1000:.0f} ms away": goals.time_rows(starts, distance) for distance in DISTANCES}
    size = archive.size(PACKAGE)
    tables["requests and sizes"] = [*goals.day_rows(days), *goals.size_rows(size), *_crowd(options)]
    rows = [row for group in tables.values() for row in group]
    if options.json:
        say(json.dumps(_figures(facts, tables, starts), indent=1))
    else:
        say(f"\n{facts}. Milliseconds: median (middle half) of {options.rounds} rounds.")
        for title, group in tables.items():
            say("\n" + "\n".join(table.lines(title, group)))
    missed = [row.what.strip() for row in rows if not row.met]
    if missed:
        progress(f"\nMissed: {'; '.join(missed)}")
    return 1 if missed and not options.no_goals else 0


def _figures(facts: str, tables: dict[str, list[goals.Row]], starts: list[Start]) -> dict[str, Any]:
    shown = {title: [{**dataclasses.asdict(row), "met": row.met} for row in rows] for title, rows in tables.items()}
    return {"machine": facts, "tables": shown, "starts": [dataclasses.asdict(start) for start in starts]}


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py bench", description="Measure the app beside a baseline.")
    parser.add_argument("--rounds", type=int, default=7, help="how often every variant is started (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print figures instead of tables")
    parser.add_argument("--no-goals", action="store_true", help="succeed also if a goal is missed")
    parser.add_argument("--people", type=_sizes, default=PEOPLE, help="sizes of the days to count in: 10,100,1000")
    parser.add_argument("--crowd", action="store_true", help="run the simulation of 1,000 people, too")
    return parser.parse_args(arguments)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number)


def _measure(options: argparse.Namespace, progress: Any) -> tuple[list[Start], list[Day], str]:
    starts: list[Start] = []
    others = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, Endpoints(Path(folder)) as endpoints:
        progress("  preparing")
        build(PACKAGE, interpreter.find())
        variants = prepare(endpoints)
        quota = Quota(MEMORY)
        try:
            bench = Bench(variants, endpoints, quota)
            bench.prepare()
            for number in range(options.rounds):
                progress(f"  round {number + 1} of {options.rounds}")
                starts.extend(bench.round())
            days = []
            for people in options.people:
                progress(f"  a day of {people:,} people")
                days += [bench.day(name, people) for name in (NAIVE, OURS)]
        finally:
            quota.close()
        return starts, days, _facts(variants[OURS].python, quota) + f", load {others:.1f} before the run"


def _facts(python: str, quota: Quota) -> str:
    version = subprocess.run([python, "-V"], capture_output=True, text=True, check=True).stdout.strip()
    model = ""
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            model = " " + line.partition(":")[2].strip()
    how = "by a processor quota" if quota.is_real else "computed from processor time"
    return f"{os.cpu_count()} cores{model}, {platform.machine()}, {version}, {MEMORY} MB {how}"


def _crowd(options: argparse.Namespace) -> list[goals.Row]:
    """Have a thousand people asked under Slack's limits, if that is wanted: it is a program of its own."""
    if not options.crowd:
        return goals.crowd_rows(None, 0, 0)
    from ops.crowd import ask  # noqa: PLC0415 it brings the whole local workspace along

    with Progress(console=Console(stderr=True), transient=True) as progress:
        crowd = ask(CROWD, progress)
    return goals.crowd_rows(crowd.seconds, crowd.twice, crowd.rate_limited, missing=crowd.people - crowd.reached)


if __name__ == "__main__":
    spare_narrow_terminals()
    sys.exit(main(sys.argv[1:]))
