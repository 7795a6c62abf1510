"""The shapes of Slack's payloads, field by field, as far as Bolt or we read them.

A signed request of another shape is refused before anything else reads it. Any field may be missing or null, as Slack
sends many; the fields that a kind of payload needs are in `_REQUIRED`.
"""

from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]

# An id of Slack's has eleven characters today.
LONGEST_ID = 255


def is_of_slack(body: Any) -> bool:
    """Whether a parsed payload has a shape that Slack sends."""
    return isinstance(body, dict) and _BODY(body) and _has_required_fields(body)


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


def _mapping_of(of: Check) -> Check:
    """Check a mapping with any names, whose values all have a shape."""
    return lambda value: value is None or (isinstance(value, dict) and all(map(of, value.values())))


def _list_of(of: Check) -> Check:
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
    selected_options=_list_of(_OPTION),
    selected_user=_id,
    selected_users=_list_of(_id),
    selected_channel=_id,
    selected_conversation=_id,
    selected_date=_text,
    selected_time=_text,
)
_STATE = _mapping(values=_mapping_of(_mapping_of(_ELEMENT)))
_OBJECT = _mapping(id=_id, team_id=_id)  # a user, channel, team or organisation
_VIEW = _mapping(
    id=_id,
    type=_text,
    team_id=_id,
    app_installed_team_id=_id,
    root_view_id=_id,
    callback_id=_text,
    private_metadata=_text,
    hash=_text,
    blocks=_list_of(_mapping(type=_text, block_id=_text)),
    state=_STATE,
)
_EVENT = _mapping(
    type=_text,
    subtype=_text,
    user=_either(_id, _OBJECT),
    channel=_either(_id, _OBJECT),
    inviter=_id,
    actor_id=_id,
    text=_text,
    tab=_text,
    team=_id,
    tokens=_mapping(bot=_list_of(_id), oauth=_list_of(_id)),
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
    user=_either(_OBJECT, _id),
    team=_either(_OBJECT, _id),
    channel=_either(_OBJECT, _id),
    enterprise=_OBJECT,
    container=_mapping(type=_text, channel_id=_id, message_ts=_text, view_id=_id),
    message=_mapping(ts=_text, thread_ts=_text),
    actions=_list_of(_ELEMENT),
    state=_STATE,
    view=_VIEW,
    event=_EVENT,
    authorizations=_list_of(_mapping(enterprise_id=_id, team_id=_id, user_id=_id)),
)


def _has_required_fields(body: dict[str, Any]) -> bool:
    """Whether a payload has what its kind needs: whose it is, and what it is about."""
    kind = body.get("type")
    if kind == "event_callback":
        return isinstance((body.get("event") or {}).get("type"), str)
    if kind not in _REQUIRED:
        return "command" not in body or bool(body.get("team_id"))
    user = body.get("user")
    return isinstance(user, dict) and bool(user.get("id")) and _REQUIRED[kind](body)


def _has_actions(body: dict[str, Any]) -> bool:
    actions = body.get("actions") or []
    return bool(actions) and all(isinstance(each.get("action_id"), str) for each in actions)


def _has_callback_id(value: Any) -> bool:
    return isinstance((value or {}).get("callback_id"), str)


_REQUIRED: dict[str, Check] = {
    "block_actions": _has_actions,
    "view_submission": lambda body: _has_callback_id(body.get("view")),
    "view_closed": lambda body: _has_callback_id(body.get("view")),
    "shortcut": _has_callback_id,
    "message_action": _has_callback_id,
}
