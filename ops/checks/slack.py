"""Checks of what is in Slack: the token, what it may do, and the standup's channel."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_sdk.errors import SlackApiError

from app.domain.standup import Standup
from ops.checks.finding import CannotTell, Finding, State, fault, ok, unknown, warning
from ops.checks.surroundings import Surroundings
from ops.slack_app import AppConfiguration, has_all, manifest_for
from ops.steps import Problem

# Slack: at most that many channels an answer.
PAGE = 999
MOVING = "docs/operations.md, 'Moving the standup to another channel'"
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
    if plain := look.unencrypted:
        reason = f"{' and '.join(plain)} can be read as plain text in the parameter store, not encrypted"
        return warning(reason, f"Store both anew: {look.to_store_secrets}")
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


def workspace(look: Surroundings) -> Finding:
    """See whether the stored standups are of the workspace that the token is of."""
    own = str(look.identity["team_id"])
    others = sorted(look.teams - {own})
    if not others:
        return ok(f"all stored standups are of {look.identity.get('team')} ({own})")
    mine = "none" if own not in look.teams else "some"
    reason = f"the token is of {own}; standups of {', '.join(others)} are stored, {mine} of {own}: they cannot be asked"
    return fault(reason, f"Store the token of the app as it is installed there: {look.to_store_secrets}")


def channels(look: Surroundings) -> Finding:
    """See whether the bot is in every channel of every standup, and whether these are still in use."""
    wanted = _wanted_channels(look)
    if not wanted:
        return ok("there is no standup yet: one comes to be wherever the bot is invited")
    known = _known_channels(look)
    wrong = [found for channel, standups in wanted.items() if (found := _channel(look, channel, standups, known))]
    if not wrong:
        several = len(wanted) > 1
        return ok(f"@{look.identity.get('user')} is in {f'all {len(wanted)}' if several else _name(wanted, known)}")
    worst = next((each for each in wrong if each.state is State.FAULT), wrong[0])
    cures = list(dict.fromkeys(each.cure for each in wrong))
    return replace(worst, reason="; ".join(each.reason for each in wrong), cure=" ".join(cures))


def _name(wanted: Mapping[str, Any], known: Mapping[str, str]) -> str:
    return " and ".join(f"#{known[channel]}" for channel in wanted)


def _wanted_channels(look: Surroundings) -> dict[str, list[Standup]]:
    """Return the standups by the channels where they ask or report; what somebody has paused needs none."""
    wanted: dict[str, list[Standup]] = {}
    for standup in look.standups:
        for channel in dict.fromkeys([standup.channel, standup.readers.channel]):
            if channel and (not standup.is_paused or standup.standup_id in look.paused_by_bot):
                wanted.setdefault(channel, []).append(standup)
    return wanted


def _known_channels(look: Surroundings) -> dict[str, str]:
    """Return the names of all channels in use that the bot is in, by their ids: one question for a thousand."""
    found: dict[str, str] = {}
    cursor = ""
    while True:
        kinds = "public_channel,private_channel"
        page = look.slack.users_conversations(types=kinds, exclude_archived=True, limit=PAGE, cursor=cursor or None)
        found |= {each["id"]: each["name"] for each in page["channels"]}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def _channel(look: Surroundings, channel: str, standups: Sequence[Standup], known: Mapping[str, str]) -> Finding | None:
    """Say what is wrong with a channel that the bot is not in, or that is archived; None if nothing is.

    Where the bot has paused all that took place there, their owners have been told, and may want it so.
    """
    found = None if channel in known else _outside(look, channel, f"({', '.join(map(_told_of, standups))})")
    if found and all(standup.is_paused for standup in standups):
        return replace(found, state=State.WARNING)
    return found


def _told_of(standup: Standup) -> str:
    return f"{standup.name}, which rests because of it" if standup.is_paused else standup.name


def _outside(look: Surroundings, channel: str, concerned: str) -> Finding | None:
    bot = str(look.identity.get("user"))
    try:
        found = look.slack.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        return _no_channel(channel, concerned, bot, code_of(error))
    name = f"#{found.get('name', channel)}"
    if found.get("is_archived"):
        return fault(f"{name} {concerned} is archived", f"Unarchive it in Slack, or move the standup: {MOVING}.")
    if not found.get("is_member"):
        return fault(f"@{bot} is not in {name} {concerned}: nobody can be asked", f"In {name}, write: `/invite @{bot}`")
    return None


def _no_channel(channel: str, concerned: str, bot: str, code: str) -> Finding:
    if code == "channel_not_found":
        cure = f"In the channel, write: `/invite @{bot}` Another channel? {MOVING}."
        reason = f"Slack shows no channel {channel} {concerned}: it does not exist, or is private and without @{bot}"
        return fault(reason, cure)
    return unknown(f"Slack does not show the channel {channel}: {code}", "See the lines 'token' and 'scopes'.")


def author(look: Surroundings) -> Finding:
    """See whether reports can be posted under the names of those who wrote them."""
    needed = {"chat:write", "chat:write.customize"}
    if missing := sorted(needed - look.granted):
        reason = f"answers cannot be posted under their authors' names without {' and '.join(missing)}"
        return fault(reason, f"{REINSTALL}.")
    return ok("may post under people's names")


def registration(look: Surroundings) -> Finding:
    """Hold the app as Slack has it to the manifest: request URLs, interactivity, events.

    Without a configuration token, what `setup` remembers tells of an address that has changed, and of a shared app.
    """
    if look.sharing:
        return _shared(look)
    if not look.config_token or not look.app_id:
        if look.told_url and look.told_url != look.request_url:
            reason = f"Slack was told of {look.told_url}, but this stage answers at {look.request_url}"
            return fault(reason, f"Tell Slack: {to_set_up(look)}")
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
        cure = f"Write it anew: {to_set_up(look)} Or mend it at {APPS}/{look.app_id}."
        return fault("; ".join(wrong), cure)
    return ok(f"interactivity, commands and events go to {look.request_url}")


def to_set_up(look: Surroundings) -> str:
    return f"`python3 manage.py setup {look.stage.options}`"


def _shared(look: Surroundings) -> Finding:
    """Say that another stage has the same Slack app, of whose stages Slack knows one alone."""
    others = " and ".join(look.sharing)
    reason = f"the stage {others} has the same Slack app ({look.app_id}): Slack calls the one that was set up last"
    own = f"`python3 manage.py setup --stage {look.sharing[0]} --app-id A… --new-secrets`"
    return fault(
        reason, f"Make one more app at {APPS} for {look.sharing[0]}, then: {own} And for this one: {to_set_up(look)}"
    )


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
