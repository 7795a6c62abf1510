"""Attacks as tests: one workspace for all that a module carries out, and one test for each."""

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext

import pytest

from ops.attacks.every import ATTACKS
from ops.attacks.listing import Attack
from ops.attacks.running import Outcome, a_world, carry_out


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


def attackers() -> Iterator[Attacker]:
    attacker = Attacker()
    yield attacker
    attacker.stops()


# What did not hold, or could not be shown to, when the tests were last brought up to it.
NOT_YET = {
    "create-standups-without-end": "a limit is met, and the tick over all of them was not seen to end in time",
}


def attacks_on(*topics: str) -> list[object]:
    """Give the attacks of some topics as parameters of a test."""
    some = [each for each in ATTACKS if each.topic in topics]
    return [pytest.param(each, id=each.name, marks=_marks(each)) for each in some]


def _marks(attack: Attack) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=NOT_YET[attack.name])] if attack.name in NOT_YET else []


def what_was_seen(outcome: Outcome) -> str:
    return "\n".join([outcome.says, *outcome.seen, outcome.broken])
