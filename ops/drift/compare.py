"""Holds one resource to what the stack wants of it, and says where they differ."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ops.drift.calls import Call
from ops.drift.template import Resource, Template

Found = Mapping[str, Any]
# Longer values are named and not shown.
LONGEST = 48


@dataclass(frozen=True)
class Reading:
    """One look at a stage: its template, clients by their service, and answers that several resources need."""

    template: Template
    client: Callable[[str], Any]
    _answers: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, ask: Callable[[], Any]) -> Any:
        """Return the answer to a question that is asked once."""
        if key not in self._answers:
            self._answers[key] = ask()
        return self._answers[key]


@dataclass(frozen=True)
class Difference:
    """A property that is not as the stack wants it, and that in words."""

    name: str
    text: str


@dataclass(frozen=True)
class Kind:
    """How resources of one kind are read and put right.

    `read` returns a resource's properties named and shaped as in a template, or None if it is gone; a property that it
    leaves out is not compared. `defaults` are the properties that hold where a template says nothing. `mend` returns
    the calls that put the named properties right, or that make the resource anew where nothing was found.
    """

    read: Callable[[Reading, Resource], Found | None]
    mend: Callable[[Reading, Resource, Found | None, frozenset[str]], Sequence[Call]]
    defaults: Mapping[str, Any] = field(default_factory=dict)
    said: Callable[[Resource, Found, str], str | None] = lambda _resource, _found, _name: None


@dataclass(frozen=True)
class Drift:
    """A resource that is not as the stack wants it, and the calls that put it right."""

    resource: Resource
    is_gone: bool
    differences: tuple[Difference, ...]
    calls: tuple[Call, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.differences)

    @property
    def text(self) -> str:
        if self.is_gone:
            return f"{label(self.resource)} is gone"
        return f"{label(self.resource)}: {', '.join(each.text for each in self.differences)}"


def label(resource: Resource) -> str:
    """Return what people know a resource by."""
    properties = resource.properties
    match resource.kind.removeprefix("AWS::"):
        case "Lambda::Permission":
            function = str(properties["FunctionName"]).rpartition(":")[2]
            known = f"the permission of {str(properties['Principal']).partition('.')[0]} to start {function}"
        case "Lambda::EventInvokeConfig":
            known = f"what happens to failed runs of {properties['FunctionName']}"
        case "ApiGatewayV2::Route":
            known = f"the route {properties['RouteKey']}"
        case "ApiGatewayV2::Integration":
            known = "what the route leads to"
        case "ApiGatewayV2::Stage":
            known = "the address's stage"
        case "ApiGatewayV2::Api":
            known = "the address (its API)"
        case "SNS::Subscription":
            known = f"the alarm address {properties['Endpoint']}"
        case "CloudWatch::Dashboard":
            known = f"the dashboard {resource.label}"
        case _:
            known = resource.label
    return known


def drift_of(reading: Reading, resource: Resource, kind: Kind) -> Drift | None:
    """Return in what a resource differs from what the stack wants, or None; raises AWS's errors."""
    found = kind.read(reading, resource)
    if found is None:
        return Drift(
            resource, is_gone=True, differences=(), calls=tuple(kind.mend(reading, resource, None, frozenset()))
        )
    wanted = {**kind.defaults, **resource.properties}
    names = [name for name in wanted if name in found and plain(wanted[name]) != plain(found[name])]
    if not names:
        return None
    texts = (kind.said(resource, found, name) or differing(name, wanted[name], found[name]) for name in names)
    differences = tuple(Difference(name, text) for name, text in zip(names, texts, strict=True))
    calls = kind.mend(reading, resource, found, frozenset(names))
    return Drift(resource, is_gone=False, differences=differences, calls=tuple(calls))


def differing(name: str, wanted: Any, found: Any) -> str:
    """Say how a property differs, down to the part that does."""
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        parts = [part for part in {**wanted, **found} if plain(wanted.get(part)) != plain(found.get(part))]
        if len(parts) == 1:
            return differing(f"{name}.{parts[0]}", wanted.get(parts[0]), found.get(parts[0]))
        return f"{name}: {', '.join(parts)} not as deployed"
    told = [_short(value) for value in (found, wanted)]
    if None in told or ".Variables." in name:  # whatever somebody typed into a variable stays there
        return f"{name} is not as deployed"
    return f"{name} is {told[0]}, not {told[1]}"


def _short(value: Any) -> str | None:
    text = "nothing" if value in (None, [], {}) else plain(value)
    return text if isinstance(text, str) and len(text) <= LONGEST else None


def plain(value: Any) -> Any:
    """Return a value so that what means the same is the same: templates write numbers and truths as texts, too."""
    if value in (None, [], {}):
        return ""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"{value:g}" if abs(value) < 10**6 else str(int(value))
        case Mapping():
            return {name: inner for name, inner in ((name, plain(one)) for name, one in value.items()) if inner != ""}
        case list() | tuple():
            return [plain(one) for one in value]
    return str(value)


def statements(document: Any) -> list[Any]:
    """Return a policy's statements so that what means the same is the same: single values as lists, all in order."""
    document = json.loads(document) if isinstance(document, str) else document
    found = document.get("Statement", [])
    return sorted(
        ({name: _listed(value) for name, value in each.items() if name != "Sid"} for each in _several(found)),
        key=lambda each: json.dumps(each, sort_keys=True),
    )


def _listed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _listed(inner) for name, inner in value.items()}
    return sorted(map(str, _several(value)))


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def grants(document: Any) -> set[tuple[str, str]]:
    """Return the pairs of action and resource that a policy allows."""
    allowed = [each for each in statements(document) if each["Effect"] == ["Allow"]]
    return {(act, on) for each in allowed for act in each.get("Action", []) for on in each.get("Resource", [])}


def only(properties: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}
