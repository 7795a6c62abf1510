"""The list of attacks: each is a function with a sentence, the promise that it tries, and who carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.attacks.world import World

    Act = Callable[[World], None]

# The promises that are tried, by the sections of docs/security.md.
TOPICS = {
    "reading": "Who reads what",
    "ruling": "Who rules a standup",
    "erasing": "Erased is erased",
    "stopping": "One person's input stops nobody else",
    "crowding": "One person's use drowns nobody else",
    "forging": "Ids, forms and moments that are not one's own",
    "spoofing": "Words that pretend to be something else",
    "reaching": "Addresses that lead inside",
    "entering": "Strangers at the door",
    "browsing": "Web pages and this machine",
}


@dataclass(frozen=True)
class Attack:
    """One attack: what is tried in one sentence, by whom, and the function that tries it."""

    name: str
    topic: str
    by: str
    says: str
    act: Act

    def matches(self, word: str) -> bool:
        """Whether the word is in its name, its topic, its sentence or in who carries it out."""
        return any(word.casefold() in text.casefold() for text in (self.name, self.topic, self.by, self.says))


ALL: list[Attack] = []


def attack(by: str) -> Callable[[Act], Act]:
    """Put a function on the list: its module is the topic, its docstring says what is tried."""

    def put(act: Act) -> Act:
        says = (act.__doc__ or "").strip().split("\n")[0].rstrip(".")
        topic = act.__module__.rpartition(".")[2].partition("_")[0]
        name = act.__name__.replace("_", "-")
        assert topic in TOPICS and says and all(name != each.name for each in ALL), name  # noqa: PT018, S101 - the list's own rules
        ALL.append(Attack(name, topic, by, says, act))
        return act

    return put
