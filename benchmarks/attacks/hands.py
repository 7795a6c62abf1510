"""What honest people do, so that there is something to attack: they invite the bot, set up standups, answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.views import ids
from benchmarks.attacks import signed
from benchmarks.attacks.world import buttons
from slack_simulator.checks import SEVERAL, state_values, value_key
from slack_simulator.ids import BOT_USER_ID, TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from benchmarks.attacks.world import World

Json = dict[str, Any]


class NotSetUp(Exception):
    """What the attack needs could not be set up; the message says what happened instead."""


class Hands:
    """Honest people's acts: the same signed requests, of which none counts as tried."""

    def __init__(self, world: World) -> None:
        self.world = world

    def channel(self, name: str, members: Iterable[str], *, private: bool = False) -> str:
        made = self.world.place.post("channel", create={"name": name, "is_private": private}, add=list(members))
        channel: str = made["conversation"]["id"]
        return channel

    def invites(self, inviter: str, channel: str) -> str:
        """Invite the bot, and give the id of the standup that it then has in this channel."""
        tried, known = self.world.tried, len(self.world.posts(channel))
        conversation = self.world.stack.workspace.conversations[channel]
        if BOT_USER_ID not in conversation.members:
            conversation.members.append(BOT_USER_ID)
        self.world.event(signed.bot_joined(channel, inviter, is_private=conversation.is_private))
        self.world.settle()
        self.world.tried = tried
        introduced = self.world.posts(channel)[known:]
        found = [str(each["value"]) for post in introduced for each in buttons(post, ids.TRY_ON_ME)]
        if not found:
            raise NotSetUp(f"the bot did not introduce itself in {conversation.name}")
        return found[-1]

    def standup(
        self,
        name: str,
        owner: str,
        members: Iterable[str],
        *,
        private: bool = False,
        more: Mapping[str, Any] | None = None,
        report: Mapping[str, Any] | None = None,
        title: str = "",
        **fields: Any,
    ) -> tuple[str, str]:
        """Set up a standup in a channel of its own, and give its id and the channel's."""
        fields = {**fields, **({"name": title} if title else {})}
        channel = self.channel(name, [owner, *(each for each in members if each != owner)], private=private)
        standup_id = self.invites(owner, channel)
        if more or report or fields:
            self.edits(owner, standup_id, more=more, report=report, **fields)
        return standup_id, channel

    def edits(
        self,
        who: str,
        standup_id: str,
        *,
        more: Mapping[str, Any] | None = None,
        report: Mapping[str, Any] | None = None,
        is_agreed: bool = True,
        **fields: Any,
    ) -> Json:
        """Change a standup in its modals, and give what was answered; raises NotSetUp if it was refused."""
        self.opens(who, standup_id)
        for action, values in ((ids.MORE_SETTINGS, more), (ids.REPORT_SETTINGS, report)):
            if values:
                self.presses(who, action)
                self.sends(who, **values)
        answer = self.sends(who, **fields)
        while is_agreed and answer["outcome"] == "pushed":  # what the change leads to, to be read and agreed to
            answer = self.sends(who)
        return answer

    def opens(self, who: str, standup_id: str) -> Json:
        """Open the modal in which a standup is edited."""
        tried = self.world.tried
        self.world.stack.workspace.views.stacks.pop(who, None)
        self.world.click(who, ids.EDIT_STANDUP, standup_id)
        self.world.settle()
        self.world.tried = tried
        if self.world.view(who).get("callback_id") != ids.STANDUP_FORM:
            raise NotSetUp(f"no modal opened to edit {standup_id}")
        return self.world.view(who)

    def presses(self, who: str, action_id: str) -> None:
        """Press a button in the open modal."""
        view = self.world.view(who)
        blocks = [block for block in view["blocks"] if buttons({"blocks": [block]}, action_id)]
        if not blocks:
            raise NotSetUp(f"there is no {action_id} in the modal")
        element = buttons({"blocks": blocks}, action_id)[0]
        self.world.place.post(
            "click",
            **{"as": who},
            action_id=action_id,
            block_id=blocks[0]["block_id"],
            container={"view_id": view["id"]},
            value=element.get("value"),
        )
        self.world.settle()
        if self.world.view(who)["id"] == view["id"]:
            raise NotSetUp(f"nothing opened after {action_id}")

    def sends(self, who: str, **fields: Any) -> Json:
        """Fill in the open modal as far as it is said here, and submit it."""
        view = self.world.view(who)
        answer = self.world.place.post("submit", **{"as": who}, view_id=view["id"], values=filled(view, fields))
        self.world.settle()
        if answer["outcome"] in {"errors", "failed", "late"}:
            raise NotSetUp(f"a form was refused: {answer['errors'] or answer['notice'] or answer['outcome']}")
        return answer

    def asks(self, standup_id: str) -> str:
        """Have a standup's people asked today, and give the day's id."""
        self.world.scheduled("send_questions", standup_id)
        return self.day(standup_id)

    def reports(self, standup_id: str) -> None:
        self.world.scheduled("send_report", standup_id)

    def answers(self, who: str, report_id: str, text: str, **more: str) -> None:
        tried = self.world.tried
        answer = self.world.writes(who, report_id, question0=text, **more)
        self.world.settle()
        self.world.tried = tried
        if answer.status_code != 200 or "errors" in answer.text:  # noqa: PLR2004 - HTTP's OK
            raise NotSetUp(f"an answer was refused: {answer.text[:200]}")

    def day(self, standup_id: str, day: date | None = None) -> str:
        return f"{TEAM_ID}.{standup_id}.{day or self.world.now.date():%Y%m%d}"

    def lives(self, standup_id: str, **answers: str) -> str:
        """Let a day take place: people are asked, some answer (by their ids), the report is posted."""
        report_id = self.asks(standup_id)
        for who, text in answers.items():
            self.answers(who, report_id, text)
        self.reports(standup_id)
        return report_id


def filled(view: Mapping[str, Any], fields: Mapping[str, Any]) -> Json:
    """Give the state of a modal's inputs with these values in it, by the names of their blocks."""
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    state = {}
    for name, said in fields.items():
        if name not in inputs:
            raise NotSetUp(f"there is no field {name} in the modal, only {', '.join(inputs)}")
        element = inputs[name]
        state[name] = {element["action_id"]: {"type": element["type"], value_key(element): _value(element, said)}}
    return state


def _value(element: Mapping[str, Any], said: Any) -> Any:
    if "option" not in value_key(dict(element)):
        return said
    groups = element.get("option_groups") or [element]
    known = {option["value"]: option for group in groups for option in group["options"]}
    return [known[each] for each in said] if element["type"] in SEVERAL else known[said]


def forged(view: Mapping[str, Any], **values: Any) -> Json:
    """Give an open modal as somebody sends it who does not keep to what Slack's client lets them type."""
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    state = state_values(list(view["blocks"]), {})
    for name, said in values.items():
        element = inputs.get(name) or {"type": "plain_text_input", "action_id": name}
        key = value_key(dict(element))
        value = (
            {"value": said}
            if key == "selected_option"
            else [{"value": each} for each in said]
            if "options" in key
            else said
        )
        state[name] = {element["action_id"]: {"type": element["type"], key: value}}
    return {**view, "state": {"values": state}}
