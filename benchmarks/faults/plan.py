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
    """SIGKILL of a worker, `delay` milliseconds after the sender's `after`-th post or people's `after`-th act.

    It is the `after`-th of the default standup, or `anywhere`.
    """

    phase: Phase
    victim: Literal["sender", "responder"]
    after: int
    delay: int
    spares_the_twin: bool = False
    anywhere: bool = False


@dataclass(frozen=True)
class Trouble:
    """Something that is away for so many seconds of the workspace, from the default standup's `after`-th post on."""

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
    """Something that people change while the day is under way, after the default standup's `after`-th post."""

    what: What
    phase: Phase
    after: int


@dataclass(frozen=True)
class Beside:
    """A standup beside the default one, due in the same minute and carried out by ticks.

    `people` are numbers of people of the run. They have a channel of their own, or are `named` in one that such
    standups share.
    """

    people: tuple[int, ...]
    named: bool = False


LapseOf = Literal["the lease is taken", "the sender stands still"]


@dataclass(frozen=True)
class Lapse:
    """A sender is without its lease, `delay` milliseconds after the `after`-th post of a phase, whichever standup's.

    Another takes it, or its process stands still until others have gone on, and then goes on itself.
    """

    what: LapseOf
    phase: Phase
    after: int
    delay: int


@dataclass(frozen=True)
class Plan:
    """One run. `twins` says how many milliseconds after each scheduled event its double follows.

    `ticks` says the same of the ticks that begin a phase; a tick may come before the event. `strangers` take part in
    the standups beside the default one alone. A scheduled run lasts `limit` seconds at most, if there is one.
    The default standup has the times of the others, and no commands come, if all is done `by_ticks`.
    """

    seed: int
    people: int
    outsiders: int = 3
    unreachable: int = 0
    declined: tuple[str, ...] = ()
    hurried: bool = False
    twins: dict[Phase, int] = field(default_factory=dict)
    besides: tuple[Beside, ...] = ()
    strangers: int = 0
    ticks: dict[Phase, tuple[int, ...]] = field(default_factory=dict)
    lapses: tuple[Lapse, ...] = ()
    limit: int | None = None
    by_ticks: bool = False
    kills: tuple[Kill, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    changes: tuple[Change, ...] = ()
    faults: dict[Phase, list[dict[str, Any]]] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def calm(self) -> bool:
        """Whether nothing goes wrong; that runs are short and hand over is no fault."""
        return not self.seed

    def lines(self) -> Iterator[str]:
        """Say it in words, for printing."""
        yield f"seed {self.seed}: {self.people} people; {', '.join(self.names) or 'nothing goes wrong'}"
        if self.besides:
            sizes = ", ".join(f"{len(beside.people)}{' named' * beside.named}" for beside in self.besides)
            yield f"  {len(self.besides)} more standups are due at the same minute, of {sizes}"
        if self.limit:
            yield f"  a scheduled run has {self.limit} s{', and all is done by ticks' * self.by_ticks}"
        if self.hurried:
            yield "  the report is asked for at once, while the questions are still going out"
        yield from (f"  {phase}: {line}" for phase in PHASES for line in self._lines_of(phase))

    def _lines_of(self, phase: Phase) -> Iterator[str]:
        if phase in self.twins:
            yield f"the event comes twice, {self.twins[phase]} ms apart"
        if phase in self.ticks:
            yield f"a tick comes {' and '.join(f'{at:+d} ms' for at in self.ticks[phase])} from the event"
        for victim, moment in (("sender", "post"), ("responder", "act")):
            kills = [kill for kill in self.kills if kill.phase == phase and kill.victim == victim]
            if kills:
                moments = ", ".join(map(_moment, kills))
                yield f"kill {'the' if victim == 'sender' else 'a'} {victim} after {moment} {moments}"
        for lapse in (one for one in self.lapses if one.phase == phase):
            yield f"{lapse.what} after post {lapse.after}+{lapse.delay} ms"
        for trouble in (one for one in self.troubles if one.phase == phase):
            yield f"{trouble.what} after post {trouble.after}, for {trouble.seconds} s"
        for change in (one for one in self.changes if one.phase == phase):
            yield f"{change.what} after post {change.after}"
        yield from _fault_lines(self.faults.get(phase, []))


def _moment(kill: Kill) -> str:
    return f"{kill.after}+{kill.delay} ms{' (one)' * kill.spares_the_twin}{' (anywhere)' * kill.anywhere}"


def _fault_lines(faults: list[dict[str, Any]]) -> Iterator[str]:
    """Say which calls fail, one line for each kind of failure."""
    known: dict[str, list[int]] = {}
    for fault in faults:
        more = "".join(f", {name} {value}" for name, value in fault.items() if name not in {"on", "kind", "after"})
        known.setdefault(f"{fault['on']} {fault['kind']}{more}", []).append(fault["after"])
    for what, moments in known.items():
        yield f"{what}, after call {', '.join(map(str, sorted(moments)))}"
