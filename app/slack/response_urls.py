"""Answers a click or a command by the address that came with it."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from app.errors import SlackRefused, SlackUnavailable
from app.slack.calls import QUICK

LONGEST_REPLY = 4096
# The second host is that of government workspaces (GovSlack).
ANSWERED_AT = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})


def answer(response_url: str, base_url: str, values: Mapping[str, Any]) -> None:
    """Post to an address that came with a click; raises SlackError, also for an address that is not Slack's."""
    if not is_slacks(response_url, base_url):
        raise SlackRefused("response_url", "foreign_address")
    content = json.dumps(values)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    request = Request(response_url, data=content.encode(), headers=headers, method="POST")  # noqa: S310 checked above
    try:
        with urlopen(request, timeout=QUICK) as reply:  # noqa: S310
            body = reply.read(LONGEST_REPLY)
    except (HTTPException, OSError) as error:
        raise SlackUnavailable("response_url", type(error).__name__) from error
    if b'"ok":false' in body.replace(b" ", b""):
        raise SlackRefused("response_url", "refused")


def is_slacks(url: str, base_url: str) -> bool:
    """Whether an address is one that Slack takes answers at, or has the origin at which we call Slack."""
    ours, theirs = urlsplit(base_url), urlsplit(url)
    same_origin = (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)
    return same_origin or (theirs.scheme == "https" and theirs.netloc in ANSWERED_AT)
