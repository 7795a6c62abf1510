"""Our few verbs to Slack, and its errors sorted by what they mean for us."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
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
from app.slack.calls import QUICK, call
from app.slack.files import File, upload
from app.slack.http_pool import PooledHttp, PooledHttps
from app.slack.message import Message
from app.slack.profiles import member_from
from app.slack.response_urls import answer
from app.slack.rich_text import said_otherwise
from app.slack_errors import Meaning

# While a sender works through a roster.
PATIENT = 10
CLOCKS_DIFFER = timedelta(minutes=1)


class Author(Struct, frozen=True):
    """Under whose name and picture a message appears."""

    name: str
    icon_url: str


class Mark(Struct, frozen=True):
    """What tells one of our messages from all others: kept in its metadata, so that it can be found again.

    `version` says which words it was posted with, and does not matter for finding it.
    """

    kind: str
    report_id: str
    user_id: str = ""
    part: int = 0
    version: str = ""

    def metadata(self) -> dict[str, Any]:
        """Return it as it is written: without what is empty or zero, for nobody knows whether Slack gives that back."""
        return {"event_type": self.kind, "event_payload": _full({**self._values(), "version": self.version})}

    def is_on(self, message: Mapping[str, Any]) -> bool:
        """Whether a message read back bears this mark; an earlier version wrote empty values, too."""
        borne = message.get("metadata")
        if not isinstance(borne, Mapping) or borne.get("event_type") != self.kind:
            return False
        values = borne.get("event_payload")
        return isinstance(values, Mapping) and _full({**values, "version": ""}) == _full(self._values())

    def _values(self) -> dict[str, Any]:
        return {"report_id": self.report_id, "user_id": self.user_id, "part": self.part}


def _full(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", 0, None)}


class Identity(Struct, frozen=True):
    """Who we are in the workspace that the token belongs to."""

    team_id: str
    bot_user_id: str


def warm_up() -> None:
    """Read the certificate authorities once, and keep connections: left alone, every call opens one of its own."""
    install_opener(build_opener(PooledHttp(), PooledHttps(context=ssl.create_default_context())))


class Slack:
    """Slack's Web API. Every method may raise a SlackError; nothing blind is repeated."""

    def __init__(self, token: str, base_url: str) -> None:
        self._quick = WebClient(token, base_url=base_url, timeout=QUICK, retry_handlers=[])
        self._patient = WebClient(token, base_url=base_url, timeout=PATIENT, retry_handlers=[])
        # Reading twice does no harm, so there the SDK may try again at once; posting twice would. It never waits for a
        # rate limit: it would sleep out all of it, whoever waits for an answer or holds a lease meanwhile.
        self._reading = WebClient(
            token, base_url=base_url, timeout=PATIENT, retry_handlers=[ConnectionErrorRetryHandler()]
        )
        self._token = token
        self._base_url = base_url
        self._identity: Identity | None = None

    @property
    def fingerprint(self) -> str:
        """Tell our token from others without giving it away."""
        return sha256(self._token.encode()).hexdigest()[:16]

    def identity(self) -> Identity:
        """Return who we are; asked once in the life of a process."""
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
        """Post to a channel, or to a person by their id; returns the conversation and the timestamp."""
        under_name = {"username": author.name, "icon_url": author.icon_url} if author else {}
        reply = self._say(
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
        """Put other words into a message of ours."""
        self._say(self._patient.chat_update, message, channel=channel, ts=ts, parse="none")

    def delete(self, channel: str, ts: str) -> None:
        """Take a message of ours away."""
        call(self._patient.chat_delete, channel=channel, ts=ts)

    def upload(self, channel: str, file: File, comment: str = "", thread_ts: str | None = None) -> str:
        """Show a file in a conversation (not a person's id); raises UploadsDeclined where the app may not."""
        return upload(self._patient, self._base_url, channel, file, comment=comment, thread_ts=thread_ts)

    def whisper(self, channel: str, user_id: str, text: str) -> None:
        """Say something that only one person sees."""
        call(self._quick.chat_postEphemeral, channel=channel, user=user_id, text=text)

    def open_view(self, trigger_id: str, view: View) -> None:
        """Open a modal; the trigger of the click lives for three seconds."""
        call(self._quick.views_open, trigger_id=trigger_id, view=view)

    def push_view(self, trigger_id: str, view: View) -> None:
        """Lay a modal over the one in which somebody clicked."""
        call(self._quick.views_push, trigger_id=trigger_id, view=view)

    def update_view(self, view_id: str, view: View, shown: str | None = None) -> None:
        """Show an open modal anew; what is typed in fields that stay stays. One that is closed by now stays closed.

        With `shown`, the hash of what the person acted on, one that was changed since then stays as it is, too.
        """
        try:
            call(self._quick.views_update, view_id=view_id, view=view, hash=shown)
        except SlackRefused as refusal:
            if refusal.meaning is not Meaning.TOO_LATE:
                raise

    def publish_home(self, user_id: str, view: View, shown: str | None = None) -> None:
        """Replace the person's Home tab; with `shown`, its hash as they opened it, only if it is still that one.

        Raises SlackRefused, with `hash_conflict` if it was published anew since then.
        """
        call(self._patient.views_publish, user_id=user_id, view=view, hash=shown)

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message."""
        return str(self._read("chat_getPermalink", channel=channel, message_ts=ts)["permalink"])

    def replace_clicked(self, response_url: str, message: Message) -> None:
        """Put other words into the message that a click came from, by the address that came with it."""
        shown = [block.to_dict() for block in message.blocks]
        answer(response_url, self._base_url, {"replace_original": True, "text": message.text, "blocks": shown})

    def answer_privately(self, response_url: str, message: Message) -> None:
        """Say something only to the person who clicked or typed, by the address that came with it."""
        said = {"response_type": "ephemeral", "replace_original": False, "text": message.text}
        shown = {"blocks": [block.to_dict() for block in message.blocks]} if message.blocks else {}
        answer(response_url, self._base_url, {**said, **shown})

    def conversation_members(self, channel: str) -> list[str]:
        """Return the ids of all members of a channel, bots included, page by page."""
        pages = self._pages("conversations_members", "members", channel=channel)
        return list(dict.fromkeys(user_id for page in pages for user_id in page))

    def channel_creator(self, channel: str) -> str:
        """Return who created a channel; empty if Slack does not say."""
        return str(self._channel(channel).get("creator") or "")

    def is_private(self, channel: str) -> bool:
        """Tell whether a channel is for those only who are invited; yes if Slack does not say."""
        return bool(self._channel(channel).get("is_private", True))

    def is_shared(self, channel: str) -> bool:
        """Tell whether people of other companies are in a channel, or may soon be."""
        described = self._channel(channel)
        return bool(described.get("is_ext_shared") or described.get("is_pending_ext_shared"))

    def _channel(self, channel: str) -> Mapping[str, Any]:
        described: Mapping[str, Any] = self._read("conversations_info", channel=channel)["channel"]
        return described

    def profile(self, team_id: str, user_id: str) -> Member:
        """Describe a person; whom Slack does not show is nobody. The list of everybody is limited far more."""
        try:
            return member_from(team_id, self._read("users_info", user=user_id, include_locale=True)["user"])
        except SlackRefused as refusal:
            if refusal.code not in {"user_not_found", "user_not_visible"}:
                raise
            return Member(team_id, user_id, profile=Profile(display_name=user_id), account=Account(is_person=False))

    def standing(self, team_id: str, user_id: str) -> Standing:
        """Tell whether somebody is a full member, a guest or an app, or gone; raises what leaves that open."""
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
        """Return the ids of the workspace's admins who are active, by the pages of its list."""
        pages = self._pages("users_list", "members")
        members = (member_from(team_id, user) for page in pages for user in page)
        return [member.user_id for member in members if member.account.is_admin and member.is_full]

    def direct_channel(self, user_id: str) -> str:
        """Return the conversation of our direct messages with a person; opening it twice does no harm either."""
        return str(self._read("conversations_open", users=user_id)["channel"]["id"])

    def find(self, channel: str, mark: Mark, since: datetime, thread_ts: str | None = None) -> str | None:
        """Look for a message of ours by its mark; returns its timestamp, or None if it was never posted."""
        message = self._find(channel, mark, since, thread_ts)
        return str(message["ts"]) if message else None

    def find_version(
        self, channel: str, mark: Mark, since: datetime, thread_ts: str | None = None
    ) -> tuple[str, str] | None:
        """Do the same; returns the version of its words besides, empty for a message of an earlier release."""
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
        """Return the titles of the files that we have shown in a conversation since then."""
        bot, found = self.identity().bot_user_id, set[str]()
        for page in self._pages("conversations_history", "messages", channel=channel, oldest=_just_before(since)):
            ours = [message for message in page if message.get("user") == bot or message.get("bot_id")]
            found |= {str(file.get("title")) for message in ours for file in message.get("files") or ()}
        return found

    @staticmethod
    def _say(method: Callable[..., SlackResponse], message: Message, **how: Any) -> SlackResponse:
        """Post or change a message, in other blocks where Slack does not take these for what is in them."""
        try:
            return call(method, text=message.text, blocks=list(message.blocks), **how)
        except SlackRefused as refusal:
            otherwise = said_otherwise(refusal.code, message)
            if otherwise is None:
                raise
            return call(method, text=message.text, blocks=otherwise, **how)

    def _read(self, method: str, **arguments: Any) -> SlackResponse:
        """Ask Slack something: quickly where a person waits, else for as long as may be."""
        client = self._reading if patience.may_wait() else self._quick
        while True:
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
    """Return Slack a time of our clock from which to look for messages: the two clocks differ by less than a minute."""
    return f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
