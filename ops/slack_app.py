"""The Slack app of a stage: its manifest, the link that creates it, and its upkeep through Slack's manifest methods."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier

from ops.steps import ROOT, Problem

Json = dict[str, Any]

TIMEOUT_SECONDS = 15
PAGE = "https://api.slack.com/apps"
NEW_TOKEN = f"Make a new one at {PAGE} under 'Your App Configuration Tokens'"

CURES = {
    "invalid_auth": f"Slack does not know this app configuration token. {NEW_TOKEN}.",
    "not_authed": f"An app configuration token is needed here. {NEW_TOKEN}.",
    "not_allowed_token_type": f"That is a token of an app, not an app configuration token (xoxe.xoxp-…). {NEW_TOKEN}.",
    "token_expired": f"The app configuration token is older than its 12 hours. {NEW_TOKEN}.",
    "invalid_refresh_token": f"Slack has seen this refresh token before, and each works once. {NEW_TOKEN}.",
    "app_not_found": "Slack has no such app, or it belongs to somebody else. Give the right one with --app-id "
    f"(its page at {PAGE} shows it), or a configuration token of the app's owner.",
    "invalid_app_id": f"That is not the id of an app (A…). The app's page at {PAGE} shows it.",
    "no_permission": "The owner of this configuration token may not change the app. Ask the app's owner to add them "
    "under 'Collaborators', or use the owner's token.",
    "ratelimited": "Slack takes such a change about once a minute. Wait a minute and run the same command again.",
}


def signature_headers(body: bytes, signing_secret: str, at: int) -> dict[str, str]:
    """Give the headers with which Slack would send a body at a moment, in seconds since 1970."""
    signature = SignatureVerifier(signing_secret).generate_signature(timestamp=str(at), body=body)
    return {"x-slack-request-timestamp": str(at), "x-slack-signature": str(signature)}


def knock(url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> httpx.Response:
    """Send a request to the address of a stage, as Slack does; raises httpx.HTTPError or httpx.InvalidURL."""
    address, sent = httpx.URL(url), {"content-type": "application/json", **headers}
    if address.host.endswith(".localhost"):  # this machine's by RFC 6761, but not every resolver knows that
        sent["host"] = address.netloc.decode()
        address = address.copy_with(host="127.0.0.1")
    return httpx.post(address, content=body, headers=sent, timeout=seconds)


def manifest_for(stage: str, url: str | None = None) -> Json:
    """Give the manifest of a stage's app; without the URL of the stack, its addresses are placeholders."""
    manifest: Json = json.loads((ROOT / "manifest.json").read_text("utf-8"))
    manifest.pop("$schema")  # for editors; Slack does not give it back
    if stage != "prod":
        display, bot = manifest["display_information"], manifest["features"]["bot_user"]
        display["name"] = f"{display['name']} ({stage})"
        bot["display_name"] = f"{bot['display_name']}-{stage}"
        for command in manifest["features"]["slash_commands"]:  # of two apps with one command the later one has it
            command["command"] += f"-{stage}"
    if url:
        manifest["settings"]["event_subscriptions"]["request_url"] = url
        manifest["settings"]["interactivity"]["request_url"] = url
        for command in manifest["features"]["slash_commands"]:
            command["url"] = url
    return manifest


def link_to_create(manifest: Json) -> str:
    """Give the address at which a click creates an app from the manifest."""
    return f"{PAGE}?new_app=1&manifest_json={quote(json.dumps(manifest, separators=(',', ':')), safe='')}"


def has_all(present: Any, wanted: Any) -> bool:
    """Tell whether an exported manifest says all that is wanted; Slack adds what it takes for granted."""
    if isinstance(wanted, dict):
        told = {key: value for key, value in wanted.items() if key != "_metadata"}
        return isinstance(present, dict) and all(has_all(present.get(key), value) for key, value in told.items())
    if isinstance(wanted, list):
        same_length = isinstance(present, list) and len(present) == len(wanted)
        return same_length and all(any(has_all(here, each) for here in present) for each in wanted)
    return bool(present == wanted)


