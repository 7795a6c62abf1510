"""The tables in which a morning is shown."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from benchmarks.crowd.compared import least_seconds, most_by
from benchmarks.crowd.figures import Figures
from benchmarks.crowd.goals import goals_of, ratio_to_least
from benchmarks.crowd.scenario import MINUTE, NINE, Scenario

NAMES = ("asked", "headers", "answers", "menus_left", "refused")
SAYS = {"asked": "asked", "headers": "headers", "answers": "answers", "menus_left": "menus left", "refused": "429"}

Row = tuple[str, ...]


def course_table(scenario: Scenario, now: Figures, before: Figures | None, baseline: Figures, every: int) -> Table:
    """Show the morning minute by minute: now, then before; the people asked also at best and by the baseline."""
    columns = [f"{SAYS[name]}\nnow | before" for name in NAMES[1:]]
    table = Table("at", "asked\nleast", "asked\nnow", "asked\nbefore", "asked\nbaseline", *columns, title=scenario.says)
    for column in table.columns[1:]:
        column.justify = "right"
    for row in _changing(_course(scenario, now, before, baseline, every)):
        table.add_row(*row)
    return table


def _course(scenario: Scenario, now: Figures, before: Figures | None, baseline: Figures, every: int) -> Iterator[Row]:
    for minute in range(every - 1, len(now.minutes.asked), every):
        pairs = [f"{_shown(now, name, minute)} | {_shown(before, name, minute)}" for name in NAMES[1:]]
        yield (
            f"{NINE + (minute + 1) * MINUTE:%H:%M}",
            f"{most_by(minute, scenario.people):,}",
            _shown(now, "asked", minute),
            _shown(before, "asked", minute),
            _shown(baseline, "asked", minute),
            *pairs,
        )


def _changing(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave out minutes in which nothing has changed."""
    last: Sequence[str] = ()
    for row in rows:
        if row[1:] != last:
            yield row
        last = row[1:]


def _shown(figures: Figures | None, name: str, minute: int) -> str:
    found = figures.minutes.at(name, minute) if figures else None
    return "" if found is None else f"{found:,}"


def summary_table(scenario: Scenario, now: Figures, before: Figures | None, baseline: Figures, commit: str) -> Table:
    """Show the figures beside their goals, the release before, and the baseline."""
    least = least_seconds(scenario) / MINUTE.total_seconds()
    title = f"{scenario.people:,} people; Slack's least time is {least:.1f} min"
    table = Table("", "goal", "now", f"before ({commit or 'not measured'})", "baseline", title=title)
    for column in table.columns[1:]:
        column.justify = "right"
    others = [dict(_facts(scenario, each)) if each else {} for each in (before, baseline)]
    limits = {goal.what: goal for goal in goals_of(scenario, now)}
    for what, shown in _facts(scenario, now):
        goal = limits.get(what)
        colour = "" if goal is None else "green" if goal.is_met else "red"
        text = f"[{colour}]{shown}[/]" if colour else shown
        table.add_row(what, f"≤ {goal.most:g}" if goal else "", text, *(other.get(what, "") for other in others))
    return table


def _facts(scenario: Scenario, found: Figures) -> Iterator[tuple[str, str]]:
    """Give all figures, those with a goal first."""
    for goal in goals_of(scenario, found):
        whole = f"{goal.value:,.0f} {goal.unit}".strip()
        yield goal.what, whole if goal.unit or float(goal.value).is_integer() else f"{goal.value:.2f}"
    yield "last asked after, min", f"{found.last_asked / MINUTE.total_seconds():.1f}"
    yield "ratio to Slack's least time", f"{ratio_to_least(scenario, found):.2f}"
    yield "quick clicks whose form Slack refuses", f"{found.refused_clicks:.1%}"
    yield "longest run, s", f"{found.longest_run:.0f}"
    yield "sender's kB, by thirds of the people", ", ".join(f"{each:,.0f}" for each in found.kilobytes)
    yield "methods refused", ", ".join(f"{name} {number:,}" for name, number in found.refused_by.items())
