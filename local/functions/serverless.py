"""What serverless.yml says about the two functions, read for running them on this machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from local.functions.rates import parse_rate

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

RESPONSES = "slack-responses"
SCHEDULED = "scheduled-events"

HANDLERS = {RESPONSES: "handler.slack_responses", SCHEDULED: "handler.scheduled_events"}
TIMEOUTS = {RESPONSES: 30, SCHEDULED: 900}
MEMORY = 512
PLAIN_INPUT = {"source": "aws.events", "type": "tick"}


@dataclass(frozen=True)
class Rule:
    """One schedule of a function: its expression, and the event that it sends (the time comes when it is due)."""

    expression: str
    input: dict[str, Any]

    @property
    def every(self) -> timedelta:
        """The time from one run to the next; raises UnknownExpression."""
        return parse_rate(self.expression)

    @property
    def type(self) -> str:
        return str(self.input.get("type", "tick"))


@dataclass(frozen=True)
class FunctionSpec:
    """One function as deployed: where its code is, how long it may run (seconds) and how much memory it has (MB)."""

    name: str
    handler: str
    timeout: float
    memory: int
    rules: list[Rule] = field(default_factory=list)


def read_functions(path: Path) -> dict[str, FunctionSpec]:
    """Both functions by name; what the file leaves out, and a missing file, is filled with the usual values."""
    document = _load(path)
    provider = document.get("provider") or {}
    functions = document.get("functions") or {}
    return {name: _spec(name, functions.get(name) or {}, provider) for name in HANDLERS}


def _spec(name: str, entry: dict[str, Any], provider: dict[str, Any]) -> FunctionSpec:
    return FunctionSpec(
        name=name,
        handler=str(entry.get("handler") or HANDLERS[name]),
        timeout=_number(entry.get("timeout", provider.get("timeout")), TIMEOUTS[name]),
        memory=int(_number(entry.get("memorySize", provider.get("memorySize")), MEMORY)),
        rules=[rule for event in entry.get("events") or [] for rule in _rules(event)],
    )


def _rules(event: object) -> list[Rule]:
    schedule = event.get("schedule") if isinstance(event, dict) else None
    if isinstance(schedule, str):
        return [Rule(schedule, PLAIN_INPUT)]
    if not isinstance(schedule, dict) or schedule.get("enabled") is False:
        return []
    given = schedule.get("input") or _template(schedule) or PLAIN_INPUT
    rates = schedule.get("rate") or []
    return [Rule(str(rate), given) for rate in (rates if isinstance(rates, list) else [rates])]


def _template(schedule: dict[str, Any]) -> dict[str, Any]:
    """Read an input transformer's template: JSON but for bare <placeholders>, which YAML takes for text."""
    template = str((schedule.get("inputTransformer") or {}).get("inputTemplate") or "")
    loaded = yaml.safe_load(template) if template else None
    return loaded if isinstance(loaded, dict) else {}


def _number(value: object, fallback: float) -> float:
    return value if isinstance(value, int | float) else fallback


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags, whose values are of no use here."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def _load(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader underneath
    return document if isinstance(document, dict) else {}
