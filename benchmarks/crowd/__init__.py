"""A morning with thousands of people, under Slack's own limits, on a clock that need not be waited for."""

from importlib import import_module
from importlib.util import find_spec

from benchmarks.crowd.clock import NOON

__all__ = ["NOON", "planned_seconds"]


def planned_seconds(people: int) -> float:
    """Say how long the planned pace takes: four a second for the first 300, then two, unless the limits are listed."""
    if find_spec("app.slack.limits"):
        return people * 60 / float(import_module("app.slack.limits").MESSAGES.a_minute)
    return min(people, 300) / 4 + max(0, people - 300) / 2
