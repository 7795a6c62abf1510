"""Faults on request: what shall go wrong, where, how often."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field
from typing import Any

KINDS = ("error", "status", "hang", "lost_reply", "ratelimited", "drop", "late", "twice", "unprocessed")
ANY_METHOD = "*"
NOT_METHODS = ("response_url", "invoke", "dynamodb", "delivery")


@dataclass
class Fault:
    """One thing that shall go wrong: `times` None means always, `after` skips the first matches."""

    on: str
    kind: str
    error: str = "internal_error"
    status: int = 500
    seconds: float = 5
    times: int | None = 1
    where: dict[str, str] = field(default_factory=dict)
    after: int = 0
    seen: int = 0
    hits: int = 0

    def fits(self, on: str, args: Mapping[str, object]) -> bool:
        named = self.on == on or (self.on == ANY_METHOD and on not in NOT_METHODS)
        return named and all(_is_value(args.get(name), wanted) for name, wanted in self.where.items())

    def strikes(self) -> bool:
        """Count one match and say whether it is one that shall fail."""
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.hits >= self.times):
            return False
        self.hits += 1
        return True


def _is_value(value: object, wanted: str) -> bool:
    if isinstance(value, AbstractSet):
        return wanted in value
    return value is not None and str(value) == str(wanted)


class Faults:
    """The faults that are set, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, wish: Mapping[str, Any]) -> Fault:
        """Set a fault from its JSON; raises ValueError with a sentence when it makes no sense."""
        unknown = set(wish) - {"on", "kind", "error", "status", "seconds", "times", "where", "after"}
        if unknown:
            raise ValueError(f"A fault has no {', '.join(sorted(unknown))}.")
        if wish.get("kind") not in KINDS or not isinstance(wish.get("on"), str):
            raise ValueError(f"A fault needs 'on' and a 'kind' out of {', '.join(KINDS)}.")
        fault = Fault(**wish)
        self._faults.append(fault)
        return fault

    def match(self, on: str, args: Mapping[str, object]) -> Fault | None:
        """Return the first fault that strikes this call; a value in `args` may be a set of alternatives."""
        for fault in self._faults:
            if fault.fits(on, args) and fault.strikes():
                return fault
        return None

    def list(self) -> list[dict[str, Any]]:
        return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        self._faults.clear()
