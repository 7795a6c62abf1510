"""What `setup` checks of what it is given, and of what it has built."""

import json
import re
import secrets
import time
from typing import Any

import httpx

from ops.packaging import interpreter
from ops.packaging.package import MISSING
from ops.secrets import StoredSecrets
from ops.slack_app import PAGE, AppConfiguration, SlackRefused, call, knock, signature_headers, web_client
from ops.stage import SECRETS
from ops.steps import Problem

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
OK, UNAUTHORIZED, NOT_FOUND = 200, 401, 404
PROBE_SECONDS = 15
REINSTALL = "install the app anew (its page, 'Install App', 'Reinstall to Workspace')"

DEAD_TOKEN = {"invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"}


def wrong_bot_token(value: str) -> str | None:
    if value.startswith("xoxb-"):
        return None
    kinds = {"xoxp-": "a person's token", "xapp-": "an app-level token", "xoxe": "a configuration token"}
    kind = next((name for prefix, name in kinds.items() if value.startswith(prefix)), "something else")
    return f"That is {kind}. The bot token begins with xoxb- and is on the app's page under 'OAuth & Permissions'."


def refused_bot_token(value: str) -> str | None:
    """Tell what is wrong with a bot token, for Slack too."""
    if problem := wrong_bot_token(value):
        return problem
    try:
        call(web_client(value), "auth.test")
    except SlackRefused as refused:
        if refused.slack_code not in DEAD_TOKEN:
            raise
        cure = f"Copy it again from {PAGE} ('OAuth & Permissions'), or {REINSTALL}."
        return f"Slack does not take this bot token ({refused.slack_code}). {cure}"
    return None


def wrong_signing_secret(value: str) -> str | None:
    if SIGNING_SECRET.fullmatch(value):
        return None
    where = "on the app's page under 'Basic Information', 'App Credentials'"
    return f"That is not a signing secret: it has 32 of 0-9 and a-f and is {where}."


def refused_manifest(configuration: AppConfiguration | None, manifest: dict[str, Any]) -> str | None:
    """Say why Slack takes the configuration token, or the manifest, not; without a token nobody is asked."""
    try:
        if configuration is not None:
            configuration.validate(manifest)
    except SlackRefused as refused:
        return "\n".join(filter(None, (refused.output, str(refused))))
    return None


def forgotten_app(stored: StoredSecrets, stage: str) -> str | None:
    """Say that a stage has an app that is not remembered here, as one that was set up from another folder."""
    if not any(map(stored.get, SECRETS)):
        return None
    return (
        f"The stage {stage} has secrets of a Slack app that this folder knows nothing of. With a new app in its place "
        f"every click in the old one would fail. Give its id, from {PAGE}, with --app-id. To have a new app all the "
        "same, add --new-secrets."
    )


def missing_here(is_embedded: bool) -> list[str]:  # noqa: FBT001 an embedded AWS runs this machine's Python
    """Name what this machine lacks to build and deploy the package."""
    return [] if is_embedded or interpreter.find() else [f"{MISSING.partition(';')[0]}."]


def token_holder(token: str, manifest: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Ask Slack whose token it is; returns team, bot and the optional scopes it lacks. Other lacks are a Problem."""
    who = call(web_client(token), "auth.test")
    wanted = manifest["oauth_config"]["scopes"]
    missing = set(wanted["bot"]) - set(who["token_scopes"].split(","))
    needed = sorted(missing - set(wanted.get("bot_optional", [])))
    if needed:
        told = f"The bot token lacks {', '.join(needed)}; docs/permissions.md says what for."
        raise Problem(f"{told} To mend it, {REINSTALL}, and give the token that it shows then.")
    return str(who["team"]), str(who["user"]), sorted(missing)


def probe(url: str, signing_secret: str) -> None:
    """Do what Slack does to verify an address: a signed challenge, which has to come back."""
    challenge = secrets.token_hex(16)
    body = json.dumps({"type": "url_verification", "challenge": challenge, "token": "made-up"}).encode()
    try:
        answer = knock(url, body, signature_headers(body, signing_secret, int(time.time())), PROBE_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Problem(f"{url} does not answer ({error}). Is it the URL that 'deploy' printed?") from None
    if answer.status_code == OK and challenge in answer.text:
        return
    raise Problem(f"{url} answered {answer.status_code} to a signed request. {_reason(answer.status_code)}")


def _reason(status: int) -> str:
    if status == UNAUTHORIZED:
        return (
            "The functions know another signing secret (they read it when they start; after a change, wait for a "
            "quarter of an hour), or this computer's clock is more than five minutes off. Then run the same command "
            "again."
        )
    if status == NOT_FOUND:
        return "Nothing of ours is there. Give the URL that 'deploy' printed, which ends in /slack/events."
    return "The functions failed. 'manage.py logs' shows why; 'manage.py doctor' looks for the cause."


def see_channel(token: str, channel: str, bot: str) -> str:
    """Look at the standup's channel as the bot; returns its name. A bot that is not in it is a Problem."""
    invite = f"Write '/invite @{bot}' in it."
    try:
        found = call(web_client(token), "conversations.info", {"channel": channel})["channel"]
    except SlackRefused as refused:
        if refused.slack_code == "channel_not_found":
            told = f"Slack shows the bot no channel {channel}. If the channel is private, the bot has to be in it."
            raise Problem(f"{told} {invite} If the id is wrong, give the right one with --channel.") from None
        raise
    if found.get("is_archived"):
        raise Problem(f"The channel #{found['name']} is archived. Give another one with --channel.")
    if not found.get("is_member"):
        raise Problem(f"The bot is not in #{found['name']}. {invite}")
    return str(found["name"])
