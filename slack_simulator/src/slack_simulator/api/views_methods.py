"""The views methods of the Web API."""

from typing import Any

from slack_simulator.api.arguments import Arguments
from slack_simulator.blocks.checking import check_view
from slack_simulator.blocks.views import view_object
from slack_simulator.conversations.showing import shown_view
from slack_simulator.errors import SlackError, invalid_arguments
from slack_simulator.state.triggers import Trigger
from slack_simulator.workspace import Workspace

Json = dict[str, Any]


def open_view(workspace: Workspace, args: Arguments) -> Json:
    trigger = _trigger(workspace, args)
    view = view_object(_checked(args, "modal"), workspace.clock.now())
    before = workspace.views.stack(trigger.user, trigger.tab)
    workspace.views.open(trigger.user, view, trigger.tab)
    for replaced in before:
        workspace.live.tell_one(trigger.user, {"type": "view_closed", "view_id": replaced["id"]}, trigger.tab)
    return _shown(workspace, trigger, view)


def push_view(workspace: Workspace, args: Arguments) -> Json:
    trigger = _trigger(workspace, args)
    view = view_object(_checked(args, "modal"), workspace.clock.now())
    if trigger.view_id is None:
        raise SlackError("not_found")
    workspace.views.push(trigger.user, view, trigger.tab)
    return _shown(workspace, trigger, view)


def update_view(workspace: Workspace, args: Arguments) -> Json:
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if not (view_id or external_id):
        raise invalid_arguments(["missing required field: view_id or external_id"])
    user, old = workspace.views.find(view_id=view_id, external_id=external_id)
    _refuse_stale(args, old)
    view = view_object(_checked(args, old["type"]), workspace.clock.now())
    replace_view(workspace, user, old, view)
    return {"ok": True, "view": view}


def publish_view(workspace: Workspace, args: Arguments) -> Json:
    if not workspace.installation.home_tab:
        raise SlackError("not_enabled")
    user = args.required("user_id")
    if user not in workspace.people:
        raise invalid_arguments(["user not found [json-pointer:/user_id]"])
    view = view_object(_checked(args, "home"), workspace.clock.now())
    old = workspace.views.homes.get(user)
    if old is None:
        workspace.views.homes[user] = view
        tell_about(workspace, user, "home", view)
    else:
        _refuse_stale(args, old)
        view["state"] = {"values": {}}
        replace_view(workspace, user, old, view)
    workspace.saver.changed()
    return {"ok": True, "view": view}


def replace_view(workspace: Workspace, user: str, old: Json, view: Json) -> None:
    workspace.views.replace(user, old, view)
    tell_about(workspace, user, "home" if view["type"] == "home" else "view_updated", view)


def tell_about(workspace: Workspace, user: str, kind: str, view: Json) -> None:
    tab = None if view["type"] == "home" else workspace.views.tab_of(view["id"])
    workspace.live.tell_one(user, {"type": kind, "view": shown_view(workspace, view)}, tab)


def _trigger(workspace: Workspace, args: Arguments) -> Trigger:
    if not args.text("trigger_id"):
        raise invalid_arguments(["missing required field: trigger_id"])
    return workspace.triggers.check(args.text("trigger_id"))


def _shown(workspace: Workspace, trigger: Trigger, view: Json) -> Json:
    trigger.used = True
    tell_about(workspace, trigger.user, "view_opened", view)
    return {"ok": True, "view": view}


def _checked(args: Arguments, kind: str) -> Json:
    wrong = invalid_arguments(["must be a valid JSON object [json-pointer:/view]"])
    view = args.parsed("view", wrong)
    if view is None:
        raise invalid_arguments(["missing required field: view"])
    return check_view(view, kind)


def _refuse_stale(args: Arguments, old: Json) -> None:
    if args.text("hash") and args.text("hash") != old["hash"]:
        raise SlackError("hash_conflict")
