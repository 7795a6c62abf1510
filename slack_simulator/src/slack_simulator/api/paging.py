"""Cursor paging as Slack does it: opaque cursors, and pages that may be shorter than asked for."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from slack_simulator.api.arguments import Arguments
from slack_simulator.errors import SlackError

Item = TypeVar("Item")

DEFAULT_LIMIT = 100
LARGEST_LIMIT = 999
LARGEST_PAGE = 200


def asked_limit(args: Arguments, default: int = DEFAULT_LIMIT) -> int:
    """Return the caller's `limit`; raises invalid_limit for what is not a number from 1 to 999."""
    if not args.given("limit") or args.text("limit") == "":
        return default
    try:
        limit = int(args.text("limit"))
    except ValueError:
        raise SlackError("invalid_limit") from None
    if not 1 <= limit <= LARGEST_LIMIT:
        raise SlackError("invalid_limit")
    return limit


def page_of(items: Sequence[Item], args: Arguments, key: Callable[[Item], str], limit: int) -> tuple[list[Item], str]:
    """One page of items and the cursor of the next, "" at the end."""
    start = _start(items, args.text("cursor"), key)
    size = min(limit, LARGEST_PAGE)
    following = items[start + size : start + size + 1]
    return list(items[start : start + size]), _cursor(key(following[0])) if following else ""


def _cursor(first: str) -> str:
    return base64.b64encode(f"next:{first}".encode()).decode()


def _start(items: Sequence[Item], cursor: str, key: Callable[[Item], str]) -> int:
    if not cursor:
        return 0
    try:
        first = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    for position, item in enumerate(items):
        if first == f"next:{key(item)}":
            return position
    raise SlackError("invalid_cursor")
