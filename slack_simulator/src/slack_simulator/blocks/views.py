"""Modals and Home tabs: which views are open for whom, and Slack's rules about changing them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_simulator.apps.installation import APP_ID, BOT_ID, TEAM_ID
from slack_simulator.errors import SlackError

Json = dict[str, Any]

DEEPEST_STACK = 3


def view_object(view: Json, now: datetime, view_id: str | None = None) -> Json:
    """Return a checked view with everything that Slack adds to it."""
    identifier = view_id or f"V{secrets.token_hex(5).upper()}"
    return {
        "id": identifier,
        "team_id": TEAM_ID,
        "type": view["type"],
        "blocks": view["blocks"],
        "private_metadata": view.get("private_metadata") or "",
        "callback_id": view.get("callback_id") or "",
        "state": {"values": {}},
        "hash": f"{int(now.timestamp())}.{secrets.token_hex(4)}",
        "title": view.get("title") or {"type": "plain_text", "text": "View Title", "emoji": True},
        "clear_on_close": view.get("clear_on_close") or False,
        "notify_on_close": view.get("notify_on_close") or False,
        "close": view.get("close"),
        "submit": view.get("submit"),
        "previous_view_id": None,
        "root_view_id": identifier,
        "app_id": APP_ID,
        "external_id": view.get("external_id") or "",
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }


@dataclass
class Views:
    """The stacks of open modals and the Home tab of each person; errors are those of the last submit.

    A modal is where somebody opened it: each tab of a browser has a stack of its own. What has no tabs, as tests have
    none, has one without a name.
    """

    stacks: dict[str, list[Json]] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, dict[str, str]] = field(default_factory=dict)

    def stack(self, user: str, tab: str = "") -> list[Json]:
        return self.stacks.get(_key(user, tab), [])

    def tab_of(self, view_id: str) -> str:
        """Give the tab in which a modal is open; the one without a name if it is open nowhere."""
        keys = (key for key, stack in self.stacks.items() if any(view["id"] == view_id for view in stack))
        return next(keys, "").partition(" ")[2]

    def open(self, user: str, view: Json, tab: str = "") -> None:
        self._refuse_repeated_external_id(view)
        self.stacks[_key(user, tab)] = [view]

    def push(self, user: str, view: Json, tab: str = "") -> None:
        stack = self.stack(user, tab)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= DEEPEST_STACK:
            raise SlackError("push_limit_reached")
        self._refuse_repeated_external_id(view)
        view["previous_view_id"] = stack[-1]["id"]
        view["root_view_id"] = stack[0]["id"]
        stack.append(view)

    def replace(self, user: str, old: Json, view: Json) -> None:
        """Put a view in the place of another; what was typed stays, as do the ids."""
        if view["external_id"] != old["external_id"]:
            self._refuse_repeated_external_id(view)
        for name in ("id", "root_view_id", "previous_view_id", "state"):
            view[name] = old[name]
        self.errors.pop(old["id"], None)
        if old["type"] == "home":
            self.homes[user] = view
        else:
            stack = self.stack(user, self.tab_of(old["id"]))
            stack[stack.index(old)] = view

    def close(self, user: str, view_id: str) -> None:
        self.errors.pop(view_id, None)
        tab = self.tab_of(view_id)
        self.stacks[_key(user, tab)] = [view for view in self.stack(user, tab) if view["id"] != view_id]

    def clear(self, user: str, tab: str = "") -> list[Json]:
        """Close the whole stack of a tab and return it."""
        closed = self.stacks.pop(_key(user, tab), [])
        for view in closed:
            self.errors.pop(view["id"], None)
        return closed

    def everywhere(self) -> Iterator[tuple[str, Json]]:
        for key, stack in self.stacks.items():
            yield from ((key.partition(" ")[0], view) for view in stack)
        yield from self.homes.items()

    def find(self, *, view_id: str = "", external_id: str = "") -> tuple[str, Json]:
        """Whose view it is and the view; raises not_found when it is no longer open."""
        for user, view in self.everywhere():
            if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
                return user, view
        raise SlackError("not_found")

    def _refuse_repeated_external_id(self, view: Json) -> None:
        wanted = view["external_id"]
        if wanted and any(other["external_id"] == wanted for _, other in self.everywhere()):
            raise SlackError("duplicate_external_id")


def _key(user: str, tab: str) -> str:
    return f"{user} {tab}".rstrip()
