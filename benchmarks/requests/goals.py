"""The goals: what was measured, as ratios to the baseline of the same run, against what it should be."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.requests.measuring import CLICK, SUBMISSION, Day, Start
from benchmarks.requests.variants import BOLT, FLOOR, NAIVE, NAIVE_FROM_SOURCES, OURS, OURS_FROM_SOURCES
from ops.packaging.archive import MEGABYTE, Size

# Starts are judged with Slack as far away as it is; work without the waiting, in which a processor forgets.
FAR, NEAR = 0.1, 0.0
# The goals of a start from the source folder, by the distance.
FROM_SOURCES = {FAR: 0.75, NEAR: 0.85}
PLANNED_PACE = 425.0  # seconds for 1,000 people: 300 at four a second, the rest at two
MOST_REQUESTS = 11  # to DynamoDB, a person and day
MOST_CALLS, MOST_CALLS_OF_FEW = 4.1, 4.5  # to Slack, a person and day
MOST_PACKED, MOST_UNPACKED = 5, 16  # megabytes
# What was won, with room for the noise of a busy machine: init against bare Bolt's, calls, memory against the baseline.
HELD_INIT, HELD_CALLS, HELD_MEMORY = 2.4, 6.2, 0.8
FIXED_COST_FADES = 100  # people; with fewer, the summary header and the member list weigh more than anybody


@dataclass(frozen=True)
class Spread:
    """A median with the middle half around it."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        if len(values) < 2:  # noqa: PLR2004 quartiles need two
            return cls(values[0], values[0], values[0])
        low, median, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(median, low, high)

    def __str__(self) -> str:
        return f"{self.median:.1f} ({self.low:.1f}-{self.high:.1f})"


@dataclass(frozen=True)
class Row:
    """One line of the table; `ratio` is None where nothing is compared, `goal` where nothing is demanded.

    `held` is what it may not exceed in any run on any machine: only figures that noise does not move have it.
    """

    what: str
    floor: str
    baseline: str
    ours: str
    ratio: float | None = None
    goal: float | None = None
    held: float | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or (self.ratio is not None and self.ratio <= self.goal)


def held_rows(rows: Iterable[Row]) -> list[Row]:
    """Return the lines that are held, each with what it is held to as its goal."""
    return [replace(row, goal=row.held) for row in rows if row.held is not None]


@dataclass(frozen=True)
class Timed:
    """One figure of a start; its goal, if it has one, is for one distance to Slack."""

    what: str
    kind: str
    value: Callable[[Start], float]
    goal: float | None = None
    judged_at: float = FAR


TIMES = (
    Timed("cold start to the answer of the first click", CLICK, lambda start: start.cold, 0.30),
    Timed("cold start to the answer of the first submission", SUBMISSION, lambda start: start.cold, 0.40),
    Timed("  of this, init", SUBMISSION, lambda start: start.init),
    Timed("warm click, own CPU", CLICK, lambda start: start.warm_processor, 0.6, NEAR),
    Timed("warm submission ack, own CPU, invoke included", SUBMISSION, lambda start: start.warm_processor, 0.12, NEAR),
    Timed("warm click, answer", CLICK, lambda start: start.warm_wall),
    Timed("warm submission ack, answer", SUBMISSION, lambda start: start.warm_wall),
)


def time_rows(starts: Sequence[Start], distance: float) -> list[Row]:
    """Compare all times at one distance to Slack, in milliseconds."""
    rows = []
    for timed in TIMES:
        values: dict[str, list[float]] = {FLOOR: [], NAIVE: [], OURS: []}
        for start in starts:
            if (start.kind, start.distance) == (timed.kind, distance) and start.variant in values:
                values[start.variant].append(timed.value(start) * 1000)
        spreads = {name: Spread.of(found) for name, found in values.items()}
        ratio = spreads[OURS].median / spreads[NAIVE].median
        floor, baseline, ours = (str(spreads[name]) for name in (FLOOR, NAIVE, OURS))
        goal = timed.goal if distance == timed.judged_at else None
        rows.append(Row(timed.what, floor, baseline, ours, ratio, goal))
    return rows


