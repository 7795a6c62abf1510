"""One run of the experiment: people are asked and the report is posted, while the plan breaks things."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from app.views import ids
from benchmarks.faults.breaking import Breaker
from benchmarks.faults.changing import Changer
from benchmarks.faults.crowd import Crowd, menus_of, told_of
from benchmarks.faults.invariants import Stored, Verdict, World, judge
from benchmarks.faults.ledger import Ledger
from benchmarks.faults.timeline import Timeline
from benchmarks.faults.watching import Watch
from local.functions.serverless import SCHEDULED
from local.stack import CHANNEL
from slack_simulator.hosting import change_channel, change_people

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from benchmarks.faults.plan import Phase, Plan
    from local.stack import Stack

NOON = 12
LONGEST = 240.0
LOOK_EVERY = 0.02
MOST_REPLAYS = 5
MORNING, AFTERNOON = 2.0, 1.5
TOO_MANY = 429
AN_ADMIN_NEEDS = 60.0
WARM = 3
MOST_WORKERS = 32


@dataclass(frozen=True)
class Outcome:
    """What came of a run. `unconfirmed` are failed invocations and lost answers of posts, from the report on."""

    plan: Plan
    verdict: Verdict
    submissions: int
    kills: int
    struck: int
    changes: int
    unconfirmed: int
    replays: int
    rate_limited: int
    seconds: float

    @property
    def posts_nobody_can_help(self) -> int:
        """Count the posts that may be doubled: one for each unconfirmed claim, where the channel cannot be read."""
        return self.unconfirmed if self.plan.declined else 0

    @property
    def broken(self) -> bool:
        refused = self.plan.calm and self.rate_limited
        return bool(refused) or self.verdict.broken(self.posts_nobody_can_help)


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
        world = await experiment.world()
    breaker = experiment.breaker
    return Outcome(
        plan=plan,
        verdict=judge(world),
        submissions=experiment.ledger.acknowledged,
        kills=breaker.kills,
        struck=breaker.struck,
        changes=experiment.changer.made,
        unconfirmed=watch.failures - experiment.failures_before + breaker.unanswered - experiment.unanswered_before,
        replays=experiment.replays,
        rate_limited=sum(call["status"] == TOO_MANY for call in stack.workspace.calls),
        seconds=time.monotonic() - started,
    )


class _Experiment:
    """The parts of one run."""

    def __init__(self, stack: Stack, plan: Plan, watch: Watch) -> None:
        self.stack = stack
        self.plan = plan
        self.watch = watch
        self.ledger = Ledger()
        self.replays = 0
        self.people: list[asyncio.Future[None]] = []
        self.failures_before = self.unanswered_before = 0
        self.roster: list[str] = []
        self.unreachable: list[str] = []
        self.broken_at_noon: list[str] = []
        functions, workspace = stack.functions, stack.workspace
        self.timeline = Timeline(
            stack.clock,
            sending=lambda: functions.running[SCHEDULED],
            working=lambda: functions.running.total() + workspace.busy(),
        )

    async def prepare(self) -> None:
        """Make the workspace new: at noon, when no schedule of its own is near, with the people of the plan."""
        stack, plan = self.stack, self.plan
        for pool in stack.functions.pools.values():
            pool.warm = WARM
            pool.warm_up()
            pool.allow(MOST_WORKERS)
        async with httpx.AsyncClient(base_url=stack.url, trust_env=False, timeout=30) as client:
            (await client.post("/_local/reset", json={})).raise_for_status()
        stack.clock.move_to(stack.clock.now().replace(hour=NOON, minute=0, second=0))
        stack.schedules.clear()
        workspace = stack.workspace
        there = sum(person.can_act for person in workspace.people.values())
        change_people(workspace, {"add": max(0, plan.people + plan.outsiders - there)})
        everyone = [person.id for person in workspace.people.values() if person.can_act]
        self.roster, others = everyone[: plan.people], everyone[plan.people :]
        change_channel(workspace, {"id": CHANNEL, "remove": others})
        self.unreachable = self.roster[:: -(len(self.roster) // plan.unreachable)] if plan.unreachable else []
        for user in self.unreachable:
            change_people(workspace, {"id": user, "set": {"cannot_be_messaged": True}})
        workspace.decline(plan.declined)
        reachable = [user for user in self.roster if user not in self.unreachable]
        owner = next(user for user in reachable if not workspace.people[user].is_restricted)
        hands = [user for user in reachable if user != owner or not plan.changes]  # theirs are for the changes
        self.crowd = Crowd(workspace, self.timeline, self.ledger, hands)
        self.changer = Changer(workspace, self.timeline, self.crowd, plan, reachable, list(others), owner)
        self.breaker = Breaker(stack, self.timeline, self.crowd, self.changer, plan)

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
        self._send("questions")
        morning = asyncio.ensure_future(self._are_busy("morning", MORNING, 2))
        if not self.plan.hurried:
            await self._comes_to_rest(morning)
            await self._comes_a_tick()
            await self._look_at_noon()
        self.breaker.begin("report")
        self.watch.read()
        self.failures_before, self.unanswered_before = self.watch.failures, self.breaker.unanswered
        self._send("report")
        await self._comes_to_rest(asyncio.ensure_future(self._are_busy("afternoon", AFTERNOON, 1, morning)))

    async def _are_busy(self, when: str, spread: float, most: int, *before: asyncio.Future[None]) -> None:
        """Let people use their menus for a few seconds, as soon as they are done with what went before."""
        await asyncio.gather(*before)
        await self.crowd.are_busy(f"{self.plan.seed} {when}", spread * min(1.0, self.plan.people / 60), most)

    async def _comes_a_tick(self) -> None:
        """Let a tick merge who has come and gone: it takes off the day who has left while they were being asked."""
        tick = {"source": "faults", "type": "tick", "time": f"{self.stack.clock.now():%Y-%m-%dT%H:%M:%SZ}"}
        self.stack.functions.accept(SCHEDULED, tick)
        await self._comes_to_rest(asyncio.ensure_future(asyncio.sleep(0)))

    def _send(self, phase: Phase) -> None:
        event = {"source": "faults", "type": f"send_{phase}", "time": f"{self.stack.clock.now():%Y-%m-%dT08:00:00Z}"}
        functions = self.stack.functions
        functions.accept(SCHEDULED, event)
        if phase in self.plan.twins:
            later = self.plan.twins[phase] / 1000
            asyncio.get_running_loop().call_later(later, functions.accept, SCHEDULED, event)

    async def _comes_to_rest(self, people: asyncio.Future[None]) -> None:
        """Wait until people and programs are done; replay the failure list when what made it long is over."""
        functions = self.stack.functions
        self.people.append(people)
        for _ in range(MOST_REPLAYS):
            # People may be waiting for a menu that only the replay brings.
            if not await _until(lambda: self._is_quiet() and (people.done() or bool(functions.failures))):
                return
            if not functions.failures:
                return
            self.breaker.no_faults()
            await self.timeline.wait(AN_ADMIN_NEEDS)
            self.replays += functions.replay()

    def _is_quiet(self) -> bool:
        self.watch.read()
        beside = self.breaker.meanwhile.busy or self.changer.meanwhile.busy
        return not (self.stack.functions.busy() or self.stack.workspace.busy() or beside)

    async def _look_at_noon(self) -> None:
        """Between questions and report nothing is under way, so what is stored must be right already."""
        for user, stored in (await self._stored()).items():
            allowed = self.ledger.allowed(user, is_out=False)
            if stored.text not in allowed:
                self.broken_at_noon.append(
                    f"{user} at noon: {stored.text!r} is stored, not {sorted(map(repr, allowed))}"
                )
            self.ledger.found(user, stored.text)

    async def is_over(self) -> None:
        """Wait for the ticks that the last jump of the clock has passed: they may begin only now."""
        self.stack.schedules.clear()
        await _until(lambda: not self.stack.functions.busy())

    async def world(self) -> World:
        """Take the picture that is judged."""
        self.watch.read()
        rows = (await self.stack.aws.rows())["standup-reports"]
        occurrence = next((row for row in rows if "user_id" not in row), {})
        posts: dict[str, list[str]] = defaultdict(list)
        summary_headers = 0
        for message in self._in_channels():
            metadata = message.get("metadata") or {}
            summary_headers += metadata.get("event_type") == ids.HEADER
            if metadata.get("event_type") == ids.POST:
                posts[metadata["event_payload"]["user_id"]].append(str(message["blocks"]))
        return World(
            roster=frozenset(self.roster),
            unreachable=frozenset(self.unreachable),
            menus=self._menus(),
            rows=await self._stored(),
            posts=posts,
            summary_headers=summary_headers,
            allowed={user: self.ledger.allowed(user, is_out=True) for user in {*self.roster, *self.changer.came}},
            is_asked="asked_at" in occurrence,
            is_reported="settled_at" in occurrence,
            unfinished=self.stack.functions.busy() + len(self.stack.functions.failures),
            vanished=self.watch.vanished(),
            blunders=self.watch.blunders,
            broken_at_noon=self.broken_at_noon,
            perhaps=frozenset(self.changer.came | self.crowd.gone),
            refused=self.changer.refused,
            left=frozenset(self.changer.left),
            told={user: told_of(self.stack.workspace, user) for user in self.stack.workspace.people},
        )

    def _in_channels(self) -> Iterator[dict[str, Any]]:
        """Give all messages in channels: a standup that moves posts nothing in both."""
        for place, messages in self.stack.workspace.messages.items():
            yield from () if place.startswith("D") else messages

    def _menus(self) -> dict[str, int]:
        workspace = self.stack.workspace
        return {user: len(menus_of(workspace, user)) for user in workspace.people}

    async def _stored(self) -> dict[str, Stored]:
        rows = (await self.stack.aws.rows())["standup-reports"]
        return {row["user_id"]: _stored(row) for row in rows if "user_id" in row}


def _stored(row: dict[str, Any]) -> Stored:
    text = row["answers"]["question0"] if row["state"] == "submitted" else None
    return Stored(text, row.get("problem"))


async def _until(condition: Callable[[], bool]) -> bool:
    """Wait until something has held for a moment; False if it does not in time."""
    end, held = time.monotonic() + LONGEST, 0
    while held < 3:  # noqa: PLR2004 - work may hand over between looks
        if time.monotonic() > end:
            return False
        held = held + 1 if condition() else 0
        await asyncio.sleep(LOOK_EVERY)
    return True
