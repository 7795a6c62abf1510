"""Attacks as tests: one workspace for all that a module carries out, and one test for each."""

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext

import pytest

from benchmarks.attacks.every import ATTACKS
from benchmarks.attacks.listing import Attack
from benchmarks.attacks.running import Outcome, a_world, carry_out


class Attacker:
    """Carries attacks out in one workspace; after one that hung there is a new one."""

    def __init__(self) -> None:
        self._exits = ExitStack()
        self._world = None

    def tries(self, attack: Attack) -> Outcome:
        world = self._world or self._exits.enter_context(a_world())
        (outcome,) = carry_out([attack], world=lambda: nullcontext(world))
        self._world = None if outcome.hung else world
        if outcome.hung:
            self.stops()
        return outcome

    def stops(self) -> None:
        self._exits.close()


def attackers(processes) -> Iterator[Attacker]:
    attacker = Attacker()
    yield attacker
    attacker.stops()


def attacks_on(*topics: str) -> list[object]:
    """Give the attacks of some topics as parameters of a test."""
    some = [each for each in ATTACKS if each.topic in topics]
    return [pytest.param(each, id=each.name) for each in some]


def what_was_seen(outcome: Outcome) -> str:
    return "\n".join([outcome.says, *outcome.seen, outcome.broken])
