"""The conversations methods of the Web API."""

from collections.abc import Iterable
from typing import Any

from slack_simulator.api.arguments import Arguments
from slack_simulator.api.paging import asked_limit, page_of
from slack_simulator.api.targets import known_conversation, readable_conversation
from slack_simulator.apps.installation import BOT_USER_ID
from slack_simulator.conversations import membership, messages
from slack_simulator.errors import SlackError
from slack_simulator.state.channels import Conversation, conversation_object
from slack_simulator.state.people import SLACKBOT
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

TYPES = {"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}
MOST_USERS = 8


def open_conversation(workspace: Workspace, args: Arguments) -> Json:
    if args.text("channel"):
        conversation = known_conversation(workspace, args)
        if not conversation.is_im:
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(workspace, conversation, args)
    users = [user.strip() for user in args.text("users").split(",") if user.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_USERS:
        raise SlackError("too_many_users")
    if len(users) > 1:
        workspace.need("mpim:write")
        raise SlackError("invalid_user_combination")
    return _opened(workspace, _with_person(workspace, users[0]), args)


def _with_person(workspace: Workspace, user: str) -> Conversation:
    workspace.need("im:write")
    person = workspace.person(user)
    if person.id == BOT_USER_ID:
        raise SlackError("users_list_not_supplied")
    if person.is_bot or person.id == SLACKBOT:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    if person.cannot_be_messaged:
        raise SlackError("user_not_visible")
    return workspace.direct_message(user)


def _opened(workspace: Workspace, conversation: Conversation, args: Arguments) -> Json:
    was_open = conversation.opened
    if not args.flag("prevent_creation"):
        conversation.opened = True
        workspace.saver.changed()
    whole = args.flag("return_im")
    channel = conversation_object(conversation) if whole else {"id": conversation.id}
    return {"ok": True, **({"no_op": True, "already_open": True} if was_open else {}), "channel": channel}


def members(workspace: Workspace, args: Arguments) -> Json:
    conversation = known_conversation(workspace, args)
    workspace.need(f"{conversation.scope_prefix}:read")
    page, cursor = page_of(conversation.members, args, str, asked_limit(args))
    return {"ok": True, "members": page, "response_metadata": {"next_cursor": cursor}}


def info(workspace: Workspace, args: Arguments) -> Json:
    conversation = known_conversation(workspace, args)
    workspace.need(f"{conversation.scope_prefix}:read")
    channel = _object(workspace, conversation)
    if not conversation.is_im:
        channel["is_member"] = conversation.with_app
    if args.flag("include_num_members"):
        channel["num_members"] = len(conversation.members)
    if args.flag("include_locale"):
        channel["locale"] = "en-US"
    return {"ok": True, "channel": channel}


def join(workspace: Workspace, args: Arguments) -> Json:
    conversation = known_conversation(workspace, args)
    if conversation.is_private or conversation.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if conversation.is_archived:
        raise SlackError("is_archived")
    was_member = conversation.with_app
    if not was_member:
        membership.add(workspace, conversation, BOT_USER_ID)
    reply: Json = {"ok": True, "channel": {**_object(workspace, conversation), "is_member": True}}
    if was_member:
        reply.update(warning="already_in_channel", response_metadata={"warnings": ["already_in_channel"]})
    return reply


def list_conversations(workspace: Workspace, args: Arguments) -> Json:
    visible = (each for each in workspace.conversations.values() if each.visible_to(BOT_USER_ID))
    return _listing(workspace, args, visible, with_membership=True)


def of_user(workspace: Workspace, args: Arguments) -> Json:
    """users.conversations: where a user is a member, as far as the app can see it."""
    user = workspace.person(args.text("user") or BOT_USER_ID).id
    shared = (
        each for each in workspace.conversations.values() if user in each.members and each.visible_to(BOT_USER_ID)
    )
    return _listing(workspace, args, shared, with_membership=False)


def _listing(
    workspace: Workspace, args: Arguments, conversations: Iterable[Conversation], *, with_membership: bool
) -> Json:
    wanted = _wanted_kinds(workspace, args)
    found = [each for each in conversations if each.scope_prefix in wanted and (each.opened or not each.is_im)]
    if args.flag("exclude_archived"):
        found = [each for each in found if not each.is_archived]
    page, cursor = page_of(found, args, lambda each: each.id, asked_limit(args))
    channels = [_object(workspace, each) for each in page]
    for channel, each in zip(channels, page, strict=True):
        if with_membership and not each.is_im:
            channel.update(is_member=each.with_app, num_members=len(each.members))
    return {"ok": True, "channels": channels, "response_metadata": {"next_cursor": cursor}}


def _wanted_kinds(workspace: Workspace, args: Arguments) -> list[str]:
    kinds = []
    for name in (args.text("types") or "public_channel").split(","):
        if name.strip() not in TYPES:
            raise SlackError("invalid_types")
        kinds.append(TYPES[name.strip()])
        workspace.need(f"{kinds[-1]}:read")
    return kinds


def _object(workspace: Workspace, conversation: Conversation) -> Json:
    person = workspace.people.get(conversation.user)
    return conversation_object(conversation, person_deleted=bool(person and person.deleted))


def history(workspace: Workspace, args: Arguments) -> Json:
    """Newest first, thread replies left out, as in Slack."""
    conversation = readable_conversation(workspace, args)
    found = [
        message
        for message in reversed(_lasting(workspace, conversation))
        if _in_channel(message) and _in_time(message["ts"], args)
    ]
    reply = _messages_page(found, args)
    reply["pin_count"] = 0
    return reply


def _in_channel(message: Json) -> bool:
    is_reply = message.get("thread_ts", message["ts"]) != message["ts"]
    return not is_reply or message.get("subtype") == messages.BROADCAST


def replies(workspace: Workspace, args: Arguments) -> Json:
    """Return a thread, oldest first, beginning with its parent."""
    conversation = readable_conversation(workspace, args)
    ts = args.required("ts")
    if messages.find(workspace, conversation, ts) is None:
        raise SlackError("thread_not_found")
    found = [
        message
        for message in _lasting(workspace, conversation)
        if ts == message["ts"] or (message.get("thread_ts") == ts and _in_time(message["ts"], args))
    ]
    return _messages_page(found, args)


def _lasting(workspace: Workspace, conversation: Conversation) -> list[Json]:
    kept = workspace.messages.get(conversation.id, [])
    return [message for message in kept if not message["_local"].get("ephemeral_to")]


def _in_time(ts: str, args: Arguments) -> bool:
    at, oldest, latest = float(ts), _bound(args, "oldest", "0"), _bound(args, "latest", "inf")
    return oldest <= at <= latest if args.flag("inclusive") else oldest < at < latest


def _bound(args: Arguments, name: str, default: str) -> float:
    try:
        return float(args.text(name) or default)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _messages_page(found: list[Json], args: Arguments) -> Json:
    page, cursor = page_of(found, args, lambda message: str(message["ts"]), asked_limit(args))
    with_metadata = args.flag("include_all_metadata")
    reply: Json = {
        "ok": True,
        "messages": [messages.as_sent(message, metadata=with_metadata) for message in page],
        "has_more": bool(cursor),
    }
    if cursor:
        reply["response_metadata"] = {"next_cursor": cursor}
    return reply
