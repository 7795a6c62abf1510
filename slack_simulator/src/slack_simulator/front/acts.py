"""What people do in conversations: click, type commands, write, open the app's Home."""

import re
from typing import Any

from slack_simulator.api.response_url_answers import post_answer
from slack_simulator.apps.installation import BOT_USER_ID, TEAM_ID
from slack_simulator.blocks.checking import elements_of
from slack_simulator.blocks.form_state import offered, state_values
from slack_simulator.conversations import inviting, messages, payloads, reacting
from slack_simulator.conversations.showing import shown_view
from slack_simulator.delivery.dispatch import Answer
from slack_simulator.errors import ActError, SlackError
from slack_simulator.state.channels import Conversation
from slack_simulator.state.people import Person
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

TAB = re.compile(r"[\w-]{0,64}", re.ASCII)
NOT_PART_OF_ACTION = ("as", "tab", "container", "state", "action_id", "block_id", "type", "value")


def done(
    answer: Answer | None, outcome: str = "none", errors: dict[str, str] | None = None, notice: str | None = None
) -> Json:
    """Return the result of an act, as tests and the page get it."""
    delivered = answer.summary if answer else None
    return {"ok": True, "delivered": delivered, "outcome": outcome, "errors": errors or {}, "notice": notice}


def tab_of(wish: Json) -> str:
    """Give the tab of a browser in which somebody does something: what opens for them opens there."""
    tab = wish.get("tab", "")
    if not isinstance(tab, str) or not TAB.fullmatch(tab):
        raise ActError("'tab' takes a name of letters and digits.")
    return tab


def warn(workspace: Workspace, user: str, text: str) -> str:
    """Show somebody a warning; returns its text."""
    workspace.live.tell_one(user, {"type": "notice", "text": text, "level": "warning"})
    workspace.journal.add("notice", text, ok=False, detail={"user": user})
    return text


def visible_place(workspace: Workspace, person: Person, conversation_id: str) -> Conversation:
    written_to_app = conversation_id == BOT_USER_ID
    place = workspace.direct_message(person.id) if written_to_app else workspace.conversations.get(conversation_id)
    if place is None or not workspace.may_see(person.id, place):
        raise ActError("There is no such conversation for this person.")
    return place


async def click(workspace: Workspace, wish: Json) -> Json:
    """Use an element of a message, a modal or the Home tab."""
    person = workspace.actor(wish["as"])
    if not workspace.installation.interactivity:
        notice = warn(workspace, person.id, "This app is not set up for interactive messages.")
        return done(None, "failed", notice=notice)
    payload = _click_payload(workspace, person, wish)
    answer = await workspace.delivery.send_payload(f"block_actions {payload['actions'][0]['action_id']}", payload)
    if answer.good:
        return done(answer, answer.outcome)
    return done(answer, answer.outcome, notice=warn(workspace, person.id, _click_trouble(workspace, answer)))


def _click_payload(workspace: Workspace, person: Person, wish: Json) -> Json:
    container = wish.get("container") or {}
    typed = (wish.get("state") or {}).get("values")
    if container.get("view_id"):
        view = _own_view(workspace, person, container["view_id"])
        action = _action(workspace, view["blocks"], wish)
        view["state"]["values"] = state_values(view["blocks"], _with_action(typed, wish, action))
        return payloads.click_in_view(workspace, person, view, action, tab=tab_of(wish))
    place = visible_place(workspace, person, container.get("channel", ""))
    message = messages.find(workspace, place, container.get("ts", ""))
    if message is None or message["_local"].get("ephemeral_to") not in (None, person.id):
        raise ActError("There is no such message for this person.")
    blocks = message.get("blocks", [])
    action = _action(workspace, blocks, wish)
    values = state_values(blocks, _with_action(typed, wish, action))
    return payloads.click_in_message(workspace, person, place, message, action=action, values=values, tab=tab_of(wish))


def _own_view(workspace: Workspace, person: Person, view_id: str) -> Json:
    try:
        owner, view = workspace.views.find(view_id=view_id)
    except SlackError:
        raise ActError("This view is no longer open.") from None
    if owner != person.id:
        raise ActError("This view belongs to somebody else.")
    return view


