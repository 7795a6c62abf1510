"""Carries out the changes of a plan in mid-day: people come and go, owners edit, pause and move, as they do by hand."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.views import ids
from benchmarks.attacks.hands import filled
from benchmarks.faults.meanwhile import Meanwhile
from local.stack import CHANNEL
from slack_simulator.checks import elements_of
from slack_simulator.hosting import ActError, acts, change_channel, forms

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.faults.crowd import Crowd
    from benchmarks.faults.plan import Change, Phase, Plan
    from benchmarks.faults.timeline import Timeline
    from slack_simulator.hosting import Workspace

LOOK_EVERY = 0.02
LONGEST = 15.0
TRIES = 4
ELSEWHERE = "C0GENERAL1"
TIMES = {"ask_at": "13:00", "report_at": "15:00"}


@dataclass
class Changer:
    """Changes what the plan says.

    `home` is where the standup is by now. `came` are those who joined, and `left` those of whose leaving the standup is
    to take note; `made` counts what was done, `refused` is what nobody could do.
    """

    workspace: Workspace
    timeline: Timeline
    crowd: Crowd
    plan: Plan
    roster: list[str]
    outsiders: list[str]
    owner: str
    home: str = CHANNEL
    came: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    made: int = 0
    refused: list[str] = field(default_factory=list)
    meanwhile: Meanwhile = field(default_factory=Meanwhile)
    _one_screen: asyncio.Lock = field(default_factory=asyncio.Lock)

    def begin(self, phase: Phase, posts: Callable[[], int]) -> None:
        for change in (one for one in self.plan.changes if one.phase == phase):
            self.meanwhile.expect(self._carry_out(change, posts))

    async def _carry_out(self, change: Change, posts: Callable[[], int]) -> None:
        while posts() <= change.after:  # noqa: ASYNC110 - the posts come from another process
            await asyncio.sleep(LOOK_EVERY)
        self.meanwhile.begins()
        match change.what:
            case "somebody joins":
                await self._joins()
            case "somebody leaves":
                await self._leaves(change)
            case "the times are changed":
                await self._edits(**TIMES)
            case "the name is changed":
                await self._edits(name="Another name")
            case "it moves to another channel":
                await self._edits(channel=ELSEWHERE)
                self.home = ELSEWHERE
            case "it is paused for a minute":
                await self._types("pause")
                await self.timeline.wait(60)
                await self._types("resume")
        self.made += 1

    @property
    def _is_deaf(self) -> bool:
        """Whether no tick comes in time, or the standup rests or goes elsewhere: the open day keeps its people then."""
        return self.plan.hurried or any(change.what.startswith("it ") for change in self.plan.changes)

    async def _joins(self) -> None:
        if self.outsiders:
            user = self.outsiders.pop()
            self.came.add(user)
            async with self.timeline.act():
                change_channel(self.workspace, {"id": CHANNEL, "add": [user]})
            self.meanwhile.expect(self._answers(user))

    async def _answers(self, user: str) -> None:
        """Let who has come answer as soon as they are asked, if they are."""
        while not self.crowd.has_menu(user):  # noqa: ASYNC110 - the menu comes from another process
            await asyncio.sleep(LOOK_EVERY)
        self.meanwhile.begins()
        await self.crowd.joins_in(user, f"{self.plan.seed}")

    async def _leaves(self, change: Change) -> None:
        staying = [user for user in self.roster if user not in {self.owner, *self.crowd.gone}]
        user = staying[change.after % len(staying)]
        self.crowd.gone.add(user)
        if change.phase == "questions" and not self._is_deaf:
            self.left.add(user)
        async with self.timeline.act():
            change_channel(self.workspace, {"id": CHANNEL, "remove": [user]})

    async def _types(self, text: str) -> None:
        """Type a command until it is answered: what a kill has swallowed is typed again."""
        for _ in range(TRIES):
            wish = {"as": self.owner, "channel": CHANNEL, "command": "/standup", "text": f"{text} <#{self.home}>"}
            async with self.timeline.act():
                answer = await acts.command(self.workspace, wish)
            if answer["outcome"] not in {"failed", "late", "unreachable"} and not answer["notice"]:
                return
        self.refused.append(text)

    async def _edits(self, **fields: str) -> None:
        """Change the standup in its modal: again if it has changed meanwhile, or the answer was lost."""
        async with self._one_screen:
            for _ in range(TRIES):
                with contextlib.suppress(ActError, TimeoutError):
                    await self._types("edit")
                    await self._presses_edit()
                    if await self._sends(fields):
                        return
                self.workspace.views.stacks.pop(self.owner, None)
        self.refused.append(f"edit {', '.join(fields)}")

    async def _presses_edit(self) -> None:
        """Have the modal open: the command opens it, or offers a button where it was too slow for that."""
        await self._until(lambda: self._modal() or self._edit_button())
        found = self._edit_button()
        if found and not self._modal():
            async with self.timeline.act():
                await acts.click(self.workspace, {"as": self.owner, **found})

    def _edit_button(self) -> dict[str, Any] | None:
        """Find the latest offer to edit among what only the owner sees."""
        for place in (CHANNEL, f"D{self.owner[1:]}"):
            for message in reversed(self.workspace.messages.get(place, [])):
                for block in message.get("blocks", []):
                    for element in elements_of(block):
                        if element.get("action_id") == ids.EDIT_STANDUP:
                            container = {"channel": place, "ts": message["ts"]}
                            return {
                                "action_id": ids.EDIT_STANDUP,
                                "block_id": block["block_id"],
                                "container": container,
                            }
        return None

    async def _sends(self, fields: dict[str, str]) -> bool:
        view = await self._until(self._modal)
        while view:
            async with self.timeline.act():
                wish = {"as": self.owner, "view_id": view["id"], "values": filled(view, fields)}
                answer = await forms.submit(self.workspace, wish)
            if answer["outcome"] in {"closed", "cleared"}:
                return True
            if answer["outcome"] != "pushed":
                return False
            view, fields = self._modal() or {}, {}
        return False

    def _modal(self) -> dict[str, Any] | None:
        stack = self.workspace.views.stack(self.owner)
        return stack[-1] if stack and stack[-1].get("submit") else None

    async def _until(self, look: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
        async with asyncio.timeout(LONGEST):
            while not (found := look()):  # noqa: ASYNC110 - it comes from another process
                await asyncio.sleep(LOOK_EVERY)
        return found
