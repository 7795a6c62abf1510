"""People who use the local workspace over HTTP, as the page does: they read, click, fill in and send."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import httpx

from slack_simulator.reading import Reader, names_in
from slack_simulator.state.channels import TEAM_CHANNEL

if TYPE_CHECKING:
    from datetime import datetime

Json = dict[str, Any]
CHANNEL = TEAM_CHANNEL
SETTLE_SECONDS = 120


class NotAsExpected(AssertionError):
    """Somebody could not do what they came for; the message says what they met."""


class Place:
    """The workspace, as seen from outside."""

    def __init__(
        self, url: str, *, patience: float = 0, looks: int | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Look at the workspace at `url`.

        What is expected may take `patience` seconds to come; `looks` is how often all must be found quiet to count as
        settled, if not as often as the workspace thinks.
        """
        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # all is plain HTTP, and reading whom to trust takes long
        self._client = httpx.Client(
            base_url=f"{url}/_local/",
            timeout=SETTLE_SECONDS + 60,
            trust_env=False,
            verify=nobody,
            transport=transport,
        )
        self._looks = {"looks": looks} if looks else {}
        self.patience = patience

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, **parameters: str) -> Json:
        return self._answer(self._client.get(path, params=parameters))

    def post(self, path: str, **body: object) -> Json:
        return self._answer(self._client.post(path, json=body))

    @staticmethod
    def _answer(response: httpx.Response) -> Json:
        answer: Json = response.json()
        if response.is_error or answer.get("ok") is False:
            raise NotAsExpected(str(answer.get("error", f"{response.request.url.path}: {response.status_code}")))
        return answer

    def state(self) -> Json:
        """Give the workspace's state as the first person sees it."""
        first = next(one for one in self.post("people")["people"] if one["can_act"])
        return self.get("state", **{"as": first["id"]})

    def people(self) -> list[Visitor]:
        """Tell who could act, in the order of the workspace's own list."""
        state = self.state()
        names = names_in(state)
        return [Visitor(self, one, Reader(one["tz"], names)) for one in state["people"] if one["can_act"]]

    def move_to(self, moment: datetime) -> None:
        self.post("clock", now=moment.isoformat())
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way any more."""
        if not self.post("settle", seconds=SETTLE_SECONDS, **self._looks)["settled"]:
            raise NotAsExpected(f"Something was still under way after {SETTLE_SECONDS} seconds")


@dataclass
class Visitor:
    """One person at the page."""

    place: Place
    profile: Json
    reader: Reader

    @property
    def id(self) -> str:
        return str(self.profile["id"])

    @property
    def name(self) -> str:
        return str(self.profile["shown_name"])

    @property
    def city(self) -> str:
        return str(self.profile["tz"]).rpartition("/")[2].replace("_", " ")

    def state(self) -> Json:
        return self.place.get("state", **{"as": self.id})

    def messages(self) -> list[Json]:
        """Give the app's direct messages to this person, oldest first."""
        state = self.state()
        ours = [one["id"] for one in state["conversations"] if one["kind"] == "im" and one.get("with_app")]
        return [message for identifier in ours for message in state["messages"].get(identifier, [])]

    def channel(self) -> list[Json]:
        return list(self.state()["messages"].get(CHANNEL, []))

    def reads(self) -> str:
        """Read the latest direct message."""
        messages = self.messages()
        return self.reader.message(messages[-1]) if messages else ""

    def clicks(self, label: str) -> Json:
        """Press the button with this label in the latest direct message."""
        messages = self.messages()
        buttons = [
            (block, button)
            for block in (messages[-1] if messages else {}).get("blocks", [])
            if block["type"] == "actions"
            for button in block["elements"]
        ]
        for block, button in buttons:
            if button["text"]["text"] == label:
                message = messages[-1]
                container = {"channel": message["channel"], "ts": message["ts"]}
                pressed = {"action_id": button["action_id"], "block_id": block["block_id"], "value": button["value"]}
                return self._done(
                    f"pressed {label}", self.place.post("click", **self._me(), **pressed, container=container)
                )
        raise NotAsExpected(f"{self.name} looked for the button {label!r} and read: {self.reads()!r}")

    def form(self) -> Json:
        """Give the open modal; raises NotAsExpected if there is none."""
        views = self.state()["views"]
        if not views:
            raise NotAsExpected(f"No form opened for {self.name}")
        return dict(views[-1])

    def questions(self) -> list[Json]:
        """Give the inputs of the open modal, without what the report form asks beside its questions."""
        beside = {"users_select", "checkboxes"}
        inputs = [block for block in self.form()["blocks"] if block["type"] == "input"]
        return [block for block in inputs if block["element"]["type"] not in beside]

    def sends(self, *answers: str) -> Json:
        """Fill the open modal's questions in their order, and submit it."""
        view = self.form()
        values = {
            block["block_id"]: {block["element"]["action_id"]: {"type": block["element"]["type"], "value": answer}}
            for block, answer in zip(self.questions(), answers, strict=False)
        }
        return self._done("sent the form", self.place.post("submit", **self._me(), view_id=view["id"], values=values))

    def _me(self) -> Json:
        return {"as": self.id}

    def _done(self, what: str, answer: Json) -> Json:
        if answer["notice"] or answer["outcome"] in {"late", "failed"}:
            raise NotAsExpected(f"{self.name} {what} and saw: {answer['notice'] or answer['outcome']}")
        return answer
