"""Our few calls to Slack, each of which raises a SlackError that says what a failure means for us.

Only `app/outbox.py` posts, updates and deletes messages. Answers to a click's own address (`replace_clicked`,
`answer_privately`), what only one person sees (`whisper`) and files (`upload`) do not go through the outbox, because
nobody looks for them again.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any
from urllib.request import build_opener, install_opener

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.models.views import View
from slack_sdk.web import SlackResponse

from app.domain.day.member import Account, Member, Profile, Standing
from app.errors import SlackRateLimited, SlackRefused
from app.slack import patience
from app.slack.authorities import trusting
from app.slack.block_json import as_json
from app.slack.calls import QUICK, call
from app.slack.direct_client import DirectClient
from app.slack.files import File, upload
from app.slack.http_pool import POOLS, PooledHttp, PooledHttps
from app.slack.message import Message
from app.slack.profiles import member_from
from app.slack.response_urls import answer
from app.slack.rich_text import alternative_blocks
from app.slack_errors import Meaning

# How long, in seconds, Slack may take to answer while no person waits.
PATIENT = 10
# How far Slack's clock may be from ours.
CLOCKS_DIFFER = timedelta(minutes=1)


class Author(Struct, frozen=True):
    """The name and picture that a message appears under."""

    name: str
    icon_url: str


class Mark(Struct, frozen=True):
    """The mark in the metadata of a message of ours, by which it is found again.

    `version` says which text it was posted with; it does not matter for finding the message.
    """

    kind: str
    report_id: str
    user_id: str = ""
    part: int = 0
    version: str = ""

    def metadata(self) -> dict[str, Any]:
        """Return the metadata of the message, without empty values: Slack may not give them back."""
        return {"event_type": self.kind, "event_payload": _without_empty({**self._values(), "version": self.version})}

    def is_on(self, message: Mapping[str, Any]) -> bool:
        """Whether a message that Slack returned has this mark. Messages of an early release have empty values in it."""
        metadata = message.get("metadata")
        if not isinstance(metadata, Mapping) or metadata.get("event_type") != self.kind:
            return False
        values = metadata.get("event_payload")
        own = _without_empty(self._values())
        return isinstance(values, Mapping) and _without_empty({**values, "version": ""}) == own

    def _values(self) -> dict[str, Any]:
        return {"report_id": self.report_id, "user_id": self.user_id, "part": self.part}


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", 0, None)}


class Identity(Struct, frozen=True):
    """The workspace of the token, and our bot in it."""

    team_id: str
    bot_user_id: str


def warm_up(base_url: str) -> None:
    """Let all calls share connections, since slack_sdk opens one for each call, and what they trust."""
    # Without TLS, as in the local workspace, no authorities are read, and there is nobody to trust.
    context = trusting() if base_url.startswith("https:") else SSLContext(PROTOCOL_TLS_CLIENT)
    POOLS.trust(context)
    install_opener(build_opener(PooledHttp(), PooledHttps(context=context)))


class Slack:
    """Slack's Web API. Every method may raise SlackError; a call that may have been carried out is never repeated."""

    def __init__(self, token: str, base_url: str) -> None:
        self._quick = DirectClient(token, base_url, timeout=QUICK, retry_handlers=[])
        self._patient = DirectClient(token, base_url, timeout=PATIENT, retry_handlers=[])
        # Reading twice does no harm, so the SDK may repeat a read at once; posting twice would. The SDK never waits
        # for a rate limit, because it would sleep while a person waits for an answer or a lease runs out.
        self._reading = WebClient(
            token, base_url=base_url, timeout=PATIENT, retry_handlers=[ConnectionErrorRetryHandler()]
        )
        self._token = token
        self._base_url = base_url
        self._identity: Identity | None = None

    def get_ready(self) -> None:
        """Open a connection beside other work, for a modal that is opened soon: a click often comes alone."""
        self._quick.get_ready()

    @property
    def fingerprint(self) -> str:
        """A hash of our token, to tell it from others without showing it."""
        return sha256(self._token.encode()).hexdigest()[:16]

    def identity(self) -> Identity:
        """Return who we are; Slack is asked once in the life of a process."""
        if self._identity is None:
            reply = self._read("auth_test")
            self._identity = Identity(reply["team_id"], reply.get("user_id") or "")
        return self._identity

    def post(
        self,
        channel: str,
        message: Message,
        mark: Mark,
        *,
        author: Author | None = None,
        thread_ts: str | None = None,
    ) -> tuple[str, str]:
        """Post to a channel, or to a person by their id, and return the conversation and the timestamp."""
        under_name = {"username": author.name, "icon_url": author.icon_url} if author else {}
        reply = self._call_with_blocks(
            self._patient.chat_postMessage,
            message,
            channel=channel,
            metadata=mark.metadata(),
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            **under_name,
        )
        return reply["channel"], reply["ts"]

    def update(self, channel: str, ts: str, message: Message) -> None:
        """Replace the content of a message of ours."""
        self._call_with_blocks(self._patient.chat_update, message, channel=channel, ts=ts, parse="none")

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message of ours."""
        call(self._patient.chat_delete, channel=channel, ts=ts)

    def upload(self, channel: str, file: File, comment: str = "", thread_ts: str | None = None) -> str:
        """Share a file in a conversation (not a person's id) and return its id; raises UploadsDeclined.

        That is raised if the workspace has not granted the optional scope.
        """
        return upload(self._patient, self._base_url, channel, file, comment=comment, thread_ts=thread_ts)

    def whisper(self, channel: str, user_id: str, text: str) -> None:
        """Show a text in a channel to one person alone."""
        call(self._quick.chat_postEphemeral, channel=channel, user=user_id, text=text)

    def open_view(self, trigger_id: str, view: View) -> None:
        """Open a modal; the trigger of the click lives for three seconds."""
        call(self._quick.views_open, trigger_id=trigger_id, view=as_json(view))

    def push_view(self, trigger_id: str, view: View) -> None:
        """Open a modal over the one that was clicked in."""
        call(self._quick.views_push, trigger_id=trigger_id, view=as_json(view))

    def update_view(self, view_id: str, view: View, shown: str | None = None) -> None:
        """Replace the content of an open modal; fields that remain keep what is typed in them.

        Does nothing if the modal is closed by now, or if `shown`, the hash of the modal that the person acted on, is
        not its hash any more.
        """
        try:
            call(self._quick.views_update, view_id=view_id, view=as_json(view), hash=shown)
        except SlackRefused as refusal:
            if refusal.meaning is not Meaning.TOO_LATE:
                raise

    def publish_home(self, user_id: str, view: View, shown: str | None = None) -> None:
        """Replace a person's Home tab; with `shown`, the hash that they saw, only if that is still its hash.

        Raises SlackRefused with `hash_conflict` if the tab was published again meanwhile.
        """
        call(self._patient.views_publish, user_id=user_id, view=as_json(view), hash=shown)

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message."""
        return str(self._read("chat_getPermalink", channel=channel, message_ts=ts)["permalink"])

    def replace_clicked(self, response_url: str, message: Message) -> None:
        """Replace the message that a click came from, by the address that came with the click.

        That address has nearly no rate limit; chat.update allows fifty calls a minute for the whole workspace.
        """
        shown = list(map(as_json, message.blocks))
        answer(response_url, self._base_url, {"replace_original": True, "text": message.text, "blocks": shown})

    def answer_privately(self, response_url: str, message: Message) -> None:
        """Answer a click or a command by the address that came with it, visibly to that one person."""
        reply = {"response_type": "ephemeral", "replace_original": False, "text": message.text}
        blocks = {"blocks": list(map(as_json, message.blocks))} if message.blocks else {}
        answer(response_url, self._base_url, {**reply, **blocks})

    def conversation_members(self, channel: str) -> list[str]:
        """Return the ids of all members of a channel, bots included, without repetitions."""
        pages = self._pages("conversations_members", "members", channel=channel)
        return list(dict.fromkeys(user_id for page in pages for user_id in page))

    def channel_creator(self, channel: str) -> str:
        """Return the id of the person who created a channel; empty if Slack does not say."""
        return str(self._channel(channel).get("creator") or "")

    def is_private(self, channel: str) -> bool:
        """Whether a channel is private; true if Slack does not say."""
        return bool(self._channel(channel).get("is_private", True))

    def is_shared(self, channel: str) -> bool:
        """Whether people of other companies are in a channel, or are invited to it."""
        described = self._channel(channel)
        return bool(described.get("is_ext_shared") or described.get("is_pending_ext_shared"))

    def _channel(self, channel: str) -> Mapping[str, Any]:
        described: Mapping[str, Any] = self._read("conversations_info", channel=channel)["channel"]
        return described

    def profile(self, team_id: str, user_id: str) -> Member:
        """Return a person as Slack describes them; an id that Slack does not show is a member who is no person.

        People are read one by one, because the list of all people has a far lower rate limit.
        """
        try:
            return member_from(team_id, self._read("users_info", user=user_id, include_locale=True)["user"])
        except SlackRefused as refusal:
            if refusal.code not in {"user_not_found", "user_not_visible"}:
                raise
            return Member(team_id, user_id, profile=Profile(display_name=user_id), account=Account(is_person=False))

    def standing(self, team_id: str, user_id: str) -> Standing:
        """Return whether somebody is a full member, limited (a guest, an app) or gone; raises SlackError."""
        try:
            user = self._read("users_info", user=user_id)["user"]
        except SlackRefused as refusal:
            if refusal.code != "user_not_found":
                raise
            return Standing.GONE
        if user.get("deleted"):
            return Standing.GONE
        return Standing.FULL if member_from(team_id, user).is_full else Standing.LIMITED

    def admins(self, team_id: str) -> list[str]:
        """Return the ids of the workspace's active admins; reads the whole list of members."""
        pages = self._pages("users_list", "members")
        members = (member_from(team_id, user) for page in pages for user in page)
        return [member.user_id for member in members if member.account.is_admin and member.is_full]

    def direct_channel(self, user_id: str) -> str:
        """Return the conversation of our direct messages with a person, and open it if there is none."""
        return str(self._read("conversations_open", users=user_id)["channel"]["id"])

    def find(self, channel: str, mark: Mark, since: datetime, thread_ts: str | None = None) -> str | None:
        """Return the timestamp of our message with this mark, or None if there is none since then."""
        message = self._find(channel, mark, since, thread_ts)
        return str(message["ts"]) if message else None

    def find_version(
        self, channel: str, mark: Mark, since: datetime, thread_ts: str | None = None
    ) -> tuple[str, str] | None:
        """Return the timestamp and the version of our message with this mark, or None.

        A message of an early release has an empty version.
        """
        message = self._find(channel, mark, since, thread_ts)
        return (str(message["ts"]), str(message["metadata"]["event_payload"].get("version", ""))) if message else None

    def _find(self, channel: str, mark: Mark, since: datetime, thread_ts: str | None) -> Mapping[str, Any] | None:
        method, where = "conversations_history", {"channel": channel}
        if thread_ts:
            method, where = "conversations_replies", {"channel": channel, "ts": thread_ts}
        where["oldest"] = _just_before(since)
        for page in self._pages(method, "messages", include_all_metadata=True, **where):
            for message in page:
                if mark.is_on(message):
                    found: Mapping[str, Any] = message
                    return found
        return None

    def files_since(self, channel: str, since: datetime) -> set[str]:
        """Return the titles of the files that we shared in a conversation since then."""
        bot, found = self.identity().bot_user_id, set[str]()
        for page in self._pages("conversations_history", "messages", channel=channel, oldest=_just_before(since)):
            ours = [message for message in page if message.get("user") == bot or message.get("bot_id")]
            found |= {str(file.get("title")) for message in ours for file in message.get("files") or ()}
        return found

    @staticmethod
    def _call_with_blocks(method: Callable[..., SlackResponse], message: Message, **arguments: Any) -> SlackResponse:
        """Post or update a message; if Slack refuses its blocks, try once more with others that say the same."""
        try:
            return call(method, text=message.text, blocks=list(map(as_json, message.blocks)), **arguments)
        except SlackRefused as refusal:
            other_blocks = alternative_blocks(refusal.code, message)
            if other_blocks is None:
                raise
            return call(method, text=message.text, blocks=other_blocks, **arguments)

    def _read(self, method: str, **arguments: Any) -> SlackResponse:
        """Call a reading method; while a person waits only for a short time, else until a rate limit is over."""
        client = self._reading if patience.may_wait() else self._quick
        while True:
            patience.take_turn(method)
            try:
                return call(getattr(client, method), **arguments)
            except SlackRateLimited as limit:
                patience.wait_out(limit)

    def _pages(self, method: str, key: str, **arguments: Any) -> Iterator[Any]:
        cursor = None
        while True:
            reply = self._read(method, limit=200, cursor=cursor, **arguments)
            yield reply.get(key) or []
            cursor = (reply.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def _just_before(since: datetime) -> str:
    """Return the timestamp to look for messages from: Slack's clock may be up to a minute behind ours."""
    return f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