def web_client(token: str | None = None, url: str = "") -> WebClient:
    """Give a client for Slack, or for what `url` or SLACK_API_URL names instead; it waits once when Slack says so."""
    base = (url or os.environ.get("SLACK_API_URL") or WebClient.BASE_URL).rstrip("/") + "/"
    client = WebClient(token, base_url=base, timeout=TIMEOUT_SECONDS)
    client.retry_handlers = [ConnectionErrorRetryHandler(max_retry_count=1), RateLimitErrorRetryHandler()]
    return client


@dataclass(frozen=True)
class CreatedApp:
    """A new app; its signing secret is in no log and no file."""

    id: str
    signing_secret: str = field(repr=False)


class AppConfiguration:
    """Slack's side of an app, as a configuration token may change it. Everything refused is a Problem."""

    def __init__(self, token: str, url: str = "") -> None:
        self._client = web_client(token, url)

    def validate(self, manifest: Json) -> None:
        self._call("apps.manifest.validate", {"manifest": json.dumps(manifest)})

    def create(self, manifest: Json) -> CreatedApp:
        reply = self._call("apps.manifest.create", {"manifest": json.dumps(manifest)})
        return CreatedApp(reply["app_id"], reply["credentials"]["signing_secret"])

    def export(self, app_id: str) -> Json:
        return dict(self._call("apps.manifest.export", {"app_id": app_id})["manifest"])

    def update(self, app_id: str, manifest: Json) -> bool:
        """Replace the app's manifest; returns whether the app has to be installed anew."""
        reply = self._call("apps.manifest.update", {"app_id": app_id, "manifest": json.dumps(manifest)})
        return bool(reply.get("permissions_updated"))

    def _call(self, method: str, arguments: Json) -> Mapping[str, Any]:
        return call(self._client, method, arguments)


@dataclass(frozen=True)
class TokenPair:
    """A configuration token with the refresh token for the next one; `expires_at` in Unix seconds."""

    token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: int


def rotated(refresh_token: str) -> TokenPair:
    """Trade a refresh token for a new pair; it works once, so whoever calls this keeps the new one."""
    reply = call(web_client(), "tooling.tokens.rotate", {"refresh_token": refresh_token})
    return TokenPair(reply["token"], reply["refresh_token"], int(reply["exp"]))


class SlackRefused(Problem):
    """Slack said no; `slack_code` is its own word for the reason."""

    def __init__(self, sentence: str, output: str = "", slack_code: str = "") -> None:
        super().__init__(sentence, output)
        self.slack_code = slack_code


def call(client: WebClient, method: str, arguments: Json | None = None) -> Mapping[str, Any]:
    """Call Slack; raises a Problem that says what is wrong and how to mend it. The scopes of the token come along."""
    try:
        reply = client.api_call(method, data=arguments or {})
    except SlackApiError as error:
        raise _refusal(method, error.response) from None
    except OSError as error:
        raise Problem(
            f"Slack cannot be reached ({error}). Check the connection, then run the same command again."
        ) from None
    scopes = {name.lower(): value for name, value in reply.headers.items()}.get("x-oauth-scopes", "")
    return {**dict(reply.data if isinstance(reply.data, dict) else {}), "token_scopes": scopes}


def _refusal(method: str, response: Any) -> SlackRefused:
    said = getattr(response, "data", response)
    reply = said if isinstance(said, dict) else {}
    code = str(reply.get("error") or "no answer that makes sense")
    if code == "invalid_manifest":
        wrong = [f"{each.get('pointer', '/')}: {each.get('message', '')}" for each in reply.get("errors", [])]
        sentence = (
            "Slack does not take manifest.json as it is. Mend what is named above, then run the same command again."
        )
        return SlackRefused(sentence, "\n".join(wrong), code)
    otherwise = f"Slack refused {method}: {code}. Its page says why: https://docs.slack.dev/reference/methods/{method}"
    return SlackRefused(CURES.get(code, otherwise), slack_code=code)
