"""Measures: a cold start to the answer of the first request, warm requests, and what a day of many people asks for."""

import secrets
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.requests import payloads
from benchmarks.requests.endpoints import Endpoints
from benchmarks.requests.quota import Quota
from benchmarks.requests.slack import Slack
from benchmarks.requests.variants import (
    BOLT,
    FLOOR,
    NAIVE,
    NAIVE_FROM_SOURCES,
    OURS,
    OURS_FROM_SOURCES,
    Variant,
)
from ops.steps import Problem

CLICK, SUBMISSION = "click", "submission"
WARM_REQUESTS = 30
SETTLING = 10  # the first warm requests still fill caches, and Python is still learning which paths are hot
DISTANCES = (0.1, 0.0)
SOMEBODY = "U000001"


@dataclass(frozen=True)
class Start:
    """One fresh process: its init, its first request and its warm ones. All times in seconds."""

    variant: str
    kind: str
    distance: float
    init: float
    init_processor: float
    first: float
    warm_wall: float
    warm_processor: float

    @property
    def cold(self) -> float:
        return self.init + self.first


@dataclass(frozen=True)
class Day:
    """What one day of so many people costs: each clicks and submits once. `memory` is in bytes, after the clicks."""

    variant: str
    people: int
    slack_calls: int
    slack_fixed: dict[str, int]
    dynamodb_requests: int
    memory: int


class Bench:
    """Measures the variants against the same endpoints."""

    def __init__(self, variants: dict[str, Variant], endpoints: Endpoints, quota: Quota) -> None:
        self._variants = variants
        self._endpoints = endpoints
        self._quota = quota
        self._opened: dict[str, dict[str, Any]] = {}

    def prepare(self) -> None:
        """Have each variant ask three people and open one form, for the rounds to click on and submit."""
        slack = self._endpoints.slack
        for name in (NAIVE, OURS, NAIVE_FROM_SOURCES, OURS_FROM_SOURCES):
            variant = self._variants[name]
            variant.make_day(people=3)
            with variant.start("slack_responses") as environment:
                _ok(environment.invoke(payloads.click(slack, SOMEBODY)).body)
            self._opened[name] = {"menus": dict(slack.menus), "view": dict(slack.view)}
        self._opened[FLOOR] = self._opened[BOLT] = self._opened[OURS]

    def round(self) -> Iterator[Start]:
        """Start every variant once for each kind of request and each distance to Slack."""
        for distance in DISTANCES:
            self._endpoints.slack_seconds = distance
            for kind in (CLICK, SUBMISSION):
                for name in (FLOOR, NAIVE, OURS):
                    yield self._start(name, kind, distance, self._quota)
            for name in (NAIVE_FROM_SOURCES, OURS_FROM_SOURCES):
                yield self._start(name, CLICK, distance)
        yield self._start(BOLT, CLICK, 0.0)
        self._endpoints.slack_seconds = 0.0

    def inits(self) -> Iterator[Start]:
        """Start those whose init is compared, once each."""
        for name in (BOLT, NAIVE, OURS):
            yield self._start(name, CLICK, 0.0)

    def day(self, name: str, people: int) -> Day:
        """Live one day: questions, everybody's click and submission with its lazy run, and the report."""
        endpoints, variant = self._endpoints, self._variants[name]
        slow, endpoints.aws_seconds = endpoints.aws_seconds, 0.0
        endpoints.slack_calls.clear()
        endpoints.aws_calls.clear()
        endpoints.invoked.clear()
        prefix = f"{name}-{people}-{secrets.token_hex(3)}"
        variant.make_day(people, prefix)
        with variant.start("slack_responses", prefix=prefix) as environment:
            for user_id in endpoints.slack.people:
                _ok(environment.invoke(payloads.click(endpoints.slack, user_id)).body)
                _ok(environment.invoke(payloads.submission(endpoints.slack, user_id)).body)
                while endpoints.invoked:
                    _ok(environment.invoke(endpoints.invoked.pop(0)).body)
            memory = environment.memory
        with variant.start("scheduled_events", prefix=prefix) as environment:
            environment.invoke(payloads.scheduled("send_report"), patience=900)
        endpoints.aws_seconds = slow
        asked = sum(count for name, count in endpoints.aws_calls.items() if name != "Invoke")
        calls = endpoints.slack_calls
        fixed = {method: count for method, count in calls.items() if count < people}
        return Day(variant.name, people, calls.total(), fixed, asked, memory)

    def _start(self, name: str, kind: str, distance: float, quota: Quota | None = None) -> Start:
        slack = self._endpoints.slack
        slack.menus, slack.view = self._opened[name]["menus"], self._opened[name]["view"]
        with self._variants[name].start("slack_responses", quota) as environment:
            first = environment.invoke(_request(slack, kind))
            _ok(first.body)
            warm = [environment.invoke(_request(slack, kind)) for _ in range(WARM_REQUESTS)][SETTLING:]
        return Start(
            variant=name,
            kind=kind,
            distance=distance,
            init=environment.init,
            init_processor=environment.init_processor,
            first=first.wall,
            warm_wall=statistics.median(answer.wall for answer in warm),
            warm_processor=statistics.median(answer.processor for answer in warm),
        )


def _request(slack: Slack, kind: str) -> dict[str, Any]:
    return (payloads.click if kind == CLICK else payloads.submission)(slack, SOMEBODY)


def _ok(body: Any) -> None:
    """Make sure that the program did what it is timed for: a refusal is quick."""
    if body.get("statusCode") != 200 or "errors" in (body.get("body") or ""):  # noqa: PLR2004 HTTP's OK
        raise Problem(f"A variant did not do what it was asked for: {body}")
