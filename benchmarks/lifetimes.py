"""Lambda's lifetimes: which clicks of a morning meet an environment that has to start first, with and without waking.

A simulation of a day of one standup. How many environments are woken, and when, is decided by the app's own functions;
what Lambda does, and when people click, is supposed, because AWS documents no lifetimes:

- An idle environment was measured to live ten minutes (2019) or 45 and more (2017), never less than five; three ranges
  are tried. AWS ends each environment "every few hours": at a moment drawn at random, two hours on average.
- It has one request at a time. A free one takes the next request, the one used last first; else another starts.
- Slack tells the bot of its own messages, and these events start environments, too. They can be left out.
"""

import heapq
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.domain.scheduling import waking
from app.domain.scheduling.waking import Opened, Opening
from app.slack.limits import MESSAGES
from benchmarks.cost.prices import (
    DAYS,
    GIGABYTE_SECOND,
    INVOCATION,
    LAMBDA_LOG_BYTES,
    LOGGED_GIGABYTE,
    MEMORY,
    READ_UNIT,
    WRITE_UNIT,
)
from benchmarks.requests.command import sizes
from ops.ending import Commands

app = Commands()
console = Console()

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
MINUTE = 60.0
LONGEST = 24 * 60  # minutes
REPORT = 120 * MINUTE  # after the questions
REMINDED = 90 * MINUTE
REPORTED = EIGHT + timedelta(seconds=REPORT)
TICK_LATE = 3.0  # seconds at most
FIRST_MENU = 2.0  # seconds after the tick
# How long each keeps an environment busy, in seconds: with Slack 100 ms away, as the bench of requests measures them.
START, CLICK, SUBMISSION, LAZY, ECHO, WOKEN = 1.0, 0.15, 0.05, 0.6, 0.01, 0.002
ECHOED = 0.3  # after a message, Slack tells the bot of it
INVOKED = 0.015  # from one invocation of the sender's to its next
DELAY = 0.05  # at most this much longer is one on its way
IDLE_LIVES = {"5-7 min": (5.0, 7.0), "10-14 min": (10.0, 14.0), "15-21 min": (15.0, 21.0)}
LIVES_HOURS = 2.0
THINKING = (1.0, 0.6)  # from the form to its submission: half within three minutes
GROUPS = 5
GOAL = 1.0  # percent of the clicks


@dataclass
class Environment:
    """One environment: free again at a moment, gone after another if nobody needs it, and ended by AWS some day."""

    free_at: float
    idle_until: float
    ends_at: float


@dataclass
class Lambda:
    """The environments of one function."""

    idle: tuple[float, float]
    draw: random.Random
    starts: int = 0
    environments: list[Environment] = field(default_factory=list)

    def run(self, at: float, ends: Callable[[float], float]) -> bool:
        """Have a request done; `ends` says until when, if it begins at a moment. Returns whether a start was needed."""
        self.environments = [
            one for one in self.environments if one.free_at > at or at < min(one.idle_until, one.ends_at)
        ]
        free = [one for one in self.environments if one.free_at <= at]
        if free:
            self._occupy(max(free, key=lambda one: one.free_at), ends(at))
            return False
        self.starts += 1
        fresh = Environment(0, 0, at + self.draw.expovariate(1 / (LIVES_HOURS * 60 * MINUTE)))
        self.environments.append(fresh)
        self._occupy(fresh, ends(at + START))
        return True

    def _occupy(self, environment: Environment, until: float) -> None:
        environment.free_at = until
        environment.idle_until = until + self.draw.uniform(*self.idle) * MINUTE


# From being asked to the click, in seconds.
Habit = Callable[[random.Random], float]


def at_once(draw: random.Random) -> float:
    """Draw mostly within five minutes."""
    return 3 + draw.expovariate(1 / (5 * MINUTE))


def some_time(draw: random.Random) -> float:
    """Draw half within a quarter of an hour, some much later."""
    return 3 + draw.lognormvariate(2.7, 1.0) * MINUTE


def all_morning(draw: random.Random) -> float:
    """Draw any time before the report."""
    return 3 + draw.uniform(0, REPORT - 10 * MINUTE)


