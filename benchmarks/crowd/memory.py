"""How much memory the app's own values take at a moment: what it holds on to while it sends."""

import gc
import sys
from datetime import date, datetime
from typing import Any

# What values are made of, whoever made them.
MATTER = (str, bytes, tuple, list, dict, set, frozenset, date, datetime, int, float)
KILOBYTE = 1024


def kilobytes_held() -> float:
    """Return the size of all objects of the app's own classes, with the texts and collections in them."""
    ours = [each for each in gc.get_objects() if _is_ours(each)]
    seen: set[int] = set()
    total, stack = 0, list[Any](ours)
    while stack:
        each = stack.pop()
        if id(each) in seen or not (isinstance(each, MATTER) or _is_ours(each)):
            continue
        seen.add(id(each))
        total += sys.getsizeof(each)
        stack += gc.get_referents(each)
    return total / KILOBYTE


def _is_ours(value: object) -> bool:
    return str(type(value).__module__).startswith("app.")


class Memory:
    """The memory of the sender minute by minute, while it asks so many people."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._looks: list[tuple[int, float]] = []

    def look(self, asked: int) -> None:
        """Look at it now, when so many people have been asked, unless nobody has been since the last time."""
        if asked > (self._looks[-1][0] if self._looks else 0):
            self._looks.append((asked, kilobytes_held()))

    def by_thirds(self) -> tuple[float, ...]:
        """Return the most that it was while the first, the second, and the last third of the people were asked."""
        thirds: dict[int, list[float]] = {}
        for asked, size in self._looks:
            thirds.setdefault(min(2, 3 * asked // self._people), []).append(size)
        return tuple(round(max(thirds[third])) for third in sorted(thirds))
