"""What is said about a morning: its course minute by minute, and the figures that the goals are about."""

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median

from benchmarks.crowd.clock import HeldClock
from benchmarks.crowd.course import Course
from benchmarks.crowd.scenario import BESIDE, MINUTE, NINE, Scenario, Team
from slack_simulator.hosting import Limits, RateLimitedError

VIEWS_OPEN_TIER = 4
CLICKS = 0.7
QUICK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Minutes:
    """How much had been done by the end of each minute from nine o'clock on, and how many menus were left then."""

    asked: tuple[int, ...] = ()
    headers: tuple[int, ...] = ()
    answers: tuple[int, ...] = ()
    menus_left: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()

    def at(self, name: str, minute: int) -> int | None:
        """Return a figure of a minute; None if it is not known."""
        found: tuple[int, ...] = getattr(self, name)
        return found[minute] if minute < len(found) else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A morning in figures. Times are in seconds; headers that never came are as late as the morning was long."""

    people: int
    reached: int
    asked_again: int = 0
    asked_too_late: int = 0
    standups_missed: int = 0
    last_asked: float = 0
    beside_asked: float = 0
    headers_missing: int = 0
    header_late_median: float = 0
    header_late_longest: float = 0
    refused: int = 0
    refused_by: dict[str, int] = field(default_factory=dict)
    refused_clicks: float = 0
    longest_run: float = 0
    failed_runs: int = 0
    kilobytes: tuple[float, ...] = ()
    minutes: Minutes = Minutes()


def figures_of(scenario: Scenario, course: Course, ended_at: datetime) -> Figures:
    """Return the figures of what Slack saw; the caller adds those of the runs."""
    late = sorted(_lateness(team, course, ended_at) for team in course.teams)
    asked = sorted(course.asked.values())
    beside = [user for team in course.teams if team.group.name == BESIDE for user in team.people]
    refused: dict[str, int] = {}
    for _, method in course.refused:
        refused[method] = refused.get(method, 0) + 1
    return Figures(
        people=scenario.people,
        reached=len(asked),
        asked_again=course.again,
        asked_too_late=sum(
            course.asked[user] >= team.reported_at for team in course.teams for user in _asked(team, course)
        ),
        standups_missed=sum(not _asked(team, course) for team in course.teams),
        last_asked=_since_nine(asked[-1]) if asked else 0,
        beside_asked=max((_since_nine(course.asked.get(user, ended_at)) for user in beside), default=0),
        headers_missing=sum(team.channel not in course.headers for team in course.teams),
        header_late_median=median(late),
        header_late_longest=late[-1],
        refused=len(course.refused),
        refused_by=refused,
        refused_clicks=refused_clicks([_since_nine(at) for at in asked]),
        minutes=_minutes(course, scenario),
    )


def _asked(team: Team, course: Course) -> Collection[str]:
    return [user for user in team.people if user in course.asked]


def _lateness(team: Team, course: Course, ended_at: datetime) -> float:
    return max(0.0, (course.headers.get(team.channel, ended_at) - team.reported_at).total_seconds())


def _since_nine(moment: datetime) -> float:
    return round((moment - NINE).total_seconds(), 1)


def _minutes(course: Course, scenario: Scenario) -> Minutes:
    number = int(scenario.lasts / MINUTE)
    return Minutes(
        asked=by_minute(course.asked.values(), number),
        headers=by_minute(course.headers.values(), number),
        answers=by_minute(course.answers, number),
        menus_left=tuple(course.menus_left(NINE + (minute + 1) * MINUTE) for minute in range(number)),
        refused=by_minute((at for at, _ in course.refused), number),
    )


def by_minute(moments: Iterable[datetime], minutes: int) -> tuple[int, ...]:
    """Count what has happened until the end of each of so many minutes from nine o'clock on."""
    ends = [NINE + (minute + 1) * MINUTE for minute in range(minutes)]
    ordered = sorted(moments)
    counted, passed = [], 0
    for end in ends:
        while passed < len(ordered) and ordered[passed] < end:
            passed += 1
        counted.append(passed)
    return tuple(counted)


def refused_clicks(asked: Sequence[float], seed: int = 1) -> float:
    """Share of quick clicks that Slack would refuse to open a modal for, 100 a minute being its limit."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    clicks = [at + chance.expovariate(1 / QUICK_SECONDS) for at in asked if chance.random() < CLICKS]
    clock = HeldClock()
    limits = Limits(1, clock.monotonic)
    refused = 0
    for click in sorted(clicks):
        clock.moment = datetime.fromtimestamp(click, UTC)
        try:
            limits.count_call("views.open", VIEWS_OPEN_TIER)
        except RateLimitedError:
            refused += 1
    return refused / max(1, len(clicks))
