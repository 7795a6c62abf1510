"""One local workspace to be attacked, and what the attacks lead to: what is said, shown, stored and logged."""

from __future__ import annotations

import json
import re
import ssl
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import httpx

from app.views import ids
from benchmarks.attacks import signed
from slack_simulator.ids import TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.attacks.internet import Listener
    from local.stack import Stack
    from slack_simulator.visitor import Place

Json = dict[str, Any]

# The default standup's report is out: what ticks do is about the standups of the attack alone.
MORNING = datetime(2026, 11, 24, 10, 1, 1, tzinfo=UTC)
SETTLE_SECONDS = 60.0
LOUD = re.compile(r'"level": ?"(ERROR|CRITICAL)"|^Traceback ')
# What is said loudly on purpose: an address that does not take a report has its run repeated, and the alarm rings, as
# it does for a standup of the attack's own that cannot be read. What happens to others is looked at by each attack.
EXPECTED = ("NotDelivered", "OutsideUnreachable", "no sense in a signed request", "a standup is in trouble")
SECRET_IN_LOG = re.compile(r"v0=[0-9a-f]{20}|xoxb-\w")


class Hung(Exception):
    """Something did not come to its end: the workspace has to be started anew for the next attack."""


class World:
    """The workspace, who attacks it, and what comes of it. `tried` counts hostile requests."""

    def __init__(self, stack: Stack, place: Place, listener: Listener) -> None:
        self.stack, self.place, self.listener = stack, place, listener
        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # all is plain HTTP, and reading whom to trust takes long
        self.http = httpx.Client(timeout=SETTLE_SECONDS, trust_env=False, verify=nobody)
        self.tried = 0
        self.failed: list[str] = []
        self._events = 0
        self._answers: list[str] = []
        self._acted: set[str] = set()
        self._last = 0

    # What the runner does.

    def begin(self) -> None:
        """Forget everything: people, rows, messages, and what was tried."""
        self.place.settle()
        self.place.post("reset")
        self.place.post("clock", now=MORNING.isoformat())
        self.tried, self.failed, self._answers, self._acted = 0, [], [], set()
        self._last = self.stack.journal.last
        self.listener.clear()

    def expect(self, holds: object, seen: str) -> None:
        """Note what was seen where something did not hold."""
        if not holds:
            self.failed.append(seen)

    # Hostile requests. Each is signed, unless its headers say otherwise, and has a trigger that works.

    def send(self, body: bytes, kind: str = signed.FORM, **headers: str | None) -> httpx.Response:
        """Send a request to the app's public address; headers replace those of a signed one, None leaves one out."""
        self.tried += 1
        changes = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {**signed.headers(body, self.timestamp(), kind), **changes}
        wanted = {name: value for name, value in sent.items() if value is not None}
        answer = self.http.post(f"{self.stack.url}/slack/events", content=body, headers=wanted)
        self._answers.append(answer.text)
        return answer

    def payload(self, payload: Mapping[str, Any]) -> httpx.Response:
        self._acted.add(payload["user"]["id"])
        return self.send(signed.as_form(payload))

    def click(self, user: str, action_id: str, value: str = "", **changes: Any) -> httpx.Response:
        changes = {"response_url": self.response_url(user), **changes}
        return self.payload(signed.a_click(user, action_id, value, self.trigger(user), **changes))

    def choose(self, user: str, action_id: str, value: str, **changes: Any) -> httpx.Response:
        """Choose an option of a menu."""
        option = {"type": "overflow", "selected_option": {"value": value}}
        return self.click(user, action_id, action=option, **changes)

    def submit(self, user: str, view: Mapping[str, Any], **changes: Any) -> httpx.Response:
        """Submit a modal, and agree to what is then to be read."""
        answer = self.payload(signed.a_submission(user, view, self.trigger(user), **changes))
        pushed = _pushed(answer.text)
        return self.payload(signed.a_submission(user, pushed, self.trigger(user), **changes)) if pushed else answer

    def writes(self, user: str, report_id: str, **answers: str) -> httpx.Response:
        """Submit the report form, by the questions' ids."""
        return self.submit(user, signed.answers_view(report_id, answers, ids.ANSWERS))

    def command(self, user: str, text: str, channel: str = "", team: str = TEAM_ID) -> httpx.Response:
        where, trigger = channel or f"D{user[1:]}", self.trigger(user)
        self._acted.add(user)
        return self.send(
            signed.a_command(user, text, where, self.response_url(user, where), trigger=trigger, team=team)
        )

    def event(self, event: Mapping[str, Any], event_id: str = "", team: str = TEAM_ID, at: int = 0) -> httpx.Response:
        self._events += 1
        return self.send(signed.an_event(event, event_id or f"Ev0{self._events:08d}", team, at), signed.JSON)

    def home(self, user: str, team: str = TEAM_ID) -> httpx.Response:
        self._acted.add(user)
        return self.event(
            {"type": "app_home_opened", "user": user, "tab": "home", "channel": f"D{user[1:]}"}, team=team
        )

    def at_once(self, *acts: Callable[[], object]) -> None:
        """Do several things at the same moment."""
        with ThreadPoolExecutor(max(1, len(acts))) as pool:
            for done in [pool.submit(act) for act in acts]:
                done.result()

    def trigger(self, user: str) -> str:
        return self.stack.workspace.triggers.issue(user)

    def response_url(self, user: str, channel: str = "") -> str:
        token = self.stack.workspace.response_urls.issue(user, channel or f"D{user[1:]}")
        return f"{self.stack.url}/response/{token}"

    def timestamp(self) -> str:
        return str(int(self.now.timestamp()))

    # What came of it.

    @property
    def now(self) -> datetime:
        return self.stack.clock.now()

    def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Wait until nothing is under way. Raises Hung."""
        if not self.place.post("settle", seconds=seconds)["settled"]:
            raise Hung(f"something was still under way after {seconds:g} s")

    def mark(self) -> None:
        """Count what is said from here on."""
        self.settle()
        self._answers, self._acted, self._last = [], set(), self.stack.journal.last

    def said(self) -> str:
        """Give all that was said since the mark: in answers, in calls to Slack, in files for those who acted."""
        self.settle()
        calls = [each["detail"].get("args") or each["detail"] for each in self.entries("api", "response_url")]
        files = [self.files(user) for user in sorted(self._acted)]
        return "\n".join([*self._answers, json.dumps(calls, ensure_ascii=False), *files])

    def entries(self, *kinds: str) -> list[Json]:
        return [each for each in self.stack.journal.after(self._last) if each["kind"] in kinds]

    def calls(self, *methods: str) -> list[Json]:
        """Give the calls of these methods that Slack has carried out since the mark."""
        return [each for each in self.entries("api") if each["title"] in methods and each["ok"]]

    def state(self, user: str) -> Json:
        return self.place.get("state", **{"as": user})

    def messages(self, user: str) -> list[Json]:
        """Give the app's direct messages to a person, oldest first."""
        found = self.stack.workspace.messages.get(f"D{user[1:]}", [])
        return [each for each in found if each.get("bot_id")]

    def posts(self, channel: str) -> list[Json]:
        return [each for each in self.stack.workspace.messages.get(channel, []) if each.get("bot_id")]

    def view(self, user: str) -> Json:
        """Give the modal on top of what a person has open; empty if there is none."""
        stack = self.stack.workspace.views.stack(user)
        return deepcopy(stack[-1]) if stack else {}

    def read(self, what: object) -> str:
        return json.dumps(what, ensure_ascii=False)

    def home_of(self, user: str) -> str:
        """Open somebody's Home tab, and give all that is on it; that is no attack."""
        tried = self.tried
        self.home(user)
        self.tried = tried
        self.settle()
        return self.read(self.stack.workspace.views.homes.get(user))

    def files(self, user: str) -> str:
        """Give the content of all files that a person was sent."""
        found = [file for each in self.messages(user) for file in each.get("files", [])]
        as_user = {"as": user}
        return "".join(
            self.http.get(urljoin(self.stack.url, file["url_private"]), params=as_user).text for file in found
        )

    def rows(self) -> dict[str, list[Json]]:
        tables: dict[str, list[Json]] = self.place.get("rows")["tables"]
        return tables

    def stored(self) -> str:
        """Give all rows of all tables as one text."""
        return json.dumps(self.rows(), ensure_ascii=False)

    def logs(self) -> list[str]:
        return [str(each["title"]) for each in self.entries("log")]

    def quiet(self) -> None:
        """Expect that nothing fell over, and that no log line has a token, a signature or what somebody wrote."""
        # What a worker prints of an error comes line by line: the last one says which it was.
        expected = any(each in line for line in self.logs() for each in EXPECTED)
        loud = [line for line in self.logs() if LOUD.search(line) and not any(each in line for each in EXPECTED)]
        loud = [line for line in loud if not (expected and line.startswith("Traceback "))]
        self.expect(not loud, f"the app fell over: {_last_words(loud[0]) if loud else ''}")
        told = [line for line in self.logs() if SECRET_IN_LOG.search(line)]
        self.expect(not told, f"a secret is in the log: {told[0][:120] if told else ''}")
        self.expect(not self.place.get("failures")["failures"], "an event was given up after its retries")

    def move(self, **by: float) -> None:
        """Let time pass, and the ticks with it."""
        self.place.post("clock", by=timedelta(**by).total_seconds())
        self.settle()

    def until(self, moment: datetime) -> None:
        self.place.post("clock", now=moment.isoformat())
        self.settle()

    def tick(self, times: int = 1) -> None:
        """Let so many minutes pass, each with its tick."""
        for _ in range(times):
            self.move(minutes=1)

    def scheduled(self, kind: str, standup: str = "") -> Json:
        named = {"standup": f"{TEAM_ID}.{standup}"} if standup else {}
        answer = self.place.post("schedule", type=kind, wait=True, **named)
        self.settle()
        return answer


