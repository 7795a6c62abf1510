"""Checks of what is in Slack: the token, what it may do, and the standup's channel."""

import json
import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

from ops.checks.finding import CannotTell, Finding, fault, ok, unknown, warning
from ops.checks.surroundings import Surroundings
from ops.slack_app import AppConfiguration, has_all, manifest_for
from ops.steps import Problem

APPS = "https://api.slack.com/apps"
REINSTALL = f"Add it at {APPS} under 'OAuth & Permissions', then 'Reinstall to Workspace'"
ROW = re.compile(r"^\| `([a-z:._]+)`[^|]*\|[^|]*\|[^|]*\| ([^|]+?) \|$", re.MULTILINE)


def token(look: Surroundings) -> Finding:
    renew = f"Copy the token at {APPS} ('OAuth & Permissions', reinstall if asked), then: {look.to_store_secrets}"
    try:
        who = look.identity
    except CannotTell as problem:
        return fault(problem.reason, renew)
    except SlackApiError as error:
        return fault(f"Slack refuses it: {code_of(error)}", renew)
    return ok(f"@{who.get('user')} in {who.get('team')}")


def scopes(look: Surroundings) -> Finding:
    """Hold the token's scopes to the manifest; say what each missing one breaks."""
    oauth = json.loads((look.root / "manifest.json").read_text("utf-8"))["oauth_config"]["scopes"]
    missing = [scope for scope in oauth["bot"] if scope not in look.granted]
    if not missing:
        return ok(f"all {len(oauth['bot'])} of the manifest")
    breaks = dict(ROW.findall((look.root / "docs" / "permissions.md").read_text("utf-8")))
    reason = "; ".join(f"{scope} is missing: {breaks.get(scope, 'see docs/permissions.md')}" for scope in missing)
    if set(missing) <= set(oauth.get("bot_optional", [])):
        return warning(reason, f"All right if it was declined. Else: {REINSTALL}.")
    return fault(reason, f"{REINSTALL}.")


def channel(look: Surroundings) -> Finding:
    """See whether the bot is in the standup's channel, and whether that is still in use."""
    wanted = look.settings.channel
    if not wanted:
        return ok("none is set: a standup is there wherever the bot is invited")
    bot = str(look.identity.get("user"))
    try:
        found = look.slack.conversations_info(channel=wanted)["channel"]
    except SlackApiError as error:
        return _no_channel(wanted, bot, code_of(error))
    name = f"#{found.get('name', wanted)}"
    if found.get("is_archived"):
        return fault(f"{name} is archived", "Unarchive it in Slack, or move the standup: docs/operations.md.")
    if not found.get("is_member"):
        return fault(f"@{bot} is not in {name}: nobody can be asked", f"In {name}, write: `/invite @{bot}`")
    return ok(f"@{bot} is in {name}")


def _no_channel(wanted: str, bot: str, code: str) -> Finding:
    if code == "channel_not_found":
        cure = f"In the channel, write: `/invite @{bot}` Another channel? docs/operations.md, 'Moving the channel'."
        return fault(f"Slack shows no channel {wanted}: it does not exist, or is private and without @{bot}", cure)
    return unknown(f"Slack does not show the channel: {code}", "See the lines 'token' and 'scopes'.")


def author(look: Surroundings) -> Finding:
    """See whether reports can be posted under the names of those who wrote them."""
    needed = {"chat:write", "chat:write.customize"}
    if missing := sorted(needed - look.granted):
        reason = f"answers cannot be posted under their authors' names without {' and '.join(missing)}"
        return fault(reason, f"{REINSTALL}.")
    return ok("may post under people's names")


def registration(look: Surroundings) -> Finding:
    """Hold the app as Slack has it to the manifest: request URLs, interactivity, events."""
    if not look.config_token or not look.app_id:
        pages = (
            f"{APPS}: 'Interactivity & Shortcuts' and 'Event Subscriptions' should be on, both with {look.request_url}"
        )
        return unknown("only an app configuration token can tell", f"{pages}. Or give --app-id and --config-token.")
    try:
        registered = AppConfiguration(look.config_token, look.slack_api_url).export(look.app_id)
    except Problem as problem:
        return unknown(str(problem), "Give the --app-id and a fresh --config-token of the app's owner.")
    wanted = manifest_for(look.stage.name, look.request_url)
    wrong = differences(registered["settings"], wanted["settings"])
    if not has_all(registered.get("features", {}), wanted["features"]):
        wrong.append("the command, the shortcut or the app's tabs: not as manifest.json says")
    if wrong:
        cure = f"Write it anew: `python3 manage.py setup {look.stage.options}` Or mend it at {APPS}/{look.app_id}."
        return fault("; ".join(wrong), cure)
    return ok(f"interactivity, commands and events go to {look.request_url}")


def differences(registered: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Say in which of the settings that matter the app differs."""
    wrong = []
    for name in ("interactivity", "event_subscriptions"):
        here = registered.get(name) or {}
        if (url := here.get("request_url")) != wanted[name]["request_url"]:
            wrong.append(f"{name.replace('_', ' ')}: requests go to {url or 'nowhere'}")
        elif not has_all(here, wanted[name]):
            wrong.append(f"{name.replace('_', ' ')}: not as manifest.json says")
    if registered.get("socket_mode_enabled"):
        wrong.append("socket mode is on: Slack sends no requests to the URL")
    return wrong


def code_of(error: SlackApiError) -> str:
    reply = error.response
    data = getattr(reply, "data", reply)
    return str(data.get("error") or "no answer in JSON") if isinstance(data, dict) else "no answer in JSON"
