"""Answers that come by response_url or as the answer to a command."""

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from slack_simulator.api.arguments import Arguments, read_body
from slack_simulator.api.broken import answer_instead
from slack_simulator.api.chat_methods import read_content
from slack_simulator.apps.installation import BOT_ID
from slack_simulator.conversations import messages
from slack_simulator.delivery.connections import Dropped
from slack_simulator.delivery.response_urls import ResponseUrl
from slack_simulator.errors import SlackError
from slack_simulator.faults import RESPONSE_URL
from slack_simulator.state.channels import Conversation
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

STATUSES = {"expired_url": 404, "used_url": 404, "invalid_json": 400, "json_not_object": 400}


async def response_url(request: Request) -> Response:
    """One answer to a response_url."""
    workspace: Workspace = request.app.state.workspace
    fault = workspace.faults.match(RESPONSE_URL, {})
    instead = await answer_instead(fault) if fault else None
    if instead is not None:
        return instead
    try:
        values = read_body("application/json", await request.body(), "")
        _answer(workspace, workspace.response_urls.use(request.path_params["token"]), values)
    except SlackError as error:
        workspace.journal.add("response_url", error.code, ok=False, detail=error.reply)
        return PlainTextResponse(error.code, STATUSES.get(error.code, 400))
    workspace.journal.add("response_url", "answered", detail={"answer": values})
    return Dropped() if fault and fault.kind == "lost_reply" else PlainTextResponse("ok")


def _answer(workspace: Workspace, url: ResponseUrl, values: Json) -> None:
    place = workspace.conversations[url.channel]
    args = Arguments(values)
    original = messages.find(workspace, place, url.message_ts or "")
    if args.flag("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        messages.delete(workspace, place, original)
    elif args.flag("replace_original") and url.message_ts:
        if original is None:
            raise SlackError("message_not_found")
        content = read_content(args, measured=False)
        if workspace.policies.is_mismatch(original.get("blocks"), content.blocks):
            raise SlackError("block_mismatch")
        messages.change(workspace, place, original, content, edited=not content.blocks)
    else:
        post_answer(workspace, place, url.user, values, url.thread_ts)


def post_answer(
    workspace: Workspace, place: Conversation, user: str, values: Json, thread_ts: str | None = None
) -> None:
    """Post an answer: only its user sees it unless its response_type is in_channel."""
    args = Arguments(values)
    content = read_content(args, measured=False)
    author = {"subtype": "bot_message", "bot_id": BOT_ID}
    only = None if args.text("response_type") == "in_channel" else user
    where = args.text("thread_ts") or thread_ts
    messages.post(workspace, place, content, author, thread_ts=where, ephemeral_to=only)
