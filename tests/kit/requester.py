"""Slack's side of HTTP, honest or not: signs requests to the app, or mis-signs them."""

import hashlib
import hmac
import json
import ssl
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Signer

from local.aws.credentials import Credentials
from local.stack import SIGNING_SECRET, Stack

# Nothing here is encrypted, and reading whom to trust takes longer than the request.
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def as_form(payload: dict[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


class Requester:
    """Sends requests to the app's public address; `now` is the workspace's time."""

    def __init__(self, url: str, now: datetime) -> None:
        self.url = f"{url}/slack/events"
        self.timestamp = str(int(now.timestamp()))

    def send(self, body: bytes, headers: dict[str, str] | None = None, *, form: bool = True) -> httpx.Response:
        """Send a request that is signed as it should be, unless `headers` says otherwise."""
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        signed = {
            "content-type": kind,
            "x-slack-request-timestamp": self.timestamp,
            "x-slack-signature": signature(body, self.timestamp),
        }
        wanted = {name: value for name, value in {**signed, **(headers or {})}.items() if value is not None}
        return httpx.post(self.url, content=body, headers=wanted, timeout=30, trust_env=False, verify=NOBODY)


def a_click(team_id: str, user_id: str, action_id: str, value: str, **changes: Any) -> dict[str, Any]:
    """A press of a button in a direct message, in the shape of a real one."""
    return {
        "type": "block_actions",
        "user": {"id": user_id, "username": "someone", "name": "someone", "team_id": team_id},
        "api_app_id": "A0LOCAL001",
        "token": "verification-token",
        "container": {
            "type": "message",
            "message_ts": "1795507200.000100",
            "channel_id": "D0NOWHERE",
            "is_ephemeral": False,
        },
        "trigger_id": "1.2.forged",
        "team": {"id": team_id, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "D0NOWHERE", "name": "directmessage"},
        "message": {"ts": "1795507200.000100", "blocks": []},
        "state": {"values": {}},
        "actions": [
            {
                "action_id": action_id,
                "block_id": "b",
                "type": "button",
                "value": value,
                "text": {"type": "plain_text", "text": "Button"},
                "action_ts": "1795507200.000200",
            }
        ],
        **changes,
    }


def a_command(team_id: str, user_id: str, text: str, **changes: str) -> bytes:
    """What a slash command sends, in the shape of a real one."""
    form = {
        "token": "verification-token",
        "team_id": team_id,
        "team_domain": "acme",
        "channel_id": "C0NOWHERE",
        "channel_name": "nowhere",
        "user_id": user_id,
        "user_name": "someone",
        "command": "/standup",
        "text": text,
        "api_app_id": "A0LOCAL001",
        "is_enterprise_install": "false",
        "response_url": "http://169.254.169.254/",
        "trigger_id": "1.2.forged",
        **changes,
    }
    return urlencode(form).encode()


def a_message(team_id: str, user_id: str, text: str, **changes: Any) -> dict[str, Any]:
    """An event that tells of a direct message to the bot, in the shape of a real one."""
    event = {
        "type": "message",
        "user": user_id,
        "text": text,
        "ts": "1795507200.000100",
        "channel": "D0NOWHERE",
        "channel_type": "im",
        "event_ts": "1795507200.000100",
        **changes,
    }
    return {"type": "event_callback", "team_id": team_id, "event_id": "Ev1", "event": event}


def a_submission(team_id: str, user_id: str, metadata: str, answers: dict[str, str]) -> dict[str, Any]:
    """A submission of the report form, in the shape of a real one."""
    return {
        "type": "view_submission",
        "team": {"id": team_id, "domain": "acme"},
        "user": {"id": user_id, "username": "someone", "name": "someone", "team_id": team_id},
        "api_app_id": "A0LOCAL001",
        "trigger_id": "1.2.forged",
        "view": {
            "id": "V0FORGED",
            "team_id": team_id,
            "type": "modal",
            "callback_id": "standup.action.answers",
            "private_metadata": metadata,
            "blocks": [{"type": "input", "block_id": question} for question in answers],
            "state": {
                "values": {
                    question: {question: {"type": "plain_text_input", "value": text}}
                    for question, text in answers.items()
                }
            },
        },
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }


def invoke(stack: Stack, name: str, event: Any) -> Any:
    """Invoke a function directly, as only those with permission can; gives its answer, or its error."""
    url = f"{stack.url}/2015-03-31/functions/{name}/invocations"
    body = json.dumps(event).encode()
    signed = signed_for_aws(stack.aws.credentials, url, body)
    return httpx.post(url, content=body, headers=signed, timeout=30, trust_env=False, verify=NOBODY).json()


def signed_for_aws(key: Credentials, url: str, body: bytes, service: str = "lambda") -> dict[str, str]:
    """The headers of a request to AWS that is signed with a key."""
    request = AWSRequest("POST", url, headers={"host": httpx.URL(url).netloc.decode()}, data=body)
    SigV4Auth(Signer(key.key, key.secret), service, "us-east-1").add_auth(request)
    return dict(request.headers.items())
