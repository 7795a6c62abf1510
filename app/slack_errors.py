"""What each of Slack's error codes means for us, method by method: the one table.

The codes come from Slack's reference of each method, and from its list of errors that any method may answer with. A
code that is not in the table refuses this one call and means nothing else.
"""

from collections.abc import Mapping
from enum import StrEnum


class Meaning(StrEnum):
    """What an error code means for us."""

    DEAD_TOKEN = "dead_token"  # noqa: S105 nothing works until an admin acts, and Slack takes no message about it
    PERMISSION = "permission"  # the app lacks a scope: installing it again grants that
    RATE_LIMITED = "rate_limited"  # nothing was done; try again later
    UNAVAILABLE = "unavailable"  # it is unknown whether it was done; try again later
    ARCHIVED = "archived"  # the channel takes nothing until it is unarchived
    NO_CHANNEL = "no_channel"  # the conversation does not exist any more, or we cannot see it
    GONE = "gone"  # the thread or message does not exist any more
    NOT_INSIDE = "not_inside"  # we are not in the channel
    NOT_ALLOWED = "not_allowed"  # the workspace or the channel does not allow this call
    UNREACHABLE = "unreachable"  # this one person gets no messages from us
    WORDS = "words"  # Slack refuses the content of the message
    TOO_LATE = "too_late"  # the modal is closed or changed by now, or the click is too old to open one
    OTHER = "other"


def _all(meaning: Meaning, codes: str) -> dict[str, Meaning]:
    return dict.fromkeys(codes.split(), meaning)


# Codes that say that a channel is closed to us until somebody opens it again, for any method. Each needs a `Fate` in
# `domain/scheduling/outlook.py`, which cannot be imported otherwise. A code of one method goes into `_METHODS`.
CLOSED = {
    "is_archived": Meaning.ARCHIVED,
    "channel_not_found": Meaning.NO_CHANNEL,
    "not_in_channel": Meaning.NOT_INSIDE,
}

# Slack's list of errors that any method may answer with. `no_permission` and `access_denied` are about the target of
# the call (a conversation that we are not in, something that an admin has closed), not about the token.
_ANY = {
    **_all(
        Meaning.DEAD_TOKEN,
        "account_inactive enterprise_is_restricted invalid_auth not_authed org_login_required team_access_not_granted "
        "token_expired token_revoked two_factor_setup_required",
    ),
    **_all(Meaning.PERMISSION, "missing_scope not_allowed_token_type"),
    **_all(Meaning.RATE_LIMITED, "ratelimited rate_limited"),
    **_all(Meaning.UNAVAILABLE, "fatal_error internal_error request_timeout service_unavailable team_added_to_org"),
    **_all(Meaning.NOT_ALLOWED, "access_denied ekm_access_denied no_permission"),
    **CLOSED,
}
_WORDS = _all(
    Meaning.WORDS,
    "attachment_payload_limit_exceeded block_mismatch invalid_arguments invalid_attachments invalid_blocks "
    "invalid_blocks_format invalid_metadata_format invalid_metadata_schema markdown_text_conflict metadata_too_large "
    "msg_blocks_too_long msg_too_long no_text too_many_attachments too_many_contact_cards",
)
_CONNECT = _all(
    Meaning.NOT_ALLOWED,
    "slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked",
)
_PERSON = _all(
    Meaning.UNREACHABLE,
    "app_access_restricted cannot_dm_bot invalid_user_combination messages_tab_disabled user_disabled user_not_found "
    "user_not_visible",
)
_TRIGGER = _all(
    Meaning.TOO_LATE,
    "exchanged_trigger_id expired_trigger_id invalid_trigger_id trigger_exchanged trigger_expired",
)
_VIEW = _all(Meaning.TOO_LATE, "hash_conflict not_found")
_READ = _all(Meaning.GONE, "message_not_found thread_not_found")

_METHODS: Mapping[str, Mapping[str, Meaning]] = {
    "chat.postMessage": {
        **_WORDS,
        **_CONNECT,
        **_PERSON,
        **_all(
            Meaning.NOT_ALLOWED,
            "message_limit_exceeded restricted_action restricted_action_non_threadable_channel "
            "restricted_action_read_only_channel restricted_action_thread_locked "
            "restricted_action_thread_only_channel send_on_behalf_not_allowed",
        ),
        **_all(Meaning.GONE, "cannot_reply_to_message thread_not_found"),
    },
    "chat.update": {
        **_WORDS,
        **_CONNECT,
        **_all(Meaning.ARCHIVED, "is_inactive"),  # the channel is frozen, archived or deleted
        **_all(Meaning.NOT_INSIDE, "no_permission"),  # its reference: "make sure your app is a member"
        **_all(Meaning.GONE, "message_not_found"),
        **_all(Meaning.NOT_ALLOWED, "cant_update_message edit_window_closed message_limit_exceeded"),
        **_all(Meaning.UNAVAILABLE, "external_channel_migrating streaming_state_conflict update_failed"),
    },
    "chat.delete": {
        **_all(Meaning.NOT_INSIDE, "no_permission"),
        **_all(Meaning.GONE, "message_not_found"),
        **_all(Meaning.NOT_ALLOWED, "cant_delete_message"),
    },
    "chat.postEphemeral": {**_WORDS, **_PERSON, **_all(Meaning.UNREACHABLE, "user_not_in_channel")},
    "chat.getPermalink": _READ,
    "conversations.history": _READ,
    "conversations.replies": _READ,
    "conversations.members": _all(Meaning.UNAVAILABLE, "fetch_members_failed"),
    "conversations.info": _all(Meaning.NOT_ALLOWED, "channel_is_limited_access"),
    "conversations.open": _PERSON,
    "users.info": _PERSON,
    "files.getUploadURLExternal": _all(
        Meaning.NOT_ALLOWED,
        "file_type_not_allowed file_upload_size_restricted file_uploads_disabled file_uploads_except_images_disabled "
        "storage_limit_reached",
    ),
    "files.completeUploadExternal": _all(
        Meaning.NOT_ALLOWED, "file_type_not_allowed file_uploads_except_images_disabled posting_to_channel_denied"
    ),
    "views.open": _TRIGGER,
    "views.push": {**_TRIGGER, **_VIEW},
    "views.update": _VIEW,
    "views.publish": _all(Meaning.TOO_LATE, "hash_conflict"),
}

# Codes that say that a message is too long.
TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long"})

# Slack goes on refusing for these reasons until somebody changes the channel or the message, so trying again does not
# help; nothing else is wrong.
OUT_OF_REACH = frozenset({*CLOSED.values(), Meaning.GONE, Meaning.NOT_ALLOWED})


def meaning_of(method: str, code: str) -> Meaning:
    """Return what an error code of a method means; `method` is Slack's name, or that of slack_sdk's function."""
    name = method if "." in method else method.replace("_", ".", 1)
    return _METHODS.get(name, {}).get(code) or _ANY.get(code, Meaning.OTHER)
