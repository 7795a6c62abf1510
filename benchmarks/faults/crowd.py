"""People who use their menus while things break: they open, send, edit, skip, undo and withdraw as they please."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING, Any

from app.views import ids
from slack_simulator.hosting import ActError, acts, forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.faults.ledger import Kind
    from benchmarks.faults.standups import Held
    from benchmarks.faults.timeline import Timeline
    from benchmarks.faults.watching import Marks
    from slack_simulator.hosting import Workspace

Json = dict[str, Any]

AT_ONCE = 5
TRIES = 3
LOOK_EVERY = 0.05
KINDS: dict[str, Kind] = {ids.SKIP_TODAY: "skip", ids.UNDO_SKIP: "undo", ids.WITHDRAW: "withdraw"}
# What owners are told by direct message, besides; each beginning is that of the kinds of message.
TOLD_OWNERS = (ids.TROUBLE, ids.NOT_POSTED, ids.NOTE)
LIKES = {ids.OPEN_DIALOG: 8, ids.SKIP_TODAY: 1, ids.UNDO_SKIP: 5, ids.WITHDRAW: 2}


class Crowd:
    """Everybody on the rosters, with hands of their own: somebody in several standups does one thing after another."""

    def __init__(self, workspace: Workspace, timeline: Timeline, marks: Marks, days: Sequence[Held]) -> None:
        self._workspace = workspace
        self._timeline = timeline
        self._marks = marks
        self._days = days
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._hands: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.acts = 0

    async def are_busy(self, seed: str, spread: float, most: int) -> None:
        """Let everybody do up to `most` things a standup, each begun within `spread` seconds of the one before."""
        await asyncio.gather(
            *(
                self._is_busy(day, user, _dice(seed, user, day), spread, most)
                for day in self._days
                for user in day.hands
            )
        )

    async def _is_busy(self, day: Held, user: str, random: Random, spread: float, most: int) -> None:
        for number in range(random.randint(0, most)):
            await asyncio.sleep(random.uniform(0, spread))
            while user not in day.gone and not self._menu(day, user):  # noqa: ASYNC110 - it comes from another process
                await asyncio.sleep(LOOK_EVERY)
            if user in day.gone:
                return
            async with self._hands[user], self._at_once:
                try:
                    await self._does_something(day, user, random, f"[{user} {seed_of(random)} {number}]")
                except ActError:  # what they wanted to press is gone by now
                    continue

    @property
    def gone(self) -> set[str]:
        """Who has left the default standup."""
        return self._days[0].gone

    def has_menu(self, user: str) -> bool:
        """Whether somebody is asked in the default standup."""
        return self._menu(self._days[0], user) is not None

    async def joins_in(self, user: str, seed: str) -> None:
        """Let somebody who has come to the default standup answer, too."""
        random = _dice(seed, user, self._days[0])
        with contextlib.suppress(ActError):
            await self._does_something(self._days[0], user, random, f"[{user} {seed_of(random)} new]")

    def _menu(self, day: Held, user: str) -> Json | None:
        place = f"D{user[1:]}"
        menus = menus_of(self._workspace, user)
        return next((one for one in menus if self._marks.report_of(place, one["ts"]) == day.report_id), None)

    async def _does_something(self, day: Held, user: str, random: Random, text: str) -> None:
        menu = self._menu(day, user) or {}
        buttons = [(block, one) for block in menu.get("blocks", []) for one in block.get("elements", [])]
        known = [(block, one) for block, one in buttons if one.get("action_id") in LIKES]
        if not known:
            return
        block, button = random.choices(known, [LIKES[one["action_id"]] for _, one in known])[0]
        told = self._told(user)
        answer = await self._press(user, menu, block, button)
        kind = KINDS.get(button["action_id"])
        if kind:
            done = answer["outcome"] == "acknowledged" and self._told(user) == told
            day.ledger.note(user, kind, None, acknowledged=done)
        else:
            await self._fills_in(day, user, text)

    def _told(self, user: str) -> int:
        """Count what the person was told besides: that something did not work."""
        whispers = [
            one for one in self._workspace.messages.get(f"D{user[1:]}", []) if one["_local"].get("ephemeral_to")
        ]
        return len(whispers) + len(self._workspace.views.stack(user))

    async def _press(self, user: str, menu: Json, block: Json, button: Json) -> Json:
        wish = {
            "as": user,
            "action_id": button["action_id"],
            "block_id": block["block_id"],
            "container": {"channel": f"D{user[1:]}", "ts": menu["ts"]},
        }
        async with self._timeline.act():
            self.acts += 1
            return await acts.click(self._workspace, wish)

    async def _fills_in(self, day: Held, user: str, text: str) -> None:
        """Send the form, again if it is still there afterwards, and close it in the end."""
        for _ in range(TRIES):
            stack = self._workspace.views.stack(user)
            if not stack or not stack[-1].get("submit"):
                break
            await self._sends(day, user, stack[-1], text)
        while stack := self._workspace.views.stack(user):
            await forms.close(self._workspace, {"as": user, "view_id": stack[-1]["id"]})

    async def _sends(self, day: Held, user: str, view: Json, text: str) -> None:
        question = next(block for block in view["blocks"] if block["type"] == "input")
        element = question["element"]
        typed = {question["block_id"]: {element["action_id"]: {"type": element["type"], "value": text}}}
        async with self._timeline.act():
            self.acts += 1
            answer = await forms.submit(self._workspace, {"as": user, "view_id": view["id"], "values": typed})
        day.ledger.note(user, "submit", text, acknowledged=answer["outcome"] == "closed")


def menus_of(workspace: Workspace, user: str) -> list[Json]:
    """Give the app's direct messages to a person that stay there, but for those that tell an owner something."""
    messages = workspace.messages.get(f"D{user[1:]}", [])
    return [
        one
        for one in messages
        if one.get("bot_id")
        and not one["_local"].get("ephemeral_to")
        and not str((one.get("metadata") or {}).get("event_type")).startswith(TOLD_OWNERS)
    ]


def told_of(workspace: Workspace, user: str) -> list[str]:
    """Give what somebody was told as an owner of what is wrong, with its kind."""
    kinds = [
        (str((one.get("metadata") or {}).get("event_type")), one) for one in workspace.messages.get(f"D{user[1:]}", [])
    ]
    return [f"{kind} {one['text']}" for kind, one in kinds if kind.startswith((ids.TROUBLE, ids.NOT_POSTED))]


def _dice(seed: str, user: str, day: Held) -> Random:
    return Random(f"{seed} {user} {day.name}".rstrip())  # noqa: S311 - a plan to be repeated, no secret


def seed_of(random: Random) -> str:
    """Draw a word that tells the texts of one person apart."""
    return f"{random.getrandbits(24):06x}"
