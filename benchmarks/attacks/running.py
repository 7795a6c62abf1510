"""Carries attacks out, one after the other, in one workspace; one that hangs costs a new workspace and nothing else."""

from __future__ import annotations

import contextlib
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from benchmarks.attacks.hands import NotSetUp
from benchmarks.attacks.internet import listening, program
from benchmarks.attacks.world import MORNING, Hung, World
from local.stack import Options, running
from slack_simulator.hosting import Clock
from slack_simulator.visitor import NotAsExpected, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.attacks.listing import Attack

# So many times Slack's pace, on both sides.
PACE = 200
# A busy machine is slow to answer, and that is not what is tried here.
PATIENCE = 20.0


@dataclass(frozen=True)
class Outcome:
    """How an attack went: how often it was tried, what was seen where it did not hold, or why it was not tried."""

    name: str
    topic: str
    by: str
    says: str
    tried: int
    seconds: float
    seen: tuple[str, ...] = ()
    broken: str = ""
    hung: bool = False

    @property
    def held(self) -> bool:
        return not self.seen and not self.broken

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "held": self.held}


@contextlib.contextmanager
def a_world(opens: str = "") -> Iterator[World]:
    """Start a workspace for attacks; `opens` is code by which a test opens a door before the program is loaded."""
    with tempfile.TemporaryDirectory(prefix="standup-attack-") as name, listening(Path(name)) as listener:
        options = Options(
            state=Path(name) / "state",
            port=0,
            fresh=True,
            pace=PACE,
            root=program(Path(name), listener, opens),
            delays=(0.05, 0.1),
            clock=lambda: Clock(opens=MORNING),
            by_itself=False,
        )
        with running(options) as stack, Place(stack.url) as place:
            stack.workspace.delivery.ack_seconds = stack.workspace.triggers.lifetime = PATIENCE
            yield World(stack, place, listener)


def carry_out(
    attacks: Sequence[Attack],
    tell: Callable[[Attack], None] = lambda _: None,
    world: Callable[[], contextlib.AbstractContextManager[World]] = a_world,
) -> Iterator[Outcome]:
    """Carry out each, and give how it went."""
    left = list(attacks)
    while left:
        with world() as here:
            while left:
                attack = left.pop(0)
                tell(attack)
                outcome = _carried_out(here, attack)
                yield outcome
                if outcome.hung:
                    break


def _carried_out(world: World, attack: Attack) -> Outcome:
    started, broken, hung = time.monotonic(), "", False
    try:
        world.begin()
        attack.act(world)
        world.settle()
        world.quiet()
    except Hung as problem:
        world.expect(holds=False, seen=str(problem))
        hung = True
    except (NotSetUp, NotAsExpected) as problem:
        broken = str(problem)
    except httpx.HTTPError as problem:
        broken, hung = f"{type(problem).__name__}: {problem}", True
    except Exception as problem:  # noqa: BLE001 - a mistake in one attack does not stop the others
        where = traceback.extract_tb(problem.__traceback__)[-1]
        broken, hung = f"{type(problem).__name__}: {problem} ({Path(where.filename).name}:{where.lineno})", True
    taken = round(time.monotonic() - started, 2)
    said = (attack.name, attack.topic, attack.by, attack.says)
    return Outcome(*said, world.tried, taken, tuple(dict.fromkeys(world.failed)), broken, hung)
