"""The mornings that are measured: which standups there are, of how many people, and when they are due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count

from benchmarks.crowd.clock import NOON

NINE = NOON.replace(hour=9)
YESTERDAY = NINE - timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Group:
    """Standups alike: how many, of how many people, when they are due, and whether a calendar says when they rest."""

    name: str
    standups: int
    people: int
    ask_at: time = time(9)
    report_at: time = time(10)
    with_calendar: int = 0


@dataclass(frozen=True, slots=True)
class Team:
    """One standup of a scenario, with its channel and its people."""

    number: int
    group: Group
    channel: str
    people: tuple[str, ...]

    @property
    def standup_id(self) -> str:
        return f"crowd-{self.number}"

    @property
    def due_at(self) -> datetime:
        return datetime.combine(NINE.date(), self.group.ask_at, NINE.tzinfo)

    @property
    def reported_at(self) -> datetime:
        return datetime.combine(NINE.date(), self.group.report_at, NINE.tzinfo)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A morning in a workspace with so many `accounts`; profiles are as old as on every morning unless `are_known`."""

    name: str
    says: str
    groups: tuple[Group, ...]
    accounts: int
    lasts: timedelta
    are_known: bool = False

    @property
    def people(self) -> int:
        return sum(group.standups * group.people for group in self.groups)

    def teams(self) -> Iterator[Team]:
        """Give all standups, each with a channel and people of its own."""
        number, person = count(), count()
        for group in self.groups:
            for _ in range(group.standups):
                which = next(number)
                people = tuple(f"U0MORE{next(person):04d}" for _ in range(group.people))
                yield Team(which, group, f"C0CROWD{which:04d}", people)


BESIDE = "beside"
MANY = Scenario(
    "many",
    "5,100 people in 300 standups, a team of ten beside them, some due minutes later, old profiles, calendars",
    (
        Group("crowd", 300, 17, with_calendar=30),
        Group(BESIDE, 1, 10),
        Group("09:02", 3, 17, ask_at=time(9, 2)),
        Group("09:05", 3, 17, ask_at=time(9, 5), report_at=time(9, 15)),
    ),
    accounts=10_000,
    lasts=timedelta(minutes=90),
)
ONE = Scenario(
    "one",
    "1,000 people in one standup",
    (Group("crowd", 1, 1_000),),
    accounts=1_000,
    lasts=timedelta(minutes=80),
)
SCENARIOS = {scenario.name: scenario for scenario in (ONE, MANY)}
