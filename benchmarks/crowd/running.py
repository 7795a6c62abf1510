"""Run a scenario: the real ticks on the held clock, and what came of them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from app.bootstrap import build_services
from benchmarks.crowd.clock import HeldClock
from benchmarks.crowd.course import Course
from benchmarks.crowd.distance import at_a_distance
from benchmarks.crowd.figures import Figures, figures_of
from benchmarks.crowd.lambdas import Lambdas
from benchmarks.crowd.memory import Memory
from benchmarks.crowd.people import People
from benchmarks.crowd.place import workspace_of
from benchmarks.crowd.scenario import MINUTE, NINE, Scenario

BEFOREHAND = 2 * MINUTE

Told = Callable[[datetime, Course], None]


def take_place(scenario: Scenario, told: Told) -> Figures:
    """Let a scenario take place; `told` hears of each minute."""
    clock = HeldClock(NINE - BEFOREHAND, is_careful=True)
    with workspace_of(scenario, clock) as (stack, database, settings), at_a_distance(clock, database), _errors_alone():
        course = Course(tuple(scenario.teams()))
        course.follow(stack.workspace)
        people = People(build_services(settings, clock), course.teams)
        course.hears = people.is_asked
        lambdas = Lambdas(settings, clock)
        memory = Memory(scenario.people)

        def each_minute(now: datetime) -> None:
            people.answer(now)
            memory.look(len(course.asked))
            told(now, course)

        lambdas.tick(NINE - BEFOREHAND, NINE + scenario.lasts, each_minute)
        return replace(
            figures_of(scenario, course, clock.now()),
            longest_run=lambdas.longest.total_seconds(),
            failed_runs=len(lambdas.failures),
            kilobytes=memory.by_thirds(),
        )


@contextmanager
def _errors_alone() -> Iterator[None]:
    """Let the app log errors alone: it says much in such a morning."""
    logger = logging.getLogger("app")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
