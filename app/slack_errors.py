"""Calls to Slack whose failures are sorted by what they mean for us."""

import re
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from app.errors import SlackError, SlackRateLimited, SlackRefused, SlackTokenRefused, SlackUnavailable

TOKEN_REFUSED = frozenset(
    {
        "access_denied",
        "account_inactive",
        "enterprise_is_restricted",
        "invalid_auth",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    },
)
UNAVAILABLE = frozenset(
    {
        "fatal_error",
        "fetch_members_failed",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    },
)
RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})


def call(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    """Call a method of Slack's Web API; raises a SlackError."""
    name = method.__name__
    try:
        return method(**arguments)
    except SlackApiError as error:
        raise _sorted(name, error.response) from error
    except (SlackClientError, HTTPException, OSError, ValueError) as error:
        raise SlackUnavailable(name, type(error).__name__) from error


def _sorted(method: str, reply: SlackResponse) -> SlackError:
    data = reply.data if isinstance(reply.data, dict) else {}
    code = str(data.get("error") or "")
    if reply.status_code == 429 or code in RATE_LIMITED:  # noqa: PLR2004 HTTP's Too Many Requests
        return SlackRateLimited(method, _seconds(reply.headers))
    if reply.status_code >= 500 or code in UNAVAILABLE or not re.fullmatch(r"\w+", code):  # noqa: PLR2004 HTTP's
        return SlackUnavailable(method, code if re.fullmatch(r"\w+", code) else f"http_{reply.status_code}")
    if code in TOKEN_REFUSED:
        return SlackTokenRefused(method, code)
    return SlackRefused(method, code)


def _seconds(headers: Mapping[str, Any]) -> float:
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(1.0, float(text[0] if isinstance(text, list) else text))
    except ValueError:
        return 1.0
