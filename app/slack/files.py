"""Shares a file in Slack: asks for an address, uploads to it, and names the conversation that shows the file."""

from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from msgspec import Struct
from slack_sdk import WebClient

from app.errors import SlackRefused, SlackTokenRefused, SlackUnavailable, UploadsDeclined
from app.slack.calls import call

LONGEST_REPLY = 4096
SLACKS = (".slack.com", ".slack-gov.com")
LONGEST_ALT = 1000


class File(Struct, frozen=True):
    """A file to upload; `content` is never empty, and `alt` describes a picture."""

    name: str
    content: bytes
    title: str = ""
    alt: str = ""


def upload(
    web: WebClient, base_url: str, channel: str, file: File, *, comment: str = "", thread_ts: str | None = None
) -> str:
    """Share a file in a conversation (its own id, not a person's) and return the file's id.

    Raises UploadsDeclined if the scope for it is not granted, or another SlackError. Nobody sees anything of the file
    before the last call.
    """
    try:
        named = {"filename": file.name, "length": len(file.content), "alt_txt": file.alt[:LONGEST_ALT] or None}
        place = call(web.files_getUploadURLExternal, **named)
        _send(str(place["upload_url"]), base_url, file.content)
        done = call(
            web.files_completeUploadExternal,
            files=[{"id": place["file_id"], "title": file.title or file.name}],
            channel_id=channel,
            initial_comment=comment or None,
            thread_ts=thread_ts,
        )
    except SlackTokenRefused as refusal:
        if refusal.code == "missing_scope":
            raise UploadsDeclined(refusal.method, refusal.code) from refusal
        raise
    return str(done["files"][0]["id"])


def _send(url: str, base_url: str, content: bytes) -> None:
    if not is_for_files(url, base_url):
        raise SlackRefused("upload_url", "foreign_address")
    headers = {"Content-Type": "application/octet-stream"}
    request = Request(url, data=content, headers=headers, method="POST")  # noqa: S310 checked above
    try:
        with urlopen(request, timeout=_seconds(content)) as reply:  # noqa: S310
            body = reply.read(LONGEST_REPLY)
    except (HTTPException, OSError) as error:
        raise SlackUnavailable("upload_url", type(error).__name__) from error
    if not body.startswith(b"OK"):
        raise SlackRefused("upload_url", "refused")


def is_for_files(url: str, base_url: str) -> bool:
    """Whether an address is Slack's (government workspaces included) or has the origin at which we call Slack."""
    ours, theirs = urlsplit(base_url), urlsplit(url)
    is_slacks = theirs.scheme == "https" and (theirs.hostname or "").endswith(SLACKS)
    return is_slacks or (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc)


def _seconds(content: bytes) -> float:
    """Return the time limit for an upload in seconds: ten, and one for each hundred kilobytes."""
    return 10 + len(content) / 100_000
