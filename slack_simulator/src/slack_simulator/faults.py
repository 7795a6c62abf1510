"""Faults on request: what shall go wrong, where, how often or how likely."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any, TypeGuard

KINDS = {
    "drop": "the connection closes without an answer, and nothing is done",
    "lost_reply": "it is done, and the connection closes without an answer",
    "slow": "it is done after `seconds`",
    "hang": "after `seconds` it is refused with request_timeout, and nothing is done",
    "error": "it is refused with the code in `error`",
    "status": "it is answered with the HTTP status in `status`",
    "ratelimited": "it is answered with HTTP 429 and a Retry-After of `seconds`",
    "late": "what is sent to the app is sent after `seconds`",
    "twice": "what is sent to the app is sent twice",
}
FIELDS = ("on", "kind", "error", "status", "seconds", "times", "where", "after", "chance", "seed")
ANY_METHOD = "*"
EVENT = "event"
RESPONSE_URL = "response_url"
OF_EVENTS = ("drop", "late", "twice")
ONLY_OF_EVENTS = ("late", "twice")


def nonsense(on: str, kind: str, details: Mapping[str, Any], methods: Collection[str]) -> str:
    """Say what makes a fault impossible or without effect; nothing if it is a sensible one."""
    if on not in (ANY_METHOD, EVENT, RESPONSE_URL, *methods):
        return f"Nothing here is called {on!r}: a fault is on a method, '*', 'event' or 'response_url'."
    if on == EVENT and kind not in OF_EVENTS:
        return f"An event cannot be struck by {kind!r}, but by {', '.join(OF_EVENTS)}."
    if on != EVENT and kind in ONLY_OF_EVENTS:
        return f"{kind!r} is for what is sent to the app: 'event'."
    times, seconds, status = details.get("times", 1), details.get("seconds", 0), details.get("status", 0)
    if times is not None and (not _is_whole(times) or times < 1):
        return "A fault's 'times' is a whole number from 1, or None for always."
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
        return "A fault's 'seconds' is a number from 0."
    return "" if _is_whole(status) else "A fault's 'status' is a whole number."


def _is_whole(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool)


@dataclass
class Fault:
    """One thing that shall go wrong with `on`: a method, "*" for all of them, or another name such as "event".

    `after` skips the first matches, `times` None means always. With `chance` only some of the matches are struck, from
    0 (none) to 1 (all); which ones is decided by `seed`, and is the same for the same calls in the same order.
    """

    on: str
    kind: str
    error: str = "internal_error"
    status: int = 500
    seconds: float = 5
    times: int | None = 1
    where: dict[str, str] = field(default_factory=dict)
    after: int = 0
    chance: float = 1
    seed: int = 0
    seen: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        self._dice = Random(self.seed)  # noqa: S311 - to be repeated, not to be secret

    def fits(self, on: str, args: Mapping[str, object]) -> bool:
        is_method = "." in on
        named = self.on == on or (self.on == ANY_METHOD and is_method)
        return named and all(_is_value(args.get(name), wanted) for name, wanted in self.where.items())

    def strikes(self) -> bool:
        """Count one match and say whether it is one that shall fail."""
        self.seen += 1
        if self.seen <= self.after or (self.times is not None and self.hits >= self.times):
            return False
        if self._dice.random() >= self.chance:
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
        self._kinds = list(KINDS)

    def know(self, *kinds: str) -> None:
        """Take further kinds as well, for what runs beside this Slack."""
        self._kinds += kinds

    def add(self, wish: Mapping[str, Any]) -> Fault:
        """Set a fault from its JSON; raises ValueError with a sentence when it makes no sense."""
        unknown = set(wish) - set(FIELDS)
        if unknown:
            raise ValueError(f"A fault has no {', '.join(sorted(unknown))}.")
        if wish.get("kind") not in self._kinds or not isinstance(wish.get("on"), str):
            raise ValueError(f"A fault needs 'on' and a 'kind' out of {', '.join(self._kinds)}.")
        chance = wish.get("chance", 1)
        if not isinstance(chance, int | float) or not 0 <= chance <= 1:
            raise ValueError("A fault's 'chance' is a number from 0 to 1.")
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
