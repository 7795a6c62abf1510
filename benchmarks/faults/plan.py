"""What shall go wrong in one run, and how a person reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Phase = Literal["questions", "report"]
PHASES: tuple[Phase, Phase] = ("questions", "report")


@dataclass(frozen=True)
class Kill:
    """SIGKILL of a worker, `delay` milliseconds after the sender's `after`-th post or people's `after`-th act."""

    phase: Phase
    victim: Literal["sender", "responder"]
    after: int
    delay: int
    spares_the_twin: bool = False


@dataclass(frozen=True)
class Trouble:
    """Something that is away, from the `after`-th post of a phase on, for so many seconds of the workspace."""

    what: Literal["channel archived", "bot removed", "token revoked", "DynamoDB away"]
    phase: Phase
    after: int
    seconds: int


What = Literal[
    "somebody joins",
    "somebody leaves",
    "the times are changed",
    "the name is changed",
    "it moves to another channel",
    "it is paused for a minute",
]


@dataclass(frozen=True)
class Change:
    """Something that people change while the day is under way, after the `after`-th post of a phase."""

    what: What
    phase: Phase
    after: int


@dataclass(frozen=True)
class Plan:
    """One run. `twins` says how many milliseconds after each scheduled event its double follows."""

    seed: int
    people: int
    outsiders: int = 3
    unreachable: int = 0
    declined: tuple[str, ...] = ()
    hurried: bool = False
    twins: dict[Phase, int] = field(default_factory=dict)
    kills: tuple[Kill, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    changes: tuple[Change, ...] = ()
    faults: dict[Phase, list[dict[str, Any]]] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def calm(self) -> bool:
        return not self.names and not self.kills

    def lines(self) -> Iterator[str]:
        """Say it in words, for printing."""
        yield f"seed {self.seed}: {self.people} people; {', '.join(self.names) or 'nothing goes wrong'}"
        if self.hurried:
            yield "  the report is asked for at once, while the questions are still going out"
        for phase in PHASES:
            if phase in self.twins:
                yield f"  {phase}: the event comes twice, {self.twins[phase]} ms apart"
            sender = [kill for kill in self.kills if kill.phase == phase and kill.victim == "sender"]
            if sender:
                moments = ", ".join(f"{kill.after}+{kill.delay} ms{' (one)' * kill.spares_the_twin}" for kill in sender)
                yield f"  {phase}: kill the sender after post {moments}"
            responder = [kill for kill in self.kills if kill.phase == phase and kill.victim == "responder"]
            if responder:
                moments = ", ".join(f"{kill.after}+{kill.delay} ms" for kill in responder)
                yield f"  {phase}: kill a responder after act {moments}"
            for trouble in self.troubles:
                if trouble.phase == phase:
                    yield f"  {phase}: {trouble.what} after post {trouble.after}, for {trouble.seconds} s"
            for change in self.changes:
                if change.phase == phase:
                    yield f"  {phase}: {change.what} after post {change.after}"
            yield from (f"  {phase}: {line}" for line in _fault_lines(self.faults.get(phase, [])))


def calm_plan(people: int) -> Plan:
    """Give the run in which nothing goes wrong."""
    return Plan(seed=0, people=people)


def _fault_lines(faults: list[dict[str, Any]]) -> Iterator[str]:
    """Say which calls fail, one line for each kind of failure."""
    known: dict[str, list[int]] = {}
    for fault in faults:
        more = "".join(f", {name} {value}" for name, value in fault.items() if name not in {"on", "kind", "after"})
        known.setdefault(f"{fault['on']} {fault['kind']}{more}", []).append(fault["after"])
    for what, moments in known.items():
        yield f"{what}, after call {', '.join(map(str, sorted(moments)))}"
