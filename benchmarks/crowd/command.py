"""`manage.py bench crowd`: mornings of many people, beside the release before, the baseline, and Slack's own limits."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks.crowd.compared import Baseline, keep, release_before
from benchmarks.crowd.course import Course
from benchmarks.crowd.figures import Figures
from benchmarks.crowd.goals import goals_of
from benchmarks.crowd.running import take_place
from benchmarks.crowd.scenario import MINUTE, NINE, SCENARIOS, Scenario
from benchmarks.crowd.table import course_table, summary_table
from ops.ending import Commands
from ops.steps import Problem

app = Commands()
console = Console()


def measure(scenario: Scenario, progress: Progress) -> Figures:
    """Let a scenario take place, with a bar of its minutes."""
    bar = progress.add_task(scenario.says, total=scenario.lasts / MINUTE)

    def told(now: datetime, _course: Course) -> None:
        progress.update(bar, completed=max(0.0, (now - NINE) / MINUTE))

    return take_place(scenario, told)


@app.command()
def crowd(
    scenarios: Annotated[list[str] | None, typer.Argument(help=f"of {', '.join(SCENARIOS)}; without one, all")] = None,
    every: Annotated[int, typer.Option(metavar="MINUTES", help="show each so many minutes", min=1)] = 1,
    keep_in: Annotated[Path | None, typer.Option("--keep", metavar="FILE", help="keep the figures in a file")] = None,
    commit: Annotated[str, typer.Option(help="the commit that is measured, for the file")] = "",
) -> None:
    """Ask crowds under Slack's own limits; exit code 1 if a goal is missed."""
    if unknown := set(scenarios or ()) - SCENARIOS.keys():
        raise Problem(f"There is no scenario {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}.")
    before_commit, before = release_before()
    are_met = True
    for name in scenarios or SCENARIOS:
        scenario = SCENARIOS[name]
        with Progress(console=console, transient=True) as progress:
            found = measure(scenario, progress)
        baseline = Baseline(scenario).figures()
        console.print(course_table(scenario, found, before.get(name), baseline, every))
        console.print(summary_table(scenario, found, before.get(name), baseline, before_commit))
        are_met &= all(goal.is_met for goal in goals_of(scenario, found))
        if keep_in:
            keep(keep_in, commit, {name: found})
    if not are_met:
        raise typer.Exit(1)