def _action(workspace: Workspace, blocks: list[Json], wish: Json) -> Json:
    """Return the action as Slack sends it: what the element says, and what the person chose."""
    for block in blocks:
        for element in elements_of(block):
            named = element.get("action_id") == wish.get("action_id")
            if named and wish.get("block_id") in (None, block["block_id"]):
                if not offered(element, wish):
                    raise ActError("There is no such option.")
                return _filled_action(workspace, block, element, wish)
    raise ActError("There is no such element here.")


def _filled_action(workspace: Workspace, block: Json, element: Json, wish: Json) -> Json:
    action = {"action_id": element["action_id"], "block_id": block["block_id"]}
    names: tuple[str, ...] = ("text", "value", "url", "style", "confirm", "placeholder")
    if element["type"] != "button":
        names = ("confirm", "placeholder")
        action.update({name: value for name, value in wish.items() if name not in NOT_PART_OF_ACTION})
        if "value" in wish:
            action["value"] = wish["value"]
    action.update({name: element[name] for name in names if name in element})
    return {**action, "type": element["type"], "action_ts": f"{workspace.clock.now().timestamp():.6f}"}


def _with_action(typed: Json | None, wish: Json, action: Json) -> Json:
    """Return the typed values with the one that was just chosen among them."""
    values: Json = {block_id: dict(actions) for block_id, actions in (typed or {}).items()}
    chosen = {name: value for name, value in wish.items() if name not in NOT_PART_OF_ACTION}
    if action["type"] not in ("button", "overflow", "workflow_button"):
        if "value" in wish:
            chosen["value"] = wish["value"]
        values.setdefault(action["block_id"], {})[action["action_id"]] = chosen
    return values


def _click_trouble(workspace: Workspace, answer: Answer) -> str:
    name = workspace.installation.name
    if answer.late:
        return f"{name} did not answer within three seconds. Try again."
    return f"{name} could not do that (it answered {answer.status or 'nothing'}). Try again."


async def command(workspace: Workspace, wish: Json) -> Json:
    """Type a slash command; what the app answers is shown to whom its response_type says."""
    person = workspace.actor(wish["as"])
    place = visible_place(workspace, person, wish.get("channel", ""))
    name = wish.get("command", "")
    if name == inviting.COMMAND:
        refusal = inviting.invite(workspace, person, place, str(wish.get("text", "")))
        return done(None, "failed" if refusal else "acknowledged", notice=refusal)
    known = next((each for each in workspace.installation.commands if each.command == name), None)
    if known is None or "commands" not in workspace.installation.scopes:
        raise ActError(f"{name} is not a valid command.")
    text = str(wish.get("text", ""))
    text = _with_ids(workspace, text) if known.should_escape else text
    form = payloads.command_form(workspace, person, place, name, text, tab=tab_of(wish))
    answer = await workspace.delivery.send_form(f"command {name}", form)
    if not answer.good:
        code = "operation_timeout" if answer.late else "dispatch_failed"
        return done(answer, answer.outcome, notice=warn(workspace, person.id, f'{name} failed with the error "{code}"'))
    if answer.text.strip():
        content = answer.body if isinstance(answer.body, dict) else {"text": answer.text}
        try:
            post_answer(workspace, place, person.id, content)
        except SlackError as error:
            notice = warn(workspace, person.id, f'{name} failed with the error "{error.code}"')
            return done(answer, "failed", notice=notice)
    return done(answer, answer.outcome)


async def shortcut(workspace: Workspace, wish: Json) -> Json:
    """Use a global shortcut of the app."""
    person = workspace.actor(wish["as"])
    installation = workspace.installation
    wanted = str(wish.get("callback_id", ""))
    known = [each.callback_id for each in installation.shortcuts if each.kind == "global"]
    if wanted not in known or "commands" not in installation.scopes:
        raise ActError("There is no such shortcut.")
    if not installation.interactivity:
        return done(None, "failed", notice=warn(workspace, person.id, "This app is not set up for shortcuts."))
    payload = payloads.global_shortcut(workspace, person, wanted, tab=tab_of(wish))
    answer = await workspace.delivery.send_payload(f"shortcut {wanted}", payload)
    if answer.good:
        return done(answer, answer.outcome)
    return done(answer, answer.outcome, notice=warn(workspace, person.id, _click_trouble(workspace, answer)))


