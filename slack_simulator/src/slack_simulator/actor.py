"""Somebody at work in the workspace, in plain verbs: what a person does in Slack, and what they see there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from slack_simulator.blocks.checking import elements_of
from slack_simulator.blocks.entries import Entry, NoSuchOption
from slack_simulator.reading import Reader, names_in
from slack_simulator.visitor import NotAsExpected, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json = dict[str, Any]

APP = "app"
MODAL = "modal"
HOME = "home"
GENERAL = "#general"
LOOK_AGAIN = 0.02
OK = 200


class Actor:
    """One person. Every verb waits until the app has done all that follows from it.

    Where something is looked for, `at` may narrow it down: "#team", "app" (the direct message with the app), "modal"
    or "home". Without it a person looks at everything: an open modal first, then the Home tab if they have opened it,
    then messages, the newest first. All verbs raise NotAsExpected where a person would be stuck.
    """

    def __init__(self, place: Place, user_id: str) -> None:
        self._place = place
        self._at_home = False
        self._entered: dict[str, Json] = {}
        self.id = user_id

    def __repr__(self) -> str:
        return f"Actor({self.id})"

    # What they see

    def sees(self, text: str, at: str = "") -> str:
        """Find a text on the screen; returns all that stands there."""
        return self._expect(lambda screen: text in screen, f"does not see {text!r}", at)

    def does_not_see(self, text: str, at: str = "") -> str:
        """Find that a text is nowhere on the screen; returns all that stands there."""
        return self._expect(lambda screen: text not in screen, f"sees {text!r}", at)

    def screen(self, at: str = "") -> str:
        """Return all that is shown to this person, as text, what lies on top first."""
        state = self.state()
        reader = _reader(state, self.id)
        return "\n\n".join(reader.screen(surface) for _, surface in self._surfaces(state, at))

    def messages(self, at: str = "") -> list[Json]:
        """Return the messages that this person can read, the oldest first."""
        state = self.state()
        found = [surface for kind, surface in self._surfaces(state, at) if kind == "message"]
        return found[::-1]

    def modal(self) -> Json:
        """Return the modal on top."""
        views: list[Json] = self.state()["views"]
        if not views:
            raise NotAsExpected(f"no modal is open for {self._name()}")
        return views[-1]

    def state(self) -> Json:
        """Return the workspace as this person sees it, as the page gets it."""
        return self._place.get("state", **{"as": self.id})

    # What they do

    def clicks(self, label: str, at: str = "") -> Json:
        """Press the button with this text."""
        for key, where, block, element in self._elements(at):
            if element["type"] == "button" and element["text"]["text"] == label:
                return self._click(key, where, block, element, {})
        raise self._stuck(f"looks for the button {label!r}", at)

    def chooses(self, option: str | list[str] | None, of: str = "", at: str = "") -> Json:
        """Choose from a menu, overflow, radio buttons, checkboxes or picker outside of a form's inputs.

        `of` is the element's placeholder, action_id or block_id, where there is more than one that fits.
        """
        state = self.state()
        for key, where, block, element in self._elements(at):
            if element["type"] == "button" or (of and of not in _names(block, element)):
                continue
            try:
                value = self._entry(state).value(element, option)
            except (NoSuchOption, NotAsExpected):
                continue
            return self._click(key, where, block, element, value)
        raise self._stuck(f"looks for {option!r} to choose", at)

    def fills(self, inputs: Mapping[str, object] | None = None, /, **more: object) -> None:
        """Enter something in the inputs of the open modal, by their labels, block ids or action ids.

        Options, people and channels are given by their names, dates as "2026-01-05", times as "09:30".
        """
        view, state = self.modal(), self.state()
        for name, words in {**(inputs or {}), **more}.items():
            block = next((each for each in view["blocks"] if each["type"] == "input" and name in _labels(each)), None)
            if block is None:
                raise self._stuck(f"looks for the input {name!r}", MODAL)
            element = block["element"]
            try:
                value = {"type": element["type"], **self._entry(state).value(element, words)}
            except NoSuchOption as offered:
                raise NotAsExpected(f"{name!r} does not offer {words!r}, but {offered}") from None
            self._entered.setdefault(view["id"], {}).setdefault(block["block_id"], {})[element["action_id"]] = value

    def submits(self) -> Json:
        """Press the open modal's submit button; a modal with errors stays open, with all that was entered."""
        view = self.modal()
        return self._act("submit", view_id=view["id"], values=self._entered.get(view["id"], {}))

    def closes(self) -> Json:
        """Close the modal on top."""
        return self._act("close", view_id=self.modal()["id"])

    def types(self, command: str, at: str = GENERAL) -> Json:
        """Type a slash command."""
        name, _, text = command.partition(" ")
        return self._act("command", channel=self._channel(at), command=name, text=text)

    def says(self, text: str, at: str = GENERAL, thread: Json | None = None) -> Json:
        """Write a message, or an answer in the thread of a message."""
        thread_ts = {"thread_ts": thread["ts"]} if thread else {}
        return self._act("say", channel=self._channel(at), text=text, **thread_ts)

    def reacts(self, emoji: str, to: Json) -> Json:
        """Put an emoji on a message, one of `messages()`."""
        return self._act("react", channel=to["channel"], ts=to["ts"], name=emoji.strip(":"))

    def takes_reaction_back(self, emoji: str, to: Json) -> Json:
        """Take one's emoji off a message again."""
        return self._act("react", channel=to["channel"], ts=to["ts"], name=emoji.strip(":"), remove=True)

    def opens_home(self) -> Json:
        """Open the app's Home tab."""
        self._at_home = True
        answer = self._place.post("open_home", **{"as": self.id})
        self._place.settle()
        return answer  # Slack tells nobody whether an event arrived

    def uses_shortcut(self, name: str) -> Json:
        """Use a global shortcut, by its name."""
        shortcuts = self.state()["app"]["shortcuts"]
        for shortcut in shortcuts:
            if name in (shortcut["name"], shortcut["callback_id"]):
                return self._act("shortcut", callback_id=shortcut["callback_id"])
        raise NotAsExpected(f"there is no shortcut {name!r}, but {', '.join(each['name'] for each in shortcuts)}")

    # How

    def _act(self, verb: str, **wish: object) -> Json:
        try:
            answer = self._place.post(verb, **{"as": self.id}, **wish)
        except NotAsExpected as refusal:
            raise NotAsExpected(f"{self._name()} is told: {refusal}") from None
        self._place.settle()
        if answer["notice"] or answer["outcome"] in {"late", "failed"}:
            told = f"{self._name()} is told: {answer['notice'] or answer['outcome']}"
            raise NotAsExpected(f"{told}{_why(answer['delivered'])}")
        return answer

    def _name(self) -> str:
        return next(str(one["shown_name"]) for one in self.state()["people"] if one["id"] == self.id)

    def _click(self, key: str, where: Json, block: Json, element: Json, value: Json) -> Json:
        named = {"action_id": element["action_id"], "block_id": block["block_id"]}
        return self._act("click", **named, container=where, state={"values": self._entered.get(key, {})}, **value)

    def _elements(self, at: str) -> Iterator[tuple[str, Json, Json, Json]]:
        """Give all that can be clicked: the key of what was entered there, the container, the block, the element."""
        surfaces = list(self._surfaces(self.state(), at))
        if surfaces and surfaces[0][0] == MODAL:
            surfaces = surfaces[:1]
        for kind, surface in surfaces:
            is_message = kind == "message"
            where = {"channel": surface["channel"], "ts": surface["ts"]} if is_message else {"view_id": surface["id"]}
            for block in surface.get("blocks") or []:
                for element in elements_of(block):
                    if "action_id" in element:
                        yield surface["ts" if is_message else "id"], where, block, element

    def _surfaces(self, state: Json, at: str) -> Iterator[tuple[str, Json]]:
        if at in ("", MODAL):
            yield from ((MODAL, view) for view in reversed(state["views"]))
        if state["home"] and (at == HOME or (not at and self._at_home)):
            yield HOME, state["home"]
        if at in (MODAL, HOME):
            return
        place = self._conversation(state, at) if at else ""
        mine = [one["id"] for one in state["conversations"] if self.id in one["members"] and place in ("", one["id"])]
        found = [message for conversation in mine for message in state["messages"].get(conversation, [])]
        yield from (("message", message) for message in sorted(found, key=lambda one: float(one["ts"]), reverse=True))

    def _channel(self, at: str) -> str:
        return self._conversation(self.state(), at)

    def _conversation(self, state: Json, at: str) -> str:
        for one in state["conversations"]:
            if at in (one["id"], f"#{one['name']}") or (one.get("with_app") and at in (APP, state["app"]["name"])):
                return str(one["id"])
        raise NotAsExpected(f"{self._name()} knows no {at!r}")

    def _entry(self, state: Json) -> Entry:
        return Entry(lambda name: person_named(state["people"], name), lambda name: self._conversation(state, name))

    def _expect(self, holds: Callable[[str], bool], complaint: str, at: str) -> str:
        self._place.settle()
        end = time.monotonic() + self._place.patience
        while True:
            screen = self.screen(at)
            if holds(screen):
                return screen
            if time.monotonic() >= end:
                raise self._stuck(complaint, at)
            time.sleep(LOOK_AGAIN)

    def _stuck(self, complaint: str, at: str) -> NotAsExpected:
        refused = [call for call in self._place.get("calls")["calls"] if not call["ok"]]
        calls = "".join(f"\nSlack refused {call['method']}: {call['error']}{_reasons(call)}" for call in refused[-3:])
        return NotAsExpected(f"{self._name()} {complaint}. On the screen:\n{self.screen(at) or '(nothing)'}{calls}")


