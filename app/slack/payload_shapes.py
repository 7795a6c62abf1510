"""Shapes: what a payload of Slack's looks like, field by field, as far as Bolt or we read it.

Whatever is signed and of another shape is refused at the door, so that nobody behind it falls over it. A field that is
missing, or null, is as Slack sends many; what is read must be there is said for each kind of payload.
"""

import json
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]

# An id of Slack's has eleven characters today.
LONGEST_ID = 255


def is_of_slack(body: Any) -> bool:
    """Whether a parsed payload is of a shape that Slack sends; its text must be writable, too."""
    return isinstance(body, dict) and _BODY(body) and _is_whole(body) and _is_text(body)


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _id(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST_ID)


def _mapping(**fields: Check) -> Check:
    def check(value: Any) -> bool:
        if not isinstance(value, dict):
            return value is None
        return all(of(value[name]) for name, of in fields.items() if name in value)

    return check


def _each_of(of: Check) -> Check:
    """Whether something is a mapping by names of whoever made it, each to something of a shape."""
    return lambda value: value is None or (isinstance(value, dict) and all(map(of, value.values())))


def _listing(of: Check) -> Check:
    return lambda value: (
        value is None or (isinstance(value, list) and all(each is not None and of(each) for each in value))
    )


def _either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)


_OPTION = _mapping(value=_text)
_ELEMENT = _mapping(
    type=_text,
    action_id=_text,
    block_id=_text,
    value=_text,
    selected_option=_OPTION,
    selected_options=_listing(_OPTION),
    selected_user=_id,
    selected_users=_listing(_id),
    selected_channel=_id,
    selected_conversation=_id,
    selected_date=_text,
    selected_time=_text,
)
_STATE = _mapping(values=_each_of(_each_of(_ELEMENT)))
_SOMEBODY = _mapping(id=_id, team_id=_id)
_VIEW = _mapping(
    id=_id,
    type=_text,
    team_id=_id,
    app_installed_team_id=_id,
    root_view_id=_id,
    callback_id=_text,
    private_metadata=_text,
    hash=_text,
    blocks=_listing(_mapping(type=_text, block_id=_text)),
    state=_STATE,
)
_EVENT = _mapping(
    type=_text,
    subtype=_text,
    user=_either(_id, _SOMEBODY),
    channel=_either(_id, _SOMEBODY),
    inviter=_id,
    actor_id=_id,
    text=_text,
    tab=_text,
    team=_id,
    tokens=_mapping(bot=_listing(_id), oauth=_listing(_id)),
    view=_VIEW,
)
_BODY = _mapping(
    type=_text,
    command=_text,
    callback_id=_text,
    text=_text,
    trigger_id=_text,
    response_url=_text,
    event_id=_id,
    team_id=_id,
    context_team_id=_id,
    enterprise_id=_id,
    user_id=_id,
    channel_id=_id,
    user=_either(_SOMEBODY, _id),
    team=_either(_SOMEBODY, _id),
    channel=_either(_SOMEBODY, _id),
    enterprise=_SOMEBODY,
    container=_mapping(type=_text, channel_id=_id, message_ts=_text, view_id=_id),
    message=_mapping(ts=_text, thread_ts=_text),
    actions=_listing(_ELEMENT),
    state=_STATE,
    view=_VIEW,
    event=_EVENT,
    authorizations=_listing(_mapping(enterprise_id=_id, team_id=_id, user_id=_id)),
)


def _is_whole(body: dict[str, Any]) -> bool:
    """Whether a payload has what makes it one of its kind: whose it is, and what about."""
    kind = body.get("type")
    if kind == "event_callback":
        return isinstance((body.get("event") or {}).get("type"), str)
    if kind not in _ABOUT:
        return "command" not in body or bool(body.get("team_id"))
    user = body.get("user")
    return isinstance(user, dict) and bool(user.get("id")) and _ABOUT[kind](body)


def _presses(body: dict[str, Any]) -> bool:
    actions = body.get("actions") or []
    return bool(actions) and all(isinstance(each.get("action_id"), str) for each in actions)


def _is_named(value: Any) -> bool:
    return isinstance((value or {}).get("callback_id"), str)


_ABOUT: dict[str, Check] = {
    "block_actions": _presses,
    "view_submission": lambda body: _is_named(body.get("view")),
    "view_closed": lambda body: _is_named(body.get("view")),
    "shortcut": _is_named,
    "message_action": _is_named,
}


def _is_text(body: dict[str, Any]) -> bool:
    """Whether all of it can be written: JSON lets halves of characters in that no other text may hold."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
