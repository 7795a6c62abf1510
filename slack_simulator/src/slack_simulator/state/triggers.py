"""Trigger ids: they live three seconds and open one view."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from slack_simulator.errors import SlackError

LIFETIME = 3.0
KEPT = 1_000


@dataclass
class Trigger:
    """Who did something, when (real clock), in which modal if it was in one, and in which tab of a browser."""

    user: str
    at: float
    view_id: str | None = None
    tab: str = ""
    used: bool = False


class Triggers:
    """The trigger ids that were handed out."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.lifetime = LIFETIME
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None, tab: str = "") -> str:
        number = 7_000_000_000_000 + secrets.randbelow(999_999_999_999)
        trigger_id = f"{number}.{secrets.randbelow(10**13):013d}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, self._monotonic(), view_id, tab)
        while len(self._triggers) > KEPT:
            self._triggers.pop(next(iter(self._triggers)))
        return trigger_id

    def check(self, trigger_id: str) -> Trigger:
        """Return the trigger if it can still open a view; raises Slack's error if not."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._monotonic() - trigger.at > self.lifetime:
            raise SlackError("expired_trigger_id")
        return trigger
