"""Requests as Slack sends them, signed as they should be, about whatever an attacker wants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from local.stack import SIGNING_SECRET
from slack_simulator.hosting import signature
from slack_simulator.ids import APP_ID, BOT_USER_ID, TEAM_ID

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def headers(body: bytes, timestamp: str, kind: str, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """Give the headers of a signed request."""
    return {
        "content-type": kind,
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature(secret, timestamp, body),
    }


def as_form(payload: Mapping[str, Any]) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def _common(kind: str, user: str, team: str) -> Json:
    return {
        "type": kind,
        "user": {"id": user, "username": "someone", "name": "someone", "team_id": team},
        "api_app_id": APP_ID,
        "token": "verification-token",
        "team": {"id": team, "domain": "acme"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def a_click(user: str, action_id: str, value: str, trigger: str, team: str = TEAM_ID, **changes: Any) -> Json:
    """Return the payload of a pressed button; `changes` may say where it stands, or what was chosen."""
    action = {"action_id": action_id, "block_id": "b", "type": "button", "value": value, "action_ts": "1795507200.0002"}
    place = {"type": "message", "message_ts": "1795507200.000100", "channel_id": f"D{user[1:]}", "is_ephemeral": False}
    return {
        **_common("block_actions", user, team),
        "container": place,
        "trigger_id": trigger,
        "channel": {"id": f"D{user[1:]}", "name": "directmessage"},
        "message": {"ts": "1795507200.000100", "blocks": []},
        "state": {"values": {}},
        "actions": [{**action, **changes.pop("action", {})}],
        **changes,
    }


def a_submission(user: str, view: Mapping[str, Any], trigger: str, team: str = TEAM_ID) -> Json:
    """Return the payload of a submitted modal."""
    whole = {"id": "V0FORGED", "team_id": team, "type": "modal", "blocks": [], "state": {"values": {}}, **view}
    return {**_common("view_submission", user, team), "trigger_id": trigger, "view": whole, "response_urls": []}


def answers_view(report_id: str, answers: Mapping[str, str], callback_id: str, **more: str) -> Json:
    """Return the report form as it is filled in: answers by the questions' ids."""
    values = {name: {name: {"type": "plain_text_input", "value": text}} for name, text in answers.items()}
    return {
        "callback_id": callback_id,
        "private_metadata": json.dumps({"report_id": report_id, "response_url": "", **more}),
        "blocks": [{"type": "input", "block_id": name} for name in answers],
        "state": {"values": values},
    }


def a_command(user: str, text: str, channel: str, response_url: str, *, trigger: str, team: str = TEAM_ID) -> bytes:
    """Return the body of a slash command."""
    form = {
        "token": "verification-token",
        "team_id": team,
        "team_domain": "acme",
        "channel_id": channel,
        "channel_name": "somewhere",
        "user_id": user,
        "user_name": "someone",
        "command": "/standup",
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }
    return urlencode(form).encode()


def an_event(event: Mapping[str, Any], event_id: str, team: str = TEAM_ID, at: int = 0) -> bytes:
    """Return the body of an event; with `at`, its time in seconds."""
    body = {"type": "event_callback", "team_id": team, "api_app_id": APP_ID, "event_id": event_id, "event": event}
    return json.dumps({**body, "event_time": at} if at else body).encode()


def bot_joined(channel: str, inviter: str, *, is_private: bool) -> Json:
    """Return the event that tells of an invitation of the bot."""
    kind = "G" if is_private else "C"
    return {
        "type": "member_joined_channel",
        "user": BOT_USER_ID,
        "channel": channel,
        "channel_type": kind,
        "team": TEAM_ID,
        "inviter": inviter,
    }