def when_reminded(draw: random.Random) -> float:
    """Draw a third soon, a third at any time, and a third after the reminder."""
    kind = draw.random()
    if kind < 1 / 3:
        return 3 + draw.expovariate(1 / (5 * MINUTE))
    return draw.uniform(0, REMINDED) if kind < 2 / 3 else REMINDED + draw.expovariate(1 / (3 * MINUTE))


HABITS: dict[str, Habit] = {
    "at once": at_once,
    "in some time": some_time,
    "all morning": all_morning,
    "when reminded": when_reminded,
}


@dataclass
class Counted:
    """What happened in a number of days: what people waited for, how often for a start, and what waking took."""

    days: int = 0
    clicks: int = 0
    cold_clicks: int = 0
    submissions: int = 0
    cold_submissions: int = 0
    cold_first_clicks: int = 0
    starts: int = 0
    woken: int = 0
    woken_seconds: float = 0.0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(*(mine + others for mine, others in zip(astuple(self), astuple(other), strict=True)))

    @property
    def month(self) -> float:
        """What a month of starts and of waking costs, in dollars; what people do is not in it."""
        seconds = self.woken_seconds + self.starts * START
        awake = self.woken * (INVOCATION + LAMBDA_LOG_BYTES / 1e9 * LOGGED_GIGABYTE)
        stored = self.woken / waking.LEAST * (3 * WRITE_UNIT + READ_UNIT)  # the row and its place in the index, at most
        return DAYS / self.days * (seconds * MEMORY / 1024 * GIGABYTE_SECOND + awake + stored)


class Morning:
    """One day of one standup, in seconds after the tick that asks."""

    def __init__(self, people: int, habit: Habit, idle: tuple[float, float], seed: str) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - nothing secret
        self._aws = Lambda(idle, self._draw)
        self._people = people
        self._habit = habit
        self._agenda: list[tuple[float, int, Callable[[float], object]]] = []
        self._counted = Counted(days=1)

    def live(self, *, wakes: bool, echoes: bool) -> Counted:
        """Let everybody click and submit, and count."""
        ticked = self._draw.uniform(0, TICK_LATE)
        if wakes:
            self._wake(ticked)
        for number in range(self._people):
            asked = ticked + FIRST_MENU + 60 * number / MESSAGES.a_minute
            clicked = asked + self._habit(self._draw)
            submitted = clicked + self._draw.lognormvariate(*THINKING) * MINUTE
            stored = submitted + SUBMISSION + self._draw.uniform(0, DELAY)
            self._at(clicked, self._click)
            self._at(submitted, self._submit)
            self._at(stored, self._takes(LAZY))
            for changed in (asked, stored + LAZY) if echoes else ():
                self._at(changed + ECHOED, self._takes(ECHO))
        while self._agenda:
            at, _, act = heapq.heappop(self._agenda)
            act(at)
        self._counted.starts = self._aws.starts
        return self._counted

    def _at(self, moment: float, act: Callable[[float], object]) -> None:
        heapq.heappush(self._agenda, (moment, self._draw.getrandbits(60), act))

    def _takes(self, seconds: float) -> Callable[[float], object]:
        return lambda at: self._aws.run(at, lambda began: began + seconds)

    def _click(self, at: float) -> None:
        is_cold = self._aws.run(at, lambda began: began + CLICK)
        self._counted.cold_first_clicks += is_cold and not self._counted.clicks
        self._counted.clicks += 1
        self._counted.cold_clicks += is_cold

    def _submit(self, at: float) -> None:
        is_cold = self._aws.run(at, lambda began: began + SUBMISSION)
        self._counted.submissions += 1
        self._counted.cold_submissions += is_cold

    def _wake(self, ticked: float) -> None:
        """Decide at each tick, as the app does."""
        opening, again_at = Opening(), EIGHT
        for minute in range(LONGEST):
            at = minute * MINUTE + self._draw.uniform(0, TICK_LATE) if minute else ticked
            now = EIGHT + timedelta(seconds=at)
            sends = minute == 0 or (self._habit is when_reminded and minute * MINUTE == REMINDED)
            fresh = {"standup": Opened(now, REPORTED + waking.LATE, self._people)} if sends else {}
            news = waking.noted(opening, fresh, now)
            opening = news or waking.still_open(opening, now)
            if not opening.standups:
                return
            if news or now >= again_at:
                again_at, number = waking.again_at(now), waking.environments(opening, now, MESSAGES.a_minute)
                until = at + waking.held_for(number).total_seconds()
                for place in range(number):
                    self._at(at + place * INVOKED + self._draw.uniform(0, DELAY), partial(self._woken, until))

    def _woken(self, until: float, at: float) -> None:
        is_cold = self._aws.run(at, lambda began: max(began + WOKEN, until))
        self._counted.woken += 1
        self._counted.woken_seconds += WOKEN if is_cold else max(WOKEN, until - at)


