"""Draws the plan of a run from a seed, so that the same seed breaks the same things."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.faults.plan import PHASES, Beside, Change, Kill, Lapse, Phase, Plan, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.faults.plan import LapseOf, What

HISTORY = ("channels:history", "groups:history")
CHANCE = 0.25
LOST_SHARE = 0.05
STRANGERS = 4
# So many people are in several standups.
BUSY_PEOPLE = 20
LIMITS = (6, 8, 10)


def draw(seed: int, people: tuple[int, int], kills: int) -> Plan:
    """Draw the plan of a seed. Each kind of trouble is sure to be in every so many seeds, and by chance in others."""
    random = Random(seed)  # noqa: S311 - a plan to be repeated, no secret
    drawing = _Drawing(random, random.randint(*people))
    ways = list(_WAYS.items())
    sure = {seed % len(ways), (seed * 5 + 3) % len(ways)}
    for number, (name, way) in enumerate(ways):
        if random.random() < CHANCE or number in sure:
            way(drawing)
            drawing.names.append(name)
    plan = Plan(
        seed=seed,
        people=drawing.people,
        unreachable=drawing.unreachable,
        declined=HISTORY if seed % 4 == 0 else (),
        hurried=random.random() < CHANCE / 2,
        twins={phase: random.choice((0, 0, random.randint(1, 300))) for phase in PHASES},
        kills=tuple(_kills(random, drawing.people, kills)),
        troubles=tuple(drawing.troubles),
        changes=tuple(drawing.changes),
        faults=drawing.faults,
        names=tuple(drawing.names),
    )
    return _with_ticks(plan, kills)


def calm_plan(people: int, limit: int | None = None) -> Plan:
    """Give the run in which nothing goes wrong; with a `limit` its scheduled runs, ticks alone, have to hand over."""
    random = Random("calm")  # noqa: S311 - a plan to be repeated, no secret
    plan = Plan(seed=0, people=people, strangers=STRANGERS, limit=limit, by_ticks=limit is not None)
    return replace(plan, besides=_besides(random, people + STRANGERS), ticks=dict.fromkeys(PHASES, (0,)))


def _with_ticks(plan: Plan, kills: int) -> Plan:
    """Draw what goes on beside the default standup. It has dice of its own, so that the rest stays as it was drawn."""
    random = Random(f"{plan.seed} ticks")  # noqa: S311 - a plan to be repeated, no secret
    besides = _besides(random, plan.people + STRANGERS)
    posts = {"questions": plan.people + sum(len(beside.people) for beside in besides), "report": plan.people // 2}
    ticks: dict[Phase, tuple[int, ...]] = {
        phase: tuple(random.randint(-150, 150) for _ in range(random.randint(1, 2))) for phase in PHASES
    }
    more = [
        Kill(phase, "sender", random.randrange(posts[phase]), random.randint(0, 60), anywhere=True)
        for phase in PHASES
        for _ in range(kills // 5)
    ]
    lapses = [
        Lapse(what, phase, random.randrange(posts[phase] // 2), random.randint(0, 60))
        for number, what in enumerate(_LAPSES)
        for phase in (random.choice(PHASES),)
        if random.random() < CHANCE or plan.seed % 3 == number
    ]
    limit = random.choice(LIMITS) if random.random() < CHANCE or plan.seed % 3 == len(_LAPSES) else None
    return replace(
        plan,
        besides=besides,
        strangers=STRANGERS,
        ticks=ticks,
        kills=(*plan.kills, *more),
        lapses=tuple(lapses),
        limit=limit,
        names=(*plan.names, *(_LAPSES[lapse.what] for lapse in lapses), *(["short runs"] if limit else [])),
    )


_LAPSES: dict[LapseOf, str] = {"the lease is taken": "lease taken", "the sender stands still": "a frozen sender"}


def _besides(random: Random, people: int) -> tuple[Beside, ...]:
    """Draw three to eight standups, most of whose people are in several."""
    busy = random.sample(range(people), min(BUSY_PEOPLE, people))
    return tuple(
        Beside(tuple(sorted(random.sample(busy, min(random.randint(3, 12), len(busy))))), named=number % 3 == 1)
        for number in range(random.randint(3, 8))
    )


class _Drawing:
    """What has been drawn so far."""

    def __init__(self, random: Random, people: int) -> None:
        self.random = random
        self.people = people
        self.unreachable = 0
        self.names: list[str] = []
        self.troubles: list[Trouble] = []
        self.changes: list[Change] = []
        self.faults: dict[Phase, list[dict[str, Any]]] = {phase: [] for phase in PHASES}

    def fault(self, phase: Phase, on: str, kind: str, **more: Any) -> None:
        self.faults[phase].append({"on": on, "kind": kind, **more})

    def phase(self) -> Phase:
        return self.random.choice(PHASES)

    def trouble(self, what: Any, phase: Phase, most: int, seconds: int) -> None:
        self.troubles.append(Trouble(what, phase, self.random.randint(0, most), seconds))

    def change(self, what: What, phase: Phase) -> None:
        self.changes.append(Change(what, phase, self.random.randrange(self.posts(phase))))

    def posts(self, phase: Phase) -> int:
        """Estimate how many posts a phase will have at least."""
        return max(2, int(self.people * (0.8 if phase == "questions" else 0.4)))


def _lost_replies(drawing: _Drawing) -> None:
    for phase in PHASES:
        calls = int(drawing.people * (1 if phase == "questions" else 0.6))
        for number in range(calls):
            if drawing.random.random() < LOST_SHARE:
                drawing.fault(phase, "chat.postMessage", "lost_reply", after=number)


def _server_errors(drawing: _Drawing) -> None:
    for phase in PHASES:
        for _ in range(2):
            status = drawing.random.choice((500, 502, 503))
            after = drawing.random.randrange(drawing.posts(phase))
            drawing.fault(phase, "chat.postMessage", "status", status=status, after=after)
    drawing.fault("report", "chat.update", "status", status=500, times=2, after=drawing.random.randrange(5))
    drawing.fault("questions", "response_url", "status", status=500, times=3, after=drawing.random.randrange(5))


def _timeouts(drawing: _Drawing) -> None:
    phase = drawing.phase()
    after = drawing.random.randrange(drawing.posts(phase))
    drawing.fault(phase, "chat.postMessage", "hang", seconds=10.5, after=after)
    drawing.fault("questions", "views.open", "hang", seconds=2.5, times=2, after=drawing.random.randrange(20))


def _rate_limits(drawing: _Drawing) -> None:
    phase = drawing.phase()
    seconds, after = drawing.random.randint(3, 8), drawing.random.randrange(drawing.posts(phase))
    drawing.fault(phase, "chat.postMessage", "ratelimited", seconds=seconds, after=after)
    drawing.fault("report", "chat.update", "ratelimited", seconds=1, after=drawing.random.randrange(5))


def _unreachable(drawing: _Drawing) -> None:
    drawing.unreachable = drawing.random.randint(1, max(1, drawing.people // 20))


def _archived(drawing: _Drawing) -> None:
    seconds = drawing.random.choice((45, 150, 400))
    drawing.trouble("channel archived", "report", drawing.posts("report") // 2, seconds)


def _revoked(drawing: _Drawing) -> None:
    phase = drawing.phase()
    drawing.trouble("token revoked", phase, drawing.posts(phase) // 2, drawing.random.choice((45, 150, 400)))


def _storage_away(drawing: _Drawing) -> None:
    phase = drawing.phase()
    drawing.trouble("DynamoDB away", phase, drawing.posts(phase) // 2, 5)


def _invoke(drawing: _Drawing) -> None:
    for phase in PHASES:
        for status in (429, 500):
            times, after = drawing.random.randint(1, 6), drawing.random.randrange(drawing.people // 2)
            drawing.fault(phase, "invoke", "status", status=status, times=times, after=after)
        drawing.fault(phase, "invoke", "hang", seconds=2, times=2, after=drawing.random.randrange(drawing.people // 2))
        drawing.fault(phase, "invoke", "lost_reply", times=2, after=drawing.random.randrange(drawing.people // 2))


def _late(drawing: _Drawing) -> None:
    for phase in PHASES:
        after = drawing.random.randrange(2, drawing.people // 2)
        seconds = drawing.random.randint(305, 400)
        drawing.fault(phase, "delivery", "late", seconds=seconds, times=3, after=after)


def _twice(drawing: _Drawing) -> None:
    for phase in PHASES:
        drawing.fault(phase, "delivery", "twice", times=8, after=drawing.random.randrange(drawing.people // 3))


def _overtaken(drawing: _Drawing) -> None:
    for phase in PHASES:
        for _ in range(4):
            after = drawing.random.randrange(2, drawing.people)
            drawing.fault(phase, "delivery", "late", seconds=drawing.random.randint(2, 20), times=2, after=after)


def _comings(drawing: _Drawing) -> None:
    for _ in range(3):
        drawing.change("somebody joins", "questions")
    drawing.change("somebody joins", "report")


def _goings(drawing: _Drawing) -> None:
    for phase in PHASES:
        for _ in range(2):
            drawing.change("somebody leaves", phase)


def _edits(drawing: _Drawing) -> None:
    drawing.change("the times are changed", "questions")
    drawing.change("the name is changed", drawing.phase())


def _pause(drawing: _Drawing) -> None:
    drawing.change("it is paused for a minute", "questions")


def _move(drawing: _Drawing) -> None:
    drawing.change("it moves to another channel", drawing.phase())


def _removed(drawing: _Drawing) -> None:
    drawing.trouble("bot removed", "report", drawing.posts("report") // 2, drawing.random.choice((45, 150, 400)))


_WAYS: dict[str, Callable[[_Drawing], None]] = {
    "lost replies": _lost_replies,
    "500s": _server_errors,
    "timeouts": _timeouts,
    "429s": _rate_limits,
    "unreachable people": _unreachable,
    "archived channel": _archived,
    "revoked token": _revoked,
    "DynamoDB away": _storage_away,
    "invoke fails": _invoke,
    "late events": _late,
    "doubled events": _twice,
    "overtaken events": _overtaken,
    "people join": _comings,
    "people leave": _goings,
    "edits": _edits,
    "a pause": _pause,
    "a move": _move,
    "bot removed": _removed,
}


def _kills(random: Random, people: int, count: int) -> Iterator[Kill]:
    """Spread the kills: a third each to the senders of both phases, the others to those who answer people."""
    for number in range(count):
        phase: Phase = PHASES[number % 2]
        delay = random.randint(0, 60)
        if number < count * 2 / 3:
            posts = people * 0.9 if phase == "questions" else people * 0.45
            yield Kill(phase, "sender", random.randrange(max(1, int(posts))), delay, random.random() < CHANCE / 4)
        else:
            acts = people * 0.8 if phase == "questions" else people * 0.2
            yield Kill(phase, "responder", random.randrange(max(1, int(acts))), delay)
