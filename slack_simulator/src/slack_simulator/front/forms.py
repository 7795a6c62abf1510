"""What people do with modals: send and close them, and what the app's answer does to them."""

from typing import Any

from slack_simulator.api.views_methods import replace_view, tell_about
from slack_simulator.blocks.checking import check_view
from slack_simulator.blocks.form_state import complaints, state_values
from slack_simulator.blocks.views import view_object
from slack_simulator.conversations import payloads
from slack_simulator.delivery.dispatch import Answer
from slack_simulator.errors import ActError, SlackError
from slack_simulator.front.acts import done, warn
from slack_simulator.state.people import Person
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"


async def submit(workspace: Workspace, wish: Json) -> Json:
    """Press the submit button of the modal on top."""
    person = workspace.actor(wish["as"])
    view = _top(workspace, person, wish.get("view_id", ""))
    if not view.get("submit"):
        raise ActError("This modal has no submit button.")
    view["state"]["values"] = state_values(view["blocks"], wish.get("values"))
    refused = complaints(view["blocks"], view["state"]["values"])
    if refused:
        _show_errors(workspace, person, view, refused)
        return done(None, "errors", refused)
    _show_errors(workspace, person, view, {})
    payload = payloads.submission(workspace, person, view, tab=workspace.views.tab_of(view["id"]))
    answer = await workspace.delivery.send_payload(f"view_submission {view['callback_id']}", payload)
    if not answer.good:
        return done(answer, answer.outcome, notice=warn(workspace, person.id, TROUBLE))
    return _answered(workspace, person, view, answer)


def _top(workspace: Workspace, person: Person, view_id: str) -> Json:
    stack = workspace.views.stack(person.id, workspace.views.tab_of(view_id))
    if not stack or stack[-1]["id"] != view_id:
        raise ActError("This modal is not open, or another one lies over it.")
    return stack[-1]


def _show_errors(workspace: Workspace, person: Person, view: Json, errors: dict[str, str]) -> None:
    before = workspace.views.errors.pop(view["id"], {})
    if errors:
        workspace.views.errors[view["id"]] = errors
    if errors or before:
        tell_about(workspace, person.id, "view_updated", view)


def _answered(workspace: Workspace, person: Person, view: Json, answer: Answer) -> Json:
    body = answer.body
    if answer.text.strip() in ("", "{}"):
        _close(workspace, person, view)
        return done(answer, "closed")
    try:
        outcome, errors = _carry_out(workspace, person, view, body if isinstance(body, dict) else {})
    except SlackError as error:
        notice = warn(workspace, person.id, TROUBLE)
        workspace.journal.add(
            "notice", f"the answer to the submit was not usable: {error.code}", ok=False, detail=error.reply
        )
        return done(answer, "failed", notice=notice)
    return done(answer, outcome, errors)


def _carry_out(workspace: Workspace, person: Person, view: Json, body: Json) -> tuple[str, dict[str, str]]:
    action = body.get("response_action")
    if action == "errors":
        return "errors", _errors(workspace, person, view, body.get("errors"))
    if action == "clear":
        tab = workspace.views.tab_of(view["id"])
        for closed in workspace.views.clear(person.id, tab):
            _tell_closed(workspace, person, closed, tab)
        return "cleared", {}
    if action not in ("update", "push"):
        raise SlackError("unknown_response_action")
    fresh = view_object(check_view(body.get("view"), "modal"), workspace.clock.now())
    if action == "push":
        workspace.views.push(person.id, fresh, workspace.views.tab_of(view["id"]))
        tell_about(workspace, person.id, "view_opened", fresh)
        return "pushed", {}
    replace_view(workspace, person.id, _still_open(workspace, view), fresh)
    return "updated", {}


def _still_open(workspace: Workspace, view: Json) -> Json:
    """Return the view as it is now: a views.update may have replaced it while the app was answering."""
    return workspace.views.find(view_id=view["id"])[1]


def _errors(workspace: Workspace, person: Person, view: Json, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise SlackError("errors_for_unknown_blocks")
    texts = {block_id: str(text) for block_id, text in errors.items()}
    _show_errors(workspace, person, _still_open(workspace, view), texts)
    return texts


def _close(workspace: Workspace, person: Person, view: Json) -> None:
    tab = workspace.views.tab_of(view["id"])
    if any(each["id"] == view["id"] for each in workspace.views.stack(person.id, tab)):
        workspace.views.close(person.id, view["id"])
        _tell_closed(workspace, person, view, tab)


def _tell_closed(workspace: Workspace, person: Person, view: Json, tab: str) -> None:
    workspace.live.tell_one(person.id, {"type": "view_closed", "view_id": view["id"]}, tab)


async def close(workspace: Workspace, wish: Json) -> Json:
    """Close the modal on top, or with `all` the whole stack; the app hears of it if it asked to."""
    person = workspace.actor(wish["as"])
    view = _top(workspace, person, wish.get("view_id", ""))
    if wish.get("all") or view["clear_on_close"]:
        tab = workspace.views.tab_of(view["id"])
        closed = workspace.views.clear(person.id, tab)
        first = {**closed[0], "state": {"values": {}}}
        for each in reversed(closed):
            _tell_closed(workspace, person, each, tab)
        return await _report_closing(workspace, person, first, cleared=True)
    _close(workspace, person, view)
    return await _report_closing(workspace, person, view, cleared=False)


async def _report_closing(workspace: Workspace, person: Person, view: Json, *, cleared: bool) -> Json:
    if not view["notify_on_close"]:
        return done(None)
    payload = payloads.closing(person, view, cleared=cleared)
    answer = await workspace.delivery.send_payload(f"view_closed {view['callback_id']}", payload)
    return done(answer, answer.outcome)