def source_rows(starts: Sequence[Start]) -> list[Row]:
    """Compare the first click from the source folder, without TLS and without a limit, in milliseconds."""
    rows = []
    for distance, goal in FROM_SOURCES.items():
        baseline, ours = (
            Spread.of([1000 * start.cold for start in starts if (start.variant, start.distance) == (name, distance)])
            for name in (NAIVE_FROM_SOURCES, OURS_FROM_SOURCES)
        )
        what = f"cold start to the answer of the first click, Slack {distance * 1000:.0f} ms away"
        rows.append(Row(what, "", str(baseline), str(ours), ours.median / baseline.median, goal))
    return rows


def init_rows(starts: Sequence[Start]) -> list[Row]:
    """Compare what a process uses of the processor until it asks for its first event, in milliseconds."""
    bolt, baseline, ours = (
        Spread.of([1000 * start.init_processor for start in starts if start.variant == name])
        for name in (BOLT, NAIVE, OURS)
    )
    what = "init, own CPU; floor and ratio: Bolt with one listener"
    return [Row(what, str(bolt), str(baseline), str(ours), ours.median / bolt.median, held=HELD_INIT)]


def day_rows(days: Iterable[Day]) -> list[Row]:
    """Show the requests a person and day. The goals are absolute, and for more than a handful of people."""
    by_size: dict[int, dict[str, Day]] = {}
    for day in days:
        by_size.setdefault(day.people, {})[day.variant] = day
    rows = []
    for people, of in sorted(by_size.items()):
        calls = {name: day.slack_calls / people for name, day in of.items()}
        shown = {name: f"{number:.2f}" for name, number in calls.items()}
        what = f"Slack calls a person and day, {people:,} people"
        limits = (MOST_CALLS, HELD_CALLS) if people >= FIXED_COST_FADES else (MOST_CALLS_OF_FEW, None)
        rows.append(Row(what, "", shown[NAIVE], shown[OURS], calls[OURS], *limits))
    for people, of in sorted(by_size.items()):
        asked = {name: day.dynamodb_requests / people for name, day in of.items()}
        shown = {name: f"{number:.2f}" for name, number in asked.items()}
        what = f"DynamoDB requests a person and day, {people:,} people"
        most = MOST_REQUESTS if people >= FIXED_COST_FADES else None
        rows.append(Row(what, "", shown[NAIVE], shown[OURS], asked[OURS], most, held=most))
    for people, of in sorted(by_size.items()):
        memory = {name: day.memory / MEGABYTE for name, day in of.items()}
        ratio = memory[OURS] / memory[NAIVE]
        shown = {name: f"{number:.1f}" for name, number in memory.items()}
        what = f"memory after a day's clicks of {people:,} people, MB"
        is_judged = people >= FIXED_COST_FADES
        goal, held = (1.0 if is_judged else None), (HELD_MEMORY if is_judged else None)
        rows.append(Row(what, "", shown[NAIVE], shown[OURS], ratio, goal, held))
    return rows


def size_rows(size: Size) -> list[Row]:
    packed, unpacked = size.packed / MEGABYTE, size.unpacked / MEGABYTE
    return [
        Row("package, MB zipped", "", "", f"{packed:.1f}", packed, MOST_PACKED, MOST_PACKED),
        Row("package, MB unpacked", "", "", f"{unpacked:.1f}", unpacked, MOST_UNPACKED, MOST_UNPACKED),
    ]


def crowd_rows(seconds: float | None, twice: int, refused: int, missing: int = 0) -> list[Row]:
    """Show the crowd's figures: the duration as a ratio to the planned pace, and what has to be zero."""
    what = "questions to 1,000 under limits, s"
    if seconds is None:
        return [Row(what + " (--crowd)", "", "", "not measured here")]
    zeros = {"  of them, not asked": missing, "  of them, asked twice": twice, "  answers of 429": refused}
    return [
        Row(what + "; ratio to the plan", "", "", f"{seconds:.0f}", seconds / PLANNED_PACE, 1.15),
        *(Row(name, "", "", str(count), count, 0) for name, count in zeros.items()),
    ]