def _with_ids(workspace: Workspace, text: str) -> str:
    """Return a command's text with the names in it as ids, as Slack sends it when should_escape is on."""
    users = {person.name: person.id for person in workspace.people.values()}

    def as_id(found: re.Match[str]) -> str:
        name = found[2]
        if found[1] == "@":
            return f"<@{users[name]}|{name}>" if name in users else found[0]
        channel = workspace.channel_named(name)
        return f"<#{channel}|{name}>" if channel else found[0]

    return re.sub(r"([@#])([\w.-]*\w)", as_id, messages.escape(text))


async def say(workspace: Workspace, wish: Json) -> Json:
    """Write a message as a person."""
    person = workspace.actor(wish["as"])
    place = visible_place(workspace, person, wish.get("channel", ""))
    text = str(wish.get("text", "")).strip()
    _refuse_writing(workspace, person, place, text)
    author = {"user": person.id, "team": TEAM_ID}
    content = messages.Content(_with_mentions(workspace, person, messages.escape(text), wish.get("mentions") or []))
    try:
        message = messages.post(workspace, place, content, author, thread_ts=wish.get("thread_ts") or None)
    except SlackError as error:
        raise ActError(f"This cannot be answered here ({error.code}).") from None
    return {**done(None), "ts": message["ts"]}


async def react(workspace: Workspace, wish: Json) -> Json:
    """Put an emoji on a message as a person, or with `remove` take it off."""
    person = workspace.actor(wish["as"])
    place = visible_place(workspace, person, wish.get("channel", ""))
    message = messages.find(workspace, place, wish.get("ts", ""))
    if message is None or message["_local"].get("ephemeral_to"):
        raise ActError("There is no such message to react to.")
    if person.id not in place.members or place.is_archived:
        raise ActError("Only members of a channel that is not archived can react.")
    do = reacting.remove if wish.get("remove") else reacting.add
    try:
        do(workspace, place, message, person.id, str(wish.get("name", "")))
    except SlackError as error:
        raise ActError(f"This reaction is not possible ({error.code}).") from None
    return done(None)


def _with_mentions(workspace: Workspace, person: Person, text: str, chosen: object) -> str:
    """Return a message's text with what was chosen from a list as Slack writes it; what was only typed stays text."""
    if not isinstance(chosen, list) or not all(isinstance(each, str) for each in chosen):
        raise ActError("'mentions' takes the ids of people and channels that were chosen.")
    for chosen_id in chosen:
        somebody, place = workspace.people.get(chosen_id), workspace.conversations.get(chosen_id)
        if somebody:
            text = re.sub(rf"(?<![\w@])@{re.escape(somebody.name)}(?![\w-])", f"<@{somebody.id}>", text)
        elif place and not place.is_im and workspace.may_see(person.id, place):
            text = re.sub(rf"(?<![\w#&])#{re.escape(place.name)}(?![\w-])", f"<#{place.id}|{place.name}>", text)
    return text


def _refuse_writing(workspace: Workspace, person: Person, place: Conversation, text: str) -> None:
    if not text:
        raise ActError("There is nothing to send.")
    if person.id not in place.members:
        raise ActError("Join the channel before writing in it.")
    if place.is_archived:
        raise ActError("This channel is archived.")
    installation = workspace.installation
    if place.is_im and (installation.messages_read_only or not installation.messages_tab):
        raise ActError("Sending messages to this app has been turned off.")


async def open_home(workspace: Workspace, wish: Json) -> Json:
    """Open the app's Home tab: Slack tells the app, and shows what was published last."""
    person = workspace.actor(wish["as"])
    if not workspace.installation.home_tab:
        raise ActError("This app has no Home tab.")
    place = workspace.direct_message(person.id)
    event: Json = {"type": "app_home_opened", "user": person.id, "channel": place.id, "tab": "home"}
    view = workspace.views.homes.get(person.id)
    if view is not None:
        event["view"] = view
        workspace.live.tell_one(person.id, {"type": "home", "view": shown_view(workspace, view)})
    answer = await workspace.events.deliver("app_home_opened", event)
    return done(answer, answer.outcome if answer else "none")
