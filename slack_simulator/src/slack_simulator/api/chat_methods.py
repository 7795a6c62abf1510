"""The chat methods of the Web API."""

import json
from typing import Any

from slack_simulator.api.arguments import Arguments
from slack_simulator.api.targets import known_conversation, may_post, posting_target
from slack_simulator.apps.installation import APP_ID, BOT_ID, TEAM_DOMAIN
from slack_simulator.blocks.checking import check_message_blocks
from slack_simulator.conversations import messages
from slack_simulator.conversations.messages import Content
from slack_simulator.errors import SlackError
from slack_simulator.state.channels import Conversation
from slack_simulator.state.policies import KEPT, LOST
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
LONGEST_MARKDOWN = 12_000
LARGEST_METADATA = 8_192
MOST_ATTACHMENTS = 100
AUTHOR = ("username", "icons", "subtype")
CUSTOM_AUTHOR = ("username", "icon_url", "icon_emoji")


def post_message(workspace: Workspace, args: Arguments) -> Json:
    author = _author(workspace, args)
    target = posting_target(workspace, args, custom_author="username" in author)
    content = read_content(args)
    workspace.policies.refuse_blocks(content.blocks)
    workspace.limits.count_post(target.id)
    thread_ts, broadcast = args.text("thread_ts") or None, args.flag("reply_broadcast")
    message = messages.post(workspace, target, content, author, thread_ts=thread_ts, broadcast=broadcast)
    message["_local"]["keeps_empty"] = workspace.policies.keeps_empty
    return {"ok": True, "channel": target.id, "ts": message["ts"], "message": messages.as_sent(message)}


def post_ephemeral(workspace: Workspace, args: Arguments) -> Json:
    author = _author(workspace, args)
    target = may_post(workspace, known_conversation(workspace, args))
    content = read_content(args, longest=LONGEST_UPDATE)
    user = args.required("user")
    if user not in target.members or workspace.person(user).deleted:
        raise SlackError("user_not_in_channel")
    thread_ts = args.text("thread_ts") or None
    message = messages.post(workspace, target, content, author, thread_ts=thread_ts, ephemeral_to=user)
    return {"ok": True, "message_ts": message["ts"]}


def update(workspace: Workspace, args: Arguments) -> Json:
    target, message = _own_message(workspace, args, "cant_update_message")
    if target.is_archived:
        raise SlackError(workspace.policies.archived)
    content = _updated(args, message)
    workspace.policies.refuse_blocks(content.blocks)
    if workspace.policies.is_mismatch(message.get("blocks"), content.blocks):
        raise SlackError("block_mismatch")
    author = {name: message[name] for name in AUTHOR if name in message}
    messages.change(workspace, target, message, content, edited=not content.blocks)
    if workspace.policies.author == KEPT:
        message.update(author)
    elif workspace.policies.author == LOST:
        for name in author:
            message.pop(name, None)
    sent = messages.as_sent(message)
    return {"ok": True, "channel": target.id, "ts": message["ts"], "text": sent["text"], "message": sent}


def delete(workspace: Workspace, args: Arguments) -> Json:
    target, message = _own_message(workspace, args, "cant_delete_message")
    is_in_a_name = message["_local"].get("in_a_name")  # Slack's page on posting in another name: it cannot be deleted
    if is_in_a_name and not workspace.policies.deletes_authors:
        raise SlackError("cant_delete_message")
    messages.delete(workspace, target, message)
    return {"ok": True, "channel": target.id, "ts": message["ts"]}


def get_permalink(workspace: Workspace, args: Arguments) -> Json:
    target = known_conversation(workspace, args)
    message = messages.find(workspace, target, args.required("message_ts"))
    if message is None or message["_local"].get("ephemeral_to"):
        raise SlackError("message_not_found")
    return {"ok": True, "channel": target.id, "permalink": permalink(target, message)}


