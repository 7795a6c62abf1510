"""What Slack and the schedule send: signed clicks and submissions as API Gateway hands them over, and events."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from benchmarks.requests.slack import TEAM, Slack

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 the one in Slack's documentation of signatures
OPEN_DIALOG = "standup.action.open_dialog"
ANSWER = "Reviewed the migration and wrote the release notes for the reporting service."


def click(slack: Slack, user_id: str) -> dict[str, Any]:
    """Give the press of the person's Open Report button."""
    menu = slack.menus[user_id]
    elements = [element for block in menu["blocks"] for element in block.get("elements", [])]
    action = next(element for element in elements if element.get("action_id") == OPEN_DIALOG)
    return _signed(
        {
            "type": "block_actions",
            **_person(user_id),
            "container": {"type": "message", "message_ts": menu["ts"], "channel_id": menu["channel"]},
            "trigger_id": "1.2.bench",
            "channel": {"id": menu["channel"], "name": "directmessage"},
            "message": {"type": "message", "ts": menu["ts"], "blocks": menu["blocks"]},
            "state": {"values": {}},
            "response_url": f"{slack.url}/actions/{user_id}",
            "actions": [{**action, "block_id": "b", "action_ts": menu["ts"]}],
        }
    )


def submission(slack: Slack, user_id: str) -> dict[str, Any]:
    """Give the submission of the form that was opened last, with something typed wherever one can type."""
    view = slack.view
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    values = {
        name: {field["action_id"]: {"type": field["type"], "value": ANSWER}}
        for name, field in fields.items()
        if field["type"] == "plain_text_input"
    }
    state = {"values": values}
    opened = {**view, "id": "V0BENCH", "team_id": TEAM, "state": state, "hash": "1.h", "app_installed_team_id": TEAM}
    return _signed({"type": "view_submission", **_person(user_id), "trigger_id": "1.2.bench", "view": opened})


def scheduled(kind: str) -> dict[str, Any]:
    now = datetime.now(UTC).replace(microsecond=0)
    return {"source": "schedule", "time": now.isoformat().replace("+00:00", "Z"), "type": kind}


def _person(user_id: str) -> dict[str, Any]:
    return {
        "user": {"id": user_id, "username": user_id.lower(), "name": user_id.lower(), "team_id": TEAM},
        "team": {"id": TEAM, "domain": "bench"},
        "api_app_id": "A0BENCH",
        "token": "verification-token",
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _signed(payload: dict[str, Any]) -> dict[str, Any]:
    body = urlencode({"payload": json.dumps(payload)})
    timestamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "version": "2.0",
        "routeKey": "POST /slack/events",
        "rawPath": "/slack/events",
        "rawQueryString": "",
        "headers": {
            "accept": "application/json,*/*",
            "accept-encoding": "gzip,deflate",
            "content-type": "application/x-www-form-urlencoded",
            "host": "bench.execute-api.us-east-1.amazonaws.com",
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-forwarded-proto": "https",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": f"v0={digest}",
        },
        "requestContext": {
            "accountId": "123456789012",
            "http": {"method": "POST", "path": "/slack/events", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
            "requestId": "bench",
            "stage": "$default",
        },
        "body": body,
        "isBase64Encoded": False,
    }
