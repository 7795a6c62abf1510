"""One call to Slack's Web API, whose failure is raised as the SlackError that says what it means for us."""

import re
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from app.errors import SlackError, SlackRateLimited, SlackRefused, SlackTokenRefused, SlackUnavailable
from app.slack.patience import hold_on, others_go_on
from app.slack_errors import Meaning, meaning_of

# How long, in seconds, Slack may take to answer while a person waits for the answer to a click.
QUICK = 2
TOKEN_REFUSED = frozenset({Meaning.DEAD_TOKEN, Meaning.PERMISSION})


def call(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    """Call a method of Slack's Web API; raises SlackError."""
    name = method.__name__
    hold_on()
    try:
        with others_go_on():
            return method(**arguments)
    except SlackApiError as error:
        raise _error_of(name, error.response) from error
    except (SlackClientError, HTTPException, OSError, ValueError) as error:
        raise SlackUnavailable(name, type(error).__name__) from error


def _error_of(method: str, reply: SlackResponse) -> SlackError:
    data = reply.data if isinstance(reply.data, dict) else {}
    code = str(data.get("error") or "")
    meaning = meaning_of(method, code)
    if reply.status_code == 429 or meaning is Meaning.RATE_LIMITED:  # noqa: PLR2004 HTTP's Too Many Requests
        return SlackRateLimited(method, _seconds(reply.headers))
    if reply.status_code >= 500 or meaning is Meaning.UNAVAILABLE or not re.fullmatch(r"\w+", code):  # noqa: PLR2004 HTTP's
        return SlackUnavailable(method, code if re.fullmatch(r"\w+", code) else f"http_{reply.status_code}")
    if meaning in TOKEN_REFUSED:
        return SlackTokenRefused(method, code)
    return SlackRefused(method, code)


def _seconds(headers: Mapping[str, Any]) -> float:
    text = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(1.0, float(text[0] if isinstance(text, list) else text))
    except ValueError:
        return 1.0
