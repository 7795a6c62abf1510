"""What a fault is, and what several of them need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.ops.deploying.deployed import Deployed

Deed = Callable[[Deployed], Any]


@dataclass(frozen=True)
class Fault:
    """One fault: how it comes to be, which line finds it and what that says; and who carries out a cure in words."""

    name: str
    line: str
    says: str
    plant: Deed
    by_hand: Deed | None = None
    also: tuple[str, ...] = ()  # lines that suffer from it, too, and rightly say so
    is_deployed: bool = False  # a deployment cures it: the call would fill the terminal


# The way in shows it, too, when nothing answers behind it.
NO_WAY_IN = ("request url", "signing secret")


def function(stack: Deployed, name: str) -> str:
    return stack.stage.functions[name]
