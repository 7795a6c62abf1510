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


LABELS: dict[str, Callable[[Found], str]] = {
    "Lambda::Permission": lambda it: "the permission of {} to start {}".format(
        str(it["Principal"]).partition(".")[0], str(it["FunctionName"]).rpartition(":")[2]
    ),
    "Lambda::EventInvokeConfig": lambda it: f"what happens to failed runs of {it['FunctionName']}",
    "ApiGatewayV2::Route": lambda it: f"the route {it['RouteKey']}",
    "ApiGatewayV2::Integration": lambda _: "what the route leads to",
    "ApiGatewayV2::Stage": lambda _: "the address's stage",
    "ApiGatewayV2::Api": lambda _: "the address (its API)",
    "SNS::Subscription": lambda it: f"the alarm address {it['Endpoint']}",
    "S3::BucketPolicy": lambda it: f"the policy of the bucket {it['Bucket']}",
}
BEFORE_A_NAME = {"S3::Bucket": "the bucket ", "CloudWatch::Dashboard": "the dashboard "}


def label(resource: Resource) -> str:
    """Return what people know a resource by."""
    kind = resource.kind.removeprefix("AWS::")
    if kind in LABELS:
        return LABELS[kind](resource.properties)
    return f"{BEFORE_A_NAME.get(kind, '')}{resource.label}"


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
    return sorted(str(each).lower() if isinstance(each, bool) else str(each) for each in _several(value))


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def grants(document: Any) -> set[tuple[str, str]]:
    """Return the pairs of action and resource that a policy allows."""
    allowed = [each for each in statements(document) if each["Effect"] == ["Allow"]]
    return {(act, on) for each in allowed for act in each.get("Action", []) for on in each.get("Resource", [])}


def only(properties: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: properties[name] for name in names if name in properties}
