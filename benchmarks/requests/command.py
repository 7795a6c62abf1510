"""`bench requests`: measures the app beside a baseline and a floor, and prints the tables."""

import dataclasses
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks.requests import goals, table
from benchmarks.requests.endpoints import Endpoints
from benchmarks.requests.measuring import DISTANCES, Bench, Day, Start
from benchmarks.requests.quota import Quota
from benchmarks.requests.variants import NAIVE, OURS, prepare
from ops.ending import Commands
from ops.packaging import archive, interpreter
from ops.packaging.package import PACKAGE, build
from ops.steps import Problem, say

app = Commands()

MEMORY = 512
CHECK_ROUNDS = 3


@app.command()
def requests(
    rounds: Annotated[int, typer.Option(help="how often every variant is started")] = 7,
    people: Annotated[str, typer.Option(help="sizes of the days to count in")] = "10,100,1000",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="print figures instead of tables")] = False,
    without_goals: Annotated[bool, typer.Option("--no-goals", help="succeed also if a goal is missed")] = False,
    with_crowd: Annotated[bool, typer.Option("--crowd", help="run the simulation of 1,000 people, too")] = False,
    check: Annotated[bool, typer.Option("--check", help="measure only what noise does not move, and hold it")] = False,
) -> None:
    """Measure the app beside one written from Bolt's documentation; exit code 1 if a goal is missed."""
    if not sys.platform.startswith("linux"):
        raise Problem("The bench needs Linux: AWS's runtime client is made for nothing else.")
    if check:
        _check()
        return
    # With --json nothing but the figures goes to standard output.
    progress = (lambda text: print(text, file=sys.stderr, flush=True)) if as_json else say
    starts, days, facts = _measure(rounds, sizes(people), Bench.round, progress)
    tables = {f"Slack {distance * 1000:.0f} ms away": goals.time_rows(starts, distance) for distance in DISTANCES}
    tables["from the source folder, no TLS, no limit"] = goals.source_rows(starts)
    tables["processor of a start"] = goals.init_rows(starts)
    size = archive.size(PACKAGE)
    tables["requests and sizes"] = [*goals.day_rows(days), *goals.size_rows(size), *_crowd(is_wanted=with_crowd)]
    rows = [row for group in tables.values() for row in group]
    if as_json:
        say(json.dumps(_figures(facts, tables, starts), indent=1))
    else:
        say(f"\n{facts}. Milliseconds: median (middle half) of {rounds} rounds.")
        for title, group in tables.items():
            say("\n" + "\n".join(table.lines(title, group)))
    missed = [row.what.strip() for row in rows if not row.met]
    if missed:
        progress(f"\nMissed: {'; '.join(missed)}")
    if missed and not without_goals:
        raise typer.Exit(1)


def _check() -> None:
    """Hold what was won to wide limits: init, requests, calls, memory and bytes; no times."""
    starts, days, facts = _measure(CHECK_ROUNDS, [goals.FIXED_COST_FADES], Bench.inits, say)
    rows = [*goals.init_rows(starts), *goals.day_rows(days), *goals.size_rows(archive.size(PACKAGE))]
    held = goals.held_rows(rows)
    say(f"\n{facts}. Milliseconds: median (middle half) of {CHECK_ROUNDS} rounds.\n")
    say("\n".join(table.lines("what is held", held)))
    if lost := [row.what for row in held if not row.met]:
        say(f"\nLost: {'; '.join(lost)}")
        raise typer.Exit(1)


def _figures(facts: str, tables: dict[str, list[goals.Row]], starts: list[Start]) -> dict[str, Any]:
    shown = {title: [{**dataclasses.asdict(row), "met": row.met} for row in rows] for title, rows in tables.items()}
    return {"machine": facts, "tables": shown, "starts": [dataclasses.asdict(start) for start in starts]}


def sizes(text: str) -> tuple[int, ...]:
    """Read sizes as they are typed: 10,100,1000."""
    try:
        return tuple(int(number) for number in text.split(",") if number)
    except ValueError:
        raise typer.BadParameter(f"{text!r} are no sizes, as in 10,100,1000") from None


def _measure(
    rounds: int, people: Sequence[int], round_of: Callable[[Bench], Iterable[Start]], progress: Any
) -> tuple[list[Start], list[Day], str]:
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
            for number in range(rounds):
                progress(f"  round {number + 1} of {rounds}")
                starts.extend(round_of(bench))
            days = []
            for number in people:
                progress(f"  a day of {number:,} people")
                days += [bench.day(name, number) for name in (NAIVE, OURS)]
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


def _crowd(*, is_wanted: bool) -> list[goals.Row]:
    """Have a thousand people asked under Slack's limits, if that is wanted: it is a program of its own."""
    if not is_wanted:
        return goals.crowd_rows(None, 0, 0)
    from benchmarks.crowd.command import measure  # noqa: PLC0415 it brings the whole local workspace along
    from benchmarks.crowd.scenario import ONE  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        found = measure(ONE, progress)
    return goals.crowd_rows(found.last_asked, found.asked_again, found.refused, missing=found.people - found.reached)
