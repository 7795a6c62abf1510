"""Events to the app: only what the manifest subscribes to, repeated by Slack's rule when they fail."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from slack_simulator.apps.installation import APP_ID, BOT_USER_ID, TEAM_ID, VERIFICATION_TOKEN
from slack_simulator.clock import Clock
from slack_simulator.delivery.dispatch import Answer, Delivery
from slack_simulator.faults import EVENT, Faults

Json = dict[str, Any]

SHORTENED_DELAYS = (0.0, 2.0, 5.0)


class Events:
    """Wraps, sends and repeats events; the waits between tries are shorter than Slack's minutes."""

    def __init__(
        self, delivery: Delivery, clock: Clock, faults: Faults, subscribed: Callable[[], tuple[str, ...]]
    ) -> None:
        self.delays: tuple[float, ...] = SHORTENED_DELAYS
        self._delivery = delivery
        self._clock = clock
        self._faults = faults
        self._subscribed = subscribed
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def under_way(self) -> int:
        return len(self._tasks)

    def emit(self, name: str, event: Json) -> None:
        """Send an event in the background if the app subscribes to `name` (such as message.im)."""
        if name in self._subscribed():
            self._in_background(self._until_accepted(self._wrapped(event)))

    async def deliver(self, name: str, event: Json) -> Answer | None:
        """Send an event and wait for the first answer; further tries happen in the background."""
        if name not in self._subscribed():
            return None
        wrapped = self._wrapped(event)
        answer = await self._attempt(wrapped, {})
        if not answer.good:
            self._in_background(self._repeat(wrapped, answer))
        return answer

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self) -> None:
        """Forget what is waiting to be sent or sent again."""
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        self.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _until_accepted(self, wrapped: Json) -> None:
        answer = await self._attempt(wrapped, {})
        if not answer.good:
            await self._repeat(wrapped, answer)

    async def _repeat(self, wrapped: Json, answer: Answer) -> None:
        for number, delay in enumerate(self.delays, start=1):
            if answer.good or answer.headers.get("x-slack-no-retry") == "1":
                return
            reason = "http_timeout" if answer.late else "http_error" if answer.status else "connection_failed"
            await asyncio.sleep(delay)
            headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
            answer = await self._attempt(wrapped, headers)

    async def _attempt(self, wrapped: Json, headers: dict[str, str]) -> Answer:
        kind = wrapped["event"]["type"]
        again = f" (retry {headers['X-Slack-Retry-Num']})" if headers else ""
        title = f"event {kind}{again}"
        fault = self._faults.match(EVENT, {"type": kind})
        if fault and fault.kind == "drop":
            return Answer(0, 0, "lost on the way, as a fault wished")
        if fault and fault.kind == "late":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "twice":
            await self._delivery.send_json(title, wrapped, headers)
        return await self._delivery.send_json(title, wrapped, headers)

    def _wrapped(self, event: Json) -> Json:
        now = self._clock.now().timestamp()
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": {**event, "event_ts": event.get("event_ts", f"{now:.6f}")},
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER_ID,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_hex(24)}",
        }
