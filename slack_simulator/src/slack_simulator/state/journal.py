"""The journal: what happened underneath, in order, for the page, the tests and the day in the terminal."""

from collections import deque
from collections.abc import Callable
from typing import Any

from slack_simulator.clock import Clock

KEPT_ENTRIES = 2_000


class Journal:
    """A bounded list of entries; those who subscribe are given each new one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT_ENTRIES)
        self._subscribers: set[Callable[[dict[str, Any]], None]] = set()
        self.last = 0

    def add(
        self,
        kind: str,
        title: str,
        *,
        ok: bool = True,
        ms: float | None = None,
        detail: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Record what happened; `ms` is how long it took, `detail` must hold no secrets."""
        self.last += 1
        entry = {
            "n": self.last,
            "at": self._clock.now().isoformat(),
            "kind": kind,
            "title": title,
            "ok": ok,
            "ms": None if ms is None else round(ms),
            "detail": detail or {},
        }
        self._entries.append(entry)
        for hears in tuple(self._subscribers):
            hears(entry)
        return entry

    def after(self, n: int) -> list[dict[str, Any]]:
        """Return the entries after the one numbered `n`; another thread may add some meanwhile."""
        return [entry for entry in tuple(self._entries) if entry["n"] > n]

    def clear(self) -> None:
        """Forget the entries; numbering goes on, so that nobody takes a new entry for an old one."""
        self._entries.clear()

    def subscribe(self, hears: Callable[[dict[str, Any]], None]) -> None:
        self._subscribers.add(hears)

    def unsubscribe(self, hears: Callable[[dict[str, Any]], None]) -> None:
        self._subscribers.discard(hears)
