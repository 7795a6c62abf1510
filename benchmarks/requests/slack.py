"""A small and fast Slack: it believes everything, and remembers what the bench has to click on."""

import itertools
import json
from typing import Any

TEAM = "T0BENCH"
CHANNEL = "C0BENCH"
BOT = "U0BOT"
PAGE = 200


class Slack:
    """A workspace with as many people as are asked for, all of them in one channel."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.people: list[str] = []
        self.menus: dict[str, dict[str, Any]] = {}  # the last message to a person, by their id
        self.view: dict[str, Any] = {}  # the last one opened
        self._ts = itertools.count(1)

    def fill(self, people: int) -> None:
        self.people = [f"U{number:06}" for number in range(people)]
        self.menus.clear()

    def answer(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Answer one call of the Web API, or of a response URL."""
        answers = {
            "auth.test": self._auth_test,
            "conversations.members": self._members,
            "conversations.open": self._open,
            "users.list": self._users,
            "users.info": self._user,
            "chat.postMessage": self._post,
            "chat.getPermalink": self._permalink,
            "views.open": self._view,
        }
        answer = answers.get(method)
        return {"ok": True, **(answer(arguments) if answer else {})}

    def _auth_test(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"url": self.url, "team": "Bench", "user": "standup", "team_id": TEAM, "user_id": BOT, "bot_id": "B0BOT"}

    def _members(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return self._page("members", [*self.people, BOT], arguments)

    def _users(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return self._page("members", [person(user_id) for user_id in self.people], arguments)

    def _user(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"user": person(arguments["user"])}

    def _open(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"channel": {"id": "D" + arguments["users"][1:]}}

    def _post(self, arguments: dict[str, Any]) -> dict[str, Any]:
        ts = f"1795507200.{next(self._ts):06}"
        channel = arguments["channel"]
        if channel.startswith(("U", "D")):
            channel = "D" + channel[1:]
            blocks = arguments.get("blocks") or []
            self.menus["U" + channel[1:]] = {
                "ts": ts,
                "channel": channel,
                "blocks": json.loads(blocks) if isinstance(blocks, str) else blocks,
            }
        return {"channel": channel, "ts": ts, "message": {"text": arguments.get("text", "")}}

    def _permalink(self, arguments: dict[str, Any]) -> dict[str, Any]:
        return {"permalink": f"{self.url}/archives/{arguments.get('channel')}"}

    def _view(self, arguments: dict[str, Any]) -> dict[str, Any]:
        view = arguments["view"]
        self.view = json.loads(view) if isinstance(view, str) else view
        return {"view": {**self.view, "id": "V0BENCH"}}

    def _page(self, key: str, items: list[Any], arguments: dict[str, Any]) -> dict[str, Any]:
        start, limit = int(arguments.get("cursor") or 0), int(arguments.get("limit") or PAGE)
        end = start + min(limit, PAGE)
        cursor = str(end) if end < len(items) else ""
        return {key: items[start:end], "response_metadata": {"next_cursor": cursor}}


def person(user_id: str) -> dict[str, Any]:
    """Describe a person as users.info does."""
    picture = "https://avatars.slack-edge.com/" + user_id
    return {
        "id": user_id,
        "team_id": TEAM,
        "name": user_id.lower(),
        "real_name": f"Person {user_id}",
        "tz": "Europe/Berlin",
        "deleted": False,
        "is_bot": False,
        "profile": {
            "real_name": f"Person {user_id}",
            "display_name": f"Person {user_id}",
            "image_48": picture,
            "image_72": picture,
            "image_192": picture,
        },
    }