@dataclass(frozen=True)
class Compared:
    """The same days without and with waking, in groups of other seeds."""

    people: int
    habit: str
    idle: str
    without: list[Counted]
    woken: list[Counted]


def share(groups: Sequence[Counted], cold: str, of: str, take: Callable[[Iterable[float]], float] = median) -> float:
    """Give how much of something was cold, in percent: the median of the groups, or another one."""
    return take(100 * getattr(group, cold) / getattr(group, of) for group in groups)


def compare(people: int, habit: str, idle: str, days: int, *, echoes: bool) -> Compared:
    """Live so many days twice: the same people click at the same moments."""

    def group(number: int, *, wakes: bool) -> Counted:
        mornings = (
            Morning(people, HABITS[habit], IDLE_LIVES[idle], f"{people} {habit} {idle} {number} {day}")
            for day in range(ceil(days / GROUPS))
        )
        return sum((one.live(wakes=wakes, echoes=echoes) for one in mornings), Counted())

    without, woken = ([group(number, wakes=wakes) for number in range(GROUPS)] for wakes in (False, True))
    return Compared(people, habit, idle, without, woken)


def show(rows: Sequence[Compared]) -> None:
    table = Table(
        *("people", "they click", "idle lives", "first clicks, %", "clicks, %", "at most", "submissions, %"),
        *("starts a day", "cents a month"),
        caption="What meets a start, without waking → with it: medians of five groups of days (at most: of them).",
    )
    for row in rows:
        both = (row.without, row.woken)
        first, clicks, submissions = (
            [share(each, cold, of) for each in both]
            for cold, of in (
                ("cold_first_clicks", "days"),
                ("cold_clicks", "clicks"),
                ("cold_submissions", "submissions"),
            )
        )
        starts = [median(group.starts / group.days for group in each) for each in both]
        cost = median(after.month - before.month for before, after in zip(*both, strict=True))
        table.add_row(
            *(f"{row.people:,}", row.habit, row.idle),
            *(_arrow(first, 0), _arrow(clicks, 2), f"{share(row.woken, 'cold_clicks', 'clicks', max):.2f}"),
            *(_arrow(submissions, 2), _arrow(starts, 1), f"{100 * cost:.2f}"),
        )
    console.print(table)


def _arrow(values: Iterable[float], digits: int) -> str:
    return " → ".join(f"{value:.{digits}f}" for value in values)


@app.command("warm")
def warm(
    people: Annotated[str, typer.Option(help="sizes of the standup")] = "10,100,1000",
    clicks: Annotated[int, typer.Option(help="how many clicks each figure is made of, at least")] = 10_000,
    *,
    echoes: Annotated[bool, typer.Option(help="let Slack tell the bot of its own messages, as it does")] = True,
) -> None:
    """Simulate Lambda's lifetimes: which clicks meet a start, with and without waking; exit code 1 above 1 %."""
    rows = [
        compare(size, habit, idle, ceil(clicks / size), echoes=echoes)
        for size in sizes(people)
        for habit in HABITS
        for idle in IDLE_LIVES
    ]
    show(rows)
    missed = [row for row in rows if share(row.woken, "cold_clicks", "clicks") >= GOAL]
    if missed:
        raise typer.Exit(1)
