"""A morning with thousands of people, under Slack's own limits, on a clock that need not be waited for."""

from app.slack.limits import MESSAGES
from benchmarks.crowd.clock import NOON

__all__ = ["NOON", "planned_seconds"]


def planned_seconds(people: int) -> float:
    """Say how long the planned pace takes."""
    return people * 60 / MESSAGES.a_minute