def _pushed(text: str) -> Json:
    """Give the modal that an answer lays over the one that was submitted; empty if it is another answer."""
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    is_pushed = isinstance(answer, dict) and answer.get("response_action") == "push"
    return dict(answer["view"]) if is_pushed else {}


def _last_words(line: str) -> str:
    """Give what a log line says in the end: of a traceback the error."""
    try:
        entry = json.loads(line)
    except ValueError:
        return f"{line[:300]} … {line[-200:]}"  # it was cut: what the line is about stands at its beginning
    return f"{entry.get('work') or entry.get('message')}: {str(entry.get('traceback', '')).strip()[-160:]}"


def buttons(surface: Mapping[str, Any], action_id: str) -> list[Json]:
    """Give the buttons and menus with this action on a message, a modal or the Home tab."""
    parts = [[*block.get("elements", []), block.get("accessory") or {}] for block in surface.get("blocks", [])]
    return [each for some in parts for each in some if isinstance(each, dict) and each.get("action_id") == action_id]


def texts(node: Any) -> list[str]:
    """Give all texts in blocks, in their order."""
    if isinstance(node, list | tuple):
        return [text for item in node for text in texts(item)]
    if not isinstance(node, dict):
        return []
    here = [node["text"]] if isinstance(node.get("text"), str) else []
    return here + [text for value in node.values() for text in texts(value)]
