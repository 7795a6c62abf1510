"""What a morning is compared with: the least time that Slack's limits allow, the baseline, and the release before."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.crowd.clock import HeldClock
from benchmarks.crowd.course import Course
from benchmarks.crowd.distance import SLACK
from benchmarks.crowd.figures import Figures, Minutes, figures_of
from benchmarks.crowd.people import CLICKS
from benchmarks.crowd.scenario import MINUTE, NINE, Scenario, Team
from slack_simulator.hosting import Limits, RateLimitedError

BEFORE = Path(__file__).parent / "before.json"
# Messages a minute in a workspace.
MOST_A_MINUTE = 300
CONVERSATIONS_OPEN_TIER = 3

Call = Callable[[], None]


def least_seconds(scenario: Scenario) -> float:
    """Return the time after nine o'clock within which Slack takes everybody's menu at best."""
    ends = 0.0
    for group in sorted(scenario.groups, key=lambda one: one.ask_at):
        begins = (datetime.combine(NINE.date(), group.ask_at, NINE.tzinfo) - NINE).total_seconds()
        ends = max(ends, begins) + group.standups * group.people * MINUTE.total_seconds() / MOST_A_MINUTE
    return ends


def most_by(minute: int, messages: int) -> int:
    """Return how many of these messages Slack takes at most until the end of a minute."""
    return min(messages, (minute + 1) * MOST_A_MINUTE)


class Baseline:
    """The standup written from Bolt's documentation (`benchmarks/naive`): one call after the other.

    It opens a conversation with each person before it asks them. Computed, and more than fair: it waits whenever Slack
    refuses a call, where the real one ends with an error, and its runs may last as long as they like.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._clock = HeldClock(NINE)
        self._limits = Limits(1, self._clock.monotonic)
        self._course = Course(tuple(scenario.teams()))

    def figures(self) -> Figures:
        teams = self._course.teams
        for team in sorted(teams, key=lambda one: one.due_at):
            self._begin(team.due_at)
            for user in team.people:
                self._call("conversations.open", CONVERSATIONS_OPEN_TIER)
                self._post(f"D{user[1:]}")
                self._course.asked[user] = self._clock.now()
        self._clock.moment = NINE  # the reports are runs of their own, beside those that ask
        for team in sorted(teams, key=lambda one: one.reported_at):
            self._begin(team.reported_at)
            self._report(team)
        found = figures_of(self._scenario, self._course, NINE + self._scenario.lasts)
        return replace(found, longest_run=found.last_asked)

    def _begin(self, moment: datetime) -> None:
        self._clock.moment = max(self._clock.moment, moment)

    def _report(self, team: Team) -> None:
        self._post(team.channel)
        self._course.headers[team.channel] = self._clock.now()
        in_time = [user for user in team.people if self._course.asked[user] < team.reported_at]
        for _ in range(round(len(in_time) * CLICKS)):
            self._post(team.channel)
            self._course.answers.append(self._clock.now())

    def _call(self, method: str, tier: int) -> None:
        self._until_taken(method, lambda: self._limits.count_call(method, tier))

    def _post(self, conversation: str) -> None:
        self._until_taken("chat.postMessage", lambda: self._limits.count_post(conversation))

    def _until_taken(self, method: str, call: Call) -> None:
        while True:
            self._clock.sleep(SLACK)
            try:
                return call()
            except RateLimitedError as limit:
                self._course.refused.append((self._clock.now(), method))
                self._clock.sleep(limit.retry_after)


def release_before() -> tuple[str, Mapping[str, Figures]]:
    """Return the commit of the release before this one, and its figures by scenario."""
    if not BEFORE.exists():
        return "", {}
    kept = json.loads(BEFORE.read_text("utf-8"))
    return kept["commit"], {name: _figures_from(plain) for name, plain in kept["scenarios"].items()}


def keep(path: Path, commit: str, found: Mapping[str, Figures]) -> None:
    """Write figures to a file, beside those of other scenarios of the same commit."""
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    scenarios = kept.get("scenarios", {}) if kept.get("commit") == commit else {}
    scenarios |= {name: asdict(figures) for name, figures in found.items()}
    path.write_text(_as_text({"commit": commit, "scenarios": scenarios}), "utf-8")


def _figures_from(plain: Mapping[str, Any]) -> Figures:
    minutes = {name: tuple(values) for name, values in plain["minutes"].items()}
    return Figures(**{**plain, "kilobytes": tuple(plain["kilobytes"]), "minutes": Minutes(**minutes)})


def _as_text(kept: Mapping[str, Any]) -> str:
    """Return JSON with one line for each figure, and each list on one line."""
    return "".join(_lines(kept, "")) + "\n"


def _lines(value: Any, indent: str) -> Iterator[str]:
    if not isinstance(value, dict) or not value:
        yield json.dumps(value)
        return
    inner = indent + "  "
    yield "{\n"
    for number, (name, each) in enumerate(value.items()):
        yield f"{inner}{json.dumps(name)}: {''.join(_lines(each, inner))}{',' if number + 1 < len(value) else ''}\n"
    yield f"{indent}}}"
