"""Send files into somebody's direct messages, or as text if their workspace takes no files."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct

from app.domain.day.member import Member
from app.errors import SlackError, SlackRefused
from app.flows.sender import at_once, outbox
from app.outbox import Address
from app.records import replace
from app.services import Services
from app.slack.client import Mark
from app.slack.files import File
from app.slack.message import Message
from app.views import ids
from app.views.kit.readers import member_locale
from app.views.privacy import my_data

# Slack takes one message a second in a conversation.
A_SECOND = 1.0

_log = logging.getLogger(__name__)


class Piece(Struct, frozen=True):
    """One file with a comment; `as_text` returns it as texts that each fit a message."""

    file: File
    comment: str
    as_text: Callable[[], Sequence[str]]


def hand_out(services: Services, member: Member, channel: str, pieces: Sequence[Piece], received_at: datetime) -> None:
    """Send each piece to the person's direct messages, once, though Lambda may repeat the run of `received_at`.

    Files that Slack refuses for good are sent as text.
    """
    there = _shown(services, channel, received_at)
    texts: list[str] = []
    for piece in pieces:
        file = _titled(piece.file, received_at)
        if file.title in there:
            continue
        try:
            at_once(services)(partial(services.slack.upload, channel, file, piece.comment))
        except SlackRefused as refusal:
            _log.warning("handed out as text", extra={"reason": refusal.code})
            texts += piece.as_text()
    if texts:
        _say(services, member, channel, [member_locale(member).gettext(my_data.NO_FILES), *texts], received_at)


def _titled(file: File, received_at: datetime) -> File:
    """Return a file with a title that identifies this request: the same file may be asked for again."""
    return replace(file, title=f"{file.title or file.name} ({received_at:%Y-%m-%d %H:%M:%S})")


def _shown(services: Services, channel: str, received_at: datetime) -> Collection[str]:
    """Return the titles of files that an earlier attempt has sent; none if Slack does not let us look."""
    try:
        return services.slack.files_since(channel, received_at)
    except SlackError as error:
        _log.warning("cannot see what was handed out", extra={"reason": error.code})
        return ()


def _say(services: Services, member: Member, channel: str, texts: Sequence[str], received_at: datetime) -> None:
    """Send texts one after the other; continues where an earlier attempt stopped."""
    out, may_be_there = outbox(services, at_once(services)), True
    for number, text in enumerate(texts):
        mark = Mark(ids.NOTE, f"export.{received_at.isoformat()}", member.user_id, part=number)
        sent = out.send(Address(channel, mark, since=received_at), Message(text), looks=may_be_there)
        may_be_there = sent.is_found
        if not sent.is_found:
            services.clock.sleep(A_SECOND / services.settings.pace)
