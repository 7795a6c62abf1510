"""One run of the experiment: people are asked and the report is posted, while the plan breaks things."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx

from app.domain.standup import DEFAULT_STANDUP_ID
from benchmarks.faults.breaking import Breaker
from benchmarks.faults.changing import Changer
from benchmarks.faults.crowd import Crowd, told_of
from benchmarks.faults.invariants import Verdict, World, judge, named, together
from benchmarks.faults.picture import picture, stored
from benchmarks.faults.standups import Held, are_done, held, new_people, set_up
from benchmarks.faults.timeline import MINUTE, Timeline
from benchmarks.faults.watching import Marks, Watch, pauses
from local.functions.serverless import SCHEDULED, read_functions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

    from benchmarks.faults.plan import Phase, Plan
    from local.stack import Stack

NOON = 12
# When the standups beside the default one are reported.
REPORT_AFTER = timedelta(hours=1)
LONGEST = 240.0
MOST_MINUTES = 40
# Where runs are short they are so for so many real seconds of a phase: enough, unless the machine is overloaded.
SHORT_FOR = 40.0
LOOK_EVERY = 0.02
MOST_REPLAYS = 5
MORNING, AFTERNOON = 2.0, 1.5
TOO_MANY = 429
AN_ADMIN_NEEDS = 60.0
WARM = 3
MOST_WORKERS = 32


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    `verdicts` has one for each standup. `unconfirmed` are failed invocations, lapsed leases and lost answers of posts,
    from the report on; `pauses` are the seconds without a message where one scheduled run handed over to the next.
    """

    plan: Plan
    verdicts: tuple[Verdict, ...]
    submissions: int
    kills: int
    struck: int
    changes: int
    unconfirmed: int
    replays: int
    rate_limited: int
    pauses: tuple[float, ...]
    seconds: float

    @property
    def verdict(self) -> Verdict:
        return together(self.verdicts)

    @property
    def posts_nobody_can_help(self) -> int:
        """Count the posts of a standup that may be doubled: one for each unconfirmed claim in an unreadable channel."""
        return self.unconfirmed if self.plan.declined else 0

    @property
    def broken(self) -> bool:
        refused = self.plan.calm and self.rate_limited
        return bool(refused) or any(each.broken(self.posts_nobody_can_help) for each in self.verdicts)


async def run(stack: Stack, plan: Plan) -> Outcome:
    """Carry out a plan in a workspace that is made new for it."""
    started = time.monotonic()
    with Watch(stack.journal) as watch:
        experiment = _Experiment(stack, plan, watch)
        await experiment.prepare()
        async with experiment.time_passing():
            await experiment.carry_out()
        experiment.breaker.no_faults()
        await experiment.is_over()
        worlds = await experiment.worlds()
    breaker, days = experiment.breaker, experiment.days
    return Outcome(
        plan=plan,
        verdicts=tuple(named(judge(world), day.name) for day, world in zip(days, worlds, strict=True)),
        submissions=sum(day.ledger.acknowledged for day in days),
        kills=breaker.kills,
        struck=breaker.struck,
        changes=experiment.changer.made,
        unconfirmed=experiment.unconfirmed() - experiment.unconfirmed_before,
        replays=experiment.replays,
        rate_limited=sum(call["status"] == TOO_MANY for call in stack.workspace.calls),
        pauses=tuple(pauses(watch, experiment.marks, plan.limit)) if plan.limit else (),
        seconds=time.monotonic() - started,
    )