def _why(delivered: Json | None) -> str:
    """Say behind what a person is told why the app did not take it."""
    if not delivered or delivered["status"] == OK:
        return ""
    if "unhandled request" in str(delivered["body"]):
        return " (the app has no listener for it)"
    answered = f"the app answered {delivered['status']}: " if delivered["status"] else ""
    return f" ({answered}{delivered['body']})" if answered or delivered["body"] else ""


def _reasons(call: Json) -> str:
    return f" ({'; '.join(call['reasons'])})" if call["reasons"] else ""


def person_named(people: list[Json], name: str) -> str:
    """Return the id of the one person with this name, first name, user name or id."""
    wanted = name.removeprefix("@").casefold()
    found = [one["id"] for one in people if wanted in _names_of(one)]
    if len(found) != 1:
        known = ", ".join(one["name"] for one in people if one["can_act"])
        raise NotAsExpected(f"{len(found) or 'no'} people are called {name!r}; those who are here: {known}")
    return str(found[0])


def _names_of(person: Json) -> set[str]:
    names = {person["id"], person["name"], person["display_name"], person["real_name"]}
    names |= {person["name"].partition(".")[0], person["real_name"].partition(" ")[0]}
    return {name.casefold() for name in names if name}


def _names(block: Json, element: Json) -> tuple[str, ...]:
    placeholder = (element.get("placeholder") or {}).get("text", "")
    return placeholder, element["action_id"], block["block_id"]


def _labels(block: Json) -> tuple[str, ...]:
    return block["label"]["text"], block["block_id"], block["element"]["action_id"]


def _reader(state: Json, user: str) -> Reader:
    zone = next(one["tz"] for one in state["people"] if one["id"] == user)
    return Reader(zone, names_in(state))