def permalink(conversation: Conversation, message: Json) -> str:
    """Return the address of a message; that of a reply names its thread."""
    ts, parent = message["ts"], message.get("thread_ts")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{conversation.id}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={parent}&cid={conversation.id}" if parent and parent != ts else link


def _own_message(workspace: Workspace, args: Arguments, refusal: str) -> tuple[Conversation, Json]:
    target = known_conversation(workspace, args)
    if not target.with_app and workspace.policies.changes_outside:
        raise SlackError(workspace.policies.changes_outside)
    message = messages.find(workspace, target, args.required("ts"))
    if message is None or message["_local"].get("ephemeral_to"):
        raise SlackError("message_not_found")
    if message.get("bot_id") != BOT_ID:
        raise SlackError(refusal)
    return target, message


def _author(workspace: Workspace, args: Arguments) -> Json:
    if args.flag("as_user"):
        raise SlackError("as_user_not_supported")
    if not any(args.text(name) for name in CUSTOM_AUTHOR):
        return messages.the_app(workspace)
    workspace.need("chat:write.customize")
    author: Json = {
        "subtype": "bot_message",
        "username": args.text("username") or workspace.installation.name,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
    }
    if args.text("icon_emoji"):
        author["icons"] = {"emoji": args.text("icon_emoji")}
    elif args.text("icon_url"):
        author["icons"] = {"image_48": args.text("icon_url")}
    return author


def read_content(args: Arguments, *, longest: int | None = None, measured: bool = True) -> Content:
    """Return what a new message says, checked as Slack checks it; texts over 40,000 characters are cut off."""
    blocks, metadata, attachments = read_blocks(args, measured=measured), read_metadata(args), _attachments(args)
    text = args.text("text")
    markdown = args.text("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > LONGEST_MARKDOWN:
            raise SlackError("msg_too_long")
        blocks = check_message_blocks([{"type": "markdown", "text": markdown}])
        text = markdown
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    if longest and len(text) > longest:
        raise SlackError("msg_too_long")
    full = args.text("parse") == "full" or args.flag("link_names")
    return Content(text[:LONGEST_POST], blocks, metadata or None, attachments, full)


def read_blocks(args: Arguments, *, measured: bool = True) -> list[Json] | None:
    """Return the checked blocks, or None if the argument was left out."""
    blocks = args.parsed("blocks", SlackError("invalid_blocks_format"))
    return None if blocks is None else check_message_blocks(blocks, measured=measured)


def read_metadata(args: Arguments) -> Json | None:
    """Return the metadata: None if left out, empty if it shall be removed."""
    wrong = SlackError("invalid_metadata_format")
    metadata = args.parsed("metadata", wrong)
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise wrong
    if not isinstance(metadata.get("event_payload"), dict) or set(metadata) - {
        "event_type",
        "event_payload",
        "entities",
    }:
        raise wrong
    if len(json.dumps(metadata)) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def _attachments(args: Arguments) -> list[Json] | None:
    attachments = args.parsed("attachments", SlackError("invalid_attachments"))
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(each, dict) for each in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return attachments


def _updated(args: Arguments, message: Json) -> Content:
    """Return what the message says after an update: text without blocks removes them, metadata left out stays."""
    blocks, metadata, attachments = read_blocks(args), read_metadata(args), _attachments(args)
    text_given = args.given("text")
    if len(args.text("text")) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    if not (text_given or blocks or attachments or metadata is not None):
        raise SlackError("no_text")
    if not text_given and blocks is None:
        blocks = message.get("blocks")
    text = args.text("text") if text_given or blocks else message.get("text", "")
    if not text_given and args.values.get("blocks") is None:
        text = message.get("text", "")
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    kept = message.get("metadata") if metadata is None else metadata
    full = args.text("parse") == "full" or args.flag("link_names")
    return Content(text, blocks, kept, attachments if attachments is not None else message.get("attachments"), full)
