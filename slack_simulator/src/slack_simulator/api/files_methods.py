"""The files methods of the Web API: the two that are left since files.upload was retired."""

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from slack_simulator.api.arguments import Arguments
from slack_simulator.api.targets import may_post
from slack_simulator.conversations import messages
from slack_simulator.conversations.messages import Content
from slack_simulator.errors import SlackError, invalid_arguments
from slack_simulator.state.files import File, mimetype_of
from slack_simulator.workspace import Workspace

Json = dict[str, Any]

LONGEST_ALT = 1000


def get_upload_url(workspace: Workspace, args: Arguments) -> Json:
    name = args.required("filename")
    length = args.text("length")
    if not length.isdecimal():
        raise invalid_arguments(["must be a number [json-pointer:/length]"])
    if not int(length):
        raise SlackError("missing_argument")
    _refuse(workspace, name, mimetype_of(name), at_last=False)
    alt = args.text("alt_txt")
    if len(alt) > LONGEST_ALT:
        raise SlackError("alt_txt_too_large")
    file, token = workspace.files.expect(name, int(length), alt)
    return {"ok": True, "upload_url": f"{workspace.base_url}/upload/v1/{token}", "file_id": file.id}


def complete_upload(workspace: Workspace, args: Arguments) -> Json:
    uploaded = [_uploaded(workspace, each) for each in _listed(args)]
    channel_id = args.text("channel_id")
    if channel_id:
        conversation = workspace.conversations.get(channel_id)
        if conversation is None:
            raise SlackError("channel_not_found")
        target = may_post(workspace, conversation)
        for file in uploaded:
            _refuse(workspace, file.name, file.mimetype, at_last=True)
        workspace.limits.count_post(target.id)
        for file in uploaded:
            file.channel = target.id
        content = Content(args.text("initial_comment"), files=[file.shown() for file in uploaded])
        author = messages.the_app(workspace)
        messages.post(workspace, target, content, author, thread_ts=args.text("thread_ts") or None)
    return {"ok": True, "files": [file.shown() for file in uploaded]}


def _refuse(workspace: Workspace, name: str, mimetype: str, *, at_last: bool) -> None:
    if error := workspace.policies.refusal(name, mimetype, at_last=at_last):
        raise SlackError(error)


def _listed(args: Arguments) -> list[Json]:
    wrong = invalid_arguments(["must be an array of objects with an id [json-pointer:/files]"])
    listed = args.parsed("files", wrong)
    if not isinstance(listed, list) or not listed or not all(isinstance(each, dict) for each in listed):
        raise wrong
    return listed


def _uploaded(workspace: Workspace, named: Json) -> File:
    file = workspace.files.get(str(named.get("id")))
    if file is None or file.content is None:
        raise SlackError("file_not_found")
    if file.channel:
        raise SlackError("file_already_completed")
    file.title = str(named.get("title") or "")
    return file


async def upload(request: Request) -> Response:
    """Take what comes to an address that was handed out; Slack answers in plain text."""
    workspace: Workspace = request.app.state.workspace
    file = workspace.files.take(request.path_params["token"], await request.body())
    if file is None:
        return PlainTextResponse("Error", 400)
    return PlainTextResponse(f"OK - {file.length}")


async def download(request: Request) -> Response:
    """Give a file to somebody who can see where it was shared."""
    workspace: Workspace = request.app.state.workspace
    file = workspace.files.get(request.path_params["file"])
    conversation = workspace.conversations.get(file.channel) if file else None
    viewer = request.query_params.get("as", "")
    if file is None or conversation is None or not workspace.may_see(viewer, conversation):
        return PlainTextResponse("There is no such file.", 404)
    safe = "".join(letter for letter in file.name if letter.isalnum() or letter in "-_.")
    headers = {"Content-Disposition": f'attachment; filename="{safe}"', "X-Content-Type-Options": "nosniff"}
    return Response(file.content, media_type=file.mimetype, headers=headers)
