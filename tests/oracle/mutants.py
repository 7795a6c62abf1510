"""`bench mutants`: do the stories notice? Faults are written into a copy of `app/domain`, one at a time."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

from ops.ending import Commands
from ops.steps import ROOT, Problem, say

app = Commands()

STORIES = "200"

# File, what stands there, and what stands there instead.
MUTANTS = (
    ("schedule", "report = min(instant(following,", "report = min(instant(day,"),
    ("schedule", "for minutes in schedule.reminders))", "for minutes in schedule.reminders[1:]))"),
    ("schedule", "if standup.schedule.own_zones and zones else", "if zones and not standup.schedule.own_zones else"),
    ("schedule", "for one in times for at in (one.ask,", "for one in times[1:] for at in (one.ask,"),
    ("schedule", "return tuple(sorted(set(zones)))", "return tuple(sorted({*zones, standup.zone}))"),
    ("schedule", "if schedule.reports_next_day:  #", "if False:  #"),
    ("schedule", "if report <= ask:  #", "if False:  #"),
    ("due", "STILL_USEFUL = timedelta(hours=12)", "STILL_USEFUL = timedelta(hours=5)"),
    ("due", "if is_begun or one.ask >= around.since]", "if is_begun or True]"),
    ("due", "if is_begun or one.ask >= around.since]", "if one.ask >= around.since]"),
    ("due", "return times.ask <= now < times.report", "return times.ask <= now"),
    ("due", "and all(one.report <= around.now for one in owed)", "and any(one.report <= around.now for one in owed)"),
    ("due", "return min(last + STILL_USEFUL, again or last + STILL_USEFUL)", "return last + STILL_USEFUL"),
    ("due", "return [Act.REPORT] if _goes_on_at_rest(occurrence) else []", "pass"),
    ("due", "is_complete(reports())\n", "bool(reports())\n"),
    ("due", "through is not None and all(", "through is not None and any("),
    ("due", "at in (group.times.ask, *group.times.remind)]", "at in group.times.remind]"),
    ("due", "moment <= now and (through is None or moment > through)", "moment <= now"),
    ("due", "local >= NIGHT_BEGINS or local < NIGHT_ENDS", "local >= NIGHT_BEGINS"),
    ("upcoming", "return times if is_known and not is_asked and now < times.report else None", "return None"),
    ("upcoming", "return times if is_owed(times, around.since_on(day), around.now) else None", "return times"),
    ("grouping", "several = len(ordered) > 1", "several = False"),
    ("grouping", "[each for each in groups if each.people] or groups[-1:]", "groups"),
    ("grouping", "rule = occurrence.plan.rule or Rule.of(standup)", "rule = Rule.of(standup)"),
    ("grouping", "        return replace(times, ask=min(times.ask, now))", "        return times"),
    ("grouping", "if group.times.report <= now and", "if group.times.report < now and False and"),
    ("responsibility", "or not set(before.time_off.days_off) <= set(after.time_off.days_off)", ""),
    ("responsibility", "before is None or (before.is_paused and not after.is_paused)", "before is None"),
    ("responsibility", 'RULE = ("days", "ask_at",', 'RULE = ("days",'),
    ("reason", "return self.why in {Why.AWAY,", "return self.why in {"),
    ("absence", "Why.LEFT: standup.standup_id in member.left", "Why.LEFT: False"),
    ("member", "self.starts <= day and", "self.starts < day and"),
    ("report", "and self.post.version != self.received.answers_at", "and self.post.version is not None"),
)


@app.command()
def mutants() -> None:
    """Write faults into a copy of the domain, one at a time; exit code 1 if the stories do not notice one."""
    if _noticed_in(ROOT):
        raise Problem("Something is noticed where there is no fault.")
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        skipped = shutil.ignore_patterns(".git", ".venv", ".local", "build", "__pycache__", "node_modules")
        shutil.copytree(ROOT, copy, ignore=skipped)
        for name, here, instead in MUTANTS:
            path = file_of(name, copy)
            whole = path.read_text("utf-8")
            if whole.count(here) != 1:
                say(f"cannot be tried, for the code has changed: {name}: {here!r}")
                unnoticed += 1
                continue
            path.write_text(whole.replace(here, instead), "utf-8")
            noticed = _noticed_in(copy)
            path.write_text(whole, "utf-8")
            unnoticed += not noticed
            say(f"{noticed or 'NOT NOTICED'}: {name}: {' '.join(instead.split())[:90]}")
    say(f"{len(MUTANTS)} mutants, {len(MUTANTS) - unnoticed} noticed")
    if unnoticed:
        raise typer.Exit(1)


def file_of(name: str, root: Path) -> Path:
    """Return the module of the domain with this name, whatever its topic."""
    (path,) = (root / "app" / "domain").rglob(f"{name}.py")
    return path


def _noticed_in(copy: Path) -> str:
    """Name the story by which a fault is noticed; empty if by none."""
    command = [sys.executable, "-m", "benchmarks", "stories", STORIES, "--stop"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603 our own
    if done.returncode == 0:
        return ""
    differing = [line for line in done.stdout.splitlines() if line.startswith("story ")]
    return differing[0].partition(":")[0] if differing else "an error"
