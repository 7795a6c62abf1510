"""Carries out a plan: sets the faults of a phase; kills workers, stops senders, takes things away."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from app.errors import StorageUnavailable
from app.storage.rows.connection import updated
from app.storage.rows.tables import SenderRow
from app.storage.scheduling.leases import LEASE, SENDER
from benchmarks.faults.meanwhile import Meanwhile
from local.functions.serverless import RESPONSES, SCHEDULED
from local.stack import CHANNEL
from slack_simulator.hosting import change_channel
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.faults.changing import Changer
    from benchmarks.faults.crowd import Crowd
    from benchmarks.faults.plan import Kill, Lapse, Phase, Plan, Trouble
    from benchmarks.faults.timeline import Timeline
    from benchmarks.faults.watching import Marks
    from local.functions.workers import Worker
    from local.stack import Stack
    from slack_simulator.faults import Fault

    Posts = Callable[[], int]

LOOK_EVERY = 0.002
# A sender that stands still goes on when its successor has sent so many messages, or cannot for so many seconds.
MESSAGES_OF_SUCCESSOR, LONGEST_SUCCESSION = 3, 4.0
FUNCTIONS = {"sender": SCHEDULED, "responder": RESPONSES}


@dataclass
class Breaker:
    """Breaks what the plan says; `home` is the occurrence of the default standup.

    Counts the processes killed, the other faults, the posts whose answer was lost, and the leases that lapsed. `again`
    has the phase's events come once more.
    """

    stack: Stack
    timeline: Timeline
    crowd: Crowd
    changer: Changer
    plan: Plan
    marks: Marks
    home: str
    again: Callable[[], None]
    kills: int = 0
    struck: int = 0
    unanswered: int = 0
    lapsed: int = 0
    meanwhile: Meanwhile = field(default_factory=Meanwhile)
    _set: list[Fault] = field(default_factory=list)

    def begin(self, phase: Phase) -> None:
        """Set everything for a phase; what is left of the phase before is over."""
        self.no_faults()
        faults = self.stack.workspace.faults
        faults.clear()
        home, anywhere = self._since(self.home), self._since()
        self.changer.begin(phase, home)
        self._set = [faults.add(wish) for wish in self.plan.faults.get(phase, [])]
        acts = self.crowd.acts
        for kill in (one for one in self.plan.kills if one.phase == phase):
            posts = anywhere if kill.anywhere else home
            self.meanwhile.expect(self._kill(kill, posts, acts))
        for trouble in (one for one in self.plan.troubles if one.phase == phase):
            self.meanwhile.expect(self._trouble(trouble, home))
        for lapse in (one for one in self.plan.lapses if one.phase == phase):
            self.meanwhile.expect(self._lapse(lapse, anywhere))

    def _since(self, report_id: str = "") -> Posts:
        """Return how many posts there have been since now, for an occurrence or for any."""
        before = self.marks.posts(report_id)
        return lambda: self.marks.posts(report_id) - before

    def no_faults(self) -> None:
        """Let no more calls fail."""
        self.struck += sum(fault.hits for fault in self._set)
        lost = [fault for fault in self._set if fault.on == "chat.postMessage" and fault.kind in {"lost_reply", "hang"}]
        self.unanswered += sum(fault.hits for fault in lost)
        for fault in self._set:
            fault.times = 0
        self._set = []

    async def _kill(self, kill: Kill, posts: Posts, acts: int) -> None:
        while (posts() if kill.victim == "sender" else self.crowd.acts - acts) <= kill.after:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        await asyncio.sleep(kill.delay / 1000)
        pool = self.stack.functions.pools[FUNCTIONS[kill.victim]]
        while not (killed := sum(map(pool.kill, self._victims(kill, list(pool.busy))))):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        self.kills += killed

    def _victims(self, kill: Kill, busy: Sequence[str]) -> Sequence[str]:
        """Choose who dies. A sender's twin goes, too: left alone it would wait for twelve real seconds."""
        if kill.victim == "sender" and not kill.spares_the_twin:
            return busy if len(busy) == self.stack.functions.running[SCHEDULED] else []
        chosen = Random(f"{self.plan.seed} {kill}")  # noqa: S311 - to be repeated, no secret
        return [chosen.choice(busy)] if busy else []

    async def _lapse(self, lapse: Lapse, posts: Posts) -> None:
        while posts() <= lapse.after:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        await asyncio.sleep(lapse.delay / 1000)
        pool = self.stack.functions.pools[SCHEDULED]
        while not (busy := list(pool.busy.values())):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        self.meanwhile.begins()
        self.struck += 1
        self.lapsed += 1
        if lapse.what == "the lease is taken":
            await self._take_lease()
        else:
            with self.timeline.hold():
                await self._stands_still(Random(f"{self.plan.seed} {lapse}").choice(busy), posts)  # noqa: S311

    async def _take_lease(self) -> None:
        """Let the stored lease be another's, who never sends anything."""
        until = self.stack.clock.now() + LEASE
        fields = {"lease_owner": "another", "lease_job": "another", "lease_until": until}
        with contextlib.suppress(StorageUnavailable):  # DynamoDB is away, too
            await asyncio.to_thread(updated, SenderRow(TEAM_ID, SENDER), SenderRow.writes(fields))

    async def _stands_still(self, worker: Worker, posts: Posts) -> None:
        """Let a sender's process stand still until its lease is over and another has gone on with its work."""
        with contextlib.suppress(ProcessLookupError):  # it has ended or was killed meanwhile
            worker.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(LEASE.total_seconds() + 0.5)
            self.again()
            seen = posts()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_SUCCESSION):
                    while posts() < seen + MESSAGES_OF_SUCCESSOR:  # noqa: ASYNC110
                        await asyncio.sleep(LOOK_EVERY)
            worker.process.send_signal(signal.SIGCONT)

    async def _trouble(self, trouble: Trouble, posts: Posts) -> None:
        while posts() <= trouble.after:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        self.meanwhile.begins()
        workspace = self.stack.workspace
        self.struck += 1
        if trouble.what == "DynamoDB away":
            with self.timeline.hold():
                away = workspace.faults.add({"on": "dynamodb", "kind": "drop", "times": None})
                await asyncio.sleep(trouble.seconds)
                away.times = 0
            return
        self._switch(trouble, away=True)
        try:
            await self.timeline.wait(trouble.seconds)
        finally:
            self._switch(trouble, away=False)

    def _switch(self, trouble: Trouble, *, away: bool) -> None:
        workspace = self.stack.workspace
        if trouble.what == "channel archived":
            members = list(workspace.conversations[CHANNEL].members)
            change_channel(workspace, {"id": CHANNEL, "set": {"is_archived": away}})
            workspace.conversations[CHANNEL].members[:] = members  # at once everybody is invited back
        elif trouble.what == "bot removed":
            change_channel(workspace, {"id": CHANNEL, "remove" if away else "add": ["bot"]})
        else:
            workspace.token_error = "token_revoked" if away else None