class _Experiment:
    """The parts of one run."""

    def __init__(self, stack: Stack, plan: Plan, watch: Watch) -> None:
        self.stack = stack
        self.plan = plan
        self.watch = watch
        self.replays = 0
        self.people: list[asyncio.Future[Any]] = []
        self.unconfirmed_before = 0
        self.days: list[Held] = []
        self.phase: Phase = "questions"
        self._lifting: asyncio.TimerHandle | None = None
        functions, workspace = stack.functions, stack.workspace
        self.marks = Marks(workspace)
        self.timeline = Timeline(
            stack.clock,
            sending=lambda: functions.running[SCHEDULED],
            working=lambda: functions.running.total() + workspace.busy(),
            each_minute=lambda: functions.accept(SCHEDULED, self._tick()),
        )

    async def prepare(self) -> None:
        """Make the workspace new: just before noon, with the people and standups of the plan."""
        stack, plan = self.stack, self.plan
        functions, workspace = stack.functions, stack.workspace
        self._let_runs_last(None)
        for pool in functions.pools.values():
            pool.warm = WARM
            pool.warm_up()
            pool.allow(MOST_WORKERS)
        async with httpx.AsyncClient(base_url=stack.url, trust_env=False, timeout=120) as client:
            (await client.post("/_local/reset", json={})).raise_for_status()
        self.noon = noon = stack.clock.now().replace(hour=NOON, minute=0, second=0, microsecond=0)
        stack.clock.move_to(noon - timedelta(minutes=1))
        self.cast = cast = new_people(workspace, plan)
        besides = await set_up(stack, plan, cast, noon, noon + REPORT_AFTER)
        self.days = [held(DEFAULT_STANDUP_ID, noon, cast.roster, cast.hands), *besides]
        self.crowd = Crowd(workspace, self.timeline, self.marks, self.days)
        self.changer = Changer(
            workspace, self.timeline, self.crowd, plan, cast.reachable, list(cast.outsiders), cast.owner
        )
        self.breaker = Breaker(
            stack, self.timeline, self.crowd, self.changer, plan, self.marks, self.days[0].report_id, self._again
        )
        self.timeline.move_to(noon)

    @contextlib.asynccontextmanager
    async def time_passing(self) -> AsyncIterator[None]:
        self.stack.functions.wait = self.timeline.wait
        passing = asyncio.ensure_future(self.timeline.run())
        try:
            yield
        finally:
            await self.breaker.meanwhile.stop()
            await self.changer.meanwhile.stop()
            for task in (passing, *self.people):
                task.cancel()
            await asyncio.gather(passing, *self.people, return_exceptions=True)
            self.stack.functions.wait = asyncio.sleep

    async def carry_out(self) -> None:
        self.breaker.begin("questions")
        morning = asyncio.ensure_future(self._are_busy("morning", MORNING, 2))
        await self._send("questions")
        if not self.plan.hurried:
            await self._comes_to_rest(morning, self._are_done("asked_at", self.days))
            await self._comes_a_tick()
            await self._look_at_noon()
            self.timeline.move_to(self.noon + REPORT_AFTER)
        self.breaker.begin("report")
        self.unconfirmed_before = self.unconfirmed()
        await self._send("report")
        # Where runs are short alone, nobody adds to what the senders post: so it can be seen when those pause.
        acts = 0 if self.plan.calm and self.plan.limit else 1
        afternoon = asyncio.ensure_future(self._are_busy("afternoon", AFTERNOON, acts, morning))
        first = self.days[: 1 if self.plan.hurried else None]
        await self._comes_to_rest(afternoon, self._are_done("settled_at", first))
        if self.plan.hurried:
            await self._comes_to_rest(self._are_done("asked_at", self.days))
            self.timeline.move_to(self.noon + REPORT_AFTER)
            self.stack.functions.accept(SCHEDULED, self._tick())
            await self._comes_to_rest(self._are_done("settled_at", self.days))
        await self._comes_a_tick()
        self.timeline.stop_minutes()
        await self._comes_to_rest()

    async def _are_busy(self, when: str, spread: float, most: int, *before: asyncio.Future[None]) -> None:
        """Let people use their menus for a few seconds, as soon as they are done with what went before."""
        await asyncio.gather(*before)
        await self.crowd.are_busy(f"{self.plan.seed} {when}", spread * min(1.0, self.plan.people / 60), most)

    def _let_runs_last(self, limit: int | None) -> None:
        """Let scheduled runs last this many seconds at most; without a limit as long as they may."""
        specs = self.stack.functions.specs
        usual = read_functions(self.stack.options.root / "serverless.yml")[SCHEDULED]
        specs[SCHEDULED] = replace(usual, timeout=limit or usual.timeout)

    async def _are_done(self, mark: str, days: Sequence[Held]) -> None:
        """Let minutes pass until all is asked, or reported."""
        for _ in range(MOST_MINUTES):
            if await are_done(self.stack, days, mark):
                return
            await self.timeline.wait(MINUTE.total_seconds())

    async def _comes_a_tick(self) -> None:
        """Let a tick have all its time: for who has come and gone while people were asked, and for long work."""
        self._let_runs_last(None)
        self.stack.functions.accept(SCHEDULED, self._tick())
        await self._comes_to_rest()

    def _tick(self) -> dict[str, str]:
        return {"source": "faults", "type": "tick", "time": f"{self.stack.clock.now():%Y-%m-%dT%H:%M:00Z}"}

    def _event(self, phase: Phase) -> dict[str, str]:
        return {"source": "faults", "type": f"send_{phase}", "time": f"{self.stack.clock.now():%Y-%m-%dT08:00:00Z}"}

    async def _send(self, phase: Phase) -> None:
        """Send the event of a phase, with its double and the ticks, each at its moment."""
        self.phase = phase
        self._let_runs_last(self.plan.limit)
        if self._lifting:
            self._lifting.cancel()
        self._lifting = asyncio.get_running_loop().call_later(SHORT_FOR, self._let_runs_last, None)
        events = [] if self.plan.by_ticks else [0, *([self.plan.twins[phase]] if phase in self.plan.twins else [])]
        coming = [(at, self._event(phase)) for at in events] + [
            (at, self._tick()) for at in self.plan.ticks.get(phase, ())
        ]
        before = min(at for at, _ in coming)
        for at, event in sorted(coming, key=lambda one: one[0]):
            await asyncio.sleep((at - before) / 1000)
            before = at
            self.stack.functions.accept(SCHEDULED, event)

    def _again(self) -> None:
        """Have another sender come."""
        self.stack.functions.accept(SCHEDULED, self._event(self.phase))
        self.stack.functions.accept(SCHEDULED, self._tick())

    def unconfirmed(self) -> int:
        """Count what may have left a claim without a mark by now."""
        self.watch.read()
        return self.watch.failures + self.breaker.unanswered + self.breaker.lapsed

    async def _comes_to_rest(self, *awaited: Awaitable[None]) -> None:
        """Wait until people and programs are done; replay the failure list when what made it long is over."""
        functions = self.stack.functions
        people = asyncio.gather(*awaited)
        self.people.append(people)
        for _ in range(MOST_REPLAYS):
            # People may be waiting for a menu that only the replay brings.
            if not await _until(lambda: self._is_quiet() and (people.done() or bool(functions.failures))):
                return
            if not functions.failures:
                return
            self.breaker.no_faults()
            self._let_runs_last(None)
            await self.timeline.wait(AN_ADMIN_NEEDS)
            self.replays += functions.replay()

    def _is_quiet(self) -> bool:
        self.watch.read()
        beside = self.breaker.meanwhile.busy or self.changer.meanwhile.busy
        return not (self.stack.functions.busy() or self.stack.workspace.busy() or beside)

    async def _look_at_noon(self) -> None:
        """Between questions and report nothing is under way, so what is stored must be right already."""
        for day in self.days:
            for user, found in (await stored(self.stack, day.report_id)).items():
                allowed = day.ledger.allowed(user, is_out=False)
                if found.text not in allowed:
                    expected = sorted(map(repr, allowed))
                    day.broken_at_noon.append(f"{user} at noon: {found.text!r} is stored, not {expected}")
                day.ledger.found(user, found.text)

    async def is_over(self) -> None:
        """Wait for what began with the last jump of the clock."""
        await _until(lambda: not self.stack.functions.busy())

    async def worlds(self) -> list[World]:
        """Take the picture that is judged: what belongs to no standup is judged with the default one."""
        self.watch.read()
        changer, day = self.changer, self.days[0]
        first, *others = await picture(self.stack, self.days, frozenset(self.cast.unreachable), self.marks)
        came = {user: day.ledger.allowed(user, is_out=True) for user in changer.came}
        whole = replace(
            first,
            allowed={**first.allowed, **came},
            unfinished=self.stack.functions.busy() + len(self.stack.functions.failures),
            vanished=self.watch.vanished(),
            blunders=self.watch.blunders,
            perhaps=frozenset(changer.came | day.gone),
            refused=changer.refused,
            left=frozenset(changer.left),
            told={user: told_of(self.stack.workspace, user) for user in self.stack.workspace.people},
        )
        return [whole, *others]


async def _until(condition: Callable[[], bool]) -> bool:
    """Wait until something has held for a moment; False if it does not in time."""
    end, held = time.monotonic() + LONGEST, 0
    while held < 3:  # noqa: PLR2004 - work may hand over between looks
        if time.monotonic() > end:
            return False
        held = held + 1 if condition() else 0
        await asyncio.sleep(LOOK_EVERY)
    return True
